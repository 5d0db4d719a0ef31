//! Reading of a table from whatever file it is in.

use super::bound::{self, TABLE_BYTES};
use super::table::{Table, no_sheet};
use super::{csv, xlsx};
use crate::error::Result;
use std::io::Read;

/// A file that contains a table.
pub struct TableSource<'a> {
    /// Contents of the file.
    pub input: Box<dyn Read + 'a>,
    /// Sheet of a workbook; `None` for the first.
    pub sheet: Option<String>,
}

impl<'a, R: Read + 'a> From<R> for TableSource<'a> {
    fn from(input: R) -> Self {
        Self { input: Box::new(input), sheet: None }
    }
}

impl Table {
    /// Reads a table from a CSV file or a workbook (.xlsx), as detected by its first bytes. Blank
    /// rows are skipped.
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
}
