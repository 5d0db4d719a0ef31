//! Drafting: creating a change set, and changing its profile.

use super::authority::is_own;
use crate::domain::characters::{check_said, check_text};
use crate::domain::id::ReassignmentId;
use crate::domain::period::Instant;
use crate::domain::reassignment::{
    Operation, ReassignmentMove, ReassignmentOrigin, ReassignmentReason, ReassignmentState,
};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Problem, Result};
use crate::service::command::kept;
use crate::service::once::WrittenOnce;
use crate::service::preconditions::{require_version, require_visible};
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::idempotency::IdempotentCall;
use crate::store::reassignments::Reassignment;
use crate::store::{Actor, Db, Tx, new_id};
use chrono::TimeDelta;
use serde_json::json;

/// How far ahead a change set may take effect, in days.
const DAYS_AHEAD: i64 = 5 * 366;

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
    pub operations: Vec<Operation>,
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
        operations: StoredAs(new.operations.clone()),
        ..Reassignment::new(id, new.origin, scope.account, tx.now())
    };
    say(&mut row, &new.profile);
    let payload = json!({ "origin": row.origin, "undoes": row.undoes });
    row.insert(tx, &Actor::of(scope), "reassignment_drafted", payload)?;
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
    id: ReassignmentId,
    version: i64,
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
pub(super) fn edited(
    tx: &mut Tx<'_>,
    row: &mut Reassignment,
    scope: &Scope,
    kind: &'static str,
    payload: &serde_json::Value,
) -> Result<()> {
    row.state = ReassignmentState::Draft;
    row.digest = None;
    row.preview = None;
    row.previewed_at = None;
    row.stopped_by = None;
    row.approver_id = None;
    row.approved_at = None;
    row.update(tx, &Actor::of(scope), kind, payload.clone())
}
