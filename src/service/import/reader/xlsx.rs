//! Workbooks (.xlsx): one sheet, each cell as the text that would be typed for it.
//!
//! Cells are read one after the other in the order of the file: blank ones use no memory, however
//! many there are.

use super::archive;
use super::bound::{CELL_BYTES, DAMAGED, unreadable};
use super::place::CellPlace;
use super::table::{Gathering, Table, blame, no_sheet};
use crate::error::{Code, Problem, Result};
use calamine::{DataRef, Dimensions, Reader, Xlsx, XlsxCellReader};
use std::io::Cursor;
use std::ops::Range;

/// First bytes of a ZIP archive, which a workbook is.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Day numbers of a sheet, to the end of the year 9999.
const DAYS: Range<f64> = 0.0..2_958_466.0;

/// Returns true if a file is a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ARCHIVE)
}

/// Reads the table of a sheet, of the first if none is named; rows are numbered as the workbook
/// shows them.
///
/// # Errors
/// Those of [`Table::read`].
pub(super) fn read(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Table> {
    let parts = archive::checked(&bytes)?;
    drop(bytes);
    let mut workbook =
        Xlsx::new(Cursor::new(parts)).map_err(|fault| unreadable(DAMAGED, &fault))?;
    let names = workbook.sheet_names();
    let name = match sheet {
        Some(sheet) => {
            names.iter().find(|name| *name == sheet).ok_or_else(|| no_sheet(sheet, &names))?
        }
        None => names.first().ok_or(Code::SheetEmpty)?,
    };
    let merged =
        workbook.merge_cells_by_sheet_name(name).map_err(|fault| unreadable(DAMAGED, &fault))?;
    let cells =
        workbook.worksheet_cells_reader(name).map_err(|fault| unreadable(DAMAGED, &fault))?;
    let mut lines = XlsxRows { cells, ahead: None, width: usize::MAX, ended: false, bytes: 0 };
    let mut header = lines.next()?.ok_or(Code::SheetEmpty)?;
    header.cells.truncate(header.used);
    let mut gathering = Gathering::new(header.cells)?;
    lines.width = gathering.columns();
    let joined = merged.iter().filter_map(|region| in_table(region, lines.width));
    joined.chain(header.formulas).for_each(|problem| gathering.refuse(problem));
    while let Some(line) = lines.next()? {
        line.formulas.into_iter().for_each(|problem| gathering.refuse(problem));
        gathering.take(line.number, line.cells, line.used)?;
    }
    gathering.finish()
}

/// Iterates over the rows of a sheet that are not blank.
struct XlsxRows<'a> {
    cells: XlsxCellReader<'a, Cursor<Vec<u8>>>,
    /// First cell of the next row.
    ahead: Option<XlsxCell>,
    /// Number of columns whose cells are kept; cells beyond are only noticed.
    width: usize,
    /// True after the last cell: the reader does not report the end a second time.
    ended: bool,
    /// Bytes of the cells so far: many may share one text.
    bytes: u64,
}

/// One row of a sheet.
struct XlsxRow {
    number: u64,
    cells: Vec<String>,
    used: usize,
    formulas: Vec<Problem>,
}

struct XlsxCell {
    place: CellPlace,
    text: String,
    is_formula: bool,
}

impl XlsxRows<'_> {
    fn next(&mut self) -> Result<Option<XlsxRow>> {
        let Some(first) = self.ahead.take().map_or_else(|| self.cell(), |cell| Ok(Some(cell)))?
        else {
            return Ok(None);
        };
        let row = first.place.row;
        let mut line = XlsxRow {
            number: u64::from(row) + 1,
            cells: Vec::new(),
            used: 0,
            formulas: Vec::new(),
        };
        let mut cell = Some(first);
        while let Some(next) = cell {
            if next.place.row != row {
                self.ahead = Some(next);
                break;
            }
            line.add(next, self.width);
            cell = self.cell()?;
        }
        Ok(Some(line))
    }

    /// Returns the next cell that is not blank.
    fn cell(&mut self) -> Result<Option<XlsxCell>, Problem> {
        if self.ended {
            return Ok(None);
        }
        loop {
            let read = self
                .cells
                .next_cell_with_formula_metadata()
                .map_err(|fault| unreadable(DAMAGED, &fault))?;
            let Some(read) = read else {
                self.ended = true;
                return Ok(None);
            };
            let (row, column) = read.pos;
            let is_formula = read.formula.is_some();
            let text = text(&read.value);
            self.bytes += text.len() as u64;
            CELL_BYTES.check(self.bytes)?;
            if is_formula || !text.trim().is_empty() {
                return Ok(Some(XlsxCell { place: CellPlace { column, row }, text, is_formula }));
            }
        }
    }
}

impl XlsxRow {
    fn add(&mut self, cell: XlsxCell, width: usize) {
        let column = cell.place.column as usize;
        if cell.is_formula {
            let problem = Problem::new(Code::SheetFormula).with("cell", cell.place.to_string());
            self.formulas.push(blame(problem, self.number));
        }
        self.used = self.used.max(column + 1);
        if column < width {
            self.cells.resize(self.cells.len().max(column + 1), String::new());
            if let Some(text) = self.cells.get_mut(column) {
                *text = cell.text;
            }
        }
    }
}

/// Returns the problem of merged cells that touch the columns of a table.
fn in_table(region: &Dimensions, columns: usize) -> Option<Problem> {
    let [from, to] = [region.start, region.end].map(|(row, column)| CellPlace { column, row });
    let problem = Problem::new(Code::SheetMerged).with("cells", format!("{from}:{to}"));
    ((region.start.1 as usize) < columns).then(|| blame(problem, u64::from(region.start.0) + 1))
}

/// Formats a cell: a number without trailing zeros, a day without a time. Errors of the sheet, and
/// days outside the calendar, stay as shown.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::DateTime(at) if !DAYS.contains(&at.as_f64()) => at.as_f64().to_string(),
        DataRef::DateTime(at) => at
            .as_datetime()
            .map(|at| {
                let text = at.format("%Y-%m-%d %H:%M:%S").to_string();
                text.strip_suffix(" 00:00:00").map(str::to_owned).unwrap_or(text)
            })
            .unwrap_or_default(),
        other => calamine::Data::from(other.clone()).to_string(),
    }
}
