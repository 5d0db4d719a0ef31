//! How large a change of responsibility is: from some size on, one person does not make it alone.

use crate::domain::atlas::Atlas;
use crate::domain::id::GridId;
use crate::domain::operation::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::unit::Unit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How much a change of responsibility changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ChangeSize {
    /// Open requests that get another holder.
    pub requests: usize,
    /// Grids and building groups that change.
    pub units: usize,
    /// Households of the building groups among them and in or below them.
    pub households: usize,
}

impl ChangeSize {
    /// The size of some operations that move so many open requests. That somebody is away is
    /// nobody's decision: their duties stay, and what is given to whoever stands in counts by
    /// itself.
    pub fn of(before: &Atlas, operations: &[AtlasEdit], requests: usize, at: Instant) -> Self {
        let is_absence = |operation: &&AtlasEdit| {
            matches!(operation, AtlasEdit::AddAbsence(_) | AtlasEdit::EndAbsence { .. })
        };
        let units = units(before, operations.iter().filter(|operation| !is_absence(operation)), at);
        let groups = before.groups();
        let below = units
            .iter()
            .filter_map(|&unit| if let Unit::Grid(grid) = unit { Some(grid) } else { None });
        let grids: BTreeSet<GridId> = below.flat_map(|grid| before.tree().downward(grid)).collect();
        let single = units.iter().filter_map(|&unit| match unit {
            Unit::BuildingGroup(group) => groups.get(group),
            Unit::Grid(_) | Unit::Desk(_) => None,
        });
        let inside = grids.into_iter().flat_map(|grid| groups.of_grid(grid)).chain(single);
        let mut inside: Vec<_> = inside.map(|group| (group.id, group.household_count)).collect();
        inside.sort_unstable();
        inside.dedup();
        let households = inside.iter().filter_map(|&(_, count)| usize::try_from(count).ok()).sum();
        Self { requests, units: units.len(), households }
    }

    /// Whether it reaches what a second person must agree to. 0 of something: any number of it is
    /// allowed.
    pub const fn reaches(&self, limit: &Self) -> bool {
        (limit.requests > 0 && self.requests >= limit.requests)
            || (limit.units > 0 && self.units >= limit.units)
            || (limit.households > 0 && self.households >= limit.households)
    }
}

/// The units that some operations change at an instant, each once. Neighbours that only get a
/// vertex are not among them.
pub fn units<'a>(
    before: &Atlas,
    operations: impl IntoIterator<Item = &'a AtlasEdit>,
    at: Instant,
) -> Vec<Unit> {
    let mut units: Vec<Unit> =
        operations.into_iter().flat_map(|operation| of_one(before, operation, at)).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// The grids that something comes from or goes to, which change with it.
pub fn goals(before: &Atlas, operations: &[AtlasEdit]) -> Vec<Unit> {
    let goal = |operation: &AtlasEdit| match operation {
        AtlasEdit::ChangeBuildingGroup { building_group, moved: Some(moved), .. } => {
            vec![before.groups().grid_of(*building_group), Some(moved.grid)]
        }
        AtlasEdit::PlaceGrid { grid, parent } => {
            vec![before.tree().get(*grid).and_then(|grid| grid.parent), Some(*parent)]
        }
        _ => Vec::new(),
    };
    operations.iter().flat_map(goal).flatten().map(Unit::Grid).collect()
}

fn of_one(before: &Atlas, operation: &AtlasEdit, at: Instant) -> Vec<Unit> {
    let people = before.people();
    let held_by = |member| {
        let open = people.all_duties_of(member).filter(|duty| !duty.period.ended(at));
        open.map(|duty| duty.unit).collect()
    };
    match operation {
        AtlasEdit::CreateGrid { grid, .. } => vec![Unit::Grid(grid.id)],
        AtlasEdit::RetireGrid { grid }
        | AtlasEdit::RenameGrid { grid, .. }
        | AtlasEdit::PlaceGrid { grid, .. } => {
            vec![Unit::Grid(*grid)]
        }
        AtlasEdit::SetBoundaries(boundaries) => {
            boundaries.iter().map(|drawn| Unit::Grid(drawn.grid)).collect()
        }
        AtlasEdit::CreateBuildingGroup { group, .. } => vec![Unit::BuildingGroup(group.id)],
        AtlasEdit::ChangeBuildingGroup { building_group, moved: Some(_), .. }
        | AtlasEdit::RetireBuildingGroup { building_group } => {
            vec![Unit::BuildingGroup(*building_group)]
        }
        AtlasEdit::GiveDuty(duty) => vec![duty.unit],
        AtlasEdit::EndDuty { duty, .. } => {
            people.duty(*duty).map(|duty| duty.unit).into_iter().collect()
        }
        AtlasEdit::SetMemberActive { member, .. } => held_by(*member),
        AtlasEdit::CreateRoutingRule(rule) => vec![Unit::Grid(rule.profile.grid)],
        AtlasEdit::ChangeRoutingRule { new, .. } | AtlasEdit::ResumeRoutingRule { new, .. } => {
            vec![Unit::Grid(new.profile.grid)]
        }
        AtlasEdit::RetireRoutingRule { rule } => before
            .rules()
            .get(*rule)
            .map(|rule| Unit::Grid(rule.profile.grid))
            .into_iter()
            .collect(),
        AtlasEdit::AddAbsence(absence) => held_by(absence.member),
        AtlasEdit::EndAbsence { absence, .. } => {
            people.absence(*absence).map(|absence| held_by(absence.member)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}
