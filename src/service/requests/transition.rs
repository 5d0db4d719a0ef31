//! Moving a request: the domain decides, this module stores the result.

use super::append::{MoveLeftovers, append};
use super::assignees::check_assignees;
use super::correction::RoutedCorrection;
use super::dispatch::record_conflict;
use super::move_ground::MoveGround;
use super::receipt;
use super::relation::caller_relation;
use super::request_transition::RequestTransition;
use crate::domain::id::{RequestId, TaskId};
use crate::domain::period::Instant;
use crate::domain::request;
use crate::domain::request::{
    MoveInput, NewTask, Parties, Party, Relation, ReleasedField, RequestAction, RequestEvent,
    RequestFacts, RequestState, TaskSpec, coarse, visibility,
};
use crate::domain::routing::Routed;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::rulebook::Rulebook;
use crate::store::column::StoredAs;
use crate::store::requests::{RequestRow, RequestTask};
use crate::store::{Actor, Db, Tx, idempotency, new_id};
use serde_json::json;
use std::sync::Arc;

/// Job that closes a request after silence.
pub const CLOSE_SILENT: &str = "close_silent";

/// Moves a request; returns true if the result is that of an earlier call with the same key.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller, [`Code::StaleVersion`], those
/// of [`request::apply`], [`Code::UnknownUnit`], [`Code::DispatchConflict`] and
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
    let input = MoveInput {
        to: ground.target(),
        task: transition.task.clone().map(|spec| new_task(spec, given_at)),
        parts: transition
            .parts
            .clone()
            .map(|parts| parts.into_iter().map(|spec| new_task(spec, given_at)).collect()),
        correction: ground.correction().map(|routed| routed.correction.clone()),
        ..transition.input.clone()
    };
    let around = ground.around(rulebook, scope.member, now);
    let step = request::apply(&facts, caller.relation, input, &around)?;
    check_assignees(tx, &atlas, &row, &caller, transition.input.action, &step.tasks)?;
    if let Some(correction) = ground.correction() {
        let by_reporter = caller.relation.acting(&facts).contains(Party::Reporter);
        write_correction(tx, &mut row, correction, &step, by_reporter)?;
    }
    match atlas.grid_of(step.facts.holding.unit) {
        Some(root) if step.facts.at_desk && facts.review.is_some() => row.unplace(root),
        Some(grid) if !step.facts.at_desk => row.place_in(grid),
        _ => {}
    }
    let actor = Actor::of(scope);
    let routed = ground.routed(transition.input.action, step.facts.state);
    write(tx, &mut row, &actor, &facts, &step, routed.as_ref())?;
    if step.facts.state == RequestState::Resolved && step.facts.upstream.is_none() {
        tx.job(CLOSE_SILENT, json!({ "request": row.id }), now + rulebook.silence)?;
    }
    Ok(())
}

/// Creates a task. Its identifier contains the time at which it was given.
fn new_task(spec: TaskSpec, given_at: Instant) -> NewTask {
    NewTask { id: TaskId(new_id(given_at)), spec }
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
    write(tx, &mut row, &Actor::Service, &facts, &step, None)
}

/// Writes the result of a move.
fn write(
    tx: &mut Tx<'_>,
    row: &mut RequestRow,
    actor: &Actor,
    before: &RequestFacts,
    step: &request::MoveOutcome,
    routed: Option<&Routed>,
) -> Result<()> {
    for (index, attempt) in step.facts.attempts.iter().enumerate().skip(before.attempts.len()) {
        tx.insert_attempt(row.id, i32::try_from(index + 1).map_err(Error::internal)?, attempt)?;
    }
    match (before.review, step.facts.review) {
        (None, Some(review)) => tx.insert_return(row.id, &review)?,
        (Some(_), None) => {
            let decision = step.events.iter().find_map(|event| match event {
                RequestEvent::ReturnReviewed { decision, .. } => Some(*decision),
                _ => None,
            });
            tx.end_return(row.id, decision, step.at)?;
        }
        _ => {}
    }
    write_tasks(tx, row, before, step)?;
    row.apply_facts(&step.facts);
    let leaves = MoveLeftovers { events: &step.events, notes: &step.notes, routed, since: step.at };
    append(tx, row, actor, &leaves)?;
    tx.update_request(row)
}

/// Writes a correction, or proposes it to the desk.
fn write_correction(
    tx: &mut Tx<'_>,
    row: &mut RequestRow,
    correction: &RoutedCorrection,
    step: &request::MoveOutcome,
    by_reporter: bool,
) -> Result<()> {
    let is_made = step.events.iter().any(|event| matches!(event, RequestEvent::Corrected { .. }));
    match is_made {
        true => correction.write(tx, row),
        false => correction.propose(tx, row, by_reporter),
    }
}

/// Writes the tasks that a move gives, releases or ends: they end with the work of the unit that
/// gave them.
fn write_tasks(
    tx: &mut Tx<'_>,
    row: &RequestRow,
    before: &RequestFacts,
    step: &request::MoveOutcome,
) -> Result<()> {
    let goes = before.holding.unit != step.facts.holding.unit || !step.facts.state.is_open();
    if goes {
        tx.end_tasks(&[row.id], step.at)?;
    }
    for task in &step.tasks {
        tx.insert_task(row.id, row.unit(), task, step.at)?;
    }
    for event in &step.events {
        if let RequestEvent::Released { task, fields } = event {
            release(tx, row.id, *task, fields)?;
        }
    }
    Ok(())
}

/// Stores what the reporter lets the assignees of a task know.
fn release(
    tx: &mut Tx<'_>,
    request: RequestId,
    task: TaskId,
    fields: &[ReleasedField],
) -> Result<()> {
    let found = RequestTask::find(tx.connection, task)?;
    let found = found.filter(|found| found.request_id == request && !found.state.is_over());
    let mut found = found.ok_or_else(|| Problem::new(Code::UnknownTask).at("/task_id"))?;
    found.released = StoredAs(fields.to_vec());
    found.version += 1;
    tx.update_task(&found)
}
