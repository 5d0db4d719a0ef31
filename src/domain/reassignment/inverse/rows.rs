//! Inverse of the rows of a change set, by kind.

use super::{ChangeMade, InverseOperations, LostBecause, LostKind, Restoration, UnrestorablePart};
use crate::domain::atlas::Atlas;
use crate::domain::change::Change;
use crate::domain::duty::{Absence, Duty};
use crate::domain::geometry::geojson::Geometry;
use crate::domain::id::{BuildingGroupId, GridId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::reassignment::handover::only_noded;
use crate::domain::reassignment::operation::{
    AssignDuty, CoverAbsence, EndAbsence, EndDuty, MoveBoundary, MoveBuildingGroup, OperationSpec,
    PlaceGrid, RedrawnGrid, RenameGrid, RetireGrid, SetRule,
};
use crate::domain::routing_rule::RoutingRule;
use crate::domain::unit::{Boundary, Grid, GroupMembership, Unit};
use std::collections::HashSet;

/// Rows of one change set in their last state, with the atlas before it.
struct Taken<'a> {
    before: &'a Atlas,
    now: Instant,
    /// Building groups that it created.
    grouped: HashSet<BuildingGroupId>,
    /// Grids that it retired.
    ended: HashSet<GridId>,
    /// Rules that have a later row.
    renewed: HashSet<RoutingRuleId>,
}

pub(super) fn inverse(before: &Atlas, changes: &[Change], now: Instant) -> InverseOperations {
    let last = last_states(changes);
    let grouped = last.iter().filter_map(|change| match change {
        Change::BuildingGroup(group) if before.groups().get(group.id).is_none() => Some(group.id),
        _ => None,
    });
    let ended = last.iter().filter_map(|change| match change {
        Change::Grid(grid) if grid.life.to.is_some() => Some(grid.id),
        _ => None,
    });
    let renewed = last.iter().filter_map(|change| match change {
        Change::RoutingRule(rule) if !rule.period.ended(now) => Some(rule.id),
        _ => None,
    });
    let grouped = grouped.collect();
    let taken = Taken { before, now, grouped, ended: ended.collect(), renewed: renewed.collect() };
    let mut inverse = InverseOperations::default();
    // Grids are restored first and retired last; duties end before others begin.
    for pass in 0..PASSES {
        for change in &last {
            taken.take_back(change, pass, &mut inverse);
        }
    }
    inverse
}

/// Number of passes over the rows, each for the operations that come next.
const PASSES: usize = 5;

/// Returns the last state of each row.
fn last_states(changes: &[Change]) -> Vec<&Change> {
    let mut seen = HashSet::new();
    let mut last: Vec<&Change> =
        changes.iter().rev().filter(|change| seen.insert(change.id())).collect();
    last.reverse();
    last
}

