//! Comparison of boundaries with points whose grid is known.

use super::import::reader::rows::TableRows;
use super::import::reader::source::TableSource;
use super::import::reader::table::TableRow;
use crate::domain::accuracy::{Accuracy, AccuracyCount, Labelled};
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::geometry::Point;
use crate::error::{Code, Problem, Result};
use crate::service::import::reader::sheet::DEGREES;

/// Columns of a file of labelled points.
#[derive(Debug, Clone)]
pub struct PointColumns {
    /// Column of the longitude.
    pub lon: String,
    /// Column of the latitude.
    pub lat: String,
    /// Column of the code of the expected grid.
    pub expected: Option<String>,
    /// Datum of the coordinates.
    pub datum: Datum,
}

/// Compares the points of a CSV file or a workbook with the boundaries, or with those of one level.
/// A CSV file may have any number of rows: each is forgotten when it is counted.
///
/// # Errors
/// Those of [`TableRows`]; a column that is missing; an unknown level; every row whose coordinates
/// are no point.
pub fn check_points<'a>(
    atlas: &Atlas,
    input: impl Into<TableSource<'a>>,
    columns: &PointColumns,
    level: Option<&str>,
) -> Result<Accuracy> {
    let level = level
        .map(|code| {
            atlas
                .settings()
                .levels
                .index_of(code)
                .ok_or_else(|| Problem::new(Code::UnknownLevel).with("level", code))
        })
        .transpose()?;
    let rows = TableRows::open(input)?;
    let lon = rows.column(&columns.lon)?;
    let lat = rows.column(&columns.lat)?;
    let expected = columns.expected.as_deref().map(|name| rows.column(name)).transpose()?;
    let mut count = AccuracyCount::new(atlas, level);
    rows.for_each(|row| {
        let point = point(row, lon, lat, columns)?;
        let expected = expected.and_then(|column| row.cell(column)).map(str::to_owned);
        count.add(Labelled { row: row.number, point, expected });
        Ok(())
    })?;
    Ok(count.conclude())
}

/// Reads the point of a row; `None` when both cells are empty.
fn point(
    row: &TableRow,
    lon: usize,
    lat: usize,
    columns: &PointColumns,
) -> Result<Option<Point>, Problem> {
    if row.cell(lon).is_none() && row.cell(lat).is_none() {
        return Ok(None);
    }
    let degrees = |column: usize, name: &str| {
        let text = row.cell(column).unwrap_or_default();
        text.parse::<f64>().map_err(|_| {
            Problem::new(Code::SheetValue)
                .with("column", name)
                .with("value", text)
                .with("expected", DEGREES)
        })
    };
    Point::from_datum(columns.datum, degrees(lon, &columns.lon)?, degrees(lat, &columns.lat)?)
        .map(Some)
}
