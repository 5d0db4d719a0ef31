//! Applying a previewed change set, all or nothing, at once or at its scheduled time.

use super::authority::{OperationAuthority, require_reach, touched};
use super::draft::load_for_change;
use super::forecast::{Forecast, ForecastInput};
use super::life::{require_digest, require_sound, require_unclaimed};
use super::turns::turn;
use super::{allowances, current_operations, undone};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::id::ReassignmentId;
use crate::domain::period::Instant;
use crate::domain::plan::{Plan, Survey, plan_operations};
use crate::domain::reassignment::{
    InverseOperations, Operation, ReassignmentMove, ReassignmentOrigin, ReassignmentState,
};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result, both, instant};
use crate::service::atlas_edits::{
    AppliedEdits, enqueue_reholds, planned_until_current, record, too_large,
};
use crate::service::effects::ChangeEffects;
use crate::service::registrations::end_all_of;
use crate::service::requests::reader::uncounted_by;
use crate::service::requests::rehold::{ReholdCause, hand_over, readdress_offers};
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::idempotency::IdempotentCall;
use crate::store::reassignments::{Reassignment, ReassignmentBrief};
use crate::store::requests::UncountedRequests;
use crate::store::{Actor, Db, LongTurn, Revision, Tx, new_id};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Job that applies a change set at its time.
pub const APPLY: &str = "apply_reassignment";

/// Result of applying a change set, now or when its key was first sent.
#[derive(Debug, Clone, PartialEq)]
pub struct ApplyOutcome {
    /// The change set.
    pub id: ReassignmentId,
    /// Side effects; none yet when it is scheduled.
    pub effects: ChangeEffects,
    /// True if the result is that of an earlier call.
    pub replayed: bool,
}

/// Result of comparing polygons outside the transaction.
pub struct SurveyedApply {
    /// The atlas on which they were compared.
    atlas: Arc<Atlas>,
    problems: Vec<Problem>,
    survey: Survey,
    /// Held until the change set is applied if polygons were compared, so that the next comparison
    /// sees its result.
    turn: Option<LongTurn>,
}

impl SurveyedApply {
    /// Returns true if polygons were compared on a state that has changed since.
    pub fn is_outdated(&self, atlas: &Atlas) -> bool {
        self.turn.is_some() && !self.holds_on(atlas)
    }

    /// Returns true if the result is valid for another atlas too.
    fn holds_on(&self, atlas: &Atlas) -> bool {
        let is_same = atlas.revision() == self.atlas.revision();
        is_same || self.problems.is_empty() && atlas.has_borders_of(&self.atlas)
    }
}

/// Applies a previewed change set, or schedules it when it takes effect later.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`]; [`Code::DigestDiffers`]
/// with what was applied since the preview; [`Code::ApprovalRequired`]; [`Code::UnitInAnotherSet`];
/// every problem of the plan.
pub async fn apply_reassignment(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
    digest: String,
) -> Result<ApplyOutcome> {
    let outcome = planned_until_current(|| async {
        let surveyed = survey(db, id).await?;
        let caller = Arc::clone(scope);
        let key = key.clone();
        let digest = digest.clone();
        db.revise(move |tx| apply_surveyed(tx, &caller, &key, id, version, &digest, &surveyed))
            .await
    });
    let outcome = outcome.await?;
    if outcome.replayed {
        db.refresh().await?;
    }
    Ok(outcome)
}

/// Applies or schedules a change set in the caller's transaction; returns `None` when the survey of
/// its polygons is outdated.
fn apply_surveyed(
    tx: &mut Revision<'_, '_>,
    caller: &Arc<Scope>,
    key: &IdempotentCall,
    id: ReassignmentId,
    version: i64,
    digest: &str,
    surveyed: &SurveyedApply,
) -> Result<Option<ApplyOutcome>> {
    if surveyed.is_outdated(&*tx.atlas()?) {
        return Ok(None);
    }
    if let Some(earlier) = tx.replay(key, Value::Null)? {
        let (id, effects) = serde_json::from_value(earlier).map_err(Error::internal)?;
        return Ok(Some(ApplyOutcome { id, effects, replayed: true }));
    }
    let mut row = load_for_change(tx, caller, id, version, ReassignmentMove::Apply)?;
    require_digest(&row, digest)?;
    require_unclaimed(tx, &row)?;
    let effects = match row.effective_at.filter(|at| at.0 > tx.now()) {
        Some(at) => {
            require_sound(&row)?;
            let atlas = tx.atlas()?;
            let now = tx.now();
            let uncounted = uncounted_by(tx, caller.account)?;
            let (operations, forecast) = foresee(tx, &row, &uncounted, at.0, surveyed)?;
            require_reach(&atlas, caller, &operations, now)?;
            schedule(tx, &mut row, caller, at.0, &forecast)?;
            ChangeEffects::none()
        }
        None => {
            let applied = carry_out(tx, &mut row, &Actor::of(caller), Some(caller), surveyed)?;
            ChangeEffects::of(tx, caller, applied)?
        }
    };
    tx.complete(key, serde_json::to_value((id, &effects)).map_err(Error::internal)?)?;
    Ok(Some(ApplyOutcome { id, effects, replayed: false }))
}

