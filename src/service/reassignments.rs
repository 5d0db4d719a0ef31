//! 责任区调整: change sets of responsibility, from the first draft to what became of them.

mod apply;
mod draft;
mod forecast;
mod life;
mod preview;
mod read;
mod replay;
mod report;
mod sight;
mod ties;
mod told;
mod turns;
mod undo;

pub use apply::{APPLY, SurveyedApply, apply_reassignment, run_scheduled, survey_scheduled};
pub(super) use draft::begin;
pub use draft::{
    NewReassignment, ReassignmentProfile, STEPS_MAX, add_operation, change_profile, create,
    remove_operation,
};
pub use forecast::Forecast;
pub use life::{approve, discard};
pub use preview::preview;
pub use read::{VisibleReassignment, list, read};
pub use replay::{Replay, replay};
pub use report::{HandoverSheet, REPORT_ROWS_MAX, report};
pub use undo::undo;
use undo::undone;

use crate::domain::atlas::Atlas;
use crate::domain::period::Instant;
use crate::domain::plan::PlanConsent;
use crate::domain::reassignment::Operation;
use crate::error::{Error, Result};
use crate::store::connection::AnyConnection;
use crate::store::reassignments::Reassignment;

/// The steps of a change set: of one that takes another one back and is not applied yet, those that
/// do so now.
///
/// # Errors
/// Those of the database; [`Error::Internal`] when what is stored is not what this program writes.
fn steps(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    row: &Reassignment,
    now: Instant,
) -> Result<Vec<Operation>> {
    let steps = match row.undoes.filter(|_| row.state.is_open()) {
        Some(other) => undo::steps_back(connection, atlas, (row.id, other), now)?,
        None => said(row)?,
    };
    Ok(taking_effect(row, steps))
}

/// The steps of a change set as they were said.
///
/// # Errors
/// [`Error::Internal`] when what is stored is not what this program writes.
fn said(row: &Reassignment) -> Result<Vec<Operation>> {
    serde_json::from_value(row.operations.0.clone()).map_err(Error::internal)
}

/// Steps as they are planned when a change set takes effect.
fn taking_effect(row: &Reassignment, steps: Vec<Operation>) -> Vec<Operation> {
    let effective_at = row.effective_at.map(|at| at.0);
    steps.into_iter().map(|step| step.effective_at(effective_at)).collect()
}

/// What a stored change set accepts knowingly.
const fn allowances(row: &Reassignment) -> PlanConsent {
    PlanConsent { gaps: row.allow_gaps, overlaps: false }
}
