//! Storing the outcome of a move.

use super::append::{MoveLeftovers, append};
use super::task_storing::store_tasks;
use crate::domain::request::{MoveOutcome, RequestEvent, RequestFacts, RequestState};
use crate::domain::routing::Routed;
use crate::error::{Error, Result};
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestRow;
use crate::store::{Actor, Tx};
use serde_json::json;

/// Job that closes a request after silence.
pub const CLOSE_SILENT: &str = "close_silent";

/// Stores the outcome of a move of a request that had some facts before.
///
/// # Errors
/// [`Error::Contended`] when another writer moved it in between; those of its tasks; those of the
/// database.
pub(super) fn store_outcome(
    tx: &mut Tx<'_>,
    row: &mut RequestRow,
    actor: &Actor,
    before: &RequestFacts,
    step: &MoveOutcome,
    routed: Option<&Routed>,
) -> Result<()> {
    for (index, attempt) in step.facts.attempts.iter().enumerate().skip(before.attempts.len()) {
        tx.insert_attempt(row.id, i32::try_from(index + 1).map_err(Error::internal)?, attempt)?;
    }
    store_return(tx, row, before, step)?;
    store_objection(tx, row, before, step)?;
    store_tasks(tx, row, before, step)?;
    row.apply_facts(&step.facts);
    let leaves = MoveLeftovers { events: &step.events, notes: &step.notes, routed, since: step.at };
    append(tx, row, actor, &leaves)?;
    store_last_step(tx, row, actor, before, step)?;
    store_closing(tx, row, before, step)?;
    tx.update_request(row)
}

/// Enqueues the job that closes a resolved request which nobody judges; a ticket from above ends by
/// being reported back.
pub(super) fn close_after_silence(
    tx: &mut Tx<'_>,
    rulebook: &Rulebook,
    row: &RequestRow,
    facts: &RequestFacts,
) -> Result<()> {
    if facts.state == RequestState::Resolved && facts.upstream.is_none() {
        let due = tx.now() + rulebook.silence;
        tx.job(CLOSE_SILENT, json!({ "request": row.id }), due)?;
    }
    Ok(())
}

/// Stores a return that was made or ended.
fn store_return(
    tx: &mut Tx<'_>,
    row: &RequestRow,
    before: &RequestFacts,
    step: &MoveOutcome,
) -> Result<()> {
    match (before.review, step.facts.review) {
        (None, Some(review)) => tx.insert_return(row.id, &review),
        (Some(_), None) => {
            let decision = step.events.iter().find_map(|event| match event {
                RequestEvent::ReturnReviewed { decision, .. } => Some(*decision),
                _ => None,
            });
            tx.end_return(row.id, decision, step.at)
        }
        _ => Ok(()),
    }
}

/// Stores an objection that was made or decided.
fn store_objection(
    tx: &mut Tx<'_>,
    row: &RequestRow,
    before: &RequestFacts,
    step: &MoveOutcome,
) -> Result<()> {
    match (before.objection, step.facts.objection) {
        (None, Some(objection)) => tx.insert_objection(row.id, &objection),
        (Some(open), Some(objection)) if objection.decided && !open.decided => {
            tx.end_objection(row.id, step.at)
        }
        _ => Ok(()),
    }
}

/// Stores what can be taken back of a move, with the event that the row has as its last.
fn store_last_step(
    tx: &mut Tx<'_>,
    row: &RequestRow,
    actor: &Actor,
    before: &RequestFacts,
    step: &MoveOutcome,
) -> Result<()> {
    match &step.facts.last_step {
        Some(last) if last.stands => tx.set_last_step(row, last, actor.account()),
        None if before.last_step.is_some() => tx.forget_last_step(row.id),
        _ => Ok(()),
    }
}

/// Stores how it ended otherwise than by being handled, or forgets that once it goes on.
fn store_closing(
    tx: &mut Tx<'_>,
    row: &RequestRow,
    before: &RequestFacts,
    step: &MoveOutcome,
) -> Result<()> {
    let state = step.facts.state;
    let goes_on = !before.state.is_open() && state.is_open() && state != RequestState::Objected;
    let is_taken_up = before.state == RequestState::Objected && state.is_open();
    match &step.closing {
        Some(closing) => tx.close(row.id, closing, step.at),
        None if goes_on || is_taken_up => tx.reopen(row.id),
        None => Ok(()),
    }
}
