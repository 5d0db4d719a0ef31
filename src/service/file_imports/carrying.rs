//! Importing one file by its kind, as the command line does.

use super::rules::mapping;
use super::unpacking::unpacked;
use crate::domain::datum::Datum;
use crate::domain::file_import::{GridOptions, ImportCounts, ImportKind, ImportOptions};
use crate::domain::geometry::Effort;
use crate::domain::plan::PlanConsent;
use crate::error::{Error, Problem, Result};
use crate::service::import::addresses::{AddressFile, import_addresses};
use crate::service::import::aliases::{AliasFile, import_aliases};
use crate::service::import::building_groups::{BuildingGroupFile, import_building_groups};
use crate::service::import::duties::{DutyFile, import_duties};
use crate::service::import::grids::{
    FeatureFields, GridFile, GridImport, ParentRule, import_grids,
};
use crate::service::import::members::{MemberFile, import_members};
use crate::service::import::posts::{PostFile, import_posts};
use crate::service::import::problem_sheet::{RowsBack, problem_sheet};
use crate::service::import::reader::source::TableSource;
use crate::service::import::reader::table::Table;
use crate::service::import::registrations::{RegistrationFile, import_registrations};
use crate::service::import::requests::{TicketFile, import_requests};
use crate::service::import::run::ImportRun;
use crate::service::rulebook::Rulebook;
use crate::store::file_imports::ImportReport;
use std::io::Cursor;
use std::sync::Arc;

/// Maximum number of problems, and of notices, that are kept beside the sheet that comes back.
const REPORTED_MAX: usize = 2_000;

/// What came of a file.
#[derive(Debug, Default)]
pub(super) struct ImportOutcome {
    /// What it made, or would make; none if it was refused.
    pub counts: Option<ImportCounts>,
    /// What was found in it: the first problems and notices.
    pub report: ImportReport,
    /// Number of problems.
    pub problems: usize,
    /// The sheet with its faults marked, if it has rows with faults.
    pub problem_sheet: Option<Vec<u8>>,
}

/// Imports a file; tells how many rows it has once it is read. What is wrong with it is its outcome.
///
/// # Errors
/// Those of the database, and faults of the service.
pub(super) async fn import(
    run: &ImportRun<'_>,
    rulebook: &Arc<Rulebook>,
    kind: ImportKind,
    options: &ImportOptions,
    bytes: Vec<u8>,
    told: &impl AsyncFn(usize) -> Result<()>,
) -> Result<ImportOutcome> {
    let datum = options.datum.unwrap_or(Datum::Wgs84);
    let bytes = match separated(unpacked(bytes))? {
        Ok(bytes) => bytes,
        Err(problems) => return Ok(refused(problems, None)),
    };
    /// Reads the file, imports it, and puts together what came of it.
    macro_rules! sheet {
        ($read:expr, |$file:ident| $imported:expr) => {
            match read_table(options, bytes, $read)? {
                Err(problems) => Ok(refused(problems, None)),
                Ok($file) => {
                    told($file.sheet.table().rows.len()).await?;
                    outcome($imported.await, $file.sheet.table())
                }
            }
        };
    }
    let now = run.db.now();
    match kind {
        ImportKind::Members => sheet!(|source| MemberFile::read(source, now), |file| async {
            import_members(run, None, &file).await.map(|(counts, _)| counts)
        }),
        ImportKind::Duties => {
            sheet!(DutyFile::read, |file| import_duties(run, &file))
        }
        ImportKind::BuildingGroups => {
            sheet!(BuildingGroupFile::read, |file| { import_building_groups(run, &file) })
        }
        ImportKind::Addresses => sheet!(|source| AddressFile::read(source, datum), |file| {
            import_addresses(run, &file)
        }),
        ImportKind::Aliases => {
            sheet!(AliasFile::read, |file| import_aliases(run, &file))
        }
        ImportKind::Posts => {
            sheet!(|source| PostFile::read(source, datum), |file| { import_posts(run, &file) })
        }
        ImportKind::Registrations => {
            sheet!(RegistrationFile::read, |file| { import_registrations(run, &file) })
        }
        ImportKind::Requests => tickets(run, rulebook, options, bytes, told).await,
        ImportKind::Grids => grids(run, options, datum, bytes, told).await,
    }
}

