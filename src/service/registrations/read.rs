//! Reading registrations, for those who may know of them.

use super::{home, is_of};
use crate::domain::access::AccessPurpose;
use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_organize, organizes, owns_registration};
use crate::domain::id::{MemberId, RegistrationId};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::member_names::masked_names;
use crate::store::access::Access;
use crate::store::registrations::{
    Registration, RegistrationDetails, RegistrationFilter, RegistrationReach,
};
use crate::store::{Db, accounts};

/// A registration with its details.
#[derive(Debug, Clone)]
pub struct DescribedRegistration {
    /// The row.
    pub row: Registration,
    /// Masked name of the member; `None` when it was erased.
    pub name: Option<String>,
    /// Skills.
    pub skills: Vec<String>,
    /// Personal details; empty in a list.
    pub details: RegistrationDetails,
}

/// Lists the registrations that the caller may know of, newest first: their own, those with the
/// neighbourhoods they care for, and those of the organisations there.
///
/// # Errors
/// Those of the database.
pub async fn list(
    db: &Db,
    scope: &Scope,
    filter: RegistrationFilter,
    after: Option<RegistrationId>,
    limit: i64,
) -> Result<Vec<DescribedRegistration>> {
    let atlas = db.atlas();
    let within = organizes(&atlas, scope).map(|grids| {
        let theirs = atlas
            .organizations()
            .all()
            .filter(|organization| grids.contains(&organization.profile.grid));
        let organizations = theirs.map(|organization| organization.id).collect();
        RegistrationReach { grids, organizations, member: scope.member }
    });
    let filter = RegistrationFilter { within, ..filter };
    let found = db
        .read(move |connection| {
            let rows = Registration::list(connection, &filter, after, limit)?;
            let ids: Vec<RegistrationId> = rows.iter().map(|row| row.id).collect();
            let mut skills = Registration::skills(connection, &ids)?;
            Ok(rows
                .into_iter()
                .map(|row| (skills.remove(&row.id).unwrap_or_default(), row))
                .collect::<Vec<_>>())
        })
        .await?;
    let members: Vec<MemberId> = found.iter().filter_map(|(_, row)| row.member_id).collect();
    let names = masked_names(db, members).await?;
    Ok(found
        .into_iter()
        .map(|(skills, row)| {
            let name = row.member_id.and_then(|member| names.get(&member).cloned());
            DescribedRegistration { row, name, skills, details: RegistrationDetails::default() }
        })
        .collect())
}

/// Reads a registration. When that shows personal details of somebody else, an access record is
/// stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not know of it; those of the database.
pub async fn read(db: &Db, scope: &Scope, id: RegistrationId) -> Result<DescribedRegistration> {
    let atlas = db.atlas();
    let vault = db.clone();
    let (row, skills, details) = db
        .read(move |connection| {
            let row = Registration::load(connection, id)?;
            let skills = Registration::skills(connection, &[id])?.remove(&id).unwrap_or_default();
            Ok((row, skills, RegistrationDetails::load(connection, vault.vault(), id)?))
        })
        .await?;
    let cares = may_organize(&atlas, scope, row.grid_id);
    if !cares && !owns_registration(&atlas, scope, row.member_id, home(&atlas, &row)) {
        return Err(Code::NotFound.into());
    }
    let fields = shown(&details);
    if let Some(member) = row.member_id.filter(|_| !is_of(&row, scope.member) && !fields.is_empty())
    {
        record(db, &atlas, scope, member, Unit::Grid(row.grid_id), fields).await?;
    }
    let names = masked_names(db, row.member_id.into_iter().collect()).await?;
    let name = row.member_id.and_then(|member| names.get(&member).cloned());
    Ok(DescribedRegistration { row, name, skills, details })
}

/// Returns the personal fields that are present.
fn shown(details: &RegistrationDetails) -> Vec<&'static str> {
    let fields =
        [("free_times", !details.free_times.is_empty()), ("reason", details.reason.is_some())];
    fields.into_iter().filter_map(|(field, there)| there.then_some(field)).collect()
}

async fn record(
    db: &Db,
    atlas: &Atlas,
    scope: &Scope,
    member: MemberId,
    with: Unit,
    fields: Vec<&'static str>,
) -> Result<()> {
    let reach = scope.nearest(atlas, None, with);
    let (role, unit) = reach.map_or((Role::Supervisor, None), |(role, unit)| (role, Some(unit)));
    let reader = scope.account;
    db.write(move |tx| {
        let subject = accounts::by_member(tx.connection, member)?.map(|account| account.id);
        let purpose = AccessPurpose::Staffing;
        let fields = fields.clone();
        tx.record_access(&Access {
            subject,
            request: None,
            reader,
            role,
            unit,
            purpose,
            reason: None,
            fields,
        })
    })
    .await
}
