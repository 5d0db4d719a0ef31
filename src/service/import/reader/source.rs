//! Reading of a table from whatever file it is in.

use super::bound::{self, TABLE_BYTES};
use super::heading::{HeaderSearch, first_row};
use super::table::{Table, no_sheet};
use super::{csv, xlsx};
use crate::error::Result;
use std::io::Read;

/// A file that contains a table.
pub struct TableSource<'a> {
    /// Contents of the file.
    pub input: Box<dyn Read + 'a>,
    /// Sheet of a workbook; `None` for the first visible one.
    pub sheet: Option<String>,
}

impl<'a, R: Read + 'a> From<R> for TableSource<'a> {
    fn from(input: R) -> Self {
        Self { input: Box::new(input), sheet: None }
    }
}

impl Table {
    /// Reads a table whose first row is the header. Blank rows are skipped.
    ///
    /// # Errors
    /// Those of [`Self::find`]; every
    /// [`Code::SheetRowLength`](crate::error::Code::SheetRowLength).
    pub fn read<'a>(source: impl Into<TableSource<'a>>) -> Result<Self> {
        let table = Self::find(source, &first_row)?;
        if table.problems.is_empty() { Ok(table) } else { Err(table.problems.into()) }
    }

    /// Reads a table from a CSV file or a workbook (.xlsx), as detected by its first bytes, and finds
    /// its header. Blank rows are skipped; rows that are too wide are kept apart, with their
    /// problems.
    ///
    /// # Errors
    /// [`Code::FileUnreadable`](crate::error::Code::FileUnreadable),
    /// [`Code::SheetEncoding`](crate::error::Code::SheetEncoding),
    /// [`Code::SheetMissing`](crate::error::Code::SheetMissing),
    /// [`Code::SheetEmpty`](crate::error::Code::SheetEmpty),
    /// [`Code::SheetBlank`](crate::error::Code::SheetBlank),
    /// [`Code::SheetTooLong`](crate::error::Code::SheetTooLong),
    /// [`Code::FileOverLimit`](crate::error::Code::FileOverLimit).
    pub fn find<'a>(source: impl Into<TableSource<'a>>, header: HeaderSearch<'_>) -> Result<Self> {
        let TableSource { input, sheet } = source.into();
        let bytes = bound::read_all(input, TABLE_BYTES)?;
        match sheet {
            _ if xlsx::is_workbook(&bytes) => xlsx::read(bytes, sheet.as_deref(), header),
            Some(sheet) => Err(no_sheet(&sheet, &[]).into()),
            None => csv::read(&bytes, header),
        }
    }
}
