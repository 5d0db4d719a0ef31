//! Moving a request: the domain decides, this module stores the result.

use super::assignees::check_assignees;
use super::dispatch::record_conflict;
use super::followers::carry_followers;
use super::move_ground::MoveGround;
use super::outcome::{close_after_silence, store_outcome};
use super::receipt;
use super::relation::caller_relation;
use super::request_transition::RequestTransition;
use crate::domain::id::{RequestId, TaskId};
use crate::domain::period::Instant;
use crate::domain::request;
use crate::domain::request::{
    MoveInput, NewTask, Parties, Party, Relation, RequestAction, RequestState, TaskSpec, coarse,
    visibility,
};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestRow;
use crate::store::{Actor, Db, Tx, idempotency, new_id};
use serde_json::json;
use std::sync::Arc;

/// Moves a request; returns true if the result is that of an earlier call with the same key.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller, [`Code::StaleVersion`], those
/// of [`request::apply`], [`Code::UnknownUnit`], [`Code::DispatchConflict`], [`Code::LinkOutsideDesk`] and
/// [`Code::IdempotencyKeyReused`].
pub async fn transition(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    scope: Scope,
    key: idempotency::IdempotentCall,
    transition: RequestTransition,
) -> Result<bool> {
    let rulebook = Arc::clone(rulebook);
    let request = transition.request;
    let caller = scope.clone();
    let made = db.write(move |tx| {
        if tx.replay(&key, json!(transition.request))?.is_some() {
            return Ok(true);
        }
        make(tx, &rulebook, &scope, &transition)?;
        Ok(false)
    });
    let made = made.await;
    if made.as_ref().is_err_and(|error| error.is(Code::DispatchConflict)) {
        record_conflict(db, &caller, request).await?;
    }
    made
}

fn make(
    tx: &mut Tx<'_>,
    rulebook: &Rulebook,
    scope: &Scope,
    transition: &RequestTransition,
) -> Result<()> {
    let atlas = tx.atlas()?;
    let now = tx.now();
    let mut row = RequestRow::load(tx.connection, transition.request)?;
    let bearer = transition
        .receipt
        .as_deref()
        .is_some_and(|secret| receipt::opens(tx.vault(), &row, secret));
    let caller = caller_relation(tx.connection, &atlas, scope, &row, bearer, now)?;
    let facts = match transition.input.action {
        RequestAction::Return => row.facts_with_returns(tx.connection)?,
        _ => row.whole_facts(tx.connection)?,
    };
    if visibility(&facts, caller.relation, caller.in_scope).is_none() && !bearer {
        return Err(Code::NotFound.into());
    }
    if transition.version.is_some_and(|version| version != row.version) {
        return Err(Problem::new(Code::StaleVersion).with("current", row.version).into());
    }
    let ground = MoveGround::read(tx, &atlas, rulebook, scope, &row, &facts, &caller, transition)?;
    let given_at = if facts.confidential { coarse(now, facts.urgency) } else { now };
    let references = ground.references();
    let input = MoveInput {
        to: ground.target(),
        task: transition.task.clone().map(|spec| new_task(spec, given_at)),
        parts: transition.parts.clone().map(|parts| new_parts(parts, given_at)),
        correction: ground.correction().map(|routed| routed.correction.clone()),
        earlier: references.earlier.clone(),
        leading: references.leading,
        ..transition.input.clone()
    };
    let around = ground.around(rulebook, scope.member, now);
    let step = request::apply(&facts, caller.relation, input, &around)?;
    check_assignees(tx, &atlas, &row, &caller, transition.input.action, &step.tasks)?;
    if let Some(correction) = ground.correction() {
        let by_reporter = caller.relation.acting(&facts).contains(Party::Reporter);
        correction.store(tx, &mut row, &step, by_reporter)?;
    }
    match atlas.grid_of(step.facts.holding.unit) {
        Some(root) if step.facts.at_desk && facts.review.is_some() => row.unplace(root),
        Some(grid) if !step.facts.at_desk => row.place_in(grid),
        _ => {}
    }
    let actor = Actor::of(scope);
    let routed = ground.routed(transition.input.action, step.facts.state);
    store_outcome(tx, &mut row, &actor, &facts, &step, routed.as_ref())?;
    close_after_silence(tx, rulebook, &row, &step.facts)?;
    carry_followers(tx, rulebook, &row, &facts, &step)
}

/// Creates a task. Its identifier contains the time at which it was given.
fn new_task(spec: TaskSpec, given_at: Instant) -> NewTask {
    NewTask { id: TaskId(new_id(given_at)), spec }
}

/// Creates the tasks of a joint handling. Tasks of one instant are listed by their identifiers, and
/// these in the order in which they were written down.
fn new_parts(specs: Vec<TaskSpec>, given_at: Instant) -> Vec<NewTask> {
    let mut ids: Vec<TaskId> = specs.iter().map(|_| TaskId(new_id(given_at))).collect();
    ids.sort_unstable();
    ids.into_iter().zip(specs).map(|(id, spec)| NewTask { id, spec }).collect()
}

/// Closes a resolved request that nobody judged in time; does nothing if somebody did.
pub(crate) fn close_silent(tx: &mut Tx<'_>, rulebook: &Rulebook, id: RequestId) -> Result<()> {
    let mut row = RequestRow::load(tx.connection, id)?;
    let facts = row.whole_facts(tx.connection)?;
    let relation = Relation { parties: Parties::of(&[Party::Service]), ..Relation::default() };
    let due = facts.state == RequestState::Resolved
        && facts.last_resolved_at().is_some_and(|at| tx.now() >= at + rulebook.silence);
    if !due {
        return Ok(());
    }
    let ground = MoveGround::of_service(&row);
    let around = ground.around(rulebook, None, tx.now());
    let step = request::apply(&facts, relation, MoveInput::of(RequestAction::Close), &around)?;
    store_outcome(tx, &mut row, &Actor::Service, &facts, &step, None)
}
