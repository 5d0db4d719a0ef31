//! Edits caused by the rows of a sheet.

use super::reader::sheet::Sheet;
use super::reader::table::in_order;
use super::relocated;
use super::run::ImportRun;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::file_import::ImportCounts;
use crate::domain::period::Instant;
use crate::domain::plan::PlanConsent;
use crate::error::{Error, Problem, Result};
use crate::service::atlas_edits::ChangeSet;

/// Returns the column of a sheet that a problem of an edit is about, if it is about one: by the code
/// of the problem and the field of the edit.
pub(super) type BlamedColumn = fn(problem: &Problem, field: &str) -> Option<usize>;

/// Edits, each with the row that caused it, and every problem of the rows so far.
#[derive(Debug)]
pub(super) struct CausedEdits<'s> {
    sheet: &'s Sheet,
    edits: Vec<AtlasEdit>,
    rows: Vec<u64>,
    problems: Vec<Problem>,
}

impl<'s> CausedEdits<'s> {
    /// Begins with what is wrong with the values of a sheet.
    pub(super) fn of(sheet: &'s Sheet) -> Self {
        Self { sheet, edits: Vec::new(), rows: Vec::new(), problems: sheet.problems.clone() }
    }

    /// Adds the edit of a row.
    pub(super) fn add(&mut self, row: u64, edit: AtlasEdit) {
        self.edits.push(edit);
        self.rows.push(row);
    }

    /// Returns what a cell of a row names, or keeps the problem.
    pub(super) fn found<T>(
        &mut self,
        row: u64,
        column: usize,
        found: Result<T, Problem>,
    ) -> Option<T> {
        found
            .map_err(|problem| self.problems.push(self.sheet.blame(row, Some(column), problem)))
            .ok()
    }

    /// Returns what a cell of a row names, or keeps all its problems.
    pub(super) fn all_found<T>(
        &mut self,
        row: u64,
        column: usize,
        found: Result<T, Vec<Problem>>,
    ) -> Option<T> {
        let blamed = |problem| self.sheet.blame(row, Some(column), problem);
        found.map_err(|wrong| self.problems.extend(wrong.into_iter().map(blamed))).ok()
    }

    /// Applies the edits, all or none; a dry run only plans them. Where something is wrong already
    /// they are planned all the same, so that everything is told at once. Without edits nothing is
    /// written. Returns the counts.
    ///
    /// # Errors
    /// Every problem, in the order of the rows.
    pub(super) async fn apply(
        self,
        run: &ImportRun<'_>,
        prepared_at: Instant,
        counts: ImportCounts,
        column: BlamedColumn,
    ) -> Result<ImportCounts> {
        let Self { sheet, edits, rows, mut problems } = self;
        let relocate = |error: Error| placed(error, sheet, &rows, column);
        if edits.is_empty() {
            return refused_if_any(problems).map(|()| counts);
        }
        let set = ChangeSet { prepared_at, edits, allowances: PlanConsent::default() };
        let planned = match run.plan(set).await.map_err(relocate) {
            Ok(planned) if problems.is_empty() => planned,
            Ok(_) => return refused_if_any(problems).map(|()| counts),
            Err(Error::Refused(found)) => {
                problems.extend(found);
                return refused_if_any(problems).map(|()| counts);
            }
            Err(other) => return Err(other),
        };
        if !run.dry_run {
            run.apply(planned, counts, |_, _| Ok(())).await.map_err(relocate)?;
        }
        Ok(counts)
    }
}

/// Refuses if there are problems, those of the first rows first.
pub(super) fn refused_if_any(mut problems: Vec<Problem>) -> Result<()> {
    in_order(&mut problems);
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Moves the problems of edits to the rows that caused them; those of the whole stay as they are.
pub(super) fn placed(error: Error, sheet: &Sheet, rows: &[u64], column: BlamedColumn) -> Error {
    relocated(error, |index, problem| {
        let row = *rows.get(index)?;
        let field = problem.pointer.splitn(4, '/').nth(3).unwrap_or_default();
        let column = column(&problem, field);
        Some(sheet.blame(row, column, problem))
    })
}
