//! Workbooks (.xlsx): one sheet, each cell as the text that would be typed for it.
//!
//! Cells are read one after the other as they stand in the file: what is blank costs no memory, however much there is.

use super::archive;
use super::bound::unreadable;
use super::table::{Gathering, Table, blame, no_sheet};
use crate::error::{Code, Problem, Result};
use calamine::{DataRef, Dimensions, Reader, Xlsx, XlsxCellReader};
use std::io::Cursor;

/// How an archive begins, which a workbook is.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// Whether a file is a workbook, and no CSV.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ARCHIVE)
}

/// The table in a sheet, the first when none is named; rows are numbered as the workbook shows them.
///
/// # Errors
/// Those of [`Table::read`].
pub(super) fn read(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Table> {
    archive::check(&bytes)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|fault| unreadable(&fault))?;
    let names = workbook.sheet_names();
    let name = match sheet {
        Some(sheet) => names.iter().find(|name| *name == sheet).ok_or_else(|| no_sheet(sheet, &names))?,
        None => names.first().ok_or(Code::SheetEmpty)?,
    };
    let merged = workbook.merge_cells_by_sheet_name(name).map_err(|fault| unreadable(&fault))?;
    let cells = workbook.worksheet_cells_reader(name).map_err(|fault| unreadable(&fault))?;
    let mut lines = Lines { cells, ahead: None, width: usize::MAX, ended: false };
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

/// The rows of a sheet in which something stands.
struct Lines<'a> {
    cells: XlsxCellReader<'a, Cursor<Vec<u8>>>,
    /// The first cell of the next row.
    ahead: Option<Cell>,
    /// The columns whose cells are kept; of those behind only that there are some.
    width: usize,
    /// Behind the last cell the reader finds no end any more.
    ended: bool,
}

/// One row of a sheet.
struct Line {
    number: u64,
    cells: Vec<String>,
    used: usize,
    formulas: Vec<Problem>,
}

struct Cell {
    row: u32,
    column: u32,
    text: String,
    is_formula: bool,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Option<Line>> {
        let Some(first) = self.ahead.take().map_or_else(|| self.cell(), |cell| Ok(Some(cell)))? else {
            return Ok(None);
        };
        let row = first.row;
        let mut line = Line { number: u64::from(row) + 1, cells: Vec::new(), used: 0, formulas: Vec::new() };
        let mut cell = Some(first);
        while let Some(next) = cell {
            if next.row != row {
                self.ahead = Some(next);
                break;
            }
            line.add(next, self.width);
            cell = self.cell()?;
        }
        Ok(Some(line))
    }

    /// The next cell in which something stands.
    fn cell(&mut self) -> Result<Option<Cell>, Problem> {
        if self.ended {
            return Ok(None);
        }
        loop {
            let read = self.cells.next_cell_with_formula_metadata().map_err(|fault| unreadable(&fault))?;
            let Some(read) = read else {
                self.ended = true;
                return Ok(None);
            };
            let ((row, column), is_formula, text) = (read.pos, read.formula.is_some(), text(&read.value));
            if is_formula || !text.trim().is_empty() {
                return Ok(Some(Cell { row, column, text, is_formula }));
            }
        }
    }
}

impl Line {
    fn add(&mut self, cell: Cell, width: usize) {
        let column = cell.column as usize;
        if cell.is_formula {
            let place = place(cell.row, cell.column);
            self.formulas.push(blame(Problem::new(Code::SheetFormula).with("cell", place), self.number));
        }
        self.used = self.used.max(column + 1);
        if column < width {
            self.cells.resize(self.cells.len().max(column + 1), String::new());
            self.cells[column] = cell.text;
        }
    }
}

/// The problem of cells that were joined, where they touch the columns of a table.
fn in_table(region: &Dimensions, columns: usize) -> Option<Problem> {
    let (from, to) = (place(region.start.0, region.start.1), place(region.end.0, region.end.1));
    let problem = Problem::new(Code::SheetMerged).with("cells", format!("{from}:{to}"));
    ((region.start.1 as usize) < columns).then(|| blame(problem, u64::from(region.start.0) + 1))
}

/// A cell as a workbook calls it: `C5`.
fn place(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().chain((row + 1).to_string().chars()).collect()
}

/// A number has no zeros after its point, a day no time; what the sheet could not reckon out stays as it is shown.
fn text(cell: &DataRef<'_>) -> String {
    let day = |at: chrono::NaiveDateTime| {
        let text = at.format("%Y-%m-%d %H:%M:%S").to_string();
        text.strip_suffix(" 00:00:00").map(str::to_owned).unwrap_or(text)
    };
    match cell {
        DataRef::DateTime(at) => at.as_datetime().map(day).unwrap_or_default(),
        other => calamine::Data::from(other.clone()).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_a_workbook_calls_them() {
        let called = [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1")];
        for (column, expected) in called {
            assert_eq!(place(0, column), expected);
        }
    }
}
