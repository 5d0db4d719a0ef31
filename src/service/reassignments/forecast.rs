//! What a change set would do now: the same for whoever looks as for whoever applies it.

use super::ties::tied;
use crate::domain::atlas::Atlas;
use crate::domain::id::{DutyId, RequestId};
use crate::domain::period::Instant;
use crate::domain::plan::{Allowances, Stepped, Survey, plan_steps, plan_steps_surveyed};
use crate::domain::reassignment::{Preview, Seen, Step};
use crate::domain::rehold::{Move, Reholding, ending_later};
use crate::error::Result;
use crate::service::requests::rehold::moving;
use crate::store::connection::AnyConnection;
use crate::store::new_id;
use crate::store::requests::{Moving, Uncounted, held_by, held_under};
use std::sync::Arc;

/// Requests that are listed, at most.
const LISTED_MAX: usize = 1000;

/// What a change set would do.
#[derive(Debug)]
pub struct Forecast {
    /// The atlas before.
    pub before: Arc<Atlas>,
    /// What its steps come to.
    pub stepped: Stepped,
    /// The open requests that would move.
    pub moving: Vec<Moving>,
    /// All of it, for whoever must decide.
    pub preview: Preview,
    /// What its figures leave out.
    pub uncounted: Uncounted,
}

/// What is asked of a forecast beside the steps.
pub(super) struct Question<'a> {
    pub steps: &'a [Step],
    pub allowances: Allowances,
    /// What an earlier plan on the same atlas found out about polygons.
    pub survey: Option<&'a Survey>,
    pub at: Instant,
    /// Requests that the figures of whoever looks leave out; they move all the same.
    pub uncounted: &'a Uncounted,
    /// Requests that alone may be taken from holders who keep their duties; none: all.
    pub undone: Option<&'a [RequestId]>,
}

impl Forecast {
    /// Looks ahead. Writes nothing.
    pub(super) fn of(
        connection: &mut AnyConnection,
        before: Arc<Atlas>,
        question: &Question<'_>,
    ) -> Result<Self> {
        let Question { steps, allowances, at, .. } = *question;
        let mut stepped = match question.survey {
            Some(survey) => plan_steps_surveyed(&before, steps, survey, at),
            None => plan_steps(&before, steps, allowances, at, &mut || new_id(at)),
        };
        let tied = tied(connection, &stepped.plan.atlas, &stepped.operations)?;
        stepped.plan.problems.extend(tied);
        let Stepped { plan, vacated, .. } = &stepped;
        let reholding = Reholding {
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
        let counts = |to: &&Move| !question.uncounted.leaves_out(to.request, to.confidential);
        let shown: Vec<&Move> = moving.iter().map(|one| &one.to).filter(counts).collect();
        let seen = Seen { before: &before, stepped: &stepped, moves: &shown, open: &open, at };
        let mut preview = Preview::of(&seen);
        preview.size.requests +=
            held_under(connection, &ending(&before, &stepped, at), question.uncounted)?;
        preview.needs_approval = preview.size.reaches(&before.settings().approval);
        Ok(Self { before, stepped, moving, preview, uncounted: question.uncounted.clone() })
    }

    /// The open requests that would move, as far as whoever looks may know.
    pub fn shown_moves(&self) -> impl Iterator<Item = &Moving> {
        self.moving
            .iter()
            .filter(|one| !self.uncounted.leaves_out(one.to.request, one.to.confidential))
    }

    /// Those of them that are listed: at most 1000, the others are counted.
    pub fn listed(&self) -> impl Iterator<Item = &Moving> {
        self.shown_moves().take(LISTED_MAX)
    }
}

/// Duties that a plan ends at a later instant: their open requests move then.
fn ending(before: &Atlas, stepped: &Stepped, at: Instant) -> Vec<DutyId> {
    ending_later(before, &stepped.plan.changes, at)
}
