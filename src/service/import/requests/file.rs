//! The file of tickets: its table, and where the columns of its mapping stand.

use super::mapping::Mapping;
use super::rule::{ColumnPlaces, check_unique};
use crate::error::{Problem, Result};
use crate::service::import::reader::heading::HeaderFit;
use crate::service::import::reader::source::TableSource;
use crate::service::import::reader::table::Table;
use std::collections::HashSet;

/// A file of tickets with its mapping.
#[derive(Debug)]
pub struct TicketFile {
    /// The table, as the file has it.
    pub table: Table,
    pub(super) mapping: Mapping,
    pub(super) places: ColumnPlaces,
}

impl TicketFile {
    /// Reads a CSV file or a workbook of tickets.
    ///
    /// # Errors
    /// Those of [`Table::find`]; [`Code::SheetColumnTwice`](crate::error::Code::SheetColumnTwice); every column that the mapping names
    /// and the file lacks.
    pub fn read<'a>(source: impl Into<TableSource<'a>>, mapping: Mapping) -> Result<Self> {
        let source = source.into();
        let sheet = source.sheet.or_else(|| mapping.sheet.clone());
        let named: HashSet<&str> = mapping.named().map(|column| column.name.as_str()).collect();
        let search = |cells: &[String]| {
            let known = ColumnPlaces::find(cells, mapping.named()).len();
            HeaderFit { is_whole: known == named.len(), known }
        };
        let table = Table::find(TableSource { sheet, ..source }, &search)?;
        let twice = check_unique(&table.header);
        if !twice.is_empty() {
            return Err(twice.into());
        }
        let places = ColumnPlaces::find(&table.header, mapping.named());
        mapping.check(&table.header, &places)?;
        Ok(Self { table, mapping, places })
    }

    /// Returns the problem of each row that is too wide, or that merged cells cover in the columns
    /// that the mapping names.
    pub(super) fn misshapen(&self) -> Vec<Problem> {
        let places: Vec<usize> =
            self.mapping.named().filter_map(|column| self.places.place(column)).collect();
        let rows = self.table.rows.iter().filter_map(|row| {
            let mut regions = self.table.merged.in_row(row.number);
            let touched =
                regions.find(|region| places.iter().any(|place| region.columns.contains(place)))?;
            Some(self.table.blame_row(row.number, touched.problem()))
        });
        self.table.problems.iter().cloned().chain(rows).collect()
    }
}