/// Compares the polygons before the transaction, so that no writer waits for it.
async fn survey(db: &Db, id: ReassignmentId) -> Result<SurveyedApply> {
    let turn = turn(db, id).await?;
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    db.read(move |connection| {
        let row = Reassignment::load(connection, id)?;
        let at = row.effective_at.map_or(now, |at| at.0.max(now));
        let operations = current_operations(connection, &atlas, &row, now)?;
        let planned =
            plan_operations(&atlas, &operations, allowances(&row), at, &mut || new_id(now));
        let Plan { problems, survey, .. } = planned.plan;
        Ok(SurveyedApply { atlas, problems, survey, turn })
    })
    .await
}

fn schedule(
    tx: &mut Tx<'_>,
    row: &mut Reassignment,
    scope: &Scope,
    at: Instant,
    forecast: &Forecast,
) -> Result<()> {
    require_approval(row, forecast)?;
    row.state = ReassignmentState::Scheduled;
    row.update(tx, &Actor::of(scope), "reassignment_scheduled", json!({ "at": at }))?;
    tx.job(APPLY, json!(ScheduledApply { reassignment: row.id, at }), at).map(drop)
}

fn require_approval(row: &Reassignment, forecast: &Forecast) -> Result<()> {
    if forecast.preview.needs_approval && row.approver_id.is_none() {
        return Err(too_large(forecast.preview.size, forecast.before.settings().approval).into());
    }
    Ok(())
}

/// Forecasts in the transaction, with the figures of the caller who applies: whoever previewed last
/// may see others.
fn foresee(
    tx: &mut Revision<'_, '_>,
    row: &Reassignment,
    uncounted: &UncountedRequests,
    at: Instant,
    surveyed: &SurveyedApply,
) -> Result<(Vec<Operation>, Forecast)> {
    let now = tx.now();
    let before = tx.atlas()?;
    let surveyed = Some(surveyed).filter(|surveyed| surveyed.holds_on(&before));
    if let Some(surveyed) = surveyed.filter(|surveyed| !surveyed.problems.is_empty()) {
        return Err(surveyed.problems.clone().into());
    }
    let operations = current_operations(tx.connection, &before, row, now)?;
    let undone = undone(tx.connection, row)?;
    let survey = surveyed.map(|surveyed| &surveyed.survey);
    let question = ForecastInput {
        operations: &operations,
        allowances: allowances(row),
        survey,
        at,
        uncounted,
        undone: undone.as_deref(),
    };
    let forecast = Forecast::of(tx.connection, before, &question)?;
    Ok((operations, forecast))
}

/// Plans again in the transaction, compares with the preview and writes.
fn carry_out(
    tx: &mut Revision<'_, '_>,
    row: &mut Reassignment,
    actor: &Actor,
    caller: Option<&Scope>,
    surveyed: &SurveyedApply,
) -> Result<AppliedEdits> {
    let now = tx.now();
    let uncounted = match caller {
        Some(caller) => uncounted_by(tx, caller.account)?,
        // Everybody who may read the change set reads why it was stopped.
        None => UncountedRequests::for_everybody(tx.connection)?,
    };
    let (operations, forecast) = foresee(tx, row, &uncounted, now, surveyed)?;
    if let Some(caller) = caller {
        let before = &*forecast.before;
        let after = &forecast.planned.plan.atlas;
        OperationAuthority { scope: &caller.renewed(before, now), before, after, now }
            .check_all(&operations)?;
    }
    require_same(tx, row, &forecast)?;
    require_approval(row, &forecast)?;
    row.operations = StoredAs(operations);
    write(tx, row, actor, forecast)
}

/// Writes a forecast: rows, holders of open requests, events, and the change set itself.
fn write(
    tx: &mut Revision<'_, '_>,
    row: &mut Reassignment,
    actor: &Actor,
    forecast: Forecast,
) -> Result<AppliedEdits> {
    let counted = forecast.shown_moves().count();
    let Forecast { before, planned, moving, preview, .. } = forecast;
    let now = tx.now();
    let edits = planned.edits;
    row.inverse = Some(StoredAs(InverseOperations::of(&before, &planned.plan.changes, now)));
    let ends = planned.plan.ends.clone();
    let notices = planned.plan.notices.clone();
    let touched_units = planned.plan.touched.clone();
    let atlas = tx.apply(planned.plan)?;
    hand_over(tx, ReholdCause { actor, since: now, change_set: Some(row.id.0) }, &moving)?;
    readdress_offers(tx, actor, &touched_units)?;
    leave_all(tx, actor, &edits)?;
    record(tx, actor, row.id.0, row.event_count + 1, &edits)?;
    enqueue_reholds(tx, &ends)?;
    row.event_count += i32::try_from(edits.len()).map_err(Error::internal)?;
    row.moved = i32::try_from(counted).map_err(Error::internal)?;
    row.state = ReassignmentState::Applied;
    row.applied_at = Some(StoredInstant(now));
    row.revision = Some(atlas.revision());
    tx.set_reassignment_units(row.id, &touched(&before, &edits, now))?;
    tx.insert_reassignment_members(row.id, &preview.told)?;
    let payload = json!({ "revision": row.revision, "moved": row.moved });
    row.update(tx, actor, "reassignment_applied", payload)?;
    if let Some(id) = row.undoes {
        let mut undone = Reassignment::load(tx.connection, id)?;
        undone.state = ReassignmentState::Undone;
        undone.update(tx, actor, "reassignment_undone", json!({ "by": row.id }))?;
    }
    let moved = moving.into_iter().map(|moving| moving.to.request).collect();
    Ok(AppliedEdits { change_set: row.id.0, at: now, atlas, moved, notices })
}

