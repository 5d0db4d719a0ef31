//! How an import ends.

use super::attempt::{Attempt, end};
use crate::domain::file_import::{ImportCounts, ImportState};
use crate::domain::id::GridId;
use crate::error::{Problem, Result};
use crate::service::file_imports::carrying::ImportOutcome;
use crate::store::Db;
use crate::store::column::StoredAs;
use crate::store::file_imports::{FileImport, ImportReport};

/// How an import ended.
pub(super) struct ImportEnd {
    pub state: ImportState,
    /// What it is about, if it awaits a second person.
    pub place: Option<GridId>,
    pub outcome: ImportOutcome,
}

impl ImportEnd {
    /// Ends with one problem.
    pub fn of(problem: Problem, state: ImportState) -> Self {
        Self { state, place: None, outcome: refused(problem) }
    }
}

fn refused(problem: Problem) -> ImportOutcome {
    let report = ImportReport { problems: vec![problem], notices: Vec::new() };
    ImportOutcome { report, problems: 1, ..ImportOutcome::default() }
}

/// Writes what came of a file, unless another process took it over. What was stored is stored, by
/// this attempt or an earlier one: its report is added.
pub(super) async fn finish(db: &Db, attempt: Attempt, ended: ImportEnd) -> Result<()> {
    let ImportEnd { state, place, outcome } = ended;
    let ImportOutcome { counts, report, problems, problem_sheet } = outcome;
    db.write(move |tx| {
        let mut row = FileImport::load(tx.connection, attempt.id)?;
        if row.attempts != attempt.number {
            return Ok(());
        }
        tx.set_import_report(attempt.id, &report, problem_sheet.as_deref())?;
        if row.state != ImportState::Running {
            return Ok(());
        }
        let stored = row.counts.take().map(|counts| counts.0).filter(|counts| counts.created > 0);
        row.counts = altogether(stored, counts).map(StoredAs);
        row.problem_count = i32::try_from(problems).unwrap_or(i32::MAX);
        row.grid_id = place;
        if state == ImportState::AwaitingApproval {
            row.approver_id = None;
        }
        let is_stored = stored.is_some() && state != ImportState::Checked;
        end(tx, &mut row, if is_stored { ImportState::Stored } else { state })
    })
    .await
}

/// Returns what all attempts at a file made, of which the last counts what it found stored.
fn altogether(stored: Option<ImportCounts>, last: Option<ImportCounts>) -> Option<ImportCounts> {
    let (Some(stored), Some(last)) = (stored, last) else { return stored.or(last) };
    let before = stored.created.saturating_sub(last.created);
    let unchanged = last.unchanged.saturating_sub(before);
    Some(ImportCounts { created: stored.created.max(last.created), unchanged, ..last })
}
