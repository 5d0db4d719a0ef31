//! Drafting: creating a change set, adding and removing operations.

use super::authority::{OperationAuthority, common_place, is_own, touched};
use super::turns::turn;
use super::{naming, taking_effect};
use crate::domain::atlas::Atlas;
use crate::domain::characters::{check_said, check_text};
use crate::domain::datum::Datum;
use crate::domain::id::{GridId, ReassignmentId};
use crate::domain::period::Instant;
use crate::domain::plan::{Survey, plan_steps_surveyed};
use crate::domain::reassignment::{
    Operation, OperationSpec, ReassignmentMove, ReassignmentOrigin, ReassignmentReason,
    ReassignmentState,
};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Error, Problem, Result};
use crate::service::atlas_edits::planned_until_current;
use crate::service::command::{kept, require_version, require_visible};
use crate::service::once::WrittenOnce;
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::idempotency::IdempotentCall;
use crate::store::reassignments::Reassignment;
use crate::store::{Actor, Db, LongTurn, Tx, new_id};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

/// How far ahead a change set may take effect, in days.
const DAYS_AHEAD: i64 = 5 * 366;

/// Maximum number of operations of one change set.
pub const STEPS_MAX: usize = 200;

/// Profile of a change set.
#[derive(Debug, Clone, Default)]
pub struct ReassignmentProfile {
    /// Reason for the change of responsibility.
    pub reason: Option<ReassignmentReason>,
    /// When it takes effect; `None` for when it is applied.
    pub effective_at: Option<Instant>,
    /// True if grids may leave gaps.
    pub allow_gaps: bool,
    /// Note of the author.
    pub note: Option<SecretText>,
}

/// Input of a new change set.
#[derive(Debug, Clone)]
pub struct NewReassignment {
    /// Origin.
    pub origin: ReassignmentOrigin,
    /// Profile.
    pub profile: ReassignmentProfile,
    /// First operations.
    pub steps: Vec<Operation>,
    /// The change set that it undoes.
    pub undoes: Option<ReassignmentId>,
}

/// Creates a change set.
///
/// # Errors
/// [`Code::EffectiveInThePast`] at `/effective_at`; the problem of the note, at `/note`.
pub async fn create(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    new: NewReassignment,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    let id = ReassignmentId(new_id(db.now()));
    WrittenOnce::write(db, key, id, move |tx| begin(tx, &scope, id, &new)).await
}

/// Creates a change set in the caller's transaction.
///
/// # Errors
/// As [`create`].
pub(in crate::service) fn begin(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ReassignmentId,
    new: &NewReassignment,
) -> Result<()> {
    check(&new.profile, tx.now())?;
    let mut row = Reassignment {
        undoes: new.undoes,
        operations: StoredAs(new.steps.clone()),
        ..Reassignment::new(id, new.origin, scope.account, tx.now())
    };
    say(&mut row, &new.profile);
    tx.draft_reassignment(&mut row, &Actor::of(scope))?;
    new.profile.note.as_ref().map_or(Ok(()), |note| tx.put_reassignment_note(id, note))
}

/// Updates the profile of a change set. Earlier previews and approvals lapse.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`]; as [`create`].
pub async fn change_profile(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    (id, version): (ReassignmentId, i64),
    profile: ReassignmentProfile,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version, ReassignmentMove::Edit)?;
        check(&profile, tx.now())?;
        say(&mut row, &profile);
        if let Some(note) = &profile.note {
            tx.put_reassignment_note(id, note)?;
        }
        edited(tx, &mut row, &scope, "reassignment_changed", &json!({ "reason": profile.reason }))
    })
    .await
}

fn say(row: &mut Reassignment, profile: &ReassignmentProfile) {
    row.reason = profile.reason;
    row.effective_at = profile.effective_at.map(|at| StoredInstant(kept(at)));
    row.allow_gaps = profile.allow_gaps;
}

