//! 责任区调整: change sets of responsibility, from the first draft to what became of them.

mod apply;
mod draft;
mod forecast;
mod life;
mod read;
mod replay;
mod report;
mod sight;
mod ties;
mod undo;

pub use apply::{APPLY, apply_reassignment, run_scheduled};
pub(super) use draft::begin;
pub use draft::{NewReassignment, Profile, STEPS_MAX, add_operation, change_profile, create, remove_operation};
pub use forecast::{Forecast, preview};
pub use life::{approve, discard};
pub use read::{Shown, list, read};
pub use replay::{Replay, replay};
pub use report::{Report, report};
pub use undo::undo;
use undo::undone;

use crate::domain::plan::Allowances;
use crate::domain::reassignment::Step;
use crate::error::{Error, Result};
use crate::store::reassignments::Reassignment;

/// The steps of a stored change set.
///
/// # Errors
/// [`Error::Internal`] when they are not what this program writes.
pub fn steps(row: &Reassignment) -> Result<Vec<Step>> {
    serde_json::from_value(row.operations.0.clone()).map_err(Error::internal)
}

/// What a stored change set accepts knowingly.
const fn allowances(row: &Reassignment) -> Allowances {
    Allowances { gaps: row.allow_gaps, overlaps: false }
}
