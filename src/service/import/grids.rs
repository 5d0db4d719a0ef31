//! Importing grids: features become new grids, or new boundaries of existing ones.

mod features;
mod prepare;
mod repair;

pub use features::{FeatureFields, FeatureGrid, GridFile, InvalidFeature};
pub use repair::RepairedFeature;

use super::relocated;
use super::run::ImportRun;
use crate::domain::file_import::ImportCounts;
use crate::domain::plan::PlanConsent;
use crate::domain::unit::{GridKind, Setting};
use crate::error::{Error, Problem, Result};
use crate::service::atlas_edits::{AppliedEdits, ChangeSet};

/// How the parents of imported grids are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParentRule {
    /// The root is the parent of all.
    Root,
    /// The grid of this code is the parent of all.
    Code(String),
    /// Each feature names the code of its parent.
    Field,
    /// The parent is the deepest general grid of a wider level that covers an inner point of the
    /// feature.
    Location,
}

/// Options of an import of grids.
#[derive(Debug, Clone)]
pub struct GridImport {
    /// Code of their level.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// Type of place.
    pub setting: Setting,
    /// How their parents are found.
    pub parent: ParentRule,
    /// True if existing grids of the same level and kind get the new boundary and name.
    pub replace: bool,
    /// True if invalid polygons are repaired where that changes little.
    pub repair: bool,
    /// True if features with an invalid polygon that stays so are left out, not refused.
    pub skip_invalid: bool,
    /// Explicit consents.
    pub allowances: PlanConsent,
}

/// Result of an import of grids, or of a dry run.
#[derive(Debug)]
pub struct GridsImported {
    /// Number of grids: new ones, existing ones with a new boundary or name, those that are as in
    /// the file already, and features that were left out.
    pub counts: ImportCounts,
    /// Features whose polygons were repaired.
    pub repaired: Vec<RepairedFeature>,
    /// Features that were left out, with the reason.
    pub skipped: Vec<Problem>,
    /// Enclosed holes where the parent has no polygon.
    pub notices: Vec<Problem>,
    /// Applied change set; `None` after a dry run, or when nothing changed.
    pub applied: Option<AppliedEdits>,
}

/// Imports the grids of a file, all or none.
///
/// # Errors
/// Every problem of every feature, with its index in the parameter `feature` and its code in
/// `feature_code`.
pub async fn import_grids(
    run: &ImportRun<'_>,
    mut file: GridFile,
    import: &GridImport,
) -> Result<GridsImported> {
    let db = run.db;
    db.refresh().await?;
    let repaired = if import.repair {
        repair::repair(&mut file, db.atlas().settings().repair_tolerance_m2, &run.effort())
    } else {
        Vec::new()
    };
    let GridFile { grids, invalid, mut unusable, .. } = file;
    let invalid = invalid.into_iter().map(|feature| feature.problem).collect();
    let (skipped, refused) =
        if import.skip_invalid { (invalid, Vec::new()) } else { (Vec::new(), invalid) };
    unusable.extend(refused);
    let now = db.now();
    let prepared = prepare::edits(run, &db.atlas(), &grids, import, now);
    unusable.extend(prepared.problems);
    if !unusable.is_empty() {
        return Err(in_order(unusable).into());
    }
    let set = ChangeSet { prepared_at: now, edits: prepared.edits, allowances: import.allowances };
    let place =
        |index: usize, problem| Some(grids.get(*prepared.causes.get(index)?)?.blame(problem));
    let blame = |error| match relocated(error, place) {
        Error::Refused(problems) => Error::Refused(in_order(problems)),
        other => other,
    };
    let planned = run.plan(set).await.map_err(blame)?;
    let notices = planned.notices.clone();
    let counts = ImportCounts { skipped: skipped.len(), ..prepared.counts };
    let idle = run.dry_run || prepared.causes.is_empty();
    let applied = if idle {
        None
    } else {
        Some(run.apply(planned, counts, |_, _| Ok(())).await.map_err(blame)?)
    };
    Ok(GridsImported { counts, repaired, skipped, notices, applied })
}

/// Sorts the problems of features in the order of the file, those of the whole last.
fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| feature(problem).unwrap_or(u64::MAX));
    problems
}

fn feature(problem: &Problem) -> Option<u64> {
    problem.params.get("feature").and_then(serde_json::Value::as_u64)
}
