//! Reading second identities, for those who may know of them.

use crate::domain::authority::{may_organize, organizes};
use crate::domain::id::{MemberId, SecondIdentityId};
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::member_names::masked_names;
use crate::store::Db;
use crate::store::community_roles::CommunityRole;
use crate::store::second_identities::{IdentityFilter, SecondIdentity};

/// A second identity with the member's name.
#[derive(Debug, Clone)]
pub struct ClaimedIdentity {
    /// The row.
    pub row: SecondIdentity,
    /// Masked name of the member; `None` when it was erased.
    pub name: Option<String>,
}

/// Lists the second identities that the caller may know of, in the order of their claims: their
/// own, and those of the neighbourhoods they care for.
///
/// # Errors
/// Those of the database.
pub async fn list(
    db: &Db,
    scope: &Scope,
    filter: IdentityFilter,
    after: Option<SecondIdentityId>,
    limit: i64,
) -> Result<Vec<ClaimedIdentity>> {
    let filter =
        IdentityFilter { grids: organizes(&db.atlas(), scope), or_of: scope.member, ..filter };
    let rows =
        db.read(move |connection| SecondIdentity::list(connection, &filter, after, limit)).await?;
    named(db, rows).await
}

/// Reads a second identity.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not know of it; those of the database.
pub async fn read(db: &Db, scope: &Scope, id: SecondIdentityId) -> Result<ClaimedIdentity> {
    let (row, role) = db
        .read(move |connection| {
            let row = SecondIdentity::load(connection, id)?;
            let role = CommunityRole::load(connection, row.role_id)?;
            Ok((row, role))
        })
        .await?;
    if scope.member != Some(row.member_id) && !may_organize(&db.atlas(), scope, role.grid_id) {
        return Err(Code::NotFound.into());
    }
    Ok(named(db, vec![row]).await?.pop().ok_or(Code::NotFound)?)
}

async fn named(db: &Db, rows: Vec<SecondIdentity>) -> Result<Vec<ClaimedIdentity>> {
    let members: Vec<MemberId> = rows.iter().map(|row| row.member_id).collect();
    let names = masked_names(db, members).await?;
    Ok(rows
        .into_iter()
        .map(|row| ClaimedIdentity { name: names.get(&row.member_id).cloned(), row })
        .collect())
}
