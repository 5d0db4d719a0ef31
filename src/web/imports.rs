//! Files that are sent to be imported, over HTTP.

mod form;
mod view;

use super::answer::{Answer, Changed, Created, Current};
use super::change::{VersionBody, VersionedChange};
use super::form::Form;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Importing, Permit};
use super::problem::{ProblemItem, item};
use super::workbook::SavedWorkbook;
use crate::domain::file_import::ImportKind;
use crate::domain::id::FileImportId;
use crate::error::{Code, Result};
use crate::service::export::template::{TemplateKind, template};
use crate::service::file_imports::{self, VisibleImport};
use crate::store::Db;
use actix_web::web::Data;
use form::NewFileImport;
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;
use view::{FileImportSummary, FileImportView};

/// Sends a file to be imported.
///
/// The file waits for its turn and is then imported as the command line does: all of it or nothing,
/// with every problem at once; `GET /imports/{id}` tells how far it is. Rows outside the caller's
/// area are problems. What changes as much as a second person must agree to waits for one
/// (`awaiting_approval`). An account has one file at a time in its turn. The same file with the same
/// options, sent again, is the same import while it waits or once it is stored; no
/// `Idempotency-Key` is needed. File, problems and problem sheet are kept sealed for 24 hours, for
/// the sender alone. Kinds: members, duties, building groups, addresses, posts and registrations for
/// secretaries and supervisors; grids and aliases for supervisors; requests (with a `mapping` unless the
/// columns are those of the template) for the town desk and integrators. Members get no logins by it.
///
/// # Errors
/// `import_not_yours`, `import_option_not_here`, `import_parent_twice`, `import_running`,
/// `body_too_large`, `too_long`, `mapping_rule`, `mapping_place`, `rule_file_syntax`,
/// `rule_file_unknown_key`, `rule_file_missing`, `rule_file_value`, `rule_file_twice`,
/// `rule_file_too_long`, `rule_file_count`
#[utoipa::path(post, path = "/api/v1/imports")]
pub async fn send_import(
    permit: Permit<Importing>,
    db: Data<Db>,
    language: Preferred,
    Form(form): Form<NewFileImport>,
) -> Result<Created<FileImportView>> {
    let scope = &permit.bearer.scope;
    let sent = file_imports::send_file(&db, scope, form.into_file()?).await?;
    let found = file_imports::read_import(&db, scope, sent.made).await?;
    Ok(Created { resource: FileImportView::new(found, language.0), replayed: sent.replayed })
}

/// Filter of the list of imports.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// True: the files of others to which the caller may agree, all on one page.
    #[serde(default)]
    pub awaiting: bool,
}

/// Lists the files that the caller sent.
///
/// The latest first.
#[utoipa::path(get, path = "/api/v1/imports")]
pub async fn list_imports(
    permit: Permit<Importing>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<ImportQuery>,
) -> Result<Answer<Listed<FileImportSummary>>> {
    let scope = &permit.bearer.scope;
    let summary = |found: VisibleImport| FileImportSummary::new(&found);
    if query.awaiting {
        let awaiting = file_imports::list_awaiting(&db, scope).await?;
        return Ok(Answer(Listed::whole(awaiting.into_iter().map(summary))));
    }
    let before = page.after::<FileImportId>()?;
    let found = file_imports::list_imports(&db, scope, before, page.limit as i64 + 1).await?;
    let items = found.into_iter().map(summary).collect();
    Ok(Answer(page.of(items, |item: &FileImportSummary| item.id)))
}

/// Reads an import: its state, its progress and what was found.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/imports/{id}")]
pub async fn read_import(
    permit: Permit<Importing>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<FileImportId>,
) -> Result<Current<FileImportView>> {
    let found = file_imports::read_import(&db, &permit.bearer.scope, id).await?;
    Ok(Current(FileImportView::new(found, language.0)))
}

/// Lists every problem of a file that the caller sent.
///
/// In the order of the rows; for 24 hours.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/imports/{id}/problems")]
pub async fn list_import_problems(
    permit: Permit<Importing>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Path(id): Path<FileImportId>,
) -> Result<Answer<Listed<ProblemItem>>> {
    let problems = file_imports::read_problems(&db, &permit.bearer.scope, id).await?;
    let numbered = problems.iter().enumerate();
    let listed = page.cut(numbered, |(index, _)| *index)?;
    Ok(Answer(listed.map(|(_, problem)| item(problem, language.0))))
}

/// Reads the sheet of an import, its faults marked.
///
/// A workbook (.xlsx) of the caller's own file in which the faulty cells are coloured and a last
/// column says what is wrong; mended, it can be sent as it is. There is none when nothing was wrong,
/// when the file could not be read at all, and after 24 hours.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/imports/{id}/problem-sheet")]
pub async fn read_import_problem_sheet(
    permit: Permit<Importing>,
    db: Data<Db>,
    Path(id): Path<FileImportId>,
) -> Result<SavedWorkbook> {
    let bytes = file_imports::read_problem_sheet(&db, &permit.bearer.scope, id).await?;
    Ok(SavedWorkbook { name: "problems.xlsx".to_owned(), bytes })
}

/// Reads the template of a file.
///
/// A workbook (.xlsx) with the names of the columns, an example row and a sheet of explanations.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/import-templates/{kind}")]
pub async fn read_import_template(
    _: Permit<Importing>,
    Path(kind): Path<ImportKind>,
) -> Result<SavedWorkbook> {
    let kind = TemplateKind::of(kind).ok_or(Code::NotFound)?;
    Ok(SavedWorkbook { name: format!("{kind}.xlsx"), bytes: template(kind)? })
}

/// Approves an import that changes much, as a second person.
///
/// A supervisor of everything that the file is about, other than its sender, sees what kind of file
/// it is, what it would make and where, and not what stands in it.
///
/// # Errors
/// `out_of_range`, `version_required`, `not_found`, `stale_version`, `sender_approves`,
/// `import_not_awaiting`, `import_running`
#[utoipa::path(post, path = "/api/v1/imports/{id}/approve")]
pub async fn approve_import(
    permit: Permit<super::permission::Drawing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<FileImportId, VersionBody>,
) -> Result<Changed<FileImportView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let once = file_imports::approve_import(&db, scope, key, id, version).await?;
    let found = file_imports::read_import(&db, scope, id).await?;
    Ok(Changed { resource: FileImportView::new(found, language.0), replayed: once.replayed })
}
