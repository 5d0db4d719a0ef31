//! Size of a change set: from a certain size on, one person may not decide alone.

use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::change_size::ChangeSize;
use crate::domain::id::{GridId, OrganizationId};
use crate::domain::period::Instant;
use crate::domain::unit::Unit;
use std::collections::BTreeSet;

impl ChangeSize {
    /// Computes the size of some edits that move a number of open requests. Absences do not count,
    /// since nobody decides on them: duties stay, and what the deputy is assigned counts by itself.
    pub fn of(before: &Atlas, edits: &[AtlasEdit], requests: usize, at: Instant) -> Self {
        let units = units(before, edits.iter().filter(|edit| !is_absence(edit)), at);
        let groups = before.groups();
        let below = units
            .iter()
            .filter_map(|&unit| if let Unit::Grid(grid) = unit { Some(grid) } else { None });
        let grids: BTreeSet<GridId> = below.flat_map(|grid| before.tree().downward(grid)).collect();
        let single = units.iter().filter_map(|&unit| match unit {
            Unit::BuildingGroup(group) => groups.get(group),
            Unit::Grid(_) | Unit::Desk(_) | Unit::Office(_) => None,
        });
        let inside = grids.into_iter().flat_map(|grid| groups.of_grid(grid)).chain(single);
        let mut inside: Vec<_> = inside.map(|group| (group.id, group.household_count)).collect();
        inside.sort_unstable();
        inside.dedup();
        let households = inside.iter().filter_map(|&(_, count)| usize::try_from(count).ok()).sum();
        Self { requests, units: units.len(), households }
    }
}

fn is_absence(edit: &AtlasEdit) -> bool {
    matches!(edit, AtlasEdit::AddAbsence(_) | AtlasEdit::EndAbsence { .. })
}

/// Returns the units that some edits change at an instant, each once. Neighbours that only get a
/// vertex are not included.
pub fn units<'a>(
    before: &Atlas,
    edits: impl IntoIterator<Item = &'a AtlasEdit>,
    at: Instant,
) -> Vec<Unit> {
    let mut units: Vec<Unit> =
        edits.into_iter().flat_map(|edit| of_one(before, edit, at)).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// Returns the grids from or to which something moves, which change with it.
pub fn goals(before: &Atlas, edits: &[AtlasEdit]) -> Vec<Unit> {
    let goal = |edit: &AtlasEdit| match edit {
        AtlasEdit::ChangeBuildingGroup { building_group, moved: Some(moved), .. } => {
            vec![before.groups().grid_of(*building_group), Some(moved.grid)]
        }
        AtlasEdit::PlaceGrid { grid, parent } => {
            vec![before.tree().get(*grid).and_then(|grid| grid.parent), Some(*parent)]
        }
        _ => Vec::new(),
    };
    edits.iter().flat_map(goal).flatten().map(Unit::Grid).collect()
}

fn of_one(before: &Atlas, edit: &AtlasEdit, at: Instant) -> Vec<Unit> {
    let people = before.people();
    let held_by = |member| {
        let open = people.all_duties_of(member).filter(|duty| !duty.period.ended(at));
        open.map(|duty| duty.unit).collect()
    };
    match edit {
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
        AtlasEdit::RetireOrganization { organization } => office(before, *organization),
        AtlasEdit::ChangeOrganization { organization, profile } => {
            let moves = before.organizations().get(*organization);
            let moves = moves.is_some_and(|known| known.profile.grid != profile.grid);
            if moves { office(before, *organization) } else { Vec::new() }
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

/// Returns an organisation as a unit, if it is a department or station office.
fn office(before: &Atlas, organization: OrganizationId) -> Vec<Unit> {
    let office = before.organizations().office(organization);
    office.map(|office| Unit::Office(office.id)).into_iter().collect()
}
