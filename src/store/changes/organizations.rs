//! Rows of organisations.

use super::{columns, last_of_each, period, upsert};
use crate::domain::change::Change;
use crate::domain::id::{GridId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::{AggregateKey, StoredInstant};
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each, insert_rows};
use crate::store::schema::{organization_places as places, organizations};
use diesel::prelude::*;
use std::collections::HashMap;

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
    let written: Vec<&Organization> = last_of_each(organizations, |organization| organization.id);
    let rows = written.iter().map(|organization| OrganizationRow::of(organization, revision));
    write_rows(c, rows)?;
    write_places(c, &written)
}

fn write_rows(c: &mut AnyConnection, rows: impl Iterator<Item = OrganizationRow>) -> Result<()> {
    upsert!(c, organizations, rows, name parent_id grid_id office_phone retired_at version revision)
}

/// Replaces the units that organisations serve.
fn write_places(c: &mut AnyConnection, organizations: &[&Organization]) -> Result<()> {
    for group in organizations.chunks(STATEMENT_KEYS) {
        let ids = group.iter().map(|organization| organization.id);
        each!(&mut *c, |native| diesel::delete(
            places::table.filter(places::organization_id.eq_any(ids))
        )
        .execute(native))?;
    }
    let mut rows = Vec::new();
    for organization in organizations {
        let served = organization.profile.serves.iter();
        rows.extend((0_i32..).zip(served).map(|(place, unit)| {
            (
                places::organization_id.eq(organization.id),
                places::unit_kind.eq(unit.kind()),
                places::unit_id.eq(AggregateKey(unit.id())),
                places::place.eq(place),
            )
        }));
    }
    insert_rows!(c, places::table, rows);
    Ok(())
}

/// Reads the units that organisations written after a revision serve, in the order in which they
/// were named.
fn places_since(
    connection: &mut AnyConnection,
    revision: i64,
) -> Result<HashMap<OrganizationId, Vec<Unit>>> {
    let newer = organizations::table.filter(organizations::revision.gt(revision));
    let rows: Vec<(OrganizationId, UnitKind, AggregateKey)> = places::table
        .filter(places::organization_id.eq_any(newer.select(organizations::id)))
        .order((places::organization_id, places::place))
        .select((places::organization_id, places::unit_kind, places::unit_id))
        .load(connection)?;
    let mut served: HashMap<OrganizationId, Vec<Unit>> = HashMap::new();
    for (organization, kind, id) in rows {
        served.entry(organization).or_default().push(Unit::new(kind, id.0));
    }
    Ok(served)
}

/// Reads every row of an organisation written after a revision; their order makes no difference to
/// the atlas.
pub(super) fn organizations_since(
    connection: &mut AnyConnection,
    revision: i64,
) -> Result<Vec<Change>> {
    let newer = organizations::table.filter(organizations::revision.gt(revision));
    let rows: Vec<OrganizationRow> = newer.order(organizations::id).load(connection)?;
    let mut served = places_since(connection, revision)?;
    let read = |row: OrganizationRow| {
        let serves = served.remove(&row.id).unwrap_or_default();
        organization(row, serves)
    };
    Ok(rows.into_iter().map(read).collect())
}

fn organization(row: OrganizationRow, serves: Vec<Unit>) -> Change {
    Change::Organization(Organization {
        id: row.id,
        code: row.code,
        kind: row.kind,
        profile: OrganizationProfile {
            name: row.name,
            parent: row.parent_id,
            grid: row.grid_id,
            serves,
            office_phone: row.office_phone,
        },
        life: period(row.created_at, row.retired_at),
        version: row.version,
    })
}
