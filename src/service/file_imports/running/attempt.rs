//! An attempt of a process at a file, and what it writes in the transactions of the rows.

use super::LEASE;
use crate::domain::file_import::{ImportCounts, ImportState};
use crate::domain::id::FileImportId;
use crate::error::{Error, Result};
use crate::service::import::run::ImportReceipt;
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::file_imports::FileImport;
use crate::store::{Actor, Tx};
use serde_json::json;

/// One attempt of a process at a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    pub id: FileImportId,
    /// Number of the attempt: who has a later one has the file.
    pub number: i32,
}

impl ImportReceipt for Attempt {
    fn settle(&self, tx: &mut Tx<'_>, counts: ImportCounts) -> Result<()> {
        let mut row = self.row(tx)?;
        row.counts = Some(StoredAs(counts));
        row.problem_count = 0;
        end(tx, &mut row, ImportState::Stored)
    }

    fn advance(&self, tx: &mut Tx<'_>, rows: usize, created: usize) -> Result<()> {
        let so_far = self.row(tx)?.counts.map(|counts| counts.0).unwrap_or_default();
        let counts = ImportCounts { created: so_far.created + created, ..so_far };
        let until = tx.now() + LEASE;
        let advanced = tx.advance_import(self.id, self.number, until, rows, counts)?;
        if advanced { Ok(()) } else { Err(taken_over()) }
    }
}

impl Attempt {
    /// Loads the file, if it is still this attempt's.
    fn row(&self, tx: &mut Tx<'_>) -> Result<FileImport> {
        let row = FileImport::load(tx.connection, self.id)?;
        let is_ours = row.attempts == self.number && row.state == ImportState::Running;
        if is_ours { Ok(row) } else { Err(taken_over()) }
    }
}

fn taken_over() -> Error {
    Error::internal("another process took over the import of a file")
}

/// Leaves a file in a state, with an event.
pub(super) fn end(tx: &mut Tx<'_>, row: &mut FileImport, state: ImportState) -> Result<()> {
    row.state = state;
    row.leased_until = None;
    if matches!(state, ImportState::Stored | ImportState::Checked) {
        row.rows_done = row.row_count.unwrap_or_default();
    }
    row.ended_at = Some(StoredInstant(tx.now()));
    let payload = json!({ "state": state, "problems": row.problem_count });
    row.update(tx, &Actor::Service, "import_ended", payload)
}