/// Reads a file. A large one takes a while: whoever imports has a thread of their own.
fn read_table<F>(
    options: &ImportOptions,
    bytes: Vec<u8>,
    read: impl FnOnce(TableSource<'static>) -> Result<F>,
) -> Result<Result<F, Vec<Problem>>> {
    let sheet = options.sheet.clone();
    separated(read(TableSource { input: Box::new(Cursor::new(bytes)), sheet }))
}

/// Tells what is wrong with a file from what is wrong with the service.
fn separated<T>(result: Result<T>) -> Result<Result<T, Vec<Problem>>> {
    match result {
        Ok(made) => Ok(Ok(made)),
        Err(Error::Refused(problems)) => Ok(Err(problems)),
        Err(other) => Err(other),
    }
}

fn outcome(imported: Result<ImportCounts>, table: &Table) -> Result<ImportOutcome> {
    let outcome = match separated(imported)? {
        Ok(counts) => ImportOutcome { counts: Some(counts), ..ImportOutcome::default() },
        Err(problems) => {
            let sheet = problem_sheet(table, &problems, RowsBack::All)?;
            refused(problems, Some(sheet))
        }
    };
    let report = reported(outcome.report.problems, table.notices.iter().cloned());
    Ok(ImportOutcome { report, ..outcome })
}

fn refused(problems: Vec<Problem>, problem_sheet: Option<Vec<u8>>) -> ImportOutcome {
    let count = problems.len();
    let report = reported(problems, []);
    ImportOutcome { counts: None, report, problems: count, problem_sheet }
}

/// Returns the first problems and notices; of a table all problems stand in the sheet that comes back.
fn reported(
    mut problems: Vec<Problem>,
    notices: impl IntoIterator<Item = Problem>,
) -> ImportReport {
    problems.truncate(REPORTED_MAX);
    ImportReport { problems, notices: notices.into_iter().take(REPORTED_MAX).collect() }
}

async fn tickets(
    run: &ImportRun<'_>,
    rulebook: &Arc<Rulebook>,
    options: &ImportOptions,
    bytes: Vec<u8>,
    told: &impl AsyncFn(usize) -> Result<()>,
) -> Result<ImportOutcome> {
    let mapping = match mapping(options) {
        Ok(mapping) => mapping,
        Err(problems) => return Ok(refused(problems, None)),
    };
    let file = match read_table(options, bytes, |source| TicketFile::read(source, mapping))? {
        Ok(file) => Arc::new(file),
        Err(problems) => return Ok(refused(problems, None)),
    };
    told(file.table.rows.len()).await?;
    let done = import_requests(run, rulebook, &file, options.keep_going).await?;
    let back = if options.keep_going { RowsBack::Faulty } else { RowsBack::All };
    let sheet = match done.problems.as_slice() {
        [] => None,
        problems => Some(problem_sheet(&file.table, problems, back)?),
    };
    let counts = ImportCounts {
        created: done.imported,
        unchanged: done.present,
        skipped: done.refused(),
        ..ImportCounts::default()
    };
    let is_refused = !done.problems.is_empty() && !options.keep_going;
    let notices = file.table.notices.iter().cloned().chain(done.notices);
    Ok(ImportOutcome {
        counts: (!is_refused).then_some(counts),
        problems: done.problems.len(),
        report: reported(done.problems, notices),
        problem_sheet: sheet,
    })
}

async fn grids(
    run: &ImportRun<'_>,
    options: &ImportOptions,
    datum: Datum,
    bytes: Vec<u8>,
    told: &impl AsyncFn(usize) -> Result<()>,
) -> Result<ImportOutcome> {
    let chosen = options.grids.as_ref();
    let chosen = chosen.ok_or_else(|| Error::internal("grids without their options"))?;
    let fields = FeatureFields {
        code: chosen.code_field.clone(),
        name: chosen.name_field.clone(),
        parent: chosen.parent_field.clone(),
    };
    let effort = Effort::of_sent_file();
    let read = GridFile::read_within(bytes.as_slice(), &fields, datum, &effort);
    let file = match separated(read)? {
        Ok(file) => file,
        Err(problems) => return Ok(refused(problems, None)),
    };
    told(file.grids.len()).await?;
    Ok(match separated(import_grids(run, file, &of_options(chosen)).await)? {
        Ok(done) => {
            let repairs = done.repaired.into_iter().map(|repaired| repaired.notice);
            let notices = repairs.chain(done.skipped).chain(done.notices);
            let report = reported(Vec::new(), notices);
            ImportOutcome { counts: Some(done.counts), report, ..ImportOutcome::default() }
        }
        Err(problems) => refused(problems, None),
    })
}

fn of_options(chosen: &GridOptions) -> GridImport {
    let parent = match (&chosen.parent, &chosen.parent_field) {
        (Some(code), _) => ParentRule::Code(code.clone()),
        (_, Some(_)) => ParentRule::Field,
        _ if chosen.parent_by_location => ParentRule::Location,
        _ => ParentRule::Root,
    };
    GridImport {
        level: chosen.level.clone(),
        kind: chosen.kind,
        setting: chosen.setting,
        parent,
        replace: chosen.replace,
        repair: chosen.repair,
        skip_invalid: chosen.skip_invalid,
        allowances: PlanConsent { gaps: chosen.allow_gaps, overlaps: chosen.allow_overlap },
    }
}
