//! Who belongs to the circles of a neighbourhood, and who leads one.

use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_organize, serves_in};
use crate::domain::id::{GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::store::Tx;
use crate::store::building_circles::BuildingCircle;
use crate::store::connection::AnyConnection;
use crate::store::registrations::Registration;

/// Whether the caller belongs to a neighbourhood: a member who is registered with it, has a duty in it, or one that
/// reaches it.
pub(super) fn belongs(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    grid: GridId,
    now: Instant,
) -> Result<bool> {
    let Some(member) = scope.member.filter(|_| scope.roles.contains(Role::Member)) else { return Ok(false) };
    if scope.covers(atlas, Unit::Grid(grid)) || serves_in(atlas, member, grid, now) {
        return Ok(true);
    }
    Ok(Registration::home_of(connection, member)? == Some(grid))
}

/// Whether somebody who belongs to its neighbourhood leads a circle: its convenor, and those who care for the people there.
pub(super) fn leads(atlas: &Atlas, scope: &Scope, circle: &BuildingCircle) -> bool {
    scope.member == Some(circle.convenor_id) || may_organize(atlas, scope, circle.grid_id)
}

/// A circle for somebody who belongs to it, with their sight as of now, and who they are.
///
/// # Errors
/// [`Code::NotFound`] for everybody else.
pub(super) fn among(
    tx: &mut Tx<'_>,
    scope: &Scope,
    circle: BuildingCircle,
) -> Result<(BuildingCircle, Scope, MemberId)> {
    let (atlas, now) = (tx.atlas()?, tx.now());
    let scope = scope.renewed(&atlas, now);
    let belongs = belongs(tx.connection, &atlas, &scope, circle.grid_id, now)?;
    let member = scope.member.filter(|_| belongs).ok_or(Code::NotFound)?;
    Ok((circle, scope, member))
}