/// Ends the registrations and second identities of members who are deactivated.
fn leave_all(tx: &mut Revision<'_, '_>, actor: &Actor, edits: &[AtlasEdit]) -> Result<()> {
    let gone = edits.iter().filter_map(|edit| match edit {
        AtlasEdit::SetMemberActive { member, active: false } => Some(*member),
        _ => None,
    });
    gone.into_iter().try_for_each(|member| end_all_of(tx, member, actor))
}

/// Checks that the change set would do what was previewed. If there are problems now, they are
/// reported: they say more.
fn require_same(tx: &mut Tx<'_>, row: &Reassignment, forecast: &Forecast) -> Result<()> {
    let preview = &forecast.preview;
    if row.digest.as_deref() == Some(preview.digest.as_str()) && preview.problems.is_empty() {
        return Ok(());
    }
    if row.digest.as_deref() == Some(preview.digest.as_str()) {
        return Err(preview.problems.clone().into());
    }
    let seen = row.preview.as_ref().map_or(0, |kept| kept.0.revision);
    let since = ReassignmentBrief::since(tx.connection, seen)?;
    let named: Vec<String> = since.iter().map(|other| other.id.to_string()).collect();
    let applied: Vec<Value> = since
        .iter()
        .map(|other| {
            let at = other.applied_at.map(|at| at.0);
            json!({ "id": other.id, "origin": other.origin, "at": at })
        })
        .collect();
    let differs = Problem::new(Code::DigestDiffers)
        .with("since", named)
        .with("changes", since.iter().map(in_words).collect::<Vec<Value>>())
        .with("applied", applied)
        .with("digest", preview.digest.as_str());
    Err(std::iter::once(differs).chain(preview.problems.clone()).collect::<Vec<Problem>>().into())
}

/// Returns an applied change set as people know it: by when it took effect and for what, else by
/// how it was made.
fn in_words(other: &ReassignmentBrief) -> Value {
    let [zh_at, en_at] = instant(other.applied_at.unwrap_or(other.created_at).0);
    let (zh, en) = match (other.reason, other.origin) {
        (Some(reason), _) => reason.label(),
        (None, ReassignmentOrigin::Drafted) => ("责任区调整", "a change set"),
        (None, origin) => origin.label(),
    };
    both(&format!("{zh_at} {zh}"), &format!("{en_at} {en}")).into()
}

#[derive(Debug, Serialize, Deserialize)]
struct ScheduledApply {
    reassignment: ReassignmentId,
    at: Instant,
}

/// Compares the polygons of a scheduled change set before its transaction, so that no writer waits
/// for it.
///
/// # Errors
/// Those of the database.
pub async fn survey_scheduled(db: &Db, payload: &Value) -> Result<SurveyedApply> {
    let due: ScheduledApply = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    survey(db, due.reassignment).await
}

/// Applies a change set whose time has come. When it would do something other than what was
/// approved, it is stopped with the reasons; likewise when it was previewed again but not scheduled
/// again.
///
/// # Errors
/// Those of the database.
pub fn run_scheduled(
    tx: &mut Revision<'_, '_>,
    payload: &Value,
    surveyed: &SurveyedApply,
) -> Result<()> {
    let due: ScheduledApply = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
    let mut row = Reassignment::load(tx.connection, due.reassignment)?;
    if row.effective_at.map(|at| at.0) != Some(due.at) {
        return Ok(());
    }
    match row.state {
        ReassignmentState::Scheduled => {}
        ReassignmentState::Previewed | ReassignmentState::Approved => {
            return stop(tx, row, &[Code::NotScheduledAgain.into()]);
        }
        _ => return Ok(()),
    }
    let before = row.clone();
    match carry_out(tx, &mut row, &Actor::Service, None, surveyed) {
        Ok(_) => Ok(()),
        Err(Error::Refused(problems)) => stop(tx, before, &problems),
        Err(fault) => Err(fault),
    }
}

/// Marks the change set as stopped. Nothing was written before: every refusal precedes the writes.
fn stop(tx: &mut Tx<'_>, mut row: Reassignment, problems: &[Problem]) -> Result<()> {
    row.state = ReassignmentState::Stopped;
    row.stopped_by = Some(StoredAs(problems.to_vec()));
    row.approver_id = None;
    row.approved_at = None;
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    tracing::warn!(reassignment = %row.id, ?codes, "a scheduled change set was stopped: a supervisor must look at it");
    row.update(tx, &Actor::Service, "reassignment_stopped", json!({ "codes": codes }))
}
