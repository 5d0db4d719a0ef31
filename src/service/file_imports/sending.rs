//! Receiving a file: it is kept, and waits for its turn.

use super::KEPT;
use super::rules::{check_options, require_role};
use crate::domain::file_import::{ImportKind, ImportOptions, ImportState};
use crate::domain::id::{AccountId, FileImportId};
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Result};
use crate::service::once::WrittenOnce;
use crate::store::column::StoredInstant;
use crate::store::file_imports::FileImport;
use crate::store::vault::{Lookup, Vault};
use crate::store::{Actor, Db, Tx, new_id};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Purpose of the hash by which the same file is found again.
const CONTENT: &str = "file_imports.content";

/// Number of files of an account that are done and kept beside the one in its turn.
const FILES_KEPT: usize = 4;

/// A file that a caller sends.
#[derive(Debug, Clone)]
pub struct SentFile {
    /// What its rows are.
    pub kind: ImportKind,
    /// How it is imported.
    pub options: ImportOptions,
    /// Its name.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// Keeps a file to be imported. The same file with the same options, sent again while it waits or
/// after it was stored, is the same import; after it was refused or only checked it is read anew.
///
/// # Errors
/// [`Code::ImportNotYours`]; those of the options; [`Code::ImportRunning`].
pub async fn send_file(
    db: &Db,
    scope: &Scope,
    file: SentFile,
) -> Result<WrittenOnce<FileImportId>> {
    require_role(scope, file.kind)?;
    check_options(file.kind, &file.options)?;
    let account = scope.account.ok_or(Code::SignInRequired)?;
    let contents = contents(db.vault(), account, &file)?;
    db.write(move |tx| {
        if let Some(same) = FileImport::same(tx.connection, account, contents, tx.now())?
            && is_lasting(&same)
        {
            return Ok(WrittenOnce { made: same.id, replayed: true });
        }
        if FileImport::open_of(tx.connection, account)?.is_some() {
            return Err(Code::ImportRunning.into());
        }
        let made = keep(tx, account, contents, &file)?;
        Ok(WrittenOnce { made, replayed: false })
    })
    .await
}

/// Returns true for an import that the same file must not begin again.
const fn is_lasting(same: &FileImport) -> bool {
    match same.state {
        ImportState::Waiting | ImportState::Running | ImportState::AwaitingApproval => true,
        ImportState::Stored => same.problem_count == 0,
        _ => false,
    }
}

fn contents(vault: &Vault, account: AccountId, file: &SentFile) -> Result<Lookup> {
    let options = serde_json::to_vec(&file.options).map_err(Error::internal)?;
    let digest = Sha256::digest(&file.bytes);
    let parts: [&[u8]; 4] =
        [account.0.as_bytes(), file.kind.as_str().as_bytes(), &options, &digest];
    Ok(Lookup(vault.hash(CONTENT, &parts)))
}

fn keep(
    tx: &mut Tx<'_>,
    account: AccountId,
    contents: Lookup,
    file: &SentFile,
) -> Result<FileImportId> {
    let now = tx.now();
    let mut row = waiting(FileImportId(new_id(now)), account, contents, file, now)?;
    let delete_at = row.delete_at.0;
    tx.forget_earlier_files(account, FILES_KEPT)?;
    let payload = json!({ "kind": file.kind, "dry_run": file.options.dry_run });
    row.insert(tx, &Actor::Account(account), "import_sent", payload)?;
    tx.insert_file(row.id, &file.name, &file.options, &file.bytes, delete_at)?;
    Ok(row.id)
}

fn waiting(
    id: FileImportId,
    account: AccountId,
    contents: Lookup,
    file: &SentFile,
    now: Instant,
) -> Result<FileImport> {
    Ok(FileImport {
        id,
        account_id: account,
        kind: file.kind,
        state: ImportState::Waiting,
        dry_run: file.options.dry_run,
        content_lookup: contents,
        byte_count: i32::try_from(file.bytes.len()).map_err(Error::internal)?,
        attempts: 0,
        breaks: 0,
        leased_until: None,
        row_count: None,
        rows_done: 0,
        counts: None,
        problem_count: 0,
        grid_id: None,
        approver_id: None,
        sent_at: StoredInstant(now),
        ended_at: None,
        delete_at: StoredInstant(now + KEPT),
        event_count: 0,
        version: 0,
    })
}
