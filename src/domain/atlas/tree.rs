//! Grids and how they belong to each other. Belonging is by identifier, never by geometry.

use super::areas::Area;
use crate::domain::id::GridId;
use crate::domain::level::Levels;
use crate::domain::period::Instant;
use crate::domain::unit::{Boundary, Grid, GridKind};
use std::collections::HashMap;
use std::sync::Arc;

/// All grids, retired ones included, under dense numbers that never change.
#[derive(Debug, Clone, Default)]
pub struct GridTree {
    grids: Vec<Arc<Node>>,
    /// Present polygon of each grid.
    boundaries: Vec<Option<Arc<Boundary>>>,
    parents: Vec<Option<u32>>,
    by_id: Arc<HashMap<GridId, u32>>,
    by_code: Arc<HashMap<String, u32>>,
    root: Option<u32>,
}

#[derive(Debug, Clone)]
struct Node {
    grid: Grid,
    /// Index of the level, 0 widest.
    level: u8,
    children: Vec<u32>,
}

impl GridTree {
    /// Enters or replaces a grid and returns its number. Its parent must be known.
    pub(super) fn put(&mut self, grid: &Grid, levels: &Levels) -> u32 {
        let level = levels.index_of(&grid.level).unwrap_or(u8::MAX);
        let parent = grid.parent.and_then(|id| self.by_id.get(&id).copied());
        if let Some(&index) = self.by_id.get(&grid.id) {
            if let Some(node) = self.node_mut(index) {
                node.grid = grid.clone();
                node.level = level;
            }
            self.adopt(index, parent);
            return index;
        }
        let index = u32::try_from(self.grids.len()).unwrap_or(u32::MAX);
        self.grids.push(Arc::new(Node { grid: grid.clone(), level, children: Vec::new() }));
        self.boundaries.push(None);
        self.parents.push(None);
        Arc::make_mut(&mut self.by_id).insert(grid.id, index);
        Arc::make_mut(&mut self.by_code).insert(grid.code.clone(), index);
        self.adopt(index, parent);
        if parent.is_none() && self.root.is_none() {
            self.root = Some(index);
        }
        index
    }

    fn adopt(&mut self, index: u32, parent: Option<u32>) {
        let Some(place) = self.parents.get_mut(index as usize) else { return };
        if *place == parent {
            return;
        }
        let before = std::mem::replace(place, parent);
        if let Some(before) = before.and_then(|before| self.node_mut(before)) {
            before.children.retain(|&child| child != index);
        }
        if let Some(parent) = parent.and_then(|parent| self.node_mut(parent)) {
            parent.children.push(index);
        }
    }

    /// Enters a version of a polygon: the open one is in force. Returns the number of its grid.
    pub(super) fn bound(&mut self, boundary: &Boundary) -> Option<u32> {
        let index = *self.by_id.get(&boundary.grid)?;
        let place = self.boundaries.get_mut(index as usize)?;
        if boundary.period.to.is_none() {
            *place = Some(Arc::new(boundary.clone()));
        } else if place.as_ref().is_some_and(|present| present.id == boundary.id) {
            *place = None;
        }
        Some(index)
    }

    /// Returns the grid's entry in the index of places; `None` if it is retired or has no polygon.
    pub(super) fn area(&self, index: u32) -> Option<Area> {
        let node = self.grids.get(index as usize)?;
        let boundary = self.boundaries.get(index as usize)?.as_ref();
        let boundary = boundary.filter(|_| node.grid.life.to.is_none())?;
        Some(Area {
            grid: index,
            level: node.level,
            dedicated: node.grid.kind == GridKind::Dedicated,
            code: node.grid.code.as_str().into(),
            shape: Arc::clone(&boundary.shape),
        })
    }

    /// Returns the parent of every grid, by their numbers.
    pub(super) fn parents(&self) -> &[Option<u32>] {
        &self.parents
    }

    /// Returns the grid of a dense number.
    pub fn at(&self, index: u32) -> Option<&Grid> {
        self.grids.get(index as usize).map(|node| &node.grid)
    }

    /// Returns the grid that has no parent.
    pub fn root(&self) -> Option<&Grid> {
        self.root.and_then(|index| self.at(index))
    }

