//! What a change set would do now: the same for whoever looks as for whoever applies it.

use super::ties::tied;
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

/// Requests that are listed, at most.
const LISTED_MAX: usize = 1000;

/// What a change set would do.
#[derive(Debug)]
pub struct Forecast {
    /// The atlas before.
    pub before: Arc<Atlas>,
    /// What its steps come to.
    pub stepped: PlannedSteps,
    /// The open requests that would move.
    pub moving: Vec<MovingRequest>,
    /// All of it, for whoever must decide.
    pub preview: Preview,
    /// What its figures leave out.
    pub uncounted: UncountedRequests,
}

/// What is asked of a forecast beside the steps.
pub(super) struct ForecastInput<'a> {
    pub steps: &'a [Operation],
    pub allowances: PlanConsent,
    /// What an earlier plan on the same atlas found out about polygons.
    pub survey: Option<&'a Survey>,
    pub at: Instant,
    /// Requests that the figures of whoever looks leave out; they move all the same.
    pub uncounted: &'a UncountedRequests,
    /// Requests that alone may be taken from holders who keep their duties; none: all.
    pub undone: Option<&'a [RequestId]>,
}

impl Forecast {
    /// Looks ahead. Writes nothing.
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
        let counts =
            |to: &&HolderChange| !question.uncounted.leaves_out(to.request, to.confidential);
        let shown: Vec<&HolderChange> = moving.iter().map(|one| &one.to).filter(counts).collect();
        let seen =
            PreviewInput { before: &before, stepped: &stepped, moves: &shown, open: &open, at };
        let mut preview = Preview::of(&seen);
        preview.size.requests +=
            held_under(connection, &ending(&before, &stepped, at), question.uncounted)?;
        preview.needs_approval = preview.size.reaches(&before.settings().approval);
        Ok(Self { before, stepped, moving, preview, uncounted: question.uncounted.clone() })
    }

    /// The open requests that would move, as far as whoever looks may know.
    pub fn shown_moves(&self) -> impl Iterator<Item = &MovingRequest> {
        self.moving
            .iter()
            .filter(|one| !self.uncounted.leaves_out(one.to.request, one.to.confidential))
    }

    /// Those of them that are listed: at most 1000, the others are counted.
    pub fn listed(&self) -> impl Iterator<Item = &MovingRequest> {
        self.shown_moves().take(LISTED_MAX)
    }
}

/// Duties that a plan ends at a later instant: their open requests move then.
fn ending(before: &Atlas, stepped: &PlannedSteps, at: Instant) -> Vec<DutyId> {
    ending_later(before, &stepped.plan.changes, at)
}
