//! Importing addresses: building group, text and point.

use super::reader::sheet::{DEGREES, Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedOperations;
use crate::domain::address::{GroupAddress, WrittenAddress};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::datum::Datum;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, BuildingGroupId};
use crate::domain::period::{Instant, Period};
use crate::error::{Code, Problem, Result};
use crate::store::{Actor, Db, new_id};
use std::collections::HashSet;

const GROUP: usize = 0;
const TEXT: usize = 1;
const LON: usize = 2;
const LAT: usize = 3;

const COLUMNS: &[SheetColumn] = &[
    SheetColumn {
        names: &["building_group", "楼组代码", "building_group_code", "group", "楼组"],
        required: true,
    },
    SheetColumn { names: &["address", "门址", "地址", "text"], required: true },
    SheetColumn { names: &["lon", "经度", "longitude", "lng"], required: false },
    SheetColumn { names: &["lat", "纬度", "latitude"], required: false },
];

/// An address as a row describes it.
#[derive(Debug)]
struct NewAddress {
    row: u64,
    building_group: String,
    text: WrittenAddress,
    point: Option<Point>,
}

/// The addresses of a file.
#[derive(Debug)]
pub struct AddressFile(Vec<NewAddress>);

impl AddressFile {
    /// Reads a CSV file or a workbook of addresses, with coordinates of a datum.
    ///
    /// # Errors
    /// Those of [`Sheet::read`]; every address without meaning and every invalid point, with its
    /// row.
    pub fn read<'a>(input: impl Into<TableSource<'a>>, datum: Datum) -> Result<Self> {
        let sheet = Sheet::read(input, COLUMNS)?;
        let mut addresses = Vec::new();
        let mut problems = Vec::new();
        for row in sheet.cells() {
            match address(&row, datum) {
                Ok(address) => addresses.push(address),
                Err(problem) => problems.push(row.blame(problem)),
            }
        }
        if problems.is_empty() { Ok(Self(addresses)) } else { Err(problems.into()) }
    }
}

fn address(row: &SheetRow<'_>, datum: Datum) -> Result<NewAddress, Problem> {
    let degrees = |column: usize| row.read(column, DEGREES, |text| text.parse::<f64>().ok());
    let point = match (degrees(LON)?, degrees(LAT)?) {
        (Some(lon), Some(lat)) => Some(Point::from_datum(datum, lon, lat)?),
        (None, None) => None,
        _ => return Err(Problem::new(Code::OneCoordinate)),
    };
    let [text] = <[WrittenAddress; 1]>::try_from(WrittenAddress::read_several(row.text(TEXT))?)
        .map_err(|_| Problem::new(Code::AddressesInCell).with("value", row.text(TEXT)))?;
    let building_group = row.text(GROUP).to_owned();
    Ok(NewAddress { row: row.number(), building_group, text, point })
}

/// Result of an import of addresses, or of a dry run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressesImported {
    /// Number of new addresses.
    pub added: usize,
    /// Number of addresses that are written otherwise from now on.
    pub reworded: usize,
}

/// Imports the addresses of a file, all or none. An address that its building group has already is
/// written as in the file from now on.
///
/// # Errors
/// Every problem, with its row in the parameter `row`.
pub async fn import_addresses(
    db: &Db,
    actor: Actor,
    file: AddressFile,
    dry_run: bool,
) -> Result<AddressesImported> {
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let mut caused = CausedOperations::default();
    let mut imported = AddressesImported { added: 0, reworded: 0 };
    let mut known = HashSet::new();
    for address in file.0 {
        let row = address.row;
        match address.edits(&atlas, now, &mut known) {
            Ok(edits) => {
                match edits.as_slice() {
                    [] => {}
                    [AtlasEdit::AddAddress(_)] => imported.added += 1,
                    _ => imported.reworded += 1,
                }
                edits.into_iter().for_each(|edit| caused.add(row, Ok(edit)));
            }
            Err(problem) => caused.add(row, Err(problem)),
        }
    }
    caused.apply(db, actor, now, dry_run).await?;
    Ok(imported)
}

impl NewAddress {
    /// Returns the edits that the row asks for; none if the address is already as the row says. One
    /// that keeps the reading of an earlier version is registered anew. `known` are the addresses of
    /// the atlas that earlier rows named.
    fn edits(
        self,
        atlas: &Atlas,
        now: Instant,
        known: &mut HashSet<AddressId>,
    ) -> Result<Vec<AtlasEdit>, Problem> {
        let group = atlas.groups().by_code(&self.building_group);
        let building_group = group
            .ok_or_else(|| {
                Problem::new(Code::UnknownBuildingGroup)
                    .with("building_group", self.building_group.as_str())
            })?
            .id;
        if let Some(address) = self.same_in(atlas, building_group).filter(|it| known.insert(it.id))
        {
            let reworded =
                AtlasEdit::RewordAddress { address: address.id, text: self.text.clone() };
            return Ok((address.text != self.text).then_some(reworded).into_iter().collect());
        }
        let id = AddressId(new_id(now));
        let period = Period::since(now);
        let before = self.read_before(atlas, building_group).filter(|it| known.insert(it.id));
        let point = self.point.or(before.and_then(|before| before.point));
        let retired = before.map(|before| AtlasEdit::RetireAddress { address: before.id });
        let address = GroupAddress { id, building_group, text: self.text, point, period };
        Ok(retired.into_iter().chain([AtlasEdit::AddAddress(address)]).collect())
    }

    /// Returns the address of the building group with the same words, which an earlier version read
    /// otherwise.
    fn read_before<'a>(
        &self,
        atlas: &'a Atlas,
        group: BuildingGroupId,
    ) -> Option<&'a GroupAddress> {
        let mut own = atlas.addresses().of_group(group);
        own.find(|address| {
            address.text.words() == self.text.words() && address.text.normal() != self.text.normal()
        })
    }

    /// Returns the same address of the building group. One with another point is not the same.
    fn same_in<'a>(&self, atlas: &'a Atlas, group: BuildingGroupId) -> Option<&'a GroupAddress> {
        let mut same = atlas.addresses().same(self.text.normal());
        same.find(|address| {
            let elsewhere = self.point.is_some_and(|point| address.point != Some(point));
            address.building_group == group && !elsewhere
        })
    }
}