    /// Returns true if it is the grid that has no parent.
    pub fn is_root(&self, id: GridId) -> bool {
        self.root().is_some_and(|root| root.id == id)
    }

    /// Returns a grid by identifier, retired ones included.
    pub fn get(&self, id: GridId) -> Option<&Grid> {
        self.node(id).map(|node| &node.grid)
    }

    /// Returns a grid that is not retired, by identifier.
    pub fn active(&self, id: GridId) -> Option<&Grid> {
        self.get(id).filter(|grid| grid.life.to.is_none())
    }

    /// Returns a grid by code, retired ones included.
    pub fn by_code(&self, code: &str) -> Option<&Grid> {
        self.by_code.get(code).and_then(|&index| self.at(index))
    }

    /// Returns a grid that is not retired, by code.
    pub fn active_by_code(&self, code: &str) -> Option<&Grid> {
        self.by_code(code).filter(|grid| grid.life.to.is_none())
    }

    /// Returns the index of a grid's level, 0 widest.
    pub fn level(&self, id: GridId) -> Option<u8> {
        self.node(id).map(|node| node.level)
    }

    /// Returns the present boundary of a grid.
    pub fn boundary(&self, id: GridId) -> Option<&Boundary> {
        self.boundary_at(self.number(id)?)
    }

    /// Returns the present boundary of the grid of a dense number.
    fn boundary_at(&self, index: u32) -> Option<&Boundary> {
        self.boundaries.get(index as usize).and_then(Option::as_deref)
    }

    /// Returns the dense number of a grid.
    pub(super) fn number(&self, id: GridId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    /// Returns all grids, retired ones included, in the order they were entered.
    pub(super) fn every(&self) -> impl Iterator<Item = &Grid> {
        self.grids.iter().map(|node| &node.grid)
    }

    /// Removes the polygons that were drawn after an instant.
    pub(super) fn undraw(&mut self, at: Instant) {
        for place in &mut self.boundaries {
            place.take_if(|boundary| boundary.period.from > at);
        }
    }

    /// Returns all grids that are not retired, in the order they were entered.
    pub fn all(&self) -> impl Iterator<Item = &Grid> {
        self.every().filter(|grid| grid.life.to.is_none())
    }

    /// Returns the grids directly below one, without retired ones.
    pub fn children(&self, id: GridId) -> impl Iterator<Item = &Grid> {
        let children = self.node(id).map_or(&[][..], |node| &node.children);
        children.iter().filter_map(|&index| self.at(index)).filter(|grid| grid.life.to.is_none())
    }

    /// Returns a grid, its parent, and so on up to the root.
    pub fn upward(&self, id: GridId) -> impl Iterator<Item = &Grid> {
        let start = self.by_id.get(&id).copied();
        std::iter::successors(start, |&index| self.parents.get(index as usize).copied().flatten())
            .filter_map(|index| self.at(index))
    }

    /// Returns a grid and everything below it, without retired ones.
    pub fn downward(&self, id: GridId) -> Vec<GridId> {
        let mut found = vec![id];
        let mut next = 0;
        while let Some(&id) = found.get(next) {
            found.extend(self.children(id).map(|grid| grid.id));
            next += 1;
        }
        found
    }

    /// Returns true if a grid is another one or below it.
    pub fn is_within(&self, id: GridId, ancestor: GridId) -> bool {
        self.upward(id).any(|grid| grid.id == ancestor)
    }

    /// Returns the deepest grid that all of these are or belong to; `None` without grids.
    pub fn common(&self, ids: impl IntoIterator<Item = GridId>) -> Option<GridId> {
        ids.into_iter().reduce(|common, id| {
            let above = self.upward(common).find(|grid| self.is_within(id, grid.id));
            above.or_else(|| self.root()).map_or(common, |grid| grid.id)
        })
    }

    fn node(&self, id: GridId) -> Option<&Node> {
        self.by_id.get(&id).and_then(|&index| self.grids.get(index as usize)).map(Arc::as_ref)
    }

    fn node_mut(&mut self, index: u32) -> Option<&mut Node> {
        self.grids.get_mut(index as usize).map(Arc::make_mut)
    }
}
