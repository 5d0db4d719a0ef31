//! Workbooks (.xlsx): the first sheet, each cell as the text that would be typed for it.

use super::table::{Row, unreadable};
use crate::error::{Code, Result};
use calamine::{Data, Range, Reader, Xlsx};
use std::io::Cursor;

/// How an archive begins, which a workbook is.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Whether a file is a workbook, and no CSV.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ARCHIVE)
}

/// The names of the columns and the rows of the first sheet; rows are numbered as the workbook shows them.
///
/// # Errors
/// [`Code::FileUnreadable`], [`Code::SheetEmpty`].
pub(super) fn read(bytes: Vec<u8>) -> Result<(Vec<String>, Vec<Row>)> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|fault| unreadable(&fault))?;
    let sheet = workbook.worksheet_range_at(0).ok_or(Code::SheetEmpty)?.map_err(|fault| unreadable(&fault))?;
    let mut rows = rows(&sheet);
    let mut header = rows.next().ok_or(Code::SheetEmpty)?.cells;
    header.truncate(header.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1));
    Ok((header, rows.collect()))
}

fn rows(sheet: &Range<Data>) -> impl Iterator<Item = Row> {
    let first = sheet.start().map_or(1, |(row, _)| u64::from(row) + 1);
    (first..).zip(sheet.rows()).map(|(number, cells)| Row { number, cells: cells.iter().map(text).collect() })
}

/// A number has no zeros after its point, a day no time; what the sheet could not reckon out stays as it is shown.
fn text(cell: &Data) -> String {
    let day = |at: chrono::NaiveDateTime| {
        let text = at.format("%Y-%m-%d %H:%M:%S").to_string();
        text.strip_suffix(" 00:00:00").map(str::to_owned).unwrap_or(text)
    };
    match cell {
        Data::DateTime(at) => at.as_datetime().map(day).unwrap_or_default(),
        other => other.to_string().trim().to_owned(),
    }
}
