//! 责任区调整: change sets of responsibility, from the first draft to their application and
//! undoing.

mod access_records;
mod apply;
mod authority;
mod dependents;
mod draft;
mod forecast;
mod handover_sheet;
mod life;
mod operations;
mod preview;
mod read;
mod replay;
mod turns;
mod undo;

pub use apply::{APPLY, SurveyedApply, apply_reassignment, run_scheduled, survey_scheduled};
pub(super) use draft::begin;
pub use draft::{NewReassignment, ReassignmentProfile, change_profile, create};
pub use forecast::Forecast;
pub use handover_sheet::{HandoverSheet, REPORT_ROWS_MAX, report};
pub use life::{approve, discard};
pub use operations::{NewOperation, OPERATIONS_MAX, add_operation, remove_operation};
pub use preview::preview;
pub use read::{VisibleReassignment, list, read};
pub use replay::{Replay, replay};
pub use undo::undo;
use undo::undone;

use crate::domain::atlas::Atlas;
use crate::domain::period::Instant;
use crate::domain::plan::PlanConsent;
use crate::domain::reassignment::Operation;
use crate::error::{Problem, Result};
use crate::store::connection::AnyConnection;
use crate::store::reassignments::{Reassignment, ReassignmentBrief};

/// Returns a problem with another change set, which people know by when it was drafted.
fn naming(problem: Problem, other: &ReassignmentBrief) -> Problem {
    problem.with("reassignment", other.id.to_string()).with("at", other.created_at.0.to_rfc3339())
}

/// Returns the operations of a change set; for one that undoes another and is still open, the
/// operations that would do so now.
///
/// # Errors
/// Those of the database; [`Error::Internal`] when the stored value is invalid.
fn current_operations(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    row: &Reassignment,
    now: Instant,
) -> Result<Vec<Operation>> {
    let operations = match row.undoes.filter(|_| row.state.is_open()) {
        Some(other) => undo::restoring_operations(connection, atlas, row.id, other, now)?,
        None => row.operations.0.clone(),
    };
    Ok(taking_effect(row, operations))
}

/// Adjusts operations to the instant at which the change set takes effect.
fn taking_effect(row: &Reassignment, operations: Vec<Operation>) -> Vec<Operation> {
    let effective_at = row.effective_at.map(|at| at.0);
    operations.into_iter().map(|operation| operation.effective_at(effective_at)).collect()
}

/// Returns the consents of a stored change set.
const fn allowances(row: &Reassignment) -> PlanConsent {
    PlanConsent { gaps: row.allow_gaps, overlaps: false }
}
