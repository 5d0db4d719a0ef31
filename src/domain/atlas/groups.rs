//! Building groups and the grids they belong to.

use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::unit::{BuildingGroup, GroupMembership};
use std::collections::HashMap;
use std::sync::Arc;

/// All building groups, retired ones included.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    groups: HashMap<BuildingGroupId, Arc<BuildingGroup>>,
    by_code: HashMap<String, BuildingGroupId>,
    memberships: HashMap<BuildingGroupId, GroupMembership>,
    by_grid: HashMap<GridId, Vec<BuildingGroupId>>,
}

impl Groups {
    pub(super) fn put(&mut self, group: &BuildingGroup) {
        self.by_code.insert(group.code.clone(), group.id);
        self.groups.insert(group.id, Arc::new(group.clone()));
    }

    /// Enters a membership: the open one is in force.
    pub(super) fn join(&mut self, membership: &GroupMembership) {
        let group = membership.building_group;
        if let Some(before) = self.memberships.get(&group).copied() {
            if membership.period.to.is_some() && before.id != membership.id {
                return;
            }
            self.memberships.remove(&group);
            self.by_grid.entry(before.grid).or_default().retain(|&id| id != group);
        }
        if membership.period.to.is_none() {
            self.memberships.insert(group, *membership);
            self.by_grid.entry(membership.grid).or_default().push(group);
        }
    }

    /// Returns all building groups, retired ones included, in no order.
    pub(super) fn every(&self) -> impl Iterator<Item = &BuildingGroup> {
        self.groups.values().map(AsRef::as_ref)
    }

    /// Returns a building group by identifier, retired ones included.
    pub fn get(&self, id: BuildingGroupId) -> Option<&BuildingGroup> {
        self.groups.get(&id).map(AsRef::as_ref)
    }

    /// Returns a building group by code, retired ones included.
    pub fn by_code(&self, code: &str) -> Option<&BuildingGroup> {
        self.by_code.get(code).and_then(|&id| self.get(id))
    }

    /// Returns the grid a building group belongs to now.
    pub fn grid_of(&self, id: BuildingGroupId) -> Option<GridId> {
        self.memberships.get(&id).map(|membership| membership.grid)
    }

    /// Returns the present membership of a building group.
    pub fn membership(&self, id: BuildingGroupId) -> Option<&GroupMembership> {
        self.memberships.get(&id)
    }

    /// Returns all present memberships, in no order.
    pub(super) fn memberships(&self) -> impl Iterator<Item = &GroupMembership> {
        self.memberships.values()
    }

    /// Returns the building groups of a grid, without retired ones, by code.
    pub fn of_grid(&self, grid: GridId) -> Vec<&BuildingGroup> {
        let ids = self.by_grid.get(&grid).map_or(&[][..], Vec::as_slice);
        let mut groups: Vec<_> =
            ids.iter().filter_map(|&id| self.get(id)).filter(|g| g.life.to.is_none()).collect();
        groups.sort_by(|a, b| a.code.cmp(&b.code));
        groups
    }

    /// Returns all building groups that are not retired.
    pub fn all(&self) -> impl Iterator<Item = &BuildingGroup> {
        self.every().filter(|group| group.life.to.is_none())
    }
}
