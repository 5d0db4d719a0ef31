//! Workbooks (.xlsx): one sheet, each cell as the text that the sheet shows.
//!
//! Cells are read one after the other in the order of the file: blank ones use no memory, however
//! many there are.

mod cells;
mod value;

use super::archive;
use super::bound::{DAMAGED, unreadable};
use super::gathering::{CellsBeyond, Gathering};
use super::heading::HeaderSearch;
use super::merged::{MergedCells, MergedRegions};
use super::table::{Table, no_sheet};
use crate::error::{Code, Error, Problem, Result};
use calamine::{Dimensions, Reader, Sheet, SheetType, SheetVisible, Xlsx};
use cells::{XlsxRows, formulas};
use std::collections::HashSet;
use std::io::Cursor;

/// First bytes of a ZIP archive, which a workbook is.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Returns true if a file is a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ARCHIVE)
}

/// Reads the table of a sheet, of the first visible one if none is named; rows are numbered as the
/// workbook shows them.
///
/// # Errors
/// Those of [`Table::find`].
pub(super) fn read(bytes: Vec<u8>, sheet: Option<&str>, header: HeaderSearch<'_>) -> Result<Table> {
    let archive::CheckedWorkbook { parts, has_formulas } = archive::checked(&bytes)?;
    drop(bytes);
    let mut workbook =
        Xlsx::new(Cursor::new(parts)).map_err(|fault| unreadable(DAMAGED, &fault))?;
    let names = workbook.sheet_names();
    let name = match sheet {
        Some(sheet) => {
            names.iter().find(|name| *name == sheet).ok_or_else(|| no_sheet(sheet, &names))?
        }
        None => first_visible(workbook.sheets_metadata()).ok_or(Code::SheetEmpty)?,
    }
    .to_owned();
    let merged =
        workbook.merge_cells_by_sheet_name(&name).map_err(|fault| unreadable(DAMAGED, &fault))?;
    let formulas = if has_formulas { formulas(&mut workbook, &name)? } else { HashSet::new() };
    let cells =
        workbook.worksheet_cells_reader(&name).map_err(|fault| unreadable(DAMAGED, &fault))?;
    let mut rows = XlsxRows::new(cells, formulas);
    let mut gathering = Gathering::new(header, CellsBeyond::Beside);
    while let Some(row) = rows.next(gathering.width())? {
        gathering.take(row)?;
    }
    let mut table = gathering.finish().map_err(|error| blank(error, &name, &names))?;
    let rows: Vec<u64> = table.rows.iter().map(|row| row.number).collect();
    table.merged = MergedRegions::of(table.header_row, &rows, merged.iter().map(region))?;
    if sheet.is_none() && names.len() > 1 {
        table.notices.push(chosen(&name, &names));
    }
    table.sheet = Some(name);
    Ok(table)
}

/// Returns the first sheet that is shown to whoever opens the workbook; the first of all if none is.
fn first_visible(sheets: &[Sheet]) -> Option<&String> {
    let mut tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let visible = tables.clone().find(|sheet| sheet.visible == SheetVisible::Visible);
    visible.or_else(|| tables.next()).map(|sheet| &sheet.name)
}

/// Returns the problem of a sheet without a table, with the sheets that there are.
fn blank(error: Error, name: &str, names: &[String]) -> Error {
    if !error.is(Code::SheetEmpty) || names.len() < 2 {
        return error;
    }
    Problem::new(Code::SheetBlank).with("sheet", name).with("known", names).into()
}

/// Returns the notice of which of several sheets is read.
fn chosen(name: &str, names: &[String]) -> Problem {
    let others: Vec<&str> = names.iter().map(String::as_str).filter(|one| *one != name).collect();
    Problem::new(Code::SheetChosen).with("sheet", name).with("others", others)
}

fn region(region: &Dimensions) -> MergedCells {
    let [from, to] = [region.start, region.end];
    MergedCells {
        rows: u64::from(from.0) + 1..=u64::from(to.0) + 1,
        columns: from.1 as usize..=to.1 as usize,
    }
}
