//! 移交: duties, building groups and land that change hands by a change set, for those who sign for
//! it.

use crate::domain::atlas::Atlas;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::geometry::Shape;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::unit::Unit;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

/// Handover planned by a change set.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedHandover {
    /// Duties, unit by unit.
    pub duties: Vec<DutyPassed>,
    /// Building groups that move to another grid.
    pub groups: Vec<GroupPassed>,
    /// Grids whose land changes.
    pub borders: Vec<BorderMoved>,
}

/// A duty that ends, one that begins, or one that replaces the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DutyPassed {
    /// Duty that ends, with its end.
    pub from: Option<Duty>,
    /// Duty that begins.
    pub to: Option<Duty>,
}

/// A building group that moves to another grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupPassed {
    /// Building group.
    pub group: BuildingGroupId,
    /// Grid before; none for a new one.
    pub from: Option<GridId>,
    /// Grid afterwards; none for one that was retired.
    pub to: Option<GridId>,
    /// Household count, 0 or more.
    pub households: i32,
}

/// A grid whose land changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BorderMoved {
    /// Grid.
    pub grid: GridId,
    /// Area before, in square metres; none if it had no polygon.
    pub before_m2: Option<f64>,
    /// Area afterwards, in square metres; none if it has no polygon.
    pub after_m2: Option<f64>,
}

/// Duties that end and duties that begin.
#[derive(Debug, Clone, Default)]
pub struct PassingDuties {
    /// Duties that end, with their new end.
    pub ended: Vec<Duty>,
    /// Duties that begin.
    pub begun: Vec<Duty>,
}

impl PassingDuties {
    /// Returns the difference between an atlas and the one planned on it.
    pub fn planned(before: &Atlas, after: &Atlas) -> Self {
        let mut passing = Self::default();
        for duty in after.people().all_duties() {
            match before.people().duty(duty.id) {
                None => passing.begun.push(*duty),
                Some(old) if old.period.to != duty.period.to => passing.ended.push(*duty),
                Some(_) => {}
            }
        }
        passing
    }

    /// Pairs duties that end with duties of the same unit and capacity that begin.
    fn paired(mut self) -> Vec<DutyPassed> {
        self.ended.sort_unstable_by(by_place);
        self.begun.sort_unstable_by(by_place);
        let mut passed: Vec<DutyPassed> = Vec::new();
        for ended in self.ended {
            let next = self.begun.iter().position(|new| place(new) == place(&ended));
            passed.push(DutyPassed {
                from: Some(ended),
                to: next.map(|next| self.begun.remove(next)),
            });
        }
        passed.extend(self.begun.into_iter().map(|new| DutyPassed { from: None, to: Some(new) }));
        passed.sort_by_key(|one| one.place());
        passed
    }
}

fn by_place(a: &Duty, b: &Duty) -> Ordering {
    (a.unit, a.capacity, a.rank, a.id).cmp(&(b.unit, b.capacity, b.rank, b.id))
}

fn place(duty: &Duty) -> (Unit, Capacity) {
    (duty.unit, duty.capacity)
}

impl DutyPassed {
    /// Returns unit and capacity; none if neither duty is set.
    pub fn place(&self) -> Option<(Unit, Capacity)> {
        self.from.or(self.to).as_ref().map(place)
    }
}

impl PlannedHandover {
    /// Returns what changes hands between two atlases, with the duties that do.
    pub fn between(before: &Atlas, after: &Atlas, passing: PassingDuties) -> Self {
        Self {
            duties: passing.paired(),
            groups: groups(before, after),
            borders: borders(before, after),
        }
    }
}

fn groups(before: &Atlas, after: &Atlas) -> Vec<GroupPassed> {
    let all: HashSet<BuildingGroupId> = [before, after]
        .into_iter()
        .flat_map(|atlas| atlas.groups().all())
        .map(|group| group.id)
        .collect();
    let passed = all.into_iter().filter_map(|group| {
        let from = grid(before, group);
        let to = grid(after, group);
        let known = after.groups().get(group).or_else(|| before.groups().get(group))?;
        (from != to).then_some(GroupPassed { group, from, to, households: known.household_count })
    });
    let mut passed: Vec<GroupPassed> = passed.collect();
    passed.sort_by_cached_key(|passed| {
        let known = after.groups().get(passed.group).or_else(|| before.groups().get(passed.group));
        known.map(|group| group.code.clone())
    });
    passed
}

fn grid(atlas: &Atlas, group: BuildingGroupId) -> Option<GridId> {
    atlas.groups().grid_of(group).filter(|_| atlas.has(Unit::BuildingGroup(group)))
}

fn borders(before: &Atlas, after: &Atlas) -> Vec<BorderMoved> {
    let all = [before, after].into_iter().flat_map(|atlas| atlas.tree().all());
    let mut grids: Vec<(String, GridId)> = all.map(|grid| (grid.code.clone(), grid.id)).collect();
    grids.sort_unstable();
    grids.dedup();
    let moved = grids.into_iter().filter_map(|(_, grid)| {
        let old = active_shape(before, grid);
        let new = active_shape(after, grid);
        let same = match (&old, &new) {
            (Some(old), Some(new)) => Arc::ptr_eq(old, new) || only_noded(old, new),
            (None, None) => true,
            _ => false,
        };
        (!same).then(|| BorderMoved {
            grid,
            before_m2: area_m2(old.as_ref()),
            after_m2: area_m2(new.as_ref()),
        })
    });
    moved.collect()
}

fn active_shape(atlas: &Atlas, grid: GridId) -> Option<Arc<Shape>> {
    atlas.tree().active(grid).and_then(|_| atlas.shape(grid).cloned())
}

fn area_m2(shape: Option<&Arc<Shape>>) -> Option<f64> {
    shape.map(|shape| shape.area_m2())
}

/// Returns true if a polygon differs from another one only by additional vertices.
pub(super) fn only_noded(old: &Shape, new: &Shape) -> bool {
    if old == new {
        return true;
    }
    let known: HashSet<_> = new.rings().flatten().copied().collect();
    let same_area = (old.area_m2() - new.area_m2()).abs() < 1.0;
    same_area && old.rings().flatten().all(|point| known.contains(point))
}
