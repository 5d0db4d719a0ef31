//! Permissions on grids, members and registrations (the product rules, "Who uses it"): one function
//! for each question.
//!
//! A permission says which roles may ask; these rules say for which grids and members. An object
//! that a caller may not see does not exist for them.

use super::atlas::Atlas;
use super::duty::Duty;
use super::id::{GridId, MemberId};
use super::period::Instant;
use super::role::{ADMINISTRATORS, Role, RoleSet};
use super::scope::Scope;
use super::unit::Unit;

/// Roles that manage the people of their grids.
const KEEPERS: [Role; 2] = [Role::NeighbourhoodSecretary, Role::Supervisor];

/// Roles that must be able to reach the people of their grids.
const LEADERS: [Role; 3] = [Role::GridLeader, Role::NeighbourhoodSecretary, Role::Supervisor];

/// Returns true if the caller may draw the grid, create others below it, and retire it: a
/// supervisor of it or of a grid above.
pub fn may_redraw(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    scope.covers_as(atlas, Role::Supervisor, grid)
}

/// Returns true if the caller may enter building groups of the grid and their addresses: the roles
/// that manage its people.
pub fn may_enter_groups(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    reaches(atlas, scope, Unit::Grid(grid), &KEEPERS)
}

/// Returns true if the caller may assign and end duties in the unit: a supervisor of its grid or of
/// one above, and for a building group the secretary of its neighbourhood. The desk is staffed by a
/// supervisor of the root, an office by one of the grid it works in.
pub fn may_staff(atlas: &Atlas, scope: &Scope, unit: Unit) -> bool {
    let roles = match unit {
        Unit::Grid(_) | Unit::Desk(_) | Unit::Office(_) => &[Role::Supervisor][..],
        Unit::BuildingGroup(_) => &KEEPERS,
    };
    reaches(atlas, scope, unit, roles)
}

/// Returns true if the caller may set the routing rules of the grid: a supervisor of it or of one
/// above.
pub fn may_rule(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    scope.covers_as(atlas, Role::Supervisor, grid)
}

/// Returns true if the caller may enter, change and end the organisations and pioneer posts of the
/// grid: the roles that manage its people.
pub fn may_organize(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    reaches(atlas, scope, Unit::Grid(grid), &KEEPERS)
}

/// Returns true if the caller may compare the grids below the grid: the roles that manage its
/// people.
pub fn may_compare(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    reaches(atlas, scope, Unit::Grid(grid), &KEEPERS)
}

/// Returns the grids whose organisations and registrations the caller manages; `None` means all.
pub fn organizes(atlas: &Atlas, scope: &Scope) -> Option<Vec<GridId>> {
    scope.grids_as(atlas, RoleSet::of(&KEEPERS))
}

/// Returns true if a registration is the caller's own: that of the member, or of an organisation in
/// a grid that they manage.
pub fn owns_registration(
    atlas: &Atlas,
    scope: &Scope,
    member: Option<MemberId>,
    home: Option<GridId>,
) -> bool {
    member.is_some() && member == scope.member
        || home.is_some_and(|grid| may_organize(atlas, scope, grid))
}

/// Returns true if the caller may add members: the roles that manage the people of their grids.
pub fn may_admit(scope: &Scope) -> bool {
    scope.has(RoleSet::of(&KEEPERS))
}

/// Returns true if the caller may activate or deactivate the member, which ends their duties: a
/// supervisor of all of them.
pub fn may_suspend(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.roles.contains(Role::Supervisor)
        && open_duties(atlas, member, now)
            .all(|duty| reaches(atlas, scope, duty.unit, &[Role::Supervisor]))
}

/// Returns true if the caller may enter and end absences of the member: the member, and the roles
/// that manage one of the member's units.
pub fn may_excuse(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.member == Some(member) || reaches_member(atlas, scope, member, &KEEPERS, now)
}

/// Returns true if the caller may know the reason for the member's absence: the member, and the
/// secretary of their neighbourhood.
pub fn may_know_why_absent(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.member == Some(member)
        || reaches_member(atlas, scope, member, &[Role::NeighbourhoodSecretary], now)
}

/// Returns true if the caller may know that the member exists, with name and phone masked: the
/// member, those whose duties and appointments reach one of the member's units, and the
/// administrators. A member without duties yet is visible to those who may assign one.
pub fn may_see_member(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.member == Some(member)
        || scope.has(ADMINISTRATORS)
        || open_duties(atlas, member, now).any(|duty| scope.covers(atlas, duty.unit))
        || is_idle(atlas, member, now) && may_admit(scope)
}

/// Returns true if the caller may read the member's name and phone in full: the member, and those
/// who lead one of the member's units or one above. A member without duties yet is visible to those
/// who may assign one.
pub fn may_identify(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.member == Some(member)
        || reaches_member(atlas, scope, member, &LEADERS, now)
        || is_idle(atlas, member, now) && may_admit(scope)
}

/// Returns true if the caller may read the history of duties in the unit: those whose duties and
/// appointments reach it, and the administrators.
pub fn may_see_duties(atlas: &Atlas, scope: &Scope, unit: Unit) -> bool {
    scope.has(ADMINISTRATORS) || scope.covers(atlas, unit)
}

/// Returns true if the caller may appoint the member to a role and end the appointment: a security
/// administrator, except for themselves.
pub fn may_appoint(scope: &Scope, member: MemberId) -> bool {
    scope.roles.contains(Role::SecurityAdministrator) && scope.member != Some(member)
}

/// Returns the role in which the caller reaches a unit of the member, for the access record.
pub fn role_towards(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> Role {
    let reaching =
        LEADERS.iter().rev().find(|&&role| reaches_member(atlas, scope, member, &[role], now));
    let held = KEEPERS.iter().rev().find(|&&role| scope.roles.contains(role));
    reaching.or(held).copied().unwrap_or(Role::Member)
}

fn reaches(atlas: &Atlas, scope: &Scope, unit: Unit, roles: &[Role]) -> bool {
    atlas
        .grid_of(unit)
        .is_some_and(|grid| roles.iter().any(|&role| scope.covers_as(atlas, role, grid)))
}

fn reaches_member(
    atlas: &Atlas,
    scope: &Scope,
    member: MemberId,
    roles: &[Role],
    now: Instant,
) -> bool {
    open_duties(atlas, member, now).any(|duty| reaches(atlas, scope, duty.unit, roles))
}

/// Returns true if the member has a duty, now or later, in the grid, below it, or in its building
/// groups.
pub fn serves_in(atlas: &Atlas, member: MemberId, grid: GridId, now: Instant) -> bool {
    let inside =
        |unit: Unit| atlas.grid_of(unit).is_some_and(|of| atlas.tree().is_within(of, grid));
    open_duties(atlas, member, now).any(|duty| inside(duty.unit))
}

/// Returns the duties of a member that have not ended.
fn open_duties(atlas: &Atlas, member: MemberId, now: Instant) -> impl Iterator<Item = &Duty> {
    atlas.people().all_duties_of(member).filter(move |duty| !duty.period.ended(now))
}

fn is_idle(atlas: &Atlas, member: MemberId, now: Instant) -> bool {
    open_duties(atlas, member, now).next().is_none()
}
