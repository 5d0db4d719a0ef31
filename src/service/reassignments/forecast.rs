//! What a change set would do now: the same for whoever looks as for whoever applies it.

use super::ties::tied;
use crate::domain::atlas::Atlas;
use crate::domain::id::{DutyId, RequestId};
use crate::domain::period::Instant;
use crate::domain::plan::{Allowances, Stepped, Survey, plan_steps, plan_steps_surveyed};
use crate::domain::reassignment::{Preview, Seen, Size, Step};
use crate::domain::rehold::{Move, Reholding, ending_later};
use crate::error::Result;
use crate::service::requests::rehold::moving;
use crate::store::connection::AnyConnection;
use crate::store::new_id;
use crate::store::requests::{Moving, held_by, held_under};
use std::sync::Arc;

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
}

/// What is asked of a forecast beside the steps.
pub(super) struct Question<'a> {
    pub steps: &'a [Step],
    pub allowances: Allowances,
    /// What an earlier plan on the same atlas found out about polygons.
    pub survey: Option<&'a Survey>,
    pub at: Instant,
    /// Requests that whoever looks must not learn of; they move all the same.
    pub hidden: &'a [RequestId],
    /// Requests that alone may be taken from holders who keep their duties; none: all.
    pub undone: Option<&'a [RequestId]>,
}

impl Forecast {
    /// Looks ahead. Writes nothing.
    pub(super) fn of(connection: &mut AnyConnection, before: Arc<Atlas>, question: &Question<'_>) -> Result<Self> {
        let Question { steps, allowances, at, .. } = *question;
        let mut stepped = match question.survey {
            Some(survey) => plan_steps_surveyed(&before, steps, survey, at),
            None => plan_steps(&before, steps, allowances, at, &mut || new_id(at)),
        };
        let tied = tied(connection, &stepped.plan.atlas, &stepped.operations)?;
        stepped.plan.problems.extend(tied);
        let Stepped { plan, vacated, .. } = &stepped;
        let reholding = Reholding { before: &before, after: &plan.atlas, vacated, restored: question.undone, at };
        // A plan with problems may leave units that nobody answers for.
        let sound = plan.problems.is_empty();
        let moving = if sound { moving(connection, &reholding, &plan.touched)? } else { Vec::new() };
        let open = held_by(connection, question.hidden)?;
        let shown: Vec<&Move> =
            moving.iter().map(|one| &one.to).filter(|to| !question.hidden.contains(&to.request)).collect();
        let seen = Seen { before: &before, stepped: &stepped, moves: &shown, open: &open, hidden: question.hidden, at };
        let mut preview = Preview::of(&seen);
        // Whether somebody must agree depends on all that moves, also on what this caller must not learn of.
        let later = held_under(connection, &ending(&before, &stepped, at))?;
        preview.size.requests += later.iter().filter(|request| !question.hidden.contains(request)).count();
        let whole = Size { requests: moving.len() + later.len(), ..preview.size };
        preview.needs_approval = whole.reaches(&before.settings().approval);
        Ok(Self { before, stepped, moving, preview })
    }
}

/// Duties that a plan ends at a later instant: their open requests move then.
fn ending(before: &Atlas, stepped: &Stepped, at: Instant) -> Vec<DutyId> {
    ending_later(before, &stepped.plan.changes, at)
}
