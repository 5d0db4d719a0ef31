//! Importing addresses: building group, text and point.

use super::reader::sheet::{DEGREES, Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedEdits;
use super::run::ImportRun;
use crate::domain::address::{GroupAddress, WrittenAddress};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::datum::Datum;
use crate::domain::file_import::ImportCounts;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, BuildingGroupId};
use crate::domain::period::{Instant, Period};
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::store::new_id;
use std::collections::HashSet;

const GROUP: usize = 0;
const TEXT: usize = 1;
const LON: usize = 2;
const LAT: usize = 3;

/// Columns of a sheet of addresses.
pub const COLUMNS: &[SheetColumn] = &[
    SheetColumn::text(&["building_group", "楼组代码", "building_group_code", "group", "楼组"])
        .required(),
    SheetColumn::text(&["address", "门址", "地址", "text"]).required(),
    SheetColumn::number(&["lon", "经度", "longitude", "lng"]),
    SheetColumn::number(&["lat", "纬度", "latitude"]),
];

/// An address as a row describes it; what is missing is wrong.
#[derive(Debug)]
struct NewAddress {
    row: u64,
    building_group: Option<String>,
    text: Option<WrittenAddress>,
    point: Option<Point>,
    is_sound: bool,
}

/// The addresses of a file.
#[derive(Debug)]
pub struct AddressFile {
    /// The sheet that holds them.
    pub sheet: Sheet,
    addresses: Vec<NewAddress>,
}

impl AddressFile {
    /// Reads a CSV file or a workbook of addresses, with coordinates of a datum. What is wrong with
    /// values is told by the import, together with everything else.
    ///
    /// # Errors
    /// Those of [`Sheet::read`].
    pub fn read<'a>(input: impl Into<TableSource<'a>>, datum: Datum) -> Result<Self> {
        let mut sheet = Sheet::read(input, COLUMNS)?;
        let addresses = sheet.read_rows(|row| address(row, datum));
        Ok(Self { sheet, addresses })
    }
}

fn address(row: &mut SheetRow<'_>, datum: Datum) -> NewAddress {
    let building_group = row.get(GROUP).map(str::to_owned);
    let text = row.parse(TEXT, one_address);
    let point = point(row, datum);
    NewAddress { row: row.number(), building_group, text, point, is_sound: row.is_sound() }
}

fn point(row: &mut SheetRow<'_>, datum: Datum) -> Option<Point> {
    let before = row.problems.len();
    let [lon, lat] =
        [LON, LAT].map(|column| row.read(column, DEGREES, |text| text.parse::<f64>().ok()));
    match (lon, lat) {
        (Some(lon), Some(lat)) => row.take(LON, Point::from_datum(datum, lon, lat)),
        (Some(_), None) if row.problems.len() == before => {
            row.take(LAT, Err(Code::OneCoordinate.into()))
        }
        (None, Some(_)) if row.problems.len() == before => {
            row.take(LON, Err(Code::OneCoordinate.into()))
        }
        _ => None,
    }
}

/// Reads a cell that names one address.
fn one_address(text: &str) -> Result<WrittenAddress, Problem> {
    <[WrittenAddress; 1]>::try_from(WrittenAddress::read_several(text)?)
        .map(|[address]| address)
        .map_err(|_| Problem::new(Code::AddressesInCell).with("value", text))
}

/// Returns the address of a building group with the same words, which an earlier version read
/// otherwise.
fn read_before<'a>(
    text: &WrittenAddress,
    atlas: &'a Atlas,
    group: BuildingGroupId,
) -> Option<&'a GroupAddress> {
    let mut own = atlas.addresses().of_group(group);
    own.find(|address| {
        address.text.words() == text.words() && address.text.normal() != text.normal()
    })
}

/// Imports the addresses of a file, all or none. An address that its building group has already is
/// written as in the file from now on, and counted as changed.
///
/// # Errors
/// Every problem of the file, with its row in the parameter `row`.
pub async fn import_addresses(run: &ImportRun<'_>, file: &AddressFile) -> Result<ImportCounts> {
    run.db.refresh().await?;
    let atlas = run.db.atlas();
    let now = run.db.now();
    let mut caused = CausedEdits::of(&file.sheet);
    let mut counts = ImportCounts::default();
    let mut known = HashSet::new();
    for address in &file.addresses {
        let edits = address.edits(run, &atlas, now, &mut known, &mut caused);
        match edits.as_slice() {
            [] => counts.unchanged += 1,
            [AtlasEdit::AddAddress(_)] => counts.created += 1,
            _ => counts.changed += 1,
        }
        edits.into_iter().for_each(|edit| caused.add(address.row, edit));
    }
    caused.apply(run, now, counts, blamed).await
}

/// Returns the column that a problem of a planned address is about.
fn blamed(_: &Problem, field: &str) -> Option<usize> {
    match field.split('/').next()? {
        "text" | "address" => Some(TEXT),
        "point" => Some(LON),
        "building_group" => Some(GROUP),
        _ => None,
    }
}

impl NewAddress {
    /// Returns the edits that a sound row asks for; none if the address is already as the row says.
    /// One that keeps the reading of an earlier version is registered anew. `known` are the
    /// addresses of the atlas that earlier rows named.
    fn edits(
        &self,
        run: &ImportRun<'_>,
        atlas: &Atlas,
        now: Instant,
        known: &mut HashSet<AddressId>,
        caused: &mut CausedEdits<'_>,
    ) -> Vec<AtlasEdit> {
        let Some(building_group) = self.group_in(run, atlas, caused) else { return Vec::new() };
        let Some(text) = self.text.as_ref().filter(|_| self.is_sound) else { return Vec::new() };
        let same = self.same_in(text, atlas, building_group).filter(|it| known.insert(it.id));
        if let Some(address) = same {
            let reworded = AtlasEdit::RewordAddress { address: address.id, text: text.clone() };
            return (address.text != *text).then_some(reworded).into_iter().collect();
        }
        let before = read_before(text, atlas, building_group).filter(|it| known.insert(it.id));
        let retired = before.map(|before| AtlasEdit::RetireAddress { address: before.id });
        let address = GroupAddress {
            id: AddressId(new_id(now)),
            building_group,
            text: text.clone(),
            point: self.point.or(before.and_then(|before| before.point)),
            period: Period::since(now),
        };
        retired.into_iter().chain([AtlasEdit::AddAddress(address)]).collect()
    }

    fn group_in(
        &self,
        run: &ImportRun<'_>,
        atlas: &Atlas,
        caused: &mut CausedEdits<'_>,
    ) -> Option<BuildingGroupId> {
        let code = self.building_group.as_deref()?;
        let group = atlas.groups().by_code(code).map(|group| group.id);
        let unknown = || Problem::new(Code::UnknownBuildingGroup).with("building_group", code);
        let admitted = |group| run.admit(atlas, Unit::BuildingGroup(group)).map(|_| group);
        caused.found(self.row, GROUP, group.ok_or_else(unknown).and_then(admitted))
    }

    /// Returns the same address of the building group. One with another point is not the same.
    fn same_in<'a>(
        &self,
        text: &WrittenAddress,
        atlas: &'a Atlas,
        group: BuildingGroupId,
    ) -> Option<&'a GroupAddress> {
        let mut same = atlas.addresses().same(text.normal());
        same.find(|address| {
            let elsewhere = self.point.is_some_and(|point| address.point != Some(point));
            address.building_group == group && !elsewhere
        })
    }
}
