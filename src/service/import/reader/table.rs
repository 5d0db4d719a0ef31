//! Tables with a header, from any file format.

use super::bound::{CELLS, COLUMNS};
use crate::error::{Code, Problem, Result};

/// Maximum number of rows of a table.
pub const ROWS_MAX: usize = 200_000;

/// A table with a header.
#[derive(Debug)]
pub struct Table {
    /// Names of the columns, as written.
    pub header: Vec<String>,
    /// Rows that are not blank.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Debug)]
pub struct TableRow {
    /// Line of the file on which it begins; the header's is 1.
    pub number: u64,
    /// Cells, as written.
    pub(super) cells: Vec<String>,
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
}

/// Attributes a problem to a row.
pub fn blame(problem: Problem, row: u64) -> Problem {
    let pointer = format!("/rows/{row}");
    problem.at(pointer).with("row", row)
}

impl Table {
    /// Returns the position of a column.
    ///
    /// # Errors
    /// [`Code::SheetColumnMissing`].
    pub fn column(&self, name: &str) -> Result<usize, Problem> {
        column(&self.header, name)
    }
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

/// Builder of a table, used while reading.
pub(super) struct Gathering {
    table: Table,
    /// Number of cells in all rows.
    cells: u64,
    problems: Vec<Problem>,
}

impl Gathering {
    /// Creates a table with these columns and no rows.
    ///
    /// # Errors
    /// [`Code::FileOverLimit`]
    pub(super) fn new(header: Vec<String>) -> Result<Self, Problem> {
        COLUMNS.check(header.len() as u64)?;
        Ok(Self { table: Table { header, rows: Vec::new() }, cells: 0, problems: Vec::new() })
    }

    /// Returns the number of named columns.
    pub(super) fn columns(&self) -> usize {
        self.table.header.len()
    }

    /// Records a problem and continues, so that all problems are reported.
    pub(super) fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Adds a row of which `used` cells are used, unless it is blank.
    ///
    /// # Errors
    /// [`Code::SheetTooLong`], [`Code::FileOverLimit`]
    pub(super) fn take(
        &mut self,
        number: u64,
        cells: Vec<String>,
        used: usize,
    ) -> Result<(), Problem> {
        if used > self.columns() {
            self.refuse(too_wide(number, used, self.columns()));
        } else if used > 0 {
            if self.table.rows.len() == ROWS_MAX {
                return Err(blame(Problem::new(Code::SheetTooLong).with("max", ROWS_MAX), number));
            }
            self.cells += cells.len() as u64;
            CELLS.check(self.cells)?;
            self.table.rows.push(TableRow { number, cells });
        }
        Ok(())
    }

    /// Returns the table if there are no problems.
    ///
    /// # Errors
    /// The recorded problems; [`Code::SheetEmpty`].
    pub(super) fn finish(self) -> Result<Table> {
        let Self { table, problems, .. } = self;
        match (problems.is_empty(), table.rows.is_empty()) {
            (false, _) => Err(problems.into()),
            (true, true) => Err(Code::SheetEmpty.into()),
            (true, false) => Ok(table),
        }
    }
}

/// Counts the cells up to the last that is not blank.
pub(super) fn used(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

/// Returns the problem of a sheet that does not exist, with those that do.
pub(super) fn no_sheet(sheet: &str, known: &[String]) -> Problem {
    Problem::new(Code::SheetMissing).with("sheet", sheet).with("known", known)
}
