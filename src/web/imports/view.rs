//! An import as its sender and a second person see it.

use crate::domain::file_import::{ImportCounts, ImportKind, ImportState};
use crate::domain::id::{FileImportId, GridId};
use crate::error::{Language, PROBLEMS_LISTED_MAX};
use crate::service::file_imports::VisibleImport;
use crate::web::answer::{Located, Resource};
use crate::web::problem::{ProblemItem, item};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// What an import made of the rows of its file; what it would make, in a dry run.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ImportCountsView {
    /// Number of new objects.
    pub created: usize,
    /// Number of objects that are changed.
    pub changed: usize,
    /// Number of objects that were as in the file already.
    pub unchanged: usize,
    /// Number of rows or features that were left out.
    pub skipped: usize,
    /// Number of addresses of new building groups.
    pub addresses: usize,
}

impl From<ImportCounts> for ImportCountsView {
    fn from(counts: ImportCounts) -> Self {
        let ImportCounts { created, changed, unchanged, skipped, addresses } = counts;
        Self { created, changed, unchanged, skipped, addresses }
    }
}

/// A file that was sent to be imported, as a list shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileImportSummary {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: FileImportId,
    /// What its rows are.
    pub kind: ImportKind,
    /// State.
    pub state: ImportState,
    /// True when everything is checked and nothing is written.
    pub dry_run: bool,
    /// Size of the file in bytes.
    pub byte_count: i32,
    /// Number of its rows or features, once it is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_count: Option<i32>,
    /// Number of rows that are done.
    pub rows_done: i32,
    /// What it made; what it would make, when it was only checked or waits for a second person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<ImportCountsView>,
    /// Number of problems.
    pub problem_count: i32,
    /// Deepest grid that contains everything that it is about, when it needs a second person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// True when the caller may agree to it.
    pub approvable: bool,
    /// True when a second person agreed to it.
    pub approved: bool,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// When file, problems and problem sheet are deleted.
    pub delete_at: DateTime<Utc>,
    /// Row version.
    pub version: i64,
}

impl FileImportSummary {
    /// Shows an import.
    pub fn new(found: &VisibleImport) -> Self {
        let row = &found.row;
        Self {
            id: row.id,
            kind: row.kind,
            state: row.state,
            dry_run: row.dry_run,
            byte_count: row.byte_count,
            row_count: row.row_count,
            rows_done: row.rows_done,
            counts: row.counts.as_ref().map(|counts| counts.0.into()),
            problem_count: row.problem_count,
            grid: row.grid_id,
            approvable: found.approvable,
            approved: row.approver_id.is_some(),
            sent_at: row.sent_at.0,
            ended_at: row.ended_at.map(|at| at.0),
            delete_at: row.delete_at.0,
            version: row.version,
        }
    }
}

/// A file that was sent to be imported. What stands in it is for its sender, until it is deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileImportView {
    /// What a list shows of it.
    #[serde(flatten)]
    pub summary: FileImportSummary,
    /// Name of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// The first problems, at most 50; all of them are at `/imports/{id}/problems`.
    #[schema(max_items = 50)]
    pub problems: Vec<ProblemItem>,
    /// What the sender should know, at most 50.
    #[schema(max_items = 50)]
    pub notices: Vec<ProblemItem>,
    /// True when there is a workbook with the faults marked, at `/imports/{id}/problem-sheet`.
    pub has_problem_sheet: bool,
}

impl FileImportView {
    /// Shows an import in a language.
    pub fn new(found: VisibleImport, language: Language) -> Self {
        let summary = FileImportSummary::new(&found);
        let (mut file_name, mut has_problem_sheet) = (None, false);
        let (mut problems, mut notices) = (Vec::new(), Vec::new());
        if let Some(contents) = found.contents {
            let told = |problems: &[crate::error::Problem]| {
                let first = problems.iter().take(PROBLEMS_LISTED_MAX);
                first.map(|problem| item(problem, language)).collect()
            };
            problems = told(&contents.report.problems);
            notices = told(&contents.report.notices);
            file_name = Some(contents.name);
            has_problem_sheet = contents.has_problem_sheet;
        }
        Self { summary, file_name, problems, notices, has_problem_sheet }
    }
}

impl Resource for FileImportView {
    fn version(&self) -> Option<i64> {
        Some(self.summary.version)
    }
}

impl Located for FileImportView {
    fn location(&self) -> String {
        format!("/api/v1/imports/{}", self.summary.id)
    }
}
