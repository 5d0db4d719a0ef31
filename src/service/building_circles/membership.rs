//! Membership and leadership of the circles of a neighbourhood.

use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_organize, serves_in};
use crate::domain::id::{GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::role::{Role, RoleSet};
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::store::Tx;
use crate::store::building_circles::BuildingCircle;
use crate::store::connection::AnyConnection;
use crate::store::registrations::Registration;

/// Returns the roles that reach the circles below their grids. The desk is appointed to receive
/// what is asked of the town, not to read what neighbours say to each other.
pub(super) fn reaching_roles() -> RoleSet {
    Role::ALL.iter().copied().filter(|&role| role.gives_sight() && role != Role::TownDesk).collect()
}

/// Returns true if the caller is a member who is registered with the neighbourhood, has a duty in
/// it or one that reaches it, or supervises it.
pub(super) fn belongs(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    grid: GridId,
    now: Instant,
) -> Result<bool> {
    let Some(member) = scope.member.filter(|_| scope.roles.contains(Role::Member)) else {
        return Ok(false);
    };
    if reaching_roles().iter().any(|role| scope.covers_as(atlas, role, grid))
        || serves_in(atlas, member, grid, now)
    {
        return Ok(true);
    }
    Ok(Registration::home_of(connection, member)? == Some(grid))
}

/// Returns true if somebody who belongs to the neighbourhood leads a circle: as its convenor, or as
/// one of those who care for the people there.
pub(super) fn leads(atlas: &Atlas, scope: &Scope, circle: &BuildingCircle) -> bool {
    scope.member == Some(circle.convenor_id) || may_organize(atlas, scope, circle.grid_id)
}

/// Checks that the caller belongs to a circle and returns it with their present scope and member.
///
/// # Errors
/// [`Code::NotFound`] for everybody else.
pub(super) fn among(
    tx: &mut Tx<'_>,
    scope: &Scope,
    circle: BuildingCircle,
) -> Result<(BuildingCircle, Scope, MemberId)> {
    let atlas = tx.atlas()?;
    let now = tx.now();
    let scope = scope.renewed(&atlas, now);
    let belongs = belongs(tx.connection, &atlas, &scope, circle.grid_id, now)?;
    let member = scope.member.filter(|_| belongs).ok_or(Code::NotFound)?;
    Ok((circle, scope, member))
}
