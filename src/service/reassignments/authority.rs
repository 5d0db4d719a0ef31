//! Who may see a change set, and what they may do with it.

use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::{
    may_excuse, may_redraw, may_rule, may_see_member, may_staff, may_suspend,
};
use crate::domain::id::{AbsenceId, DutyId, GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::plan::{Survey, plan_operations_surveyed};
use crate::domain::reassignment::operation::{HandOverAll, SetRule};
use crate::domain::reassignment::{Operation, OperationSpec, goals, units};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::service::members::has_no_roles;
use crate::service::preconditions::require_visible;
use crate::store::connection::AnyConnection;
use crate::store::reassignments::{Reassignment, ReassignmentVisibility};

/// Returns true if the caller may change, approve, apply and discard a change set: its author, and
/// the supervisors of everything it touches.
pub(super) fn is_own(atlas: &Atlas, scope: &Scope, row: &Reassignment) -> bool {
    scope.roles.contains(Role::Supervisor)
        && (row.grid_id.is_some_and(|grid| scope.covers_as(atlas, Role::Supervisor, grid))
            || row.author_id.is_some() && row.author_id == scope.account)
}

/// Returns the deepest existing grid common to some units, including units that are only planned.
pub(super) fn common_place(before: &Atlas, after: &Atlas, units: &[Unit]) -> Option<GridId> {
    before.tree().common(units.iter().filter_map(|&unit| existing_grid(before, after, unit)))
}

/// Returns the grid of a unit, or the first one above it that exists already.
fn existing_grid(before: &Atlas, after: &Atlas, unit: Unit) -> Option<GridId> {
    if let Some(grid) = before.grid_of(unit)
        && before.tree().get(grid).is_some()
    {
        return Some(grid);
    }
    let mut upward = after.tree().upward(after.grid_of(unit)?);
    upward.find(|grid| before.tree().get(grid.id).is_some()).map(|grid| grid.id)
}

/// Returns the units that some edits change at an instant, and the grids that something leaves or
/// enters.
pub(super) fn touched(before: &Atlas, edits: &[AtlasEdit], at: Instant) -> Vec<Unit> {
    let mut touched = units(before, edits, at);
    touched.extend(goals(before, edits));
    touched.sort_unstable();
    touched.dedup();
    touched
}

/// Returns which change sets the caller may read: those they may change, all of them for
/// supervisors of the whole town, and applied ones that they are told of.
pub(super) fn visibility(atlas: &Atlas, scope: &Scope) -> ReassignmentVisibility {
    let supervises = |grid: GridId| scope.covers_as(atlas, Role::Supervisor, grid);
    let grids = match atlas.tree().root() {
        Some(root) if supervises(root.id) => None,
        _ => {
            Some(atlas.tree().all().map(|grid| grid.id).filter(|&grid| supervises(grid)).collect())
        }
    };
    ReassignmentVisibility {
        grids,
        author: scope.account.filter(|_| scope.roles.contains(Role::Supervisor)),
        notified: scope.member,
    }
}

/// Returns true if the caller may read a change set.
///
/// # Errors
/// Those of the database.
pub(super) fn sees(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    row: &Reassignment,
) -> Result<bool> {
    Reassignment::is_visible(connection, visibility(atlas, scope), row.id)
}

/// Checks that the caller may make every operation, on the atlas that the operations produce.
/// Borders are not compared.
///
/// # Errors
/// Those of [`OperationAuthority::check`] at `/operations/{index}`.
pub(super) fn require_reach(
    before: &Atlas,
    scope: &Scope,
    operations: &[Operation],
    now: Instant,
) -> Result<(), Problem> {
    let planned = plan_operations_surveyed(before, operations, &Survey::default(), now);
    let scope = scope.renewed(before, now);
    OperationAuthority { scope: &scope, before, after: &planned.plan.atlas, now }
        .check_all(operations)
}

/// Authority of a caller over operations, on the atlas before and after them.
pub(super) struct OperationAuthority<'a> {
    pub scope: &'a Scope,
    pub before: &'a Atlas,
    pub after: &'a Atlas,
    pub now: Instant,
}

