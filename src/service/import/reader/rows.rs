//! Tables read row by row, in memory that does not grow with their number.
//!
//! A CSV file may have any number of rows. A workbook is read as a whole, within its limits.

pub(super) mod decoding;
mod retained;

use super::bound::{COLUMNS, unread, unreadable};
use super::csv::{NO_TABLE, Separated, cell, decoded, separated};
use super::source::TableSource;
use super::table::{self, Table, TableRow, used};
use super::xlsx;
use crate::error::{Code, Error, Problem, Result};
use csv::StringRecord;
use decoding::Decoding;
use retained::RetainedText;
use std::io::{Cursor, Read};

/// Bytes from which the encoding of a file is detected. One that is not longer is decoded as a
/// whole.
const BEGINNING: u64 = 8 << 20;

/// Maximum number of problems of rows that are kept. Reading stops at the last.
const PROBLEMS_MAX: usize = 10_000;

/// Rows of a table, each read when it is asked for.
pub struct TableRows<'a> {
    header: Vec<String>,
    source: RowSource<'a>,
    /// Number of rows so far that are not blank.
    count: usize,
    /// Problems of the shapes of rows.
    problems: Vec<Problem>,
}

enum RowSource<'a> {
    Workbook(std::vec::IntoIter<TableRow>),
    Csv { lines: Box<csv::Reader<RetainedText<'a>>>, record: StringRecord },
}

impl<'a> TableRows<'a> {
    /// Opens a CSV file or a workbook (.xlsx), as detected by its first bytes.
    ///
    /// # Errors
    /// Those of [`Table::read`], as far as they show in a workbook or in the header of a CSV file.
    pub fn open(source: impl Into<TableSource<'a>>) -> Result<Self> {
        let TableSource { mut input, sheet } = source.into();
        let mut beginning = Vec::new();
        input.by_ref().take(BEGINNING).read_to_end(&mut beginning).map_err(unread)?;
        if sheet.is_some() || xlsx::is_workbook(&beginning) {
            let input = Box::new(Cursor::new(beginning).chain(input));
            let table = Table::read(TableSource { input, sheet })?;
            let source = RowSource::Workbook(table.rows.into_iter());
            return Ok(Self { header: table.header, source, count: 0, problems: Vec::new() });
        }
        let is_whole = (beginning.len() as u64) < BEGINNING;
        let text: Box<dyn Read + 'a> = if is_whole {
            Box::new(Cursor::new(decoded(&beginning)?.into_owned().into_bytes()))
        } else {
            Box::new(Decoding::new(beginning, input))
        };
        Self::of_text(RetainedText::new(text))
    }

    fn of_text(mut text: RetainedText<'a>) -> Result<Self> {
        let Separated { delimiter, skipped } = separated(&text.beginning().map_err(unread)?);
        text.skip(skipped);
        let mut reader = csv::ReaderBuilder::new();
        let mut lines = reader.flexible(true).delimiter(delimiter).from_reader(text);
        let header: Vec<String> = lines.headers().map_err(fault)?.iter().map(cell).collect();
        COLUMNS.check(header.len() as u64)?;
        if header.is_empty() {
            return Err(Code::SheetEmpty.into());
        }
        let source = RowSource::Csv { lines: Box::new(lines), record: StringRecord::new() };
        Ok(Self { header, source, count: 0, problems: Vec::new() })
    }

    /// Returns the position of a column.
    ///
    /// # Errors
    /// [`Code::SheetColumnMissing`].
    pub fn column(&self, name: &str) -> Result<usize, Problem> {
        table::column(&self.header, name)
    }

    /// Returns the next row that is not blank; none at the end of the table.
    ///
    /// # Errors
    /// Those of [`Table::read`], but for the number of rows and cells. What is wrong with the shape
    /// of rows is told at the end.
    pub fn read_next(&mut self) -> Result<Option<TableRow>> {
        while let Some(row) = self.read()? {
            let used = used(&row.cells);
            if used > self.header.len() {
                self.problems.push(table::too_wide(row.number, used, self.header.len()));
                if self.problems.len() == PROBLEMS_MAX {
                    break;
                }
            } else if used > 0 {
                self.count += 1;
                return Ok(Some(row));
            }
        }
        match (self.problems.is_empty(), self.count) {
            (false, _) => Err(std::mem::take(&mut self.problems).into()),
            (true, 0) => Err(Code::SheetEmpty.into()),
            (true, _) => Ok(None),
        }
    }

    fn read(&mut self) -> Result<Option<TableRow>> {
        match &mut self.source {
            RowSource::Workbook(rows) => Ok(rows.next()),
            RowSource::Csv { lines, record } => {
                if !lines.read_record(record).map_err(fault)? {
                    return Ok(None);
                }
                COLUMNS.check(record.len() as u64)?;
                let start = record.position().map_or(0, csv::Position::byte);
                let number = lines.get_mut().line_at(start);
                let cells = record.iter().map(cell).collect();
                Ok(Some(TableRow { number, cells, marks: Vec::new() }))
            }
        }
    }

    /// Reads all rows that are left and hands each to a closure. Every problem of a row is kept, up
    /// to a number at which reading stops.
    ///
    /// # Errors
    /// Those of [`Self::read_next`]; the problems that the closure returned, with their rows.
    pub fn for_each(
        mut self,
        mut take: impl FnMut(&TableRow) -> Result<(), Problem>,
    ) -> Result<()> {
        let mut problems = Vec::new();
        while let Some(row) = self.read_next()? {
            if let Err(problem) = take(&row) {
                problems.push(row.blame(problem));
                if problems.len() == PROBLEMS_MAX {
                    break;
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }
}

/// Returns the error of a table that was not read: its own problem, or the system's.
fn fault(fault: csv::Error) -> Error {
    let words = fault.to_string();
    match fault.into_kind() {
        csv::ErrorKind::Io(fault) => unread(fault).into(),
        _ => unreadable(NO_TABLE, &words).into(),
    }
}
