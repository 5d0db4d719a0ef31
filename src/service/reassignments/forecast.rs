//! What a change set would do now: the same for whoever looks as for whoever applies it.

use super::draft::own;
use super::sight::{common_place, is_own, touched};
use super::ties::tied;
use super::{allowances, steps, undone};
use crate::domain::atlas::Atlas;
use crate::domain::id::{DutyId, GridId, ReassignmentId, RequestId};
use crate::domain::period::Instant;
use crate::domain::plan::{Allowances, Stepped, Survey, plan_steps, plan_steps_surveyed};
use crate::domain::reassignment::{Preview, ReassignmentMove, ReassignmentState, Seen, Size, Step};
use crate::domain::rehold::{Move, Reholding, ending_later};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::command::there;
use crate::service::once::Once;
use crate::service::requests::list::reader;
use crate::service::requests::rehold::moving;
use crate::store::column::{At, Json};
use crate::store::connection::AnyConnection;
use crate::store::idempotency::Key;
use crate::store::reassignments::Reassignment;
use crate::store::requests::{Moving, held_by, held_under, kept_from_open};
use crate::store::{Actor, Db, new_id};
use serde_json::{Value, json};
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

/// Looks at what a change set would do, and keeps the digest of it: from then on it may be approved and applied.
/// A repeated key looks anew and keeps nothing.
///
/// # Errors
/// [`Code::NotFound`] when it is not the caller's, [`Code::StaleVersion`], [`Code::ReassignmentState`],
/// [`Code::ReassignmentEmpty`], [`Code::EffectiveInThePast`].
pub async fn preview(
    db: &Db,
    scope: &Scope,
    key: Key,
    id: ReassignmentId,
    version: i64,
) -> Result<(Once<ReassignmentId>, Forecast)> {
    db.refresh().await?;
    let atlas = db.atlas();
    let (seeing, now) = (scope.renewed(&atlas, db.now()), db.now());
    let looked_at = db.read(move |connection| {
        let row = Reassignment::load(connection, id)?;
        there(is_own(&atlas, &seeing, &row), "")?;
        row.state.require(ReassignmentMove::Preview)?;
        let steps = steps(connection, &atlas, &row, now)?;
        if steps.is_empty() {
            return Err(Code::ReassignmentEmpty.into());
        }
        let reader = reader(&atlas, &seeing, now);
        let hidden = reader.map(|reader| kept_from_open(connection, &reader)).transpose()?.unwrap_or_default();
        let undone = undone(connection, &row)?;
        let at = row.effective_at.map_or(now, |at| at.0.max(now));
        let question = Question {
            steps: &steps,
            allowances: allowances(&row),
            survey: None,
            at,
            hidden: &hidden,
            undone: undone.as_deref(),
        };
        Forecast::of(connection, atlas, &question)
    });
    let forecast = looked_at.await?;
    let kept = kept(&forecast);
    let once = keep(db, scope, key, id, version, kept).await?;
    Ok((once, forecast))
}

/// Duties that a plan ends at a later instant: their open requests move then.
fn ending(before: &Atlas, stepped: &Stepped, at: Instant) -> Vec<DutyId> {
    ending_later(before, &stepped.plan.changes, at)
}

/// What is kept of a preview: what the digest stands for.
struct Kept {
    digest: String,
    units: Vec<Unit>,
    grid: Option<GridId>,
    preview: Value,
}

fn kept(forecast: &Forecast) -> Kept {
    let (before, after) = (&forecast.before, &forecast.stepped.plan.atlas);
    let units = touched(before, &forecast.stepped.operations);
    let preview = json!({
        "revision": before.revision(), "at": forecast.preview.at, "size": forecast.preview.size,
        "needs_approval": forecast.preview.needs_approval, "problems": forecast.preview.problems,
    });
    Kept { digest: forecast.preview.digest.clone(), grid: common_place(before, after, &units), units, preview }
}

async fn keep(
    db: &Db,
    scope: &Scope,
    key: Key,
    id: ReassignmentId,
    version: i64,
    kept: Kept,
) -> Result<Once<ReassignmentId>> {
    let scope = scope.clone();
    Once::write(db, key, id, move |tx| {
        let mut row = own(tx, &scope, id, version, ReassignmentMove::Preview)?;
        let agreed = row.state.claims_units() && row.digest.as_ref() == Some(&kept.digest);
        if !agreed {
            row.state = ReassignmentState::Previewed;
            (row.approver_id, row.approved_at, row.stopped_by) = (None, None, None);
        }
        (row.digest, row.preview) = (Some(kept.digest.clone()), Some(Json(kept.preview.clone())));
        (row.previewed_at, row.grid_id) = (Some(At(tx.now())), kept.grid.or(row.grid_id));
        tx.set_reassignment_units(id, &kept.units)?;
        let payload = json!({ "digest": row.digest });
        tx.update_reassignment(&mut row, &Actor::of(&scope), "reassignment_previewed", payload)
    })
    .await
}
