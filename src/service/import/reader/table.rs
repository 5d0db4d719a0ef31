//! Tables with a header, from any file format.

use super::cell::CellMark;
use super::merged::MergedRegions;
use super::place::{CellPlace, blame, cell_name};
use crate::error::{Code, Problem, Result};
use serde_json::Value;

/// Maximum number of rows of a table.
pub const ROWS_MAX: usize = 200_000;

/// Maximum number of characters of a cell that a problem repeats.
const STANDS_MAX: usize = 40;

/// Name of the column in which a sheet that came back says what is wrong with its rows. It is never
/// read.
pub const PROBLEM_COLUMN: &str = "问题 Problem";

/// Returns true for the name of that column, which may be followed by what is wrong with the header.
pub(in crate::service::import) fn is_problem_column(name: &str) -> bool {
    name.lines().next().is_some_and(|first| first.trim() == PROBLEM_COLUMN)
}

/// A table with a header.
#[derive(Debug)]
pub struct Table {
    /// Sheet of the workbook; `None` in a file of text.
    pub sheet: Option<String>,
    /// Names of the columns, as written.
    pub header: Vec<String>,
    /// Line of the file on which the header stands.
    pub header_row: u64,
    /// Rows above the header: titles and the like.
    pub above: Vec<TableRow>,
    /// Rows that are not blank.
    pub rows: Vec<TableRow>,
    /// Rows that have more cells than there are columns, those left over joined in the last one.
    pub wide: Vec<TableRow>,
    /// What is wrong with the shapes of rows.
    pub problems: Vec<Problem>,
    /// Merged cells, from the header on.
    pub merged: MergedRegions,
    /// What the person who imports should know, and what does not stop the import.
    pub notices: Vec<Problem>,
    /// Cells of the header that are formulas.
    pub(super) header_formulas: Vec<usize>,
}

/// One row of a table.
#[derive(Debug, Clone, Default)]
pub struct TableRow {
    /// Line of the file on which it begins; the header's is 1.
    pub number: u64,
    /// Cells, as written or as the sheet shows them.
    pub(super) cells: Vec<String>,
    /// What is known of the cells that are not plain text, by column.
    pub(super) marks: Vec<(usize, CellMark)>,
}

impl TableRow {
    /// Attributes a problem to the row.
    pub fn blame(&self, problem: Problem) -> Problem {
        blame(problem, self.number)
    }

    /// Returns the trimmed text of a cell, if it is not blank.
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// Returns a cell exactly as written.
    pub fn verbatim(&self, column: usize) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    /// Returns the number of cells that are kept.
    pub(in crate::service::import) const fn width(&self) -> usize {
        self.cells.len()
    }

    /// Returns what is known of a cell that is not plain text.
    pub fn mark(&self, column: usize) -> Option<&CellMark> {
        self.marks.iter().find(|(marked, _)| *marked == column).map(|(_, mark)| mark)
    }

    /// Returns the problem of a cell that cannot be what is meant, for what it is.
    pub(crate) fn unreadable(&self, column: usize, code: Code) -> Problem {
        let cell = cell_name(self.number, column);
        let value = self.cell(column).unwrap_or_default();
        Problem::new(code).with("cell", cell).with("value", shortened(value))
    }

    /// Returns a cell as the number that would be typed for it, whatever the sheet shows.
    pub fn number(&self, column: usize) -> Option<&str> {
        match self.mark(column) {
            Some(CellMark::Number(number)) => Some(number),
            _ => self.cell(column),
        }
    }
}

impl Table {
    /// Returns the position of a column.
    ///
    /// # Errors
    /// [`Code::SheetColumnMissing`].
    pub fn column(&self, name: &str) -> Result<usize, Problem> {
        column(&self.header, name)
    }

    /// Returns the row that begins on a line.
    pub fn row(&self, number: u64) -> Option<&TableRow> {
        let index = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(index)
    }

    /// Attributes a problem to a line, and to the sheet in a workbook.
    pub fn blame_row(&self, row: u64, problem: Problem) -> Problem {
        let problem = blame(problem, row);
        match &self.sheet {
            Some(sheet) => problem.with("sheet", sheet.as_str()),
            None => problem,
        }
    }

    /// Attributes a problem to a cell: with the sheet, the row, the column, and what stands there.
    pub fn blame_cell(&self, row: &TableRow, column: usize, problem: Problem) -> Problem {
        let mut problem =
            self.blame_row(row.number, problem).with("cell", cell_name(row.number, column));
        let stands = row.verbatim(column);
        if !stands.trim().is_empty() {
            problem = problem.with("stands", shortened(stands));
        }
        if !problem.params.contains_key("column") && !problem.params.contains_key("in_column") {
            let name = self.header.get(column).map(|name| name.trim());
            problem = problem.with("in_column", name.map(Value::from).unwrap_or_default());
        }
        problem
    }
}

/// Sorts problems in the order of the cells that they are about; those of the whole come first.
pub(in crate::service::import) fn in_order(problems: &mut [Problem]) {
    problems.sort_by_key(|problem| {
        let row = problem.params.get("row").and_then(Value::as_u64);
        let cell = problem.params.get("cell").and_then(Value::as_str);
        let place = cell.and_then(|cell| CellPlace::read(cell.as_bytes()));
        (row, place.map(|place| place.column))
    });
}

fn shortened(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= STANDS_MAX {
        return text.to_owned();
    }
    text.chars().take(STANDS_MAX).chain(['…']).collect()
}

/// Returns the position of a column of a header.
pub(super) fn column(header: &[String], name: &str) -> Result<usize, Problem> {
    let place = header.iter().position(|column| column.trim() == name.trim());
    place.ok_or_else(|| Problem::new(Code::SheetColumnMissing).with("column", name))
}

/// Returns the problem of a row that has more cells than there are columns.
pub(super) fn too_wide(number: u64, used: usize, columns: usize) -> Problem {
    let problem = Problem::new(Code::SheetRowLength).with("cells", used).with("columns", columns);
    blame(problem, number)
}

/// Counts the cells up to the last that is not blank.
pub(super) fn used(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

/// Returns the problem of a sheet that does not exist, with those that do.
pub(super) fn no_sheet(sheet: &str, known: &[String]) -> Problem {
    Problem::new(Code::SheetMissing).with("sheet", sheet).with("known", known)
}
