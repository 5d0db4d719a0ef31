//! Forecast of a change set: computed in the same way for a preview as for applying it.

use super::dependents::tied;
use crate::domain::atlas::Atlas;
use crate::domain::id::{DutyId, RequestId};
use crate::domain::period::Instant;
use crate::domain::plan::{PlanConsent, PlannedSteps, Survey, plan_steps, plan_steps_surveyed};
use crate::domain::reassignment::{Operation, Preview, PreviewInput};
use crate::domain::rehold::{HolderChange, ReholdContext, ending_later};
use crate::error::Result;
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
    pub stepped: PlannedSteps,
    /// Open requests that would move.
    pub moving: Vec<MovingRequest>,
    /// The preview, for whoever decides.
    pub preview: Preview,
    /// Requests that its figures leave out.
    pub uncounted: UncountedRequests,
}

/// Input of a forecast.
pub(super) struct ForecastInput<'a> {
    pub steps: &'a [Operation],
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
        let ForecastInput { steps, allowances, at, .. } = *question;
        let mut stepped = match question.survey {
            Some(survey) => plan_steps_surveyed(&before, steps, survey, at),
            None => plan_steps(&before, steps, allowances, at, &mut || new_id(at)),
        };
        let tied = tied(connection, &stepped.plan.atlas, &stepped.operations)?;
        stepped.plan.problems.extend(tied);
        let PlannedSteps { plan, vacated, .. } = &stepped;
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
            PreviewInput { before: &before, stepped: &stepped, moves: &shown, open: &open, at };
        let mut preview = Preview::of(&seen);
        preview.size.requests +=
            held_under(connection, &ending(&before, &stepped, at), question.uncounted)?;
        preview.needs_approval = preview.size.reaches(&before.settings().approval);
        Ok(Self { before, stepped, moving, preview, uncounted: question.uncounted.clone() })
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

/// Returns the duties that a plan ends at a later instant: their open requests move then.
fn ending(before: &Atlas, stepped: &PlannedSteps, at: Instant) -> Vec<DutyId> {
    ending_later(before, &stepped.plan.changes, at)
}
