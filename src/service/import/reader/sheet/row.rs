//! One row of a sheet, read value by value. What is wrong with a value is kept, and the others are
//! read.

use super::{ColumnKind, Sheet, SheetColumn};
use crate::domain::period::Instant;
use crate::error::{Code, Problem};
use crate::service::import::moment;
use crate::service::import::reader::cell::{CellMark, looks_like_moment};
use crate::service::import::reader::table::TableRow;
use serde_json::Value;

/// One row of a sheet.
#[derive(Debug)]
pub struct SheetRow<'s> {
    sheet: &'s Sheet,
    row: &'s TableRow,
    /// What is wrong with the values that were read.
    pub problems: Vec<Problem>,
    /// True if a column that is needed is missing in the file.
    lacks_column: bool,
}

impl<'s> SheetRow<'s> {
    pub(super) const fn new(sheet: &'s Sheet, row: &'s TableRow) -> Self {
        Self { sheet, row, problems: Vec::new(), lacks_column: false }
    }

    /// Returns the line of the file on which the row begins.
    pub const fn number(&self) -> u64 {
        self.row.number
    }

    /// Returns true if every value that was read is sound.
    pub const fn is_sound(&self) -> bool {
        self.problems.is_empty() && !self.lacks_column
    }

    /// Returns the value of a column by its index; `None` if it is blank, or wrong, which is kept as
    /// a problem.
    pub fn get(&mut self, column: usize) -> Option<&'s str> {
        let definition = self.sheet.columns.get(column)?;
        let Some(place) = self.sheet.place(column) else {
            self.lacks_column |= definition.required;
            return None;
        };
        let Some(text) = self.cell(place, definition.kind) else {
            let is_missing = self.row.mark(place).is_none() && definition.required;
            if is_missing && !self.is_merged(place) {
                self.refuse(column, Code::Required.into());
            }
            return None;
        };
        match self.refused(place, definition, text) {
            None => Some(text),
            Some(code) => {
                self.refuse(column, self.row.unreadable(place, code));
                None
            }
        }
    }

    /// Parses the value of a column: `None` if it is blank or wrong.
    pub fn read<T>(
        &mut self,
        column: usize,
        expected: impl Into<Value>,
        read: impl FnOnce(&'s str) -> Option<T>,
    ) -> Option<T> {
        let text = self.get(column)?;
        let read = read(text);
        if read.is_none() {
            let problem = Problem::new(Code::SheetValue).with("value", text);
            self.refuse(column, problem.with("expected", expected));
        }
        read
    }

    /// Parses the value of a column whose problems say themselves what is wrong.
    pub fn parse<T>(
        &mut self,
        column: usize,
        read: impl FnOnce(&'s str) -> Result<T, Problem>,
    ) -> Option<T> {
        let text = self.get(column)?;
        let read = read(text);
        self.take(column, read)
    }

    /// Reads the beginning of something.
    pub fn beginning(&mut self, column: usize) -> Option<Instant> {
        self.read(column, moment::EXAMPLES.to_vec(), moment::beginning)
    }

    /// Reads the end of something; words for an open end are none.
    pub fn end(&mut self, column: usize) -> Option<Instant> {
        let end = self.read(column, moment::end_examples(), |text| {
            if moment::is_open(text) { Some(None) } else { moment::end(text).map(Some) }
        });
        end.flatten()
    }

    /// Returns a value that was found, or keeps its problem.
    pub fn take<T>(&mut self, column: usize, found: Result<T, Problem>) -> Option<T> {
        found.map_err(|problem| self.refuse(column, problem)).ok()
    }

    /// Keeps a problem of a column.
    pub fn refuse(&mut self, column: usize, problem: Problem) {
        let written = self.sheet.place(column).and_then(|place| self.sheet.table.header.get(place));
        let names_column = matches!(problem.code, Code::SheetValue);
        let problem = match written.filter(|_| names_column) {
            Some(name) => problem.with("column", name.trim()),
            None => problem,
        };
        self.problems.push(self.sheet.blame(self.row.number, Some(column), problem));
    }

    fn cell(&self, place: usize, kind: ColumnKind) -> Option<&'s str> {
        match kind {
            ColumnKind::Number => self.row.number(place),
            ColumnKind::Text | ColumnKind::Moment => self.row.cell(place),
        }
    }

    /// Returns the code by which a cell is refused for what it is.
    fn refused(&self, place: usize, column: &SheetColumn, text: &str) -> Option<Code> {
        let mark = self.row.mark(place);
        match column.kind {
            ColumnKind::Text if mark.is_none() && looks_like_moment(text) => {
                Some(Code::SheetCellDate)
            }
            ColumnKind::Text | ColumnKind::Number => mark.and_then(CellMark::refused_as_text),
            ColumnKind::Moment => mark.and_then(CellMark::refused),
        }
    }

    fn is_merged(&self, place: usize) -> bool {
        self.sheet.table.merged.of_cell(self.row.number, place).is_some()
    }
}
