//! Rows of addresses.

use super::{columns, ended, period, since, upsert};
use crate::domain::address::{AddressText, GroupAddress, WrittenAddress};
use crate::domain::change::Change;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, BuildingGroupId};
use crate::domain::period::Instant;
use crate::error::{Error, Result};
use crate::store::column::StoredInstant;
use crate::store::connection::AnyConnection;
use crate::store::schema::addresses;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = addresses, treat_none_as_default_value = false)]
struct AddressRow {
    id: AddressId,
    building_group_id: BuildingGroupId,
    text: String,
    lon_e7: Option<i32>,
    lat_e7: Option<i32>,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    revision: i64,
    written: Option<String>,
}

impl AddressRow {
    fn of(address: &GroupAddress, revision: i64) -> Self {
        let (valid_from, valid_to) = columns(&address.period);
        Self {
            id: address.id,
            building_group_id: address.building_group,
            text: address.text.normal().to_string(),
            lon_e7: address.point.map(|point| point.lon_e7),
            lat_e7: address.point.map(|point| point.lat_e7),
            valid_from,
            valid_to,
            revision,
            written: Some(address.text.words().to_owned()),
        }
    }
}

pub(super) fn write_addresses<'a>(
    c: &mut AnyConnection,
    addresses: impl Iterator<Item = &'a GroupAddress>,
    revision: i64,
) -> Result<()> {
    let rows = addresses.map(|address| AddressRow::of(address, revision));
    upsert!(c, addresses, rows, valid_to revision written)
}

/// Reads the rows written after a revision; from revision 0, those that have not ended.
pub(super) fn addresses_since(
    connection: &mut AnyConnection,
    revision: i64,
) -> Result<Vec<Change>> {
    let rows: Vec<AddressRow> =
        since!(addresses, revision).order(addresses::id).load(connection)?;
    rows.into_iter().map(address).collect()
}

/// Reads the rows that were in force at an instant and ended since.
pub(super) fn addresses_ended_since(
    connection: &mut AnyConnection,
    at: Instant,
) -> Result<Vec<Change>> {
    let rows: Vec<AddressRow> = ended!(addresses, at).order(addresses::id).load(connection)?;
    rows.into_iter().map(address).collect()
}

fn address(row: AddressRow) -> Result<Change> {
    let normal = AddressText::stored(&row.text).map_err(|problem| {
        Error::Internal(format!(
            "the text of address {} is unreadable: {}",
            row.id,
            problem.code.as_str()
        ))
    })?;
    let text = WrittenAddress::stored(normal, row.written);
    let point = row.lon_e7.zip(row.lat_e7).map(|(lon_e7, lat_e7)| Point { lon_e7, lat_e7 });
    let building_group = row.building_group_id;
    let period = period(row.valid_from, row.valid_to);
    Ok(Change::Address(GroupAddress { id: row.id, building_group, text, point, period }))
}
