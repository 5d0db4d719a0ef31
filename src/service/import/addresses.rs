//! Importing addresses: building group, text and point.

use super::reader::sheet::{DEGREES, Sheet, SheetColumn, SheetRow};
use super::reader::table::TableSource;
use super::rows::CausedOperations;
use crate::domain::address::{AddressText, GroupAddress};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::datum::Datum;
use crate::domain::geometry::Point;
use crate::domain::id::AddressId;
use crate::domain::period::{Instant, Period};
use crate::error::{Code, Problem, Result};
use crate::store::{Actor, Db, new_id};

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
    text: AddressText,
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
    let text = AddressText::read(row.text(TEXT))?;
    let building_group = row.text(GROUP).to_owned();
    Ok(NewAddress { row: row.number(), building_group, text, point })
}

/// Imports the addresses of a file, all or none. Returns their number.
///
/// # Errors
/// Every problem, with its row in the parameter `row`.
pub async fn import_addresses(
    db: &Db,
    actor: Actor,
    file: AddressFile,
    dry_run: bool,
) -> Result<usize> {
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let mut caused = CausedOperations::default();
    let added = file.0.len();
    file.0.into_iter().for_each(|address| caused.add(address.row, address.operation(&atlas, now)));
    caused.apply(db, actor, now, dry_run).await?;
    Ok(added)
}

impl NewAddress {
    fn operation(self, atlas: &Atlas, now: Instant) -> Result<AtlasEdit, Problem> {
        let group = atlas.groups().by_code(&self.building_group);
        let unknown = || {
            Problem::new(Code::UnknownBuildingGroup)
                .with("building_group", self.building_group.as_str())
        };
        let building_group = group.ok_or_else(unknown)?.id;
        let id = AddressId(new_id(now));
        let period = Period::since(now);
        Ok(AtlasEdit::AddAddress(GroupAddress {
            id,
            building_group,
            text: self.text,
            point: self.point,
            period,
        }))
    }
}