fn check(profile: &ReassignmentProfile, now: Instant) -> Result<(), Vec<Problem>> {
    let early = profile.effective_at.filter(|&at| at < now);
    let early = early.map(|_| {
        Problem::new(Code::EffectiveInThePast).with("now", now.to_rfc3339()).at("/effective_at")
    });
    let latest = now + TimeDelta::days(DAYS_AHEAD);
    let late = profile.effective_at.filter(|&at| at > latest).map(|_| {
        let range = Problem::new(Code::OutOfRange)
            .with("min", now.to_rfc3339())
            .with("max", latest.to_rfc3339());
        range.at("/effective_at")
    });
    let said = profile
        .note
        .as_ref()
        .map(|note| check_said(note.expose()).and_then(|()| check_text(note.expose())));
    let said = said.and_then(Result::err).map(|problem| problem.at("/note"));
    let problems: Vec<Problem> = early.into_iter().chain(late).chain(said).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Appends an operation, and checks it on the state that the earlier ones leave. Whether borders
/// still fit is checked by the preview, since another operation may follow.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`],
/// [`Code::ReassignmentTooLong`]; the problems of the operation, at `/operation`.
pub async fn add_operation(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    (id, version): (ReassignmentId, i64),
    (action, datum): (OperationSpec, Datum),
) -> Result<WrittenOnce<Uuid>> {
    let step = step(db, action, datum).await?;
    planned_until_current(|| async {
        let looked_at = look(db, scope, (id, version), step.clone()).await?;
        let scope = scope.clone();
        let key = key.clone();
        let step = step.clone();
        db.write(move |tx| {
            let before = tx.atlas()?;
            if looked_at.as_ref().is_some_and(|looked_at| looked_at.is_outdated(&before)) {
                return Ok(None);
            }
            let add = |tx: &mut Tx<'_>| {
                add_looked_at(tx, &scope, (id, version), &step, looked_at.as_ref())
            };
            WrittenOnce::within(tx, &key, &step.id, add).map(Some)
        })
        .await
    })
    .await
}

/// Appends an operation in the caller's transaction.
fn add_looked_at(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (id, version): (ReassignmentId, i64),
    step: &Operation,
    looked_at: Option<&LookedAt>,
) -> Result<()> {
    let mut row = editable(tx, scope, id, version)?;
    let mut steps = row.operations.0.clone();
    if steps.len() >= STEPS_MAX {
        return Err(Problem::new(Code::ReassignmentTooLong).with("max", STEPS_MAX).into());
    }
    steps.push(step.clone());
    let before = tx.atlas()?;
    let now = tx.now();
    row.grid_id = match looked_at.filter(|looked_at| looked_at.revision == before.revision()) {
        Some(looked_at) => looked_at.place.clone()?,
        // Somebody revised the atlas in between.
        None => check_last(&before, scope, &row, (steps.clone(), now))?,
    };
    row.operations = StoredAs(steps);
    let payload = json!({ "operation": step.id, "kind": step.action.kind() });
    edited(tx, &mut row, scope, "reassignment_operation_added", &payload)
}

/// Removes an operation.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`], [`Code::UnknownStep`].
pub async fn remove_operation(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    (id, version): (ReassignmentId, i64),
    operation: Uuid,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = editable(tx, &scope, id, version)?;
        let mut steps = row.operations.0.clone();
        let before = steps.len();
        steps.retain(|step| step.id != operation);
        if steps.len() == before {
            return Err(Code::UnknownStep.into());
        }
        row.operations = StoredAs(steps);
        edited(
            tx,
            &mut row,
            &scope,
            "reassignment_operation_removed",
            &json!({ "operation": operation }),
        )
    })
    .await
}

/// Converts an operation to WGS 84. Validating a polygon may take long.
async fn step(db: &Db, action: OperationSpec, datum: Datum) -> Result<Operation> {
    let turn = if action.moves_borders() { Some(db.turn().await) } else { None };
    let id = new_id(db.now());
    let located = move || {
        let _turn = turn;
        action.in_wgs84(datum).map_err(|problem| problem.below("/operation"))
    };
    let located = tokio::task::spawn_blocking(located).await.map_err(Error::internal)?;
    Ok(Operation { id, action: located?.to_microseconds() })
}

/// Result of checking an operation before the transaction, so that no writer waits for it.
struct LookedAt {
    revision: i64,
    /// Held until the operation is added if it cuts polygons, so that the next comparison sees its
    /// result.
    turn: Option<LongTurn>,
    /// The deepest grid common to all units, or the problems of the operation.
    place: Result<Option<GridId>, Vec<Problem>>,
}

impl LookedAt {
    /// Returns true if polygons were cut on an atlas that was revised since.
    fn is_outdated(&self, atlas: &Atlas) -> bool {
        self.turn.is_some() && atlas.revision() != self.revision
    }
}