impl Taken<'_> {
    fn take_back(&self, change: &Change, pass: usize, inverse: &mut InverseOperations) {
        let mut restore = |action, made| inverse.restoring.push(Restoration { action, made });
        match (change, pass) {
            (Change::Grid(grid), 0) => {
                self.places(grid).into_iter().for_each(|(action, made)| restore(action, Some(made)))
            }
            (Change::GroupMembership(membership), 1) => {
                self.membership(membership)
                    .into_iter()
                    .for_each(|action| restore(action, Some(ChangeMade::Grid(membership.grid))));
            }
            (Change::Boundary(boundary), 1) => {
                self.boundary(boundary)
                    .into_iter()
                    .for_each(|action| restore(action, self.drawn(boundary)));
            }
            (Change::Duty(duty), 2) => {
                let Duty { unit, member, capacity, .. } = *duty;
                let made = ChangeMade::Duty { unit, member, capacity };
                self.ends(duty).into_iter().for_each(|action| restore(action, Some(made.clone())));
            }
            (Change::Duty(duty), 3) => {
                self.gives(duty).into_iter().for_each(|action| restore(action, None))
            }
            (Change::Absence(absence), 3) => {
                self.absence(absence).into_iter().for_each(|action| restore(action, None))
            }
            (Change::RoutingRule(rule), 3) => {
                self.rule(rule)
                    .into_iter()
                    .for_each(|action| restore(action, Some(ChangeMade::Rule(rule.row))));
            }
            (Change::Grid(grid), 4) => {
                self.retires(grid).into_iter().for_each(|action| restore(action, None))
            }
            (_, 0) => inverse.lost.extend(self.lost(change)),
            _ => {}
        }
    }

    /// Restores a retired grid, moves one back that was placed elsewhere, and gives a renamed one
    /// its old name.
    fn places(&self, grid: &Grid) -> Vec<(OperationSpec, ChangeMade)> {
        let Some(old) = self.before.tree().active(grid.id) else { return Vec::new() };
        let made = match grid.life.to {
            Some(_) => Some(ChangeMade::Ended),
            None => grid.parent.map(ChangeMade::Parent),
        };
        let placed = old.parent.filter(|&parent| made != Some(ChangeMade::Parent(parent)));
        let place = |parent| OperationSpec::PlaceGrid(PlaceGrid { grid: grid.id, parent });
        let place = placed.map(place).zip(made);
        let renamed = (grid.name != old.name).then(|| {
            (
                OperationSpec::RenameGrid(RenameGrid { grid: grid.id, name: old.name.clone() }),
                ChangeMade::Name(grid.name.clone()),
            )
        });
        place.into_iter().chain(renamed).collect()
    }

    /// Retires a grid that was created or restored.
    fn retires(&self, grid: &Grid) -> Option<OperationSpec> {
        let there_since = self.before.tree().active(grid.id).is_none() && grid.life.to.is_none();
        there_since.then_some(OperationSpec::RetireGrid(RetireGrid { grid: grid.id }))
    }

    /// Restores the previous polygon, if it differs by more than vertices.
    fn boundary(&self, boundary: &Boundary) -> Option<OperationSpec> {
        let old = self.before.tree().boundary(boundary.grid)?;
        let gone = boundary.id == old.id && self.is_last_of(boundary);
        let redrawn = boundary.period.to.is_none() && boundary.id != old.id;
        let same = redrawn && only_noded(&old.shape, &boundary.shape);
        let geometry = Geometry::from(old.shape.as_ref());
        let boundaries = vec![RedrawnGrid { grid: boundary.grid, geometry }];
        ((gone || redrawn) && !same)
            .then_some(OperationSpec::MoveBoundary(MoveBoundary { boundaries }))
    }

    /// Returns the polygon that must be in force when the previous one is restored; none if the
    /// grid was retired.
    fn drawn(&self, boundary: &Boundary) -> Option<ChangeMade> {
        let old = self.before.tree().boundary(boundary.grid);
        old.is_none_or(|old| old.id != boundary.id).then(|| ChangeMade::land(&boundary.shape))
    }

    /// Returns true if a polygon ended with its grid, without another one after it.
    fn is_last_of(&self, boundary: &Boundary) -> bool {
        boundary.period.to.is_some_and(|to| to <= self.now + chrono::TimeDelta::microseconds(1))
            && self.ended.contains(&boundary.grid)
    }

    fn membership(&self, membership: &GroupMembership) -> Option<OperationSpec> {
        let open =
            membership.period.to.is_none() && !self.grouped.contains(&membership.building_group);
        let grid = self
            .before
            .groups()
            .grid_of(membership.building_group)
            .filter(|&grid| grid != membership.grid)?;
        let moved = MoveBuildingGroup { building_group: membership.building_group, grid };
        open.then_some(OperationSpec::MoveBuildingGroup(moved))
    }

    /// Ends a duty that the change set assigned, unless its unit ends.
    fn ends(&self, duty: &Duty) -> Option<OperationSpec> {
        let given = self.before.people().duty(duty.id).is_none() && !duty.period.ended(self.now);
        let with_its_unit =
            matches!(duty.unit, Unit::Grid(grid) if self.before.tree().active(grid).is_none());
        (given && !with_its_unit)
            .then_some(OperationSpec::EndDuty(EndDuty { duty: duty.id, at: None }))
    }

    /// Assigns a duty again that the change set ended, until its original end.
    fn gives(&self, duty: &Duty) -> Option<OperationSpec> {
        let old =
            self.before.people().duty(duty.id).filter(|old| old.period.to != duty.period.to)?;
        Some(OperationSpec::AssignDuty(AssignDuty {
            unit: old.unit,
            member: old.member,
            capacity: old.capacity,
            rank: old.rank,
            from: Some(old.period.from).filter(|&from| from > self.now),
            to: old.period.to,
            accept_absent: true,
        }))
    }

    fn absence(&self, absence: &Absence) -> Option<OperationSpec> {
        match self.before.people().absence(absence.id) {
            None => Some(OperationSpec::EndAbsence(EndAbsence { absence: absence.id, at: None })),
            Some(old) if old.period.to != absence.period.to => {
                Some(OperationSpec::CoverAbsence(CoverAbsence {
                    member: old.member,
                    absence: old.kind,
                    from: Some(old.period.from).filter(|&from| from > self.now),
                    to: old.period.to,
                    by: None,
                    move_open: false,
                }))
            }
            Some(_) => None,
        }
    }

    /// Restores the profile of a rule that changed, from its last row, or ends the rule if it is
    /// new.
    fn rule(&self, rule: &RoutingRule) -> Option<OperationSpec> {
        let old = self.before.rules().get(rule.id);
        let followed =
            old.is_some_and(|old| old.row == rule.row) && self.renewed.contains(&rule.id);
        if followed {
            return None;
        }
        let profile = old.map(|old| old.profile.clone());
        let to = old.and_then(|old| old.period.to);
        let set = SetRule { rule: Some(rule.id), code: None, profile, from: None, to };
        Some(OperationSpec::SetRule(Box::new(set)))
    }

    /// Returns the row as a part that cannot be restored, if it is one.
    fn lost(&self, change: &Change) -> Option<UnrestorablePart> {
        let people = self.before.people();
        let kind = match change {
            Change::BuildingGroup(group) => {
                let old = self.before.groups().get(group.id);
                let same_life = old.is_some_and(|old| old.life == group.life);
                (!same_life).then_some(LostKind::BuildingGroup)
            }
            Change::Address(_) => Some(LostKind::Address),
            Change::Alias(_) => Some(LostKind::Alias),
            Change::Member(member) => {
                let old = people.member(member.id);
                old.is_none_or(|old| old.active != member.active).then_some(LostKind::Member)
            }
            Change::Appointment(_) => Some(LostKind::Appointment),
            Change::Organization(_) => Some(LostKind::Organization),
            Change::PioneerPost(_) | Change::PostHolding(_) => Some(LostKind::PioneerPost),
            Change::Boundary(boundary) => {
                let first = self.before.tree().get(boundary.grid).is_some()
                    && self.before.tree().boundary(boundary.grid).is_none();
                first.then_some(LostKind::Boundary)
            }
            _ => None,
        };
        kind.map(|kind| UnrestorablePart {
            kind,
            id: change.id(),
            because: LostBecause::NotReversible,
        })
    }
}
