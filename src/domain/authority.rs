//! Who may change what, and whom they may know (the product rules, "Who uses it"): one function for
//! each question.
//!
//! A permission says which roles may ask; these rules say for which grids and members. To whoever
//! may not, the object is not there.

use super::atlas::Atlas;
use super::duty::Duty;
use super::id::{GridId, MemberId};
use super::period::Instant;
use super::role::{ADMINISTRATORS, Role, RoleSet};
use super::scope::Scope;
use super::unit::Unit;

/// Those who care for the people of their grids.
const KEEPERS: [Role; 2] = [Role::NeighbourhoodSecretary, Role::Supervisor];

/// Those who must be able to reach the people of their grids.
const LEADERS: [Role; 3] = [Role::GridLeader, Role::NeighbourhoodSecretary, Role::Supervisor];

/// Whether the caller may draw the grid, found others below it, and end it: a supervisor of it or
/// of one above.
pub fn may_redraw(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    scope.covers_as(atlas, Role::Supervisor, grid)
}

/// Whether the caller may give and end duties of the unit: a supervisor of its grid or of one
/// above, and for a building group the secretary of its neighbourhood. The desk is staffed by a
/// supervisor of the root.
pub fn may_staff(atlas: &Atlas, scope: &Scope, unit: Unit) -> bool {
    let roles = match unit {
        Unit::Grid(_) | Unit::Desk(_) => &[Role::Supervisor][..],
        Unit::BuildingGroup(_) => &KEEPERS,
    };
    reaches(atlas, scope, unit, roles)
}

/// Whether the caller may say what the routing rules of the grid are: a supervisor of it or of one
/// above.
pub fn may_rule(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    scope.covers_as(atlas, Role::Supervisor, grid)
}

/// Whether the caller may enter, change and end the organisations and pioneer posts of the grid:
/// those who care for its people.
pub fn may_organize(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    reaches(atlas, scope, Unit::Grid(grid), &KEEPERS)
}

/// Whether the caller may compare what lies in the grids below the grid: those who care for its
/// people.
pub fn may_compare(atlas: &Atlas, scope: &Scope, grid: GridId) -> bool {
    reaches(atlas, scope, Unit::Grid(grid), &KEEPERS)
}

/// The grids whose organisations and registrations the caller cares for; none means all of them.
pub fn organizes(atlas: &Atlas, scope: &Scope) -> Option<Vec<GridId>> {
    scope.grids_as(atlas, RoleSet::of(&KEEPERS))
}

/// Whether a registration is the caller's own: that of the member, or of an organisation whose grid
/// is theirs to care for.
pub fn owns_registration(
    atlas: &Atlas,
    scope: &Scope,
    member: Option<MemberId>,
    home: Option<GridId>,
) -> bool {
    member.is_some() && member == scope.member
        || home.is_some_and(|grid| may_organize(atlas, scope, grid))
}

/// Whether the caller may take people in: those who care for the people of their grids.
pub fn may_admit(scope: &Scope) -> bool {
    scope.has(RoleSet::of(&KEEPERS))
}

/// Whether the caller may say that the member may act, or no more, which ends their duties: a
/// supervisor of all of them.
pub fn may_suspend(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.roles.contains(Role::Supervisor)
        && open_duties(atlas, member, now)
            .all(|duty| reaches(atlas, scope, duty.unit, &[Role::Supervisor]))
}

/// Whether the caller may enter and end absences of the member: themselves, and those who care for
/// a unit of theirs.
pub fn may_excuse(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.member == Some(member) || reaches_member(atlas, scope, member, &KEEPERS, now)
}

/// Whether the caller may know why the member is absent: the member, and the secretary of their
/// neighbourhood.
pub fn may_know_why_absent(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.member == Some(member)
        || reaches_member(atlas, scope, member, &[Role::NeighbourhoodSecretary], now)
}

/// Whether the caller may know that there is the member, name and phone masked: the member, those
/// whose duties and appointments reach one of theirs, and the administrators. Whoever has no duty
/// yet is known to those who may give one.
pub fn may_see_member(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.member == Some(member)
        || scope.has(ADMINISTRATORS)
        || open_duties(atlas, member, now).any(|duty| scope.covers(atlas, duty.unit))
        || is_idle(atlas, member, now) && may_admit(scope)
}

/// Whether the caller may read the member's name and phone in full: the member, and those who lead
/// a unit of theirs or one above. Whoever has no duty yet is known to those who may give one.
pub fn may_identify(atlas: &Atlas, scope: &Scope, member: MemberId, now: Instant) -> bool {
    scope.member == Some(member)
        || reaches_member(atlas, scope, member, &LEADERS, now)
        || is_idle(atlas, member, now) && may_admit(scope)
}

/// Whether the caller may know who held which duty in the unit, and when: those whose duties and
/// appointments reach it, and the administrators.
pub fn may_see_duties(atlas: &Atlas, scope: &Scope, unit: Unit) -> bool {
    scope.has(ADMINISTRATORS) || scope.covers(atlas, unit)
}

/// Whether the caller may give the member a role and take it away: a security administrator, but
/// nobody their own.
pub fn may_appoint(scope: &Scope, member: MemberId) -> bool {
    scope.roles.contains(Role::SecurityAdministrator) && scope.member != Some(member)
}

/// The role in which the caller reaches a unit of the member, for the record of what they read.
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

/// Whether the member has a duty, now or later, in the grid, below it, or in building groups there.
pub fn serves_in(atlas: &Atlas, member: MemberId, grid: GridId, now: Instant) -> bool {
    let inside =
        |unit: Unit| atlas.grid_of(unit).is_some_and(|of| atlas.tree().is_within(of, grid));
    open_duties(atlas, member, now).any(|duty| inside(duty.unit))
}

/// The duties of a member that are not over.
fn open_duties(atlas: &Atlas, member: MemberId, now: Instant) -> impl Iterator<Item = &Duty> {
    atlas.people().all_duties_of(member).filter(move |duty| !duty.period.ended(now))
}

fn is_idle(atlas: &Atlas, member: MemberId, now: Instant) -> bool {
    open_duties(atlas, member, now).next().is_none()
}
