//! Merged cells of a sheet, by the rows that they cover.

use super::bound::CELLS;
use super::place::{blame, cell_name};
use crate::error::{Code, Problem};
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// Merged cells of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedCells {
    /// Rows as the sheet numbers them, from 1 on.
    pub rows: RangeInclusive<u64>,
    /// Columns, from 0 on.
    pub columns: RangeInclusive<usize>,
}

impl MergedCells {
    /// Returns what a spreadsheet calls them: `A2:B3`.
    pub fn name(&self) -> String {
        let from = cell_name(*self.rows.start(), *self.columns.start());
        let to = cell_name(*self.rows.end(), *self.columns.end());
        format!("{from}:{to}")
    }

    /// Returns the problem of the cells.
    pub fn problem(&self) -> Problem {
        let problem = Problem::new(Code::SheetMerged).with("cells", self.name());
        blame(problem, *self.rows.start())
    }
}

/// The merged cells of a table.
#[derive(Debug, Default)]
pub struct MergedRegions {
    regions: Vec<MergedCells>,
    /// Positions of the regions that cover a row, for the header and each row of the table.
    by_row: HashMap<u64, Vec<usize>>,
}

impl MergedRegions {
    /// Finds the rows of a table, its header and the others, that merged cells cover. Those above
    /// its header join a title.
    ///
    /// # Errors
    /// [`Code::FileOverLimit`] if they cover too many.
    pub(super) fn of(
        header: u64,
        rows: &[u64],
        merged: impl Iterator<Item = MergedCells>,
    ) -> Result<Self, Problem> {
        let regions: Vec<MergedCells> =
            merged.filter(|region| *region.rows.end() >= header).collect();
        let mut by_row: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut covered = 0;
        for (index, region) in regions.iter().enumerate() {
            let first = rows.partition_point(|row| row < region.rows.start());
            let rows = rows.iter().skip(first).copied();
            let header = Some(header).filter(|row| region.rows.contains(row));
            for row in header.into_iter().chain(rows.take_while(|row| region.rows.contains(row))) {
                by_row.entry(row).or_default().push(index);
                covered += 1;
                CELLS.check(covered)?;
            }
        }
        Ok(Self { regions, by_row })
    }

    /// Returns all regions.
    pub fn all(&self) -> &[MergedCells] {
        &self.regions
    }

    /// Returns the regions that cover a row.
    pub fn in_row(&self, row: u64) -> impl Iterator<Item = &MergedCells> {
        let indices = self.by_row.get(&row).into_iter().flatten();
        indices.filter_map(|&index| self.regions.get(index))
    }

    /// Returns the region that a cell is part of.
    pub fn of_cell(&self, row: u64, column: usize) -> Option<&MergedCells> {
        self.in_row(row).find(|region| region.columns.contains(&column))
    }
}
