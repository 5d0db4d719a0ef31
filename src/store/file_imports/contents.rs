//! Contents of files that were sent to be imported, and what was wrong with them: sealed under a key
//! of their own, and deleted after a day.

use crate::domain::file_import::{ImportOptions, ImportState};
use crate::domain::id::{AccountId, FileImportId};
use crate::domain::period::Instant;
use crate::error::{Error, Problem, Result};
use crate::store::column::StoredInstant;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::{file_import_contents, file_imports};
use crate::store::tx::Tx;
use crate::store::vault::{Sealed, Vault, WrappedKey};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

const NAME: &str = "file_import_contents.file_name";
const OPTIONS: &str = "file_import_contents.options";
const FILE: &str = "file_import_contents.file";
const REPORT: &str = "file_import_contents.report";
const SHEET: &str = "file_import_contents.problem_sheet";

/// Filter of a file that is not deleted, and need not be yet.
macro_rules! kept {
    ($id:expr, $now:expr) => {
        file_import_contents::import_id
            .eq($id)
            .and(file_import_contents::delete_at.gt(StoredInstant($now)))
    };
}

/// What was found in a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Problems, in the order of the rows.
    pub problems: Vec<Problem>,
    /// What whoever sent it should know.
    pub notices: Vec<Problem>,
}

/// Opened contents of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileContents {
    /// Name of the file, as it was sent.
    pub name: String,
    /// What was found in it; nothing before it was read.
    pub report: ImportReport,
    /// True if there is a sheet with its faults marked.
    pub has_problem_sheet: bool,
}

impl FileContents {
    /// Opens the name and the report of a file; none once it is deleted.
    pub fn find(
        connection: &mut AnyConnection,
        vault: &Vault,
        id: FileImportId,
        now: Instant,
    ) -> Result<Option<Self>> {
        let columns = (
            file_import_contents::wrapped_key,
            file_import_contents::file_name,
            file_import_contents::report,
            file_import_contents::problem_sheet.is_not_null(),
        );
        let row: Option<(WrappedKey, Sealed, Option<Sealed>, bool)> = file_import_contents::table
            .filter(kept!(id, now))
            .select(columns)
            .get_result(connection)
            .optional()?;
        let Some((wrapped, name, report, has_problem_sheet)) = row else { return Ok(None) };
        let key = vault.unwrap(id.0, &wrapped)?;
        let report = report.map(|report| key.open(REPORT, id.0, &report)).transpose()?;
        let report = report.map(|text| serde_json::from_str(&text).map_err(Error::internal));
        Ok(Some(Self {
            name: key.open(NAME, id.0, &name)?,
            report: report.transpose()?.unwrap_or_default(),
            has_problem_sheet,
        }))
    }

    /// Opens the file itself and how it is imported; none once it is deleted.
    pub fn file(
        connection: &mut AnyConnection,
        vault: &Vault,
        id: FileImportId,
        now: Instant,
    ) -> Result<Option<(ImportOptions, Vec<u8>)>> {
        let columns = (
            file_import_contents::wrapped_key,
            file_import_contents::options,
            file_import_contents::file,
        );
        let row: Option<(WrappedKey, Sealed, Sealed)> = file_import_contents::table
            .filter(kept!(id, now))
            .select(columns)
            .get_result(connection)
            .optional()?;
        let Some((wrapped, options, file)) = row else { return Ok(None) };
        let key = vault.unwrap(id.0, &wrapped)?;
        let options = key.open(OPTIONS, id.0, &options)?;
        let options = serde_json::from_str(&options).map_err(Error::internal)?;
        Ok(Some((options, key.open_bytes(FILE, id.0, &file)?)))
    }

    /// Opens the workbook with the faults of a file marked, if there is one and it is not deleted.
    pub fn problem_sheet(
        connection: &mut AnyConnection,
        vault: &Vault,
        id: FileImportId,
        now: Instant,
    ) -> Result<Option<Vec<u8>>> {
        let row: Option<(WrappedKey, Option<Sealed>)> = file_import_contents::table
            .filter(kept!(id, now))
            .select((file_import_contents::wrapped_key, file_import_contents::problem_sheet))
            .get_result(connection)
            .optional()?;
        let Some((wrapped, Some(sheet))) = row else { return Ok(None) };
        vault.unwrap(id.0, &wrapped)?.open_bytes(SHEET, id.0, &sheet).map(Some)
    }
}

impl Tx<'_> {
    /// Seals and stores a file until an instant.
    pub fn insert_file(
        &mut self,
        id: FileImportId,
        name: &str,
        options: &ImportOptions,
        file: &[u8],
        delete_at: Instant,
    ) -> Result<()> {
        let (key, wrapped) = self.vault().new_subject(id.0)?;
        let options = serde_json::to_string(options).map_err(Error::internal)?;
        let row = (
            file_import_contents::import_id.eq(id),
            file_import_contents::wrapped_key.eq(wrapped),
            file_import_contents::delete_at.eq(StoredInstant(delete_at)),
            file_import_contents::file_name.eq(key.seal(NAME, id.0, name)?),
            file_import_contents::options.eq(key.seal(OPTIONS, id.0, &options)?),
            file_import_contents::file.eq(key.seal_bytes(FILE, id.0, file)?),
        );
        let insert = diesel::insert_into(file_import_contents::table).values(row);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        Ok(())
    }

    /// Seals and stores what was found in a file, unless the file is deleted.
    pub fn set_import_report(
        &mut self,
        id: FileImportId,
        report: &ImportReport,
        problem_sheet: Option<&[u8]>,
    ) -> Result<()> {
        let wrapped: Option<WrappedKey> = file_import_contents::table
            .find(id)
            .select(file_import_contents::wrapped_key)
            .get_result(self.connection)
            .optional()?;
        let Some(wrapped) = wrapped else { return Ok(()) };
        let key = self.vault().unwrap(id.0, &wrapped)?;
        let report = serde_json::to_string(report).map_err(Error::internal)?;
        let sheet = problem_sheet.map(|sheet| key.seal_bytes(SHEET, id.0, sheet)).transpose()?;
        diesel::update(file_import_contents::table.find(id))
            .set((
                file_import_contents::report.eq(Some(key.seal(REPORT, id.0, &report)?)),
                file_import_contents::problem_sheet.eq(sheet),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    /// Deletes the contents of an account's files that are done, but for the latest ones.
    pub fn forget_earlier_files(&mut self, account: AccountId, kept: usize) -> Result<()> {
        let lasting = [ImportState::Waiting, ImportState::Running, ImportState::AwaitingApproval];
        let theirs = file_imports::table
            .filter(file_imports::account_id.eq(account))
            .filter(file_imports::state.ne_all(lasting))
            .select(file_imports::id);
        let done: Vec<FileImportId> = file_import_contents::table
            .filter(file_import_contents::import_id.eq_any(theirs))
            .order(file_import_contents::import_id.desc())
            .select(file_import_contents::import_id)
            .load(self.connection)?;
        let earlier = done.get(kept..).unwrap_or_default();
        let earlier = file_import_contents::import_id.eq_any(earlier.to_vec());
        diesel::delete(file_import_contents::table.filter(earlier)).execute(self.connection)?;
        Ok(())
    }

    /// Deletes the contents of files whose time is over, keys included. Returns their number.
    pub fn expire_files(&mut self, now: Instant) -> Result<usize> {
        let over = file_import_contents::delete_at.le(StoredInstant(now));
        Ok(diesel::delete(file_import_contents::table.filter(over)).execute(self.connection)?)
    }
}
