//! A second person's agreement to an import that changes much.

use super::reading::may_approve;
use crate::domain::file_import::ImportState;
use crate::domain::id::FileImportId;
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::once::WrittenOnce;
use crate::service::preconditions::{require_version, require_visible};
use crate::store::file_imports::FileImport;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db};
use serde_json::json;
use std::sync::Arc;

/// Agrees to an import by another supervisor, so that it takes its turn once more.
///
/// # Errors
/// [`Code::NotFound`] when there is none that the caller may know of; [`Code::SenderApproves`],
/// [`Code::StaleVersion`], [`Code::ImportNotAwaiting`]; [`Code::ImportRunning`] while another file
/// of whoever sent it is in its turn.
pub async fn approve_import(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: FileImportId,
    version: i64,
) -> Result<WrittenOnce<FileImportId>> {
    let scope = Arc::clone(scope);
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = FileImport::load(tx.connection, id)?;
        let scope = scope.renewed(&*tx.atlas()?, tx.now());
        if scope.account == Some(row.account_id) {
            return Err(Code::SenderApproves.into());
        }
        require_visible(may_approve(&*tx.atlas()?, &scope, &row), "")?;
        require_version(row.version, version)?;
        if row.state != ImportState::AwaitingApproval {
            return Err(Problem::new(Code::ImportNotAwaiting).with("state", row.state).into());
        }
        if FileImport::open_of(tx.connection, row.account_id)?.is_some() {
            return Err(Code::ImportRunning.into());
        }
        row.state = ImportState::Waiting;
        row.approver_id = scope.account;
        row.breaks = 0;
        row.problem_count = 0;
        // Counts of a file in its turn are of what is stored.
        row.counts = None;
        row.leased_until = None;
        row.ended_at = None;
        row.update(tx, &Actor::of(&scope), "import_approved", json!({}))
    })
    .await
}
