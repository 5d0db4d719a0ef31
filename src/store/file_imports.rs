//! Files that accounts sent to be imported.

mod contents;

pub use contents::{FileContents, ImportReport};

use super::aggregate::aggregate_row;
use super::column::{StoredAs, StoredInstant};
use super::connection::AnyConnection;
use super::schema::file_imports;
use super::tx::Tx;
use super::vault::Lookup;
use crate::domain::file_import::{ImportCounts, ImportKind, ImportState};
use crate::domain::id::{AccountId, FileImportId, GridId};
use crate::domain::period::Instant;
use crate::error::Result;
use diesel::prelude::*;

/// Row of a file that was sent to be imported.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = file_imports, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct FileImport {
    pub id: FileImportId,
    pub account_id: AccountId,
    pub kind: ImportKind,
    pub state: ImportState,
    pub dry_run: bool,
    pub content_lookup: Lookup,
    pub byte_count: i32,
    pub attempts: i32,
    pub breaks: i32,
    pub leased_until: Option<StoredInstant>,
    pub row_count: Option<i32>,
    pub rows_done: i32,
    pub counts: Option<StoredAs<ImportCounts>>,
    pub problem_count: i32,
    pub grid_id: Option<GridId>,
    pub approver_id: Option<AccountId>,
    pub sent_at: StoredInstant,
    pub ended_at: Option<StoredInstant>,
    pub delete_at: StoredInstant,
    pub event_count: i32,
    pub version: i64,
}

aggregate_row!(FileImport, FileImportId, file_imports);

/// Filter of a file that the process of an attempt still has.
macro_rules! of_attempt {
    ($id:expr, $attempt:expr) => {
        file_imports::id
            .eq($id)
            .and(file_imports::attempts.eq($attempt))
            .and(file_imports::state.eq(ImportState::Running))
    };
}

const OPEN: [ImportState; 2] = [ImportState::Waiting, ImportState::Running];

impl FileImport {
    /// Finds the account's file that is waiting or being imported; there is at most one.
    pub fn open_of(connection: &mut AnyConnection, account: AccountId) -> Result<Option<Self>> {
        let open = file_imports::account_id.eq(account).and(file_imports::state.eq_any(OPEN));
        let found = file_imports::table.filter(open).select(Self::as_select());
        Ok(found.first(connection).optional()?)
    }

    /// Finds the account's latest file with these contents and options that is not deleted yet.
    pub fn same(
        connection: &mut AnyConnection,
        account: AccountId,
        contents: Lookup,
        now: Instant,
    ) -> Result<Option<Self>> {
        let same = file_imports::account_id
            .eq(account)
            .and(file_imports::content_lookup.eq(contents))
            .and(file_imports::delete_at.gt(StoredInstant(now)));
        let latest = file_imports::table.filter(same).order(file_imports::id.desc());
        Ok(latest.select(Self::as_select()).first(connection).optional()?)
    }

    /// Lists the account's files, the latest first, before one of them.
    pub fn list_of(
        connection: &mut AnyConnection,
        account: AccountId,
        before: Option<FileImportId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let mut query = file_imports::table
            .filter(file_imports::account_id.eq(account))
            .select(Self::as_select())
            .into_boxed();
        if let Some(before) = before {
            query = query.filter(file_imports::id.lt(before));
        }
        Ok(query.order(file_imports::id.desc()).limit(limit).load(connection)?)
    }

    /// Lists the files that wait for a second person, the latest first.
    pub fn awaiting(connection: &mut AnyConnection) -> Result<Vec<Self>> {
        let awaiting = file_imports::state.eq(ImportState::AwaitingApproval);
        let listed = file_imports::table.filter(awaiting).order(file_imports::id.desc());
        Ok(listed.select(Self::as_select()).load(connection)?)
    }

    /// Lists the files that still wait for a second person when their time is over.
    pub fn outlived(connection: &mut AnyConnection, now: Instant) -> Result<Vec<Self>> {
        let over = file_imports::state
            .eq(ImportState::AwaitingApproval)
            .and(file_imports::delete_at.le(StoredInstant(now)));
        Ok(file_imports::table.filter(over).select(Self::as_select()).load(connection)?)
    }

    /// Finds the file that is to be imported next: the one that has waited longest, or that another
    /// process began and left.
    pub fn due(connection: &mut AnyConnection, now: Instant) -> Result<Option<Self>> {
        let left = file_imports::leased_until.lt(StoredInstant(now));
        let free = file_imports::leased_until.is_null().or(left);
        let due = file_imports::state.eq_any(OPEN).and(free);
        let first = file_imports::table.filter(due).order(file_imports::sent_at);
        Ok(first.select(Self::as_select()).first(connection).optional()?)
    }
}

impl Tx<'_> {
    /// Takes a file to be imported until an instant, at an instant at which nobody has it; false if
    /// another process took it. One that a process began and left has broken off.
    pub fn lease_import(&mut self, row: &FileImport, until: Instant) -> Result<bool> {
        let now = StoredInstant(self.now());
        let free = file_imports::leased_until.is_null().or(file_imports::leased_until.lt(now));
        let read = file_imports::id
            .eq(row.id)
            .and(file_imports::attempts.eq(row.attempts))
            .and(file_imports::state.eq_any(OPEN))
            .and(free);
        let broke_off = i32::from(row.state == ImportState::Running);
        let taken = diesel::update(file_imports::table.filter(read))
            .set((
                file_imports::attempts.eq(row.attempts + 1),
                file_imports::breaks.eq(row.breaks + broke_off),
                file_imports::state.eq(ImportState::Running),
                file_imports::leased_until.eq(StoredInstant(until)),
            ))
            .execute(self.connection)?;
        Ok(taken == 1)
    }

    /// Keeps a file for longer; false if another process took it.
    pub fn keep_import(&mut self, id: FileImportId, attempt: i32, until: Instant) -> Result<bool> {
        let kept = diesel::update(file_imports::table.filter(of_attempt!(id, attempt)))
            .set(file_imports::leased_until.eq(StoredInstant(until)))
            .execute(self.connection)?;
        Ok(kept == 1)
    }

    /// Writes how many rows a file has; false if another process took it.
    pub fn size_import(&mut self, id: FileImportId, attempt: i32, rows: usize) -> Result<bool> {
        let sized = diesel::update(file_imports::table.filter(of_attempt!(id, attempt)))
            .set((file_imports::row_count.eq(count(rows)), file_imports::rows_done.eq(0)))
            .execute(self.connection)?;
        Ok(sized == 1)
    }

    /// Writes that more rows are done and what they made so far, and keeps the file for longer; false
    /// if another process took it.
    pub fn advance_import(
        &mut self,
        id: FileImportId,
        attempt: i32,
        until: Instant,
        rows: usize,
        counts: ImportCounts,
    ) -> Result<bool> {
        let advanced = diesel::update(file_imports::table.filter(of_attempt!(id, attempt)))
            .set((
                file_imports::leased_until.eq(StoredInstant(until)),
                file_imports::rows_done.eq(file_imports::rows_done + count(rows)),
                file_imports::counts.eq(StoredAs(counts)),
            ))
            .execute(self.connection)?;
        Ok(advanced == 1)
    }
}

fn count(rows: usize) -> i32 {
    i32::try_from(rows).unwrap_or(i32::MAX)
}
