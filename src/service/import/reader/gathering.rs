//! A table while it is read: the header is found among its first rows.

use super::bound::{CELLS, COLUMNS};
use super::heading::{HeaderFit, HeaderSearch};
use super::merged::MergedRegions;
use super::place::{blame, cell_name};
use super::table::{ROWS_MAX, Table, TableRow, too_wide, used};
use crate::error::{Code, Problem, Result};

/// Number of rows among which the header is looked for, besides blank ones.
pub const HEADER_ROWS: usize = 20;

/// Number of cells beside a table that a notice names.
const BESIDE_NAMED: usize = 3;

/// What cells behind the last column of the header are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellsBeyond {
    /// Notes beside the table, as in a sheet.
    Beside,
    /// A row that fell apart, as by a comma in a text.
    TooWide,
}

/// Builder of a table, used while reading.
pub(super) struct Gathering<'a> {
    search: HeaderSearch<'a>,
    beyond: CellsBeyond,
    /// Rows among which the header is; none once it is found.
    first: Vec<GatheredRow>,
    table: Option<Table>,
    /// Number of cells in all rows.
    cells: u64,
    /// Names of the first cells beside the table, and the number of all.
    beside: (Vec<String>, usize),
}

/// A row with what lies beyond the cells that were kept.
pub(super) struct GatheredRow {
    pub row: TableRow,
    /// Number of cells up to the last that is not blank.
    pub used: usize,
}

impl GatheredRow {
    pub(super) fn of(number: u64, cells: Vec<String>) -> Self {
        let used = used(&cells);
        let marks = cells.iter().enumerate();
        let marks = marks.filter_map(|(column, text)| Some((column, super::cell::of_text(text)?)));
        let marks = marks.collect();
        Self { row: TableRow { number, cells, marks }, used }
    }
}

impl<'a> Gathering<'a> {
    pub(super) fn new(search: HeaderSearch<'a>, beyond: CellsBeyond) -> Self {
        let beside = (Vec::new(), 0);
        Self { search, beyond, first: Vec::new(), table: None, cells: 0, beside }
    }

    /// Returns the number of columns whose cells are kept.
    pub(super) fn width(&self) -> usize {
        let found = self.table.as_ref().map(|table| table.header.len());
        found.unwrap_or(usize::try_from(COLUMNS.max).unwrap_or(usize::MAX))
    }

    /// Adds a row, unless it is blank.
    ///
    /// # Errors
    /// [`Code::SheetTooLong`], [`Code::FileOverLimit`]
    pub(super) fn take(&mut self, row: GatheredRow) -> Result<(), Problem> {
        if row.used == 0 {
            return Ok(());
        }
        if self.table.is_some() {
            return self.add(row);
        }
        let is_whole = (self.search)(&row.row.cells).is_whole;
        self.first.push(row);
        if is_whole || self.first.len() == HEADER_ROWS { self.begin() } else { Ok(()) }
    }

    /// Takes the row as the header that names the columns best, the first of several.
    fn begin(&mut self) -> Result<(), Problem> {
        let first = std::mem::take(&mut self.first);
        let fits = first.iter().map(|row| (self.search)(&row.row.cells));
        let best = fits.enumerate().fold(None, |best: Option<(usize, HeaderFit)>, (index, fit)| {
            best.filter(|(_, earlier)| *earlier >= fit).or(Some((index, fit)))
        });
        let mut rows = first.into_iter();
        let above: Vec<TableRow> =
            rows.by_ref().take(best.map_or(0, |(index, _)| index)).map(|row| row.row).collect();
        let Some(GatheredRow { row: header, used }) = rows.next() else { return Ok(()) };
        COLUMNS.check(used as u64)?;
        self.table = Some(headed(header, above, self.beyond, used));
        rows.try_for_each(|row| self.add(row))
    }

    fn add(&mut self, GatheredRow { mut row, used }: GatheredRow) -> Result<(), Problem> {
        let width = self.width();
        if used > width && self.beyond == CellsBeyond::TooWide {
            return self.add_wide(row, used);
        }
        if used > width {
            self.note_beside(row.number, used - 1);
            row.cells.truncate(width);
            row.marks.retain(|(column, _)| *column < width);
        }
        let is_blank = row.cells.iter().all(|cell| cell.trim().is_empty()) && row.marks.is_empty();
        let Some(table) = self.table.as_mut().filter(|_| !is_blank) else { return Ok(()) };
        if table.rows.len() == ROWS_MAX {
            return Err(blame(Problem::new(Code::SheetTooLong).with("max", ROWS_MAX), row.number));
        }
        self.cells += row.cells.len() as u64;
        CELLS.check(self.cells)?;
        table.rows.push(row);
        Ok(())
    }

    /// Keeps a row that is too wide, to be told and given back: a comma stood in a text, perhaps.
    fn add_wide(&mut self, mut row: TableRow, used: usize) -> Result<(), Problem> {
        let Some(table) = &mut self.table else { return Ok(()) };
        if table.wide.len() == ROWS_MAX {
            return Err(blame(Problem::new(Code::SheetTooLong).with("max", ROWS_MAX), row.number));
        }
        let width = table.header.len();
        table.problems.push(too_wide(row.number, used, width));
        row.cells.truncate(used);
        let last = row.cells.split_off(width.saturating_sub(1)).join(",");
        row.cells.push(last);
        row.marks.clear();
        table.wide.push(row);
        Ok(())
    }

    fn note_beside(&mut self, row: u64, column: usize) {
        let (named, count) = &mut self.beside;
        *count += 1;
        if named.len() < BESIDE_NAMED {
            named.push(cell_name(row, column));
        }
    }

    /// Returns the table.
    ///
    /// # Errors
    /// [`Code::SheetEmpty`]
    pub(super) fn finish(mut self) -> Result<Table> {
        if self.table.is_none() {
            self.begin()?;
        }
        let has_rows = |table: &Table| !table.rows.is_empty() || !table.wide.is_empty();
        let mut table = self.table.filter(has_rows).ok_or(Code::SheetEmpty)?;
        let (named, count) = self.beside;
        if count > 0 {
            let notice = Problem::new(Code::SheetBeside).with("cells", named).with("rows", count);
            table.notices.push(notice);
        }
        Ok(table)
    }
}

/// Returns a table of this header without rows. In a file of text blank names behind the last are
/// columns too: a sheet writes as many for every row.
fn headed(mut header: TableRow, above: Vec<TableRow>, beyond: CellsBeyond, used: usize) -> Table {
    if beyond == CellsBeyond::Beside {
        header.cells.truncate(used);
    }
    let formulas = header.marks.iter().filter(|(_, mark)| *mark == super::cell::CellMark::Formula);
    Table {
        sheet: None,
        header_row: header.number,
        above,
        rows: Vec::new(),
        wide: Vec::new(),
        problems: Vec::new(),
        merged: MergedRegions::default(),
        notices: Vec::new(),
        header_formulas: formulas.map(|(column, _)| *column).collect(),
        header: header.cells,
    }
}
