//! Tables with a header, whatever file they come from.

use super::{csv, xlsx};
use crate::error::{Code, Problem, Result};
use std::io::Read;

/// A table with a header.
#[derive(Debug)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows that are not blank.
    pub rows: Vec<Row>,
}

/// One row of a table.
#[derive(Debug)]
pub struct Row {
    /// The line of the file on which it begins; the header's is 1.
    pub number: u64,
    /// Its cells, without blanks around them.
    pub cells: Vec<String>,
}

impl Row {
    /// The problem with the place of the row.
    pub fn blame(&self, problem: Problem) -> Problem {
        blame(problem, self.number)
    }

    /// The text of a cell, if there is any.
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// The problem with the place of a row.
pub fn blame(problem: Problem, row: u64) -> Problem {
    let pointer = format!("/rows/{row}");
    problem.at(pointer).with("row", row)
}

impl Table {
    /// Reads a table from a CSV file or the first sheet of a workbook (.xlsx), as its first bytes tell.
    ///
    /// # Errors
    /// [`Code::FileUnreadable`], [`Code::SheetEncoding`], [`Code::SheetEmpty`], [`Code::SheetRowLength`] of every such row.
    pub fn read(mut input: impl Read) -> Result<Self> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(|fault| unreadable(&fault))?;
        let (header, rows) = if xlsx::is_workbook(&bytes) { xlsx::read(bytes)? } else { csv::read(&bytes)? };
        Self::of(header, rows)
    }

    /// The table of a header and of rows, without those that are blank.
    fn of(header: Vec<String>, rows: Vec<Row>) -> Result<Self> {
        let (mut kept, mut problems) = (Vec::new(), Vec::new());
        for row in rows {
            let used = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            if used > header.len() {
                let problem = Problem::new(Code::SheetRowLength).with("cells", used).with("columns", header.len());
                problems.push(row.blame(problem));
            } else if used > 0 {
                kept.push(row);
            }
        }
        if problems.is_empty() && kept.is_empty() {
            problems.push(Code::SheetEmpty.into());
        }
        if problems.is_empty() { Ok(Self { header, rows: kept }) } else { Err(problems.into()) }
    }

    /// The place of a column.
    ///
    /// # Errors
    /// [`Code::SheetColumnMissing`].
    pub fn column(&self, name: &str) -> Result<usize, Problem> {
        let place = self.header.iter().position(|column| column == name);
        place.ok_or_else(|| Problem::new(Code::SheetColumnMissing).with("column", name))
    }
}

/// The problem of a file that cannot be read.
pub(super) fn unreadable(fault: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::FileUnreadable).with("reason", fault.to_string())
}
