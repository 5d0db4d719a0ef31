//! Rows of aliases.

use super::{columns, ended, period, since, upsert};
use crate::domain::alias::{Alias, AliasTarget};
use crate::domain::change::Change;
use crate::domain::id::{AliasId, BuildingGroupId, GridId};
use crate::domain::period::Instant;
use crate::error::{Error, Result};
use crate::store::column::StoredInstant;
use crate::store::connection::AnyConnection;
use crate::store::schema::aliases;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = aliases, treat_none_as_default_value = false)]
struct AliasRow {
    id: AliasId,
    name: String,
    grid_id: Option<GridId>,
    building_group_id: Option<BuildingGroupId>,
    compound: Option<String>,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    revision: i64,
}

impl AliasRow {
    fn of(alias: &Alias, revision: i64) -> Self {
        let (valid_from, valid_to) = columns(&alias.period);
        let (grid_id, building_group_id, compound) = match &alias.target {
            AliasTarget::Grid(grid) => (Some(*grid), None, None),
            AliasTarget::BuildingGroup(group) => (None, Some(*group), None),
            AliasTarget::Compound { grid, name } => (Some(*grid), None, Some(name.clone())),
        };
        let name = alias.name.clone();
        let id = alias.id;
        Self { id, name, grid_id, building_group_id, compound, valid_from, valid_to, revision }
    }
}

pub(super) fn write_aliases<'a>(
    c: &mut AnyConnection,
    aliases: impl Iterator<Item = &'a Alias>,
    revision: i64,
) -> Result<()> {
    let rows = aliases.map(|alias| AliasRow::of(alias, revision));
    upsert!(c, aliases, rows, valid_to revision)
}

/// Reads the rows written after a revision; from revision 0, those that have not ended.
pub(super) fn aliases_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let rows: Vec<AliasRow> = since!(aliases, revision).order(aliases::id).load(connection)?;
    rows.into_iter().map(alias).collect()
}

/// Reads the rows that were in force at an instant and ended since.
pub(super) fn aliases_ended_since(
    connection: &mut AnyConnection,
    at: Instant,
) -> Result<Vec<Change>> {
    let rows: Vec<AliasRow> = ended!(aliases, at).order(aliases::id).load(connection)?;
    rows.into_iter().map(alias).collect()
}

fn alias(row: AliasRow) -> Result<Change> {
    let target = match (row.grid_id, row.building_group_id, row.compound) {
        (Some(grid), None, None) => AliasTarget::Grid(grid),
        (Some(grid), None, Some(name)) => AliasTarget::Compound { grid, name },
        (None, Some(group), None) => AliasTarget::BuildingGroup(group),
        _ => return Err(Error::Internal(format!("alias {} names nothing", row.id))),
    };
    let period = period(row.valid_from, row.valid_to);
    Ok(Change::Alias(Alias { id: row.id, name: row.name, target, period }))
}
