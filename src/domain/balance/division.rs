//! Assignment of building groups to grids, and what moving one would change.

use super::map::Map;
use super::{BalanceStep, Contrast, Movable, Sibling, Siblings, spread};
use crate::domain::id::MemberId;
use std::collections::HashMap;

/// A possible move of a building group.
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupMove {
    /// The index of the building group.
    pub group: usize,
    /// The index of the grid it goes to.
    pub to: usize,
    /// Decrease of the spread, more than 0.
    pub fall: i128,
}

/// A state of the search.
#[derive(Debug, Clone)]
pub(super) struct Division<'a> {
    map: &'a Map,
    groups: Vec<DividedGroup<'a>>,
    grids: Vec<DividedGrid<'a>>,
    /// The loads.
    pub loads: Vec<u64>,
}

/// A building group in a state of the search.
#[derive(Debug, Clone, Copy)]
struct DividedGroup<'a> {
    group: &'a Movable,
    /// Index of the grid it is in.
    home: usize,
    /// True if it has been moved: none is moved twice.
    moved: bool,
}

/// A grid in a state of the search.
#[derive(Debug, Clone, Copy)]
struct DividedGrid<'a> {
    sibling: &'a Sibling,
    /// Index of the load to which it belongs.
    bearer: usize,
    /// Number of building groups with a point in it.
    placed: usize,
}

impl<'a> Division<'a> {
    /// Creates the state before any move.
    pub fn new(siblings: &'a Siblings, map: &'a Map) -> Self {
        let bearers = bearers(siblings);
        let loads = vec![0; bearers.iter().max().map_or(0, |last| last + 1)];
        let grids = siblings.grids.iter().zip(bearers);
        let grids = grids.map(|(sibling, bearer)| DividedGrid { sibling, bearer, placed: 0 });
        let groups = siblings.groups.iter();
        let groups = groups.map(|group| DividedGroup { group, home: group.sibling, moved: false });
        let mut division = Self { map, groups: groups.collect(), grids: grids.collect(), loads };
        for (grid, sibling) in siblings.grids.iter().enumerate() {
            division.bear(grid, |load| load + sibling.rest);
        }
        for group in &siblings.groups {
            division.bear(group.sibling, |load| load + group.load);
            if let Some(grid) = division.grids.get_mut(group.sibling) {
                grid.placed += usize::from(group.point.is_some());
            }
        }
        division
    }

    /// Changes the load to which a grid belongs.
    fn bear(&mut self, grid: usize, changed: impl FnOnce(u64) -> u64) {
        let bearer = self.grids.get(grid).map(|grid| grid.bearer);
        if let Some(load) = bearer.and_then(|bearer| self.loads.get_mut(bearer)) {
            *load = changed(*load);
        }
    }

    /// Returns the load to which a grid belongs.
    fn load(&self, grid: usize) -> Option<u64> {
        self.loads.get(self.grids.get(grid)?.bearer).copied()
    }

    fn is_in(&self, group: usize, grid: usize) -> bool {
        self.groups.get(group).is_some_and(|group| group.home == grid)
    }

    /// Returns the moves along borders that lower the spread, the best first, without a check that
    /// what stays behind is connected.
    pub fn moves(&self) -> Vec<GroupMove> {
        let groups = self.groups.iter().enumerate();
        let mut moves: Vec<GroupMove> =
            groups.flat_map(|(index, group)| self.moves_of(index, group)).collect();
        moves.sort_unstable_by_key(|to| (-to.fall, to.group, to.to));
        moves
    }

    fn moves_of(&self, index: usize, moving: &DividedGroup<'a>) -> Vec<GroupMove> {
        let from = moving.home;
        let can_give = self.grids.get(from).is_some_and(|grid| grid.placed >= 2);
        if moving.group.tied || moving.moved || !can_give {
            return Vec::new();
        }
        let beside = self.map.beside(index).iter();
        let mut to: Vec<usize> =
            beside.filter_map(|&beside| Some(self.groups.get(beside)?.home)).collect();
        to.sort_unstable();
        to.dedup();
        let bordering = to.into_iter().filter(|&to| self.map.borders(from, to));
        let moves = bordering.filter_map(|to| {
            let fall = self.fall(from, to, moving.group.load)?;
            Some(GroupMove { group: index, to, fall })
        });
        moves.filter(|to| to.fall > 0).collect()
    }

    /// Returns by how much the sum of the squared loads falls, and so the spread, if a load goes
    /// from one grid to another.
    fn fall(&self, from: usize, to: usize, load: u64) -> Option<i128> {
        let giving = i128::from(self.load(from)?);
        let receiving = i128::from(self.load(to)?);
        let load = i128::from(load);
        Some(2 * load * (giving - receiving - load))
    }

    /// Returns true if the neighbours of a building group in its grid stay connected without it.
    /// Then the grid falls into no more parts than before.
    pub fn can_spare(&self, group: usize) -> bool {
        let Some(DividedGroup { home, .. }) = self.groups.get(group) else { return false };
        let own = |at: usize| {
            self.map.beside(at).iter().copied().filter(|&beside| self.is_in(beside, *home))
        };
        let mut cut_off: Vec<usize> = own(group).collect();
        let Some(first) = cut_off.pop() else { return true };
        let mut reached = vec![false; self.groups.len()];
        let mut reach = |at: usize| {
            reached.get_mut(at).is_some_and(|reached| !std::mem::replace(reached, true))
        };
        reach(group);
        reach(first);
        let mut waiting = vec![first];
        while let Some(at) = waiting.pop() {
            cut_off.retain(|&beside| beside != at);
            if cut_off.is_empty() {
                return true;
            }
            waiting.extend(own(at).filter(|&beside| reach(beside)));
        }
        false
    }

    /// Makes a move and returns it as a step; `None` if there is no such building group or grid.
    pub fn take(&mut self, GroupMove { group: index, to, .. }: GroupMove) -> Option<BalanceStep> {
        let DividedGroup { group, home: from, .. } = *self.groups.get(index)?;
        let left = self.grids.get(from)?.sibling.grid;
        let joined = self.grids.get(to)?.sibling.grid;
        let measured = |of: &Self| Some((spread(&of.loads)?, of.load(from)?, of.load(to)?));
        let before = measured(self)?;
        let moving = self.groups.get_mut(index)?;
        moving.home = to;
        moving.moved = true;
        self.grids.get_mut(from)?.placed -= 1;
        self.grids.get_mut(to)?.placed += 1;
        self.bear(from, |load| load - group.load);
        self.bear(to, |load| load + group.load);
        let after = measured(self)?;
        Some(BalanceStep {
            group: group.group,
            from: left,
            to: joined,
            load: group.load,
            spread: Contrast { before: before.0, after: after.0 },
            giving: Contrast { before: before.1, after: after.1 },
            receiving: Contrast { before: before.2, after: after.2 },
        })
    }
}

/// Returns the load to which each grid belongs: one of its leader, or its own.
fn bearers(siblings: &Siblings) -> Vec<usize> {
    let mut of_leader: HashMap<MemberId, usize> = HashMap::new();
    let mut count = 0;
    let mut another = || {
        count += 1;
        count - 1
    };
    siblings
        .grids
        .iter()
        .map(|sibling| sibling.leader)
        .map(|leader| match leader {
            Some(leader) => *of_leader.entry(leader).or_insert_with(&mut another),
            None => another(),
        })
        .collect()
}
