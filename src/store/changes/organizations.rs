//! Rows of organisations.

use super::{columns, period, upsert};
use crate::domain::change::Change;
use crate::domain::id::{GridId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use crate::error::Result;
use crate::store::column::StoredInstant;
use crate::store::connection::AnyConnection;
use crate::store::schema::organizations;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = organizations, treat_none_as_default_value = false)]
struct OrganizationRow {
    id: OrganizationId,
    code: String,
    name: String,
    kind: OrganizationKind,
    parent_id: Option<OrganizationId>,
    grid_id: GridId,
    office_phone: Option<String>,
    created_at: StoredInstant,
    retired_at: Option<StoredInstant>,
    version: i64,
    revision: i64,
}

impl OrganizationRow {
    fn of(organization: &Organization, revision: i64) -> Self {
        let profile = &organization.profile;
        let (created_at, retired_at) = columns(&organization.life);
        Self {
            id: organization.id,
            code: organization.code.clone(),
            name: profile.name.clone(),
            kind: organization.kind,
            parent_id: profile.parent,
            grid_id: profile.grid,
            office_phone: profile.office_phone.clone(),
            created_at,
            retired_at,
            version: organization.version,
            revision,
        }
    }
}

pub(super) fn write_organizations<'a>(
    c: &mut AnyConnection,
    organizations: impl Iterator<Item = &'a Organization>,
    revision: i64,
) -> Result<()> {
    let rows = organizations.map(|organization| OrganizationRow::of(organization, revision));
    upsert!(c, organizations, rows, name parent_id grid_id office_phone retired_at version revision)
}

/// Reads every row of an organisation written after a revision; their order makes no difference to
/// the atlas.
pub(super) fn organizations_since(
    connection: &mut AnyConnection,
    revision: i64,
) -> Result<Vec<Change>> {
    let newer = organizations::table.filter(organizations::revision.gt(revision));
    let rows: Vec<OrganizationRow> = newer.order(organizations::id).load(connection)?;
    Ok(rows.into_iter().map(organization).collect())
}

fn organization(row: OrganizationRow) -> Change {
    Change::Organization(Organization {
        id: row.id,
        code: row.code,
        kind: row.kind,
        profile: OrganizationProfile {
            name: row.name,
            parent: row.parent_id,
            grid: row.grid_id,
            office_phone: row.office_phone,
        },
        life: period(row.created_at, row.retired_at),
        version: row.version,
    })
}
