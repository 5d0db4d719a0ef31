//! Tables with a header, whatever file they come from.

use super::bound::{self, CELLS, COLUMNS, TABLE_BYTES};
use super::{csv, xlsx};
use crate::error::{Code, Problem, Result};
use std::io::Read;

/// Rows of a table, at most.
pub const ROWS_MAX: usize = 200_000;

/// A file with a table in it.
pub struct TableSource<'a> {
    /// What it holds.
    pub input: Box<dyn Read + 'a>,
    /// The sheet of a workbook that is meant; none: the first.
    pub sheet: Option<String>,
}

impl<'a, R: Read + 'a> From<R> for TableSource<'a> {
    fn from(input: R) -> Self {
        Self { input: Box::new(input), sheet: None }
    }
}

/// A table with a header.
#[derive(Debug)]
pub struct Table {
    /// The names of the columns, as they are written.
    pub header: Vec<String>,
    /// The rows that are not blank.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Debug)]
pub struct TableRow {
    /// The line of the file on which it begins; the header's is 1.
    pub number: u64,
    /// Its cells, as they are written.
    cells: Vec<String>,
}

impl TableRow {
    /// The problem with the place of the row.
    pub fn blame(&self, problem: Problem) -> Problem {
        blame(problem, self.number)
    }

    /// The text of a cell without blanks around it, if there is any.
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// A cell exactly as it is written.
    pub fn verbatim(&self, column: usize) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }
}

/// The problem with the place of a row.
pub fn blame(problem: Problem, row: u64) -> Problem {
    let pointer = format!("/rows/{row}");
    problem.at(pointer).with("row", row)
}

impl Table {
    /// Reads a table from a CSV file or a workbook (.xlsx), as its first bytes tell. Blank rows are
    /// no rows.
    ///
    /// # Errors
    /// [`Code::FileUnreadable`], [`Code::SheetEncoding`], [`Code::SheetMissing`],
    /// [`Code::SheetEmpty`], [`Code::SheetTooLong`], [`Code::FileOverLimit`]; every
    /// [`Code::SheetRowLength`], [`Code::SheetFormula`] and [`Code::SheetMerged`].
    pub fn read<'a>(source: impl Into<TableSource<'a>>) -> Result<Self> {
        let TableSource { input, sheet } = source.into();
        let bytes = bound::read_all(input, TABLE_BYTES)?;
        match sheet {
            _ if xlsx::is_workbook(&bytes) => xlsx::read(bytes, sheet.as_deref()),
            Some(sheet) => Err(no_sheet(&sheet, &[]).into()),
            None => csv::read(&bytes),
        }
    }

    /// The place of a column.
    ///
    /// # Errors
    /// [`Code::SheetColumnMissing`].
    pub fn column(&self, name: &str) -> Result<usize, Problem> {
        let place = self.header.iter().position(|column| column.trim() == name.trim());
        place.ok_or_else(|| Problem::new(Code::SheetColumnMissing).with("column", name))
    }
}

/// A table while it is read.
pub(super) struct Gathering {
    table: Table,
    /// Cells of all its rows.
    cells: u64,
    problems: Vec<Problem>,
}

impl Gathering {
    /// A table with these columns and no rows yet.
    ///
    /// # Errors
    /// [`Code::FileOverLimit`]
    pub(super) fn new(header: Vec<String>) -> Result<Self, Problem> {
        COLUMNS.check(header.len() as u64)?;
        Ok(Self { table: Table { header, rows: Vec::new() }, cells: 0, problems: Vec::new() })
    }

    /// How many columns have a name.
    pub(super) fn columns(&self) -> usize {
        self.table.header.len()
    }

    /// Notes a problem and goes on: all of them are told.
    pub(super) fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Takes a row of which so many cells are used, unless it is blank.
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
            let problem = Problem::new(Code::SheetRowLength)
                .with("cells", used)
                .with("columns", self.columns());
            self.refuse(blame(problem, number));
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

    /// The table, when nothing is wrong with it.
    ///
    /// # Errors
    /// What was noted; [`Code::SheetEmpty`].
    pub(super) fn finish(self) -> Result<Table> {
        let Self { table, problems, .. } = self;
        match (problems.is_empty(), table.rows.is_empty()) {
            (false, _) => Err(problems.into()),
            (true, true) => Err(Code::SheetEmpty.into()),
            (true, false) => Ok(table),
        }
    }
}

/// How many cells there are up to the last that is not blank.
pub(super) fn used(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

/// The problem of a sheet that is not among those there are.
pub(super) fn no_sheet(sheet: &str, known: &[String]) -> Problem {
    Problem::new(Code::SheetMissing).with("sheet", sheet).with("known", known)
}
