//! Pioneer posts, their zones, and the terms of their holders.

use super::Atlas;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId, MemberId, PioneerPostId, PostHoldingId};
use crate::domain::period::Instant;
use crate::domain::pioneer_post::{PioneerPost, PostHolding, PostZone};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// All pioneer posts and holdings, ended ones included.
#[derive(Debug, Clone, Default)]
pub struct PioneerPosts {
    all: HashMap<PioneerPostId, Arc<PioneerPost>>,
    by_code: HashMap<String, PioneerPostId>,
    /// The posts that are not retired, by the grid that they belong to.
    by_grid: HashMap<GridId, BTreeSet<PioneerPostId>>,
    /// Those of them that serve around a point, which may lie near the border of their grid.
    around: BTreeSet<PioneerPostId>,
    holdings: HashMap<PioneerPostId, Vec<PostHolding>>,
    held: HashMap<PostHoldingId, PioneerPostId>,
}

impl PioneerPosts {
    pub(super) fn put(&mut self, post: &PioneerPost) {
        if let Some(before) = self.all.get(&post.id) {
            self.by_grid.entry(before.grid).or_default().remove(&post.id);
            self.around.remove(&post.id);
        }
        if post.life.to.is_none() {
            self.by_grid.entry(post.grid).or_default().insert(post.id);
            if matches!(post.profile.zone, PostZone::Point { .. }) {
                self.around.insert(post.id);
            }
        }
        self.by_code.insert(post.code.clone(), post.id);
        self.all.insert(post.id, Arc::new(post.clone()));
    }

    pub(super) fn hold(&mut self, holding: &PostHolding) {
        let holdings = self.holdings.entry(holding.post).or_default();
        match holdings.iter_mut().find(|present| present.id == holding.id) {
            Some(present) => *present = *holding,
            None => holdings.push(*holding),
        }
        self.held.insert(holding.id, holding.post);
    }

    /// Returns all posts, retired ones included, in no order.
    pub(super) fn every(&self) -> impl Iterator<Item = &PioneerPost> {
        self.all.values().map(AsRef::as_ref)
    }

    /// Returns a post by identifier, retired ones included.
    pub fn get(&self, id: PioneerPostId) -> Option<&PioneerPost> {
        self.all.get(&id).map(AsRef::as_ref)
    }

    /// Returns a post by identifier, if it is not retired.
    pub fn active(&self, id: PioneerPostId) -> Option<&PioneerPost> {
        self.get(id).filter(|post| post.life.to.is_none())
    }

    /// Returns a post by code, retired ones included.
    pub fn by_code(&self, code: &str) -> Option<&PioneerPost> {
        self.by_code.get(code).and_then(|&id| self.get(id))
    }

    /// Returns the posts that are not retired, in no order.
    pub fn all(&self) -> impl Iterator<Item = &PioneerPost> {
        self.by_grid.values().flatten().filter_map(|&id| self.get(id))
    }

    /// Returns the posts that belong to a grid itself, not to one below.
    pub fn in_grid(&self, grid: GridId) -> impl Iterator<Item = &PioneerPost> {
        self.by_grid.get(&grid).into_iter().flatten().filter_map(|&id| self.get(id))
    }

    /// Returns the posts of a grid whose zone names a building group of it.
    pub fn naming(
        &self,
        grid: GridId,
        group: BuildingGroupId,
    ) -> impl Iterator<Item = &PioneerPost> {
        self.in_grid(grid).filter(move |post| match &post.profile.zone {
            PostZone::BuildingGroups(groups) => groups.contains(&group),
            PostZone::Grid(_) | PostZone::Point { .. } => false,
        })
    }

    /// Returns the posts that serve a place: `grids` are its grid and those above; the building
    /// group and the points are given as far as known.
    pub fn serving(
        &self,
        grids: &[GridId],
        group: Option<BuildingGroupId>,
        points: &[Point],
    ) -> impl Iterator<Item = &PioneerPost> {
        let here = grids.iter().flat_map(move |&grid| self.in_grid(grid));
        let here = here.filter(|post| !matches!(post.profile.zone, PostZone::Point { .. }));
        let near = self.around.iter().filter_map(|&id| self.get(id));
        here.chain(near).filter(move |post| post.profile.zone.covers(grids, group, points))
    }

    /// Returns a holding by identifier, ended ones included.
    pub fn holding(&self, id: PostHoldingId) -> Option<&PostHolding> {
        self.held
            .get(&id)
            .and_then(|&post| self.holdings(post).iter().find(|holding| holding.id == id))
    }

    /// Returns all holdings of a post, past and future ones included.
    pub fn holdings(&self, post: PioneerPostId) -> &[PostHolding] {
        self.holdings.get(&post).map_or(&[], Vec::as_slice)
    }

    /// Returns the holdings of a post at an instant, of members present or away.
    pub fn holders_at(
        &self,
        post: PioneerPostId,
        at: Instant,
    ) -> impl Iterator<Item = &PostHolding> {
        self.holdings(post).iter().filter(move |holding| holding.period.contains(at))
    }

    /// Returns all holdings of a member, past and future ones included, in no order.
    pub fn holdings_of(&self, member: MemberId) -> impl Iterator<Item = &PostHolding> {
        self.holdings.values().flatten().filter(move |holding| holding.member == member)
    }
}

impl Atlas {
    /// Returns the grid that a post with a zone belongs to: the grid itself, that of the building
    /// groups, or that of the point by the rule of place. `None` if the zone names an unknown one.
    pub fn grid_of_zone(&self, zone: &PostZone) -> Option<GridId> {
        match zone {
            PostZone::Grid(grid) => self.tree().active(*grid).map(|grid| grid.id),
            PostZone::BuildingGroups(groups) => self.groups().grid_of(*groups.first()?),
            PostZone::Point { centre, .. } => self.grid_at(*centre).map(|grid| grid.id),
        }
    }

    /// Returns the holdings of a post at an instant whose members are active and not away.
    pub fn present_holders(
        &self,
        post: PioneerPostId,
        at: Instant,
    ) -> impl Iterator<Item = &PostHolding> {
        let people = self.people();
        self.pioneer_posts().holders_at(post, at).filter(move |holding| {
            !people.is_inactive(holding.member) && !people.is_absent(holding.member, at)
        })
    }
}
