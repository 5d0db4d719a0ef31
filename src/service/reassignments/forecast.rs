//! Forecast of a change set: computed in the same way for a preview as for applying it.

use super::dependents::tied;
use crate::domain::atlas::Atlas;
use crate::domain::id::{DutyId, RequestId};
use crate::domain::period::Instant;
use crate::domain::plan::{
    PlanConsent, PlannedOperations, Survey, plan_operations, plan_operations_surveyed,
};
use crate::domain::reassignment::{Operation, Preview, PreviewInput};
use crate::domain::rehold::{HolderChange, ReholdContext, ending_later};
use crate::error::{Problem, Result};
use crate::service::requests::rehold::moving;
use crate::store::connection::AnyConnection;
use crate::store::new_id;
use crate::store::requests::{MovingRequest, UncountedRequests, held_by, held_under};
use std::sync::Arc;

/// Maximum number of requests that are listed.
const LISTED_MAX: usize = 1000;

/// Forecast of a change set.
#[derive(Debug)]
pub struct Forecast {
    /// The atlas before.
    pub before: Arc<Atlas>,
    /// The planned operations.
    pub planned: PlannedOperations,
    /// Open requests that would move.
    pub moving: Vec<MovingRequest>,
    /// The preview, for whoever decides.
    pub preview: Preview,
    /// Requests that its figures leave out.
    pub uncounted: UncountedRequests,
}

/// Input of a forecast.
pub(super) struct ForecastInput<'a> {
    pub operations: &'a [Operation],
    pub allowances: PlanConsent,
    /// Survey of polygons by an earlier plan on the same atlas.
    pub survey: Option<&'a Survey>,
    pub at: Instant,
    /// Requests that the figures of the caller leave out; they move all the same.
    pub uncounted: &'a UncountedRequests,
    /// The only requests that may be taken from holders who keep their duties; `None` for all.
    pub undone: Option<&'a [RequestId]>,
}

impl Forecast {
    /// Computes the forecast. Writes nothing.
    pub(super) fn of(
        connection: &mut AnyConnection,
        before: Arc<Atlas>,
        question: &ForecastInput<'_>,
    ) -> Result<Self> {
        let ForecastInput { operations, allowances, at, .. } = *question;
        let mut planned = match question.survey {
            Some(survey) => plan_operations_surveyed(&before, operations, survey, at),
            None => plan_operations(&before, operations, allowances, at, &mut || new_id(at)),
        };
        let tied = tied(connection, &planned.plan.atlas, &planned.edits)?;
        planned.plan.problems.extend(tied);
        let PlannedOperations { plan, vacated, .. } = &planned;
        let reholding = ReholdContext {
            before: &before,
            after: &plan.atlas,
            vacated,
            restored: question.undone,
            at,
        };
        // A plan with problems may leave units that nobody answers for.
        let sound = plan.problems.is_empty();
        let moving =
            if sound { moving(connection, &reholding, &plan.touched)? } else { Vec::new() };
        let open = held_by(connection, question.uncounted)?;
        let shown: Vec<&HolderChange> = moving
            .iter()
            .map(|one| &one.to)
            .filter(|to| !question.uncounted.leaves_out(to.request, to.confidential))
            .collect();
        let seen =
            PreviewInput { before: &before, planned: &planned, moves: &shown, open: &open, at };
        let mut preview = Preview::of(&seen);
        preview.size.requests +=
            held_under(connection, &ending(&before, &planned, at), question.uncounted)?;
        preview.notices.extend(repair_notices(operations));
        preview.needs_approval = preview.size.reaches(&before.settings().approval);
        Ok(Self { before, planned, moving, preview, uncounted: question.uncounted.clone() })
    }

    /// Returns the open requests that would move, as far as the caller may know.
    pub fn shown_moves(&self) -> impl Iterator<Item = &MovingRequest> {
        self.moving
            .iter()
            .filter(|one| !self.uncounted.leaves_out(one.to.request, one.to.confidential))
    }

    /// Returns those of them that are listed, at most 1000; the others are counted.
    pub fn listed(&self) -> impl Iterator<Item = &MovingRequest> {
        self.shown_moves().take(LISTED_MAX)
    }
}

/// Returns notices of the polygons that were repaired.
fn repair_notices(operations: &[Operation]) -> impl Iterator<Item = Problem> {
    operations.iter().enumerate().flat_map(|(index, operation)| {
        let place = format!("/operations/{index}");
        operation.repair_notices().map(move |notice| notice.below(&place))
    })
}

/// Returns the duties that a plan ends at a later instant: their open requests move then.
fn ending(before: &Atlas, planned: &PlannedOperations, at: Instant) -> Vec<DutyId> {
    ending_later(before, &planned.plan.changes, at)
}