/// Checks an operation after those of a change set; `None` when the caller may not change the
/// change set in that version.
async fn look(
    db: &Db,
    scope: &Scope,
    (id, version): (ReassignmentId, i64),
    step: Operation,
) -> Result<Option<LookedAt>> {
    let turn =
        if step.action.moves_borders() { Some(db.turn().await) } else { turn(db, id).await? };
    db.refresh().await?;
    let atlas = db.atlas();
    let scope = scope.clone();
    let now = db.now();
    db.read(move |connection| {
        let row = Reassignment::load(connection, id)?;
        if row.version != version || !is_own(&atlas, &scope.renewed(&atlas, now), &row) {
            return Ok(None);
        }
        let steps = row.operations.0.iter().cloned().chain([step]).collect();
        let place = check_last(&atlas, &scope, &row, (steps, now));
        Ok(Some(LookedAt { revision: atlas.revision(), turn, place }))
    })
    .await
}

/// Checks that the last operation is valid and permitted after those before it, and returns the
/// deepest grid common to all units then.
fn check_last(
    before: &Atlas,
    scope: &Scope,
    row: &Reassignment,
    (steps, now): (Vec<Operation>, Instant),
) -> Result<Option<GridId>, Vec<Problem>> {
    let steps = taking_effect(row, steps);
    let at = row.effective_at.map_or(now, |at| at.0.max(now));
    // Borders are not compared here.
    let stepped = plan_steps_surveyed(before, &steps, &Survey::default(), at);
    let after = &stepped.plan.atlas;
    let reach = OperationAuthority { scope: &scope.renewed(before, now), before, after, now };
    let last = steps.len() - 1;
    if let Some(step) = steps.last() {
        reach.check(step).map_err(|problem| vec![problem.below("/operation")])?;
    }
    let place = format!("/operations/{last}");
    let own = stepped.plan.problems.into_iter().filter_map(|problem| {
        let rest = problem
            .pointer
            .strip_prefix(&place)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        let pointer = format!("/operation{rest}");
        Some(problem.at(pointer))
    });
    let own: Vec<Problem> = own.collect();
    if own.is_empty() {
        Ok(common_place(before, after, &touched(before, &stepped.operations, at)))
    } else {
        Err(own)
    }
}

/// Loads a change set whose operations the caller may change. Those of one that undoes another
/// follow from that one.
///
/// # Errors
/// As [`load_for_change`]; [`Code::StepsFollow`].
fn editable(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ReassignmentId,
    version: i64,
) -> Result<Reassignment> {
    let row = load_for_change(tx, scope, id, version, ReassignmentMove::Edit)?;
    match row.undoes {
        None => Ok(row),
        Some(other) => {
            let other = Reassignment::load(tx.connection, other)?.brief();
            Err(naming(Code::StepsFollow.into(), &other).into())
        }
    }
}

/// Loads a change set in the version that the caller saw, for an action that they and its state
/// permit.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`], [`Code::ReassignmentState`].
pub(super) fn load_for_change(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ReassignmentId,
    version: i64,
    wanted: ReassignmentMove,
) -> Result<Reassignment> {
    let row = seen(tx, scope, id, version)?;
    row.state.require(wanted)?;
    Ok(row)
}

/// Loads a change set of the caller in the version that they saw, whatever its state.
///
/// # Errors
/// [`Code::NotFound`], [`Code::StaleVersion`].
pub(super) fn seen(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ReassignmentId,
    version: i64,
) -> Result<Reassignment> {
    let row = Reassignment::load(tx.connection, id)?;
    let atlas = tx.atlas()?;
    let now = tx.now();
    require_visible(is_own(&atlas, &scope.renewed(&atlas, now), &row), "")?;
    require_version(row.version, version)?;
    Ok(row)
}

/// Stores an edited change set as a draft: earlier previews and approvals no longer apply.
fn edited(
    tx: &mut Tx<'_>,
    row: &mut Reassignment,
    scope: &Scope,
    kind: &'static str,
    payload: &serde_json::Value,
) -> Result<()> {
    row.state = ReassignmentState::Draft;
    (row.digest, row.preview, row.previewed_at, row.stopped_by) = (None, None, None, None);
    (row.approver_id, row.approved_at) = (None, None);
    tx.update_reassignment(row, &Actor::of(scope), kind, payload.clone())
}