impl OperationAuthority<'_> {
    /// Checks that the caller may make an operation.
    ///
    /// # Errors
    /// [`Code::NotFound`] for units out of their scope, [`Code::SuccessorOutOfScope`] for members
    /// whom they may not see; with pointers from the operation's kind on.
    pub fn check(&self, operation: &Operation) -> Result<(), Problem> {
        self.check_action(&operation.action)
            .map_err(|problem| problem.below(&format!("/{}", operation.action.kind())))
    }

    /// Checks all operations, with problems at `/operations/{index}`.
    ///
    /// # Errors
    /// Those of [`Self::check`].
    pub fn check_all(&self, operations: &[Operation]) -> Result<(), Problem> {
        operations.iter().enumerate().try_for_each(|(index, operation)| {
            self.check(operation).map_err(|problem| problem.below(&format!("/operations/{index}")))
        })
    }

    fn check_action(&self, action: &OperationSpec) -> Result<(), Problem> {
        match action {
            OperationSpec::AssignDuty(action) => self
                .staffs(action.unit, "/unit")
                .and_then(|()| self.knows(action.member, "/member")),
            OperationSpec::EndDuty(action) => self.ends(action.duty),
            OperationSpec::ReplaceHolder(action) => {
                self.ends(action.duty).and_then(|()| self.knows(action.by, "/by"))
            }
            OperationSpec::CoverAbsence(action) => {
                self.excuses(action.member, "/member")?;
                if action.by.is_some() || action.move_open {
                    self.staffs_all_of(action.member, "/member")?;
                }
                action.by.map_or(Ok(()), |by| self.knows(by, "/by"))
            }
            OperationSpec::EndAbsence(action) => self.ends_absence(action.absence),
            OperationSpec::HandOverAll(action) => self.hands_over(action),
            OperationSpec::MoveBoundary(action) => {
                self.redraw_all(action.boundaries.iter().map(|drawn| drawn.grid), "/boundaries")
            }
            OperationSpec::SplitGrid(action) => {
                self.redraws(action.grid, "/grid")?;
                let mut leaders = action.parts.iter().filter_map(|part| part.leader);
                leaders.try_for_each(|leader| self.knows(leader, "/parts"))
            }
            OperationSpec::MergeGrids(action) => {
                self.redraws(action.into, "/into")?;
                self.redraw_all(action.grids.iter().copied(), "/grids")?;
                action.leader.map_or(Ok(()), |leader| self.knows(leader, "/leader"))
            }
            OperationSpec::CreateGrid(action) => {
                self.redraws(action.parent, "/parent")?;
                action.leader.map_or(Ok(()), |leader| self.knows(leader, "/leader"))
            }
            OperationSpec::RenameGrid(action) => self.redraws(action.grid, "/grid"),
            OperationSpec::RetireGrid(action) => self.redraws(action.grid, "/grid"),
            OperationSpec::PlaceGrid(action) => self
                .redraws(action.grid, "/grid")
                .and_then(|()| self.redraws(action.parent, "/parent")),
            OperationSpec::MoveBuildingGroup(action) => {
                let group = Unit::BuildingGroup(action.building_group);
                let present = self.before.grid_of(group).or_else(|| self.after.grid_of(group));
                require_visible(
                    present.is_some_and(|grid| self.may_redraw(grid)),
                    "/building_group",
                )?;
                self.redraws(action.grid, "/grid")
            }
            OperationSpec::SetRule(action) => self.rules(action),
        }
    }

    /// Returns the atlas that contains a grid: grids that the operations create are only in the
    /// later one.
    fn atlas_of(&self, grid: GridId) -> &Atlas {
        if self.before.tree().get(grid).is_some() { self.before } else { self.after }
    }

    fn may_redraw(&self, grid: GridId) -> bool {
        may_redraw(self.atlas_of(grid), self.scope, grid)
    }

    fn redraws(&self, grid: GridId, pointer: &str) -> Result<(), Problem> {
        require_visible(self.may_redraw(grid), pointer)
    }

    fn redraw_all(
        &self,
        grids: impl Iterator<Item = GridId>,
        pointer: &str,
    ) -> Result<(), Problem> {
        grids
            .enumerate()
            .try_for_each(|(index, grid)| self.redraws(grid, &format!("{pointer}/{index}")))
    }

    fn staffs(&self, unit: Unit, pointer: &str) -> Result<(), Problem> {
        let atlas =
            if self.before.grid_of(unit).is_some_and(|grid| self.before.tree().get(grid).is_some())
            {
                self.before
            } else {
                self.after
            };
        require_visible(may_staff(atlas, self.scope, unit), pointer)
    }

    /// Checks that the caller may staff every unit in which a member has a duty.
    fn staffs_all_of(&self, member: MemberId, pointer: &str) -> Result<(), Problem> {
        let mut led =
            self.before.people().all_duties_of(member).filter(|duty| !duty.period.ended(self.now));
        led.try_for_each(|duty| self.staffs(duty.unit, pointer))
    }

    fn ends(&self, duty: DutyId) -> Result<(), Problem> {
        let found = self.before.people().duty(duty).or_else(|| self.after.people().duty(duty));
        self.staffs(found.ok_or_else(|| Problem::new(Code::NotFound).at("/duty"))?.unit, "/duty")
    }

    fn knows(&self, member: MemberId, pointer: &str) -> Result<(), Problem> {
        let known = self.before.people().member(member).is_none()
            || may_see_member(self.before, self.scope, member, self.now);
        if known { Ok(()) } else { Err(Problem::new(Code::SuccessorOutOfScope).at(pointer)) }
    }

    fn excuses(&self, member: MemberId, pointer: &str) -> Result<(), Problem> {
        let known = self.before.people().member(member).is_some();
        require_visible(known && may_excuse(self.before, self.scope, member, self.now), pointer)
    }

    fn ends_absence(&self, absence: AbsenceId) -> Result<(), Problem> {
        let found =
            self.before.people().absence(absence).or_else(|| self.after.people().absence(absence));
        self.excuses(
            found.ok_or_else(|| Problem::new(Code::NotFound).at("/absence"))?.member,
            "/absence",
        )
    }

    fn hands_over(&self, action: &HandOverAll) -> Result<(), Problem> {
        let known = self.before.people().member(action.member).is_some();
        require_visible(
            known && may_suspend(self.before, self.scope, action.member, self.now),
            "/member",
        )?;
        if action.deactivate {
            has_no_roles(self.before, action.member, self.now)
                .map_err(|problem| problem.at("/member"))?;
        }
        action.to.map_or(Ok(()), |to| self.knows(to, "/to"))?;
        let mut named = action.successors.iter().enumerate();
        named.try_for_each(|(index, named)| {
            self.knows(named.member, &format!("/successors/{index}/member"))
        })
    }

    fn rules(&self, action: &SetRule) -> Result<(), Problem> {
        if let Some(id) = action.rule {
            let rule = self.before.rules().get(id).or_else(|| self.after.rules().get(id));
            let grid = rule.map(|rule| rule.profile.grid);
            require_visible(
                grid.is_some_and(|grid| may_rule(self.atlas_of(grid), self.scope, grid)),
                "/rule",
            )?;
        }
        let Some(profile) = &action.profile else { return Ok(()) };
        require_visible(
            may_rule(self.atlas_of(profile.grid), self.scope, profile.grid),
            "/profile/grid",
        )?;
        let seen = profile.effect.copies.iter().all(|&unit| self.scope.covers(self.before, unit));
        require_visible(seen, "/profile/effect/copies")
    }
}
