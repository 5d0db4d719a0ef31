//! The rows of a sheet, cell by cell.

use super::value::{CellValue, Formats};
use crate::error::Problem;
use crate::service::import::reader::bound::{CELL_BYTES, DAMAGED, unreadable};
use crate::service::import::reader::cell::CellMark;
use crate::service::import::reader::gathering::GatheredRow;
use crate::service::import::reader::table::TableRow;
use calamine::{DataRef, Xlsx, XlsxCellReader};
use std::collections::HashSet;
use std::io::Cursor;

/// Position of a cell: row and column, from 0 on.
type Position = (u32, u32);

/// Returns the cells of a sheet that hold formulas. They are found in a pass of their own, since the
/// reader tells of a cell either its formula or its format.
pub(super) fn formulas(
    workbook: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
) -> Result<HashSet<Position>, Problem> {
    let damaged = |fault: calamine::XlsxError| unreadable(DAMAGED, &fault);
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut found = HashSet::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        if cell.formula.is_some() {
            found.insert(cell.pos);
        }
    }
    Ok(found)
}

/// Iterates over the rows of a sheet that are not blank.
pub(super) struct XlsxRows<'a> {
    cells: XlsxCellReader<'a, Cursor<Vec<u8>>>,
    formats: Formats,
    formulas: HashSet<Position>,
    /// First cell of the next row.
    ahead: Option<XlsxCell>,
    /// True after the last cell: the reader does not report the end a second time.
    ended: bool,
    /// Bytes of the cells so far: many may share one text.
    bytes: u64,
}

struct XlsxCell {
    position: Position,
    value: CellValue,
}

impl<'a> XlsxRows<'a> {
    pub(super) fn new(
        cells: XlsxCellReader<'a, Cursor<Vec<u8>>>,
        formulas: HashSet<Position>,
    ) -> Self {
        let formats = Formats::of(cells.styles());
        Self { cells, formats, formulas, ahead: None, ended: false, bytes: 0 }
    }

    /// Returns the next row; cells beyond the width are only counted.
    pub(super) fn next(&mut self, width: usize) -> Result<Option<GatheredRow>, Problem> {
        let Some(first) = self.ahead.take().map_or_else(|| self.cell(), |cell| Ok(Some(cell)))?
        else {
            return Ok(None);
        };
        let row = first.position.0;
        let number = u64::from(row) + 1;
        let mut line = GatheredRow { row: TableRow { number, ..TableRow::default() }, used: 0 };
        let mut cell = Some(first);
        while let Some(next) = cell {
            if next.position.0 != row {
                self.ahead = Some(next);
                break;
            }
            add(&mut line, next, width);
            cell = self.cell()?;
        }
        Ok(Some(line))
    }

    /// Returns the next cell that is not blank.
    fn cell(&mut self) -> Result<Option<XlsxCell>, Problem> {
        if self.ended {
            return Ok(None);
        }
        loop {
            let read = self
                .cells
                .next_cell_with_style_id()
                .map_err(|fault| unreadable(DAMAGED, &fault))?;
            let Some((read, style)) = read else {
                self.ended = true;
                return Ok(None);
            };
            let position = read.get_position();
            let mut value = self.formats.value(read.get_value(), style);
            self.bytes += value.text.len() as u64;
            CELL_BYTES.check(self.bytes)?;
            if self.formulas.contains(&position) {
                if matches!(read.get_value(), DataRef::String(text) if text.trim().is_empty()) {
                    // What came to nothing is blank, as in the rows below a table.
                    continue;
                }
                value.mark = Some(CellMark::Formula);
            }
            if value.mark.is_some() || !value.text.trim().is_empty() {
                return Ok(Some(XlsxCell { position, value }));
            }
        }
    }
}

fn add(line: &mut GatheredRow, cell: XlsxCell, width: usize) {
    let column = cell.position.1 as usize;
    line.used = line.used.max(column + 1);
    if column >= width {
        return;
    }
    let TableRow { cells, marks, .. } = &mut line.row;
    cells.resize(cells.len().max(column + 1), String::new());
    if let Some(text) = cells.get_mut(column) {
        *text = cell.value.text;
    }
    marks.extend(cell.value.mark.map(|mark| (column, mark)));
}
