//! Importing grids: features become new grids, or new boundaries of existing ones.

mod features;
mod prepare;

pub use features::{FeatureFields, FeatureGrid, GridFile};

use super::relocated;
use crate::domain::plan::PlanConsent;
use crate::domain::unit::{GridKind, Setting};
use crate::error::{Error, Problem, Result};
use crate::service::operations::{AppliedEdits, ChangeSet, plan_operations};
use crate::store::{Actor, Db};

/// Where the parents of imported grids are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParentRule {
    /// All belong to the root.
    Root,
    /// All belong to the grid of this code.
    Code(String),
    /// The features name the code of their parent.
    Field,
    /// The deepest general grid of a wider level that covers an inner point of the feature.
    Location,
}

/// How grids are imported.
#[derive(Debug, Clone)]
pub struct GridImport {
    /// The code of their level.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// What sort of place they are.
    pub setting: Setting,
    /// Where their parents are found.
    pub parent: ParentRule,
    /// Existing grids of the same level and kind get the new boundary and name.
    pub replace: bool,
    /// Features whose polygon is invalid are left out, not refused.
    pub skip_invalid: bool,
    /// What is accepted knowingly.
    pub allowances: PlanConsent,
    /// Everything is checked and nothing is written.
    pub dry_run: bool,
}

/// What an import of grids did, or would do.
#[derive(Debug)]
pub struct GridsImported {
    /// New grids.
    pub created: usize,
    /// Existing grids with a new boundary or name.
    pub replaced: usize,
    /// Existing grids that are as in the file already.
    pub unchanged: usize,
    /// The features that were left out, and why.
    pub skipped: Vec<Problem>,
    /// Holes that are enclosed where no parent has a polygon.
    pub notices: Vec<Problem>,
    /// What was done; none after a dry run, or when there was nothing to do.
    pub applied: Option<AppliedEdits>,
}

/// Imports the grids of a file, all or none.
///
/// # Errors
/// Every problem of every feature, with its index in the parameter `feature` and its code in
/// `feature_code`.
pub async fn import_grids(
    db: &Db,
    actor: Actor,
    file: GridFile,
    import: &GridImport,
) -> Result<GridsImported> {
    db.refresh().await?;
    let GridFile { grids, invalid, mut unusable } = file;
    let (skipped, refused) =
        if import.skip_invalid { (invalid, Vec::new()) } else { (Vec::new(), invalid) };
    unusable.extend(refused);
    let now = db.now();
    let prepared = prepare::operations(&db.atlas(), &grids, import, now);
    unusable.extend(prepared.problems);
    if !unusable.is_empty() {
        return Err(in_order(unusable).into());
    }
    let set = ChangeSet {
        prepared_at: now,
        operations: prepared.operations,
        allowances: import.allowances,
    };
    let place =
        |index: usize, problem| Some(grids.get(*prepared.causes.get(index)?)?.blame(problem));
    let blame = |error| match relocated(error, place) {
        Error::Refused(problems) => Error::Refused(in_order(problems)),
        other => other,
    };
    let planned = plan_operations(db, set).await.map_err(blame)?;
    let notices = planned.notices.clone();
    let idle = import.dry_run || prepared.causes.is_empty();
    let applied = if idle {
        None
    } else {
        Some(db.revise(move |tx| planned.apply(tx, &actor)).await.map_err(blame)?)
    };
    let (created, replaced, unchanged) = (prepared.created, prepared.replaced, prepared.unchanged);
    Ok(GridsImported { created, replaced, unchanged, skipped, notices, applied })
}

/// Problems of features in the order of the file, those of the whole last.
fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    let index =
        |problem: &Problem| problem.params.get("feature").and_then(serde_json::Value::as_u64);
    problems.sort_by_key(|problem| index(problem).unwrap_or(u64::MAX));
    problems
}
