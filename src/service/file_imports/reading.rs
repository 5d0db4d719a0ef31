//! Reading files that were sent: what is in them is for whoever sent them alone.

use crate::domain::atlas::Atlas;
use crate::domain::authority::may_redraw;
use crate::domain::file_import::ImportState;
use crate::domain::id::FileImportId;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::preconditions::require_visible;
use crate::store::Db;
use crate::store::file_imports::{FileContents, FileImport};

/// A file as a caller may know it.
#[derive(Debug, Clone)]
pub struct VisibleImport {
    /// The row.
    pub row: FileImport,
    /// Its name and what was found in it, for whoever sent it, until they are deleted.
    pub contents: Option<FileContents>,
    /// True if the caller may agree to it.
    pub approvable: bool,
}

/// Returns true if the caller is a second person for the import: a supervisor of everything that it
/// is about, other than whoever sent it.
pub(super) fn may_approve(atlas: &Atlas, scope: &Scope, row: &FileImport) -> bool {
    let place = row.grid_id.or_else(|| atlas.tree().root().map(|root| root.id));
    scope.account != Some(row.account_id)
        && (row.state == ImportState::AwaitingApproval || row.approver_id == scope.account)
        && scope.roles.contains(Role::Supervisor)
        && place.is_some_and(|grid| may_redraw(atlas, scope, grid))
}

/// Reads a file that the caller sent, or to which they may agree.
///
/// # Errors
/// [`Code::NotFound`]
pub async fn read_import(db: &Db, scope: &Scope, id: FileImportId) -> Result<VisibleImport> {
    let scope = scope.clone();
    let inside = db.clone();
    db.read(move |connection| {
        let row = FileImport::load(connection, id)?;
        let atlas = inside.atlas();
        let is_own = scope.account == Some(row.account_id);
        require_visible(is_own || may_approve(&atlas, &scope, &row), "")?;
        let contents = if is_own {
            FileContents::find(connection, inside.vault(), id, inside.now())?
        } else {
            None
        };
        let approvable =
            row.state == ImportState::AwaitingApproval && may_approve(&atlas, &scope, &row);
        Ok(VisibleImport { row, contents, approvable })
    })
    .await
}

/// Lists the files that the caller sent, the latest first, before one of them.
///
/// # Errors
/// Those of the database.
pub async fn list_imports(
    db: &Db,
    scope: &Scope,
    before: Option<FileImportId>,
    limit: i64,
) -> Result<Vec<VisibleImport>> {
    let account = scope.account;
    db.read(move |connection| {
        let Some(account) = account else { return Ok(Vec::new()) };
        let rows = FileImport::list_of(connection, account, before, limit)?;
        let own = |row| VisibleImport { row, contents: None, approvable: false };
        Ok(rows.into_iter().map(own).collect())
    })
    .await
}

/// Lists the files of others to which the caller may agree, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list_awaiting(db: &Db, scope: &Scope) -> Result<Vec<VisibleImport>> {
    let scope = scope.clone();
    let atlas = db.atlas();
    db.read(move |connection| {
        let rows = FileImport::awaiting(connection)?;
        let theirs = rows.into_iter().filter(|row| may_approve(&atlas, &scope, row));
        let awaiting = |row| VisibleImport { row, contents: None, approvable: true };
        Ok(theirs.map(awaiting).collect())
    })
    .await
}

/// Reads the problems of a file that the caller sent.
///
/// # Errors
/// [`Code::NotFound`], also once they are deleted.
pub async fn read_problems(db: &Db, scope: &Scope, id: FileImportId) -> Result<Vec<Problem>> {
    let contents = read_import(db, scope, id).await?.contents;
    contents.map(|contents| contents.report.problems).ok_or_else(|| Code::NotFound.into())
}

/// Reads the workbook of a file that the caller sent, with its faults marked.
///
/// # Errors
/// [`Code::NotFound`] when nothing was wrong with it, and once it is deleted.
pub async fn read_problem_sheet(db: &Db, scope: &Scope, id: FileImportId) -> Result<Vec<u8>> {
    let scope = scope.clone();
    let inside = db.clone();
    db.read(move |connection| {
        let row = FileImport::load(connection, id)?;
        require_visible(scope.account == Some(row.account_id), "")?;
        let sheet = FileContents::problem_sheet(connection, inside.vault(), id, inside.now())?;
        sheet.ok_or_else(|| Code::NotFound.into())
    })
    .await
}
