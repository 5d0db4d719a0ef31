//! Requests that are linked to another one go with it: they get its result, wait for it again when
//! that is taken back, and go on by themselves when it ends without one.

use super::move_ground::MoveGround;
use super::outcome::{close_after_silence, store_outcome};
use crate::domain::request::{
    self, MoveInput, MoveOutcome, NoteKind, Parties, Party, Relation, RequestAction, RequestEvent,
    RequestFacts, RequestState, possible,
};
use crate::error::Result;
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestRow;
use crate::store::{Actor, Tx};

/// The service, which moves a request because another one was moved. Who did that stays hidden: it
/// would show the link.
const SERVICE: Relation = Relation {
    parties: Parties::of(&[Party::Service]),
    handled_before: false,
    concerned: false,
    reported: false,
};

/// Moves the requests that are linked to one that was moved.
///
/// # Errors
/// Those of [`request::apply`] and of the database.
pub(super) fn carry_followers(
    tx: &mut Tx<'_>,
    rulebook: &Rulebook,
    leading: &RequestRow,
    before: &RequestFacts,
    step: &MoveOutcome,
) -> Result<()> {
    let Some(input) = input_for_followers(before, step) else { return Ok(()) };
    for mut follower in leading.followers(tx.connection)? {
        let facts = follower.whole_facts(tx.connection)?;
        let is_heard = facts.upstream.is_some_and(|upstream| upstream.judged_at.is_some());
        let goes_along = follower.state == state_of_followers(before)
            && possible(&facts, SERVICE).any(|row| row.action == input.action);
        if goes_along && !is_heard {
            carry(tx, rulebook, &mut follower, &facts, input.clone())?;
        }
    }
    Ok(())
}

/// Returns the state of the requests that wait for one, or got its result.
const fn state_of_followers(leading: &RequestFacts) -> RequestState {
    match leading.state {
        RequestState::Resolved => RequestState::Resolved,
        _ => RequestState::Merged,
    }
}

/// Returns the move of the requests that are linked to one after it was moved, if they move.
fn input_for_followers(before: &RequestFacts, step: &MoveOutcome) -> Option<MoveInput> {
    let is_recalled = step.events.iter().any(|event| {
        matches!(event, RequestEvent::Recalled { action: RequestAction::Resolve, .. })
    });
    if is_recalled || step.facts.state.is_final() && before.state.is_open() {
        return Some(MoveInput::of(RequestAction::Recall));
    }
    let outcome = step.events.iter().find_map(|event| match event {
        RequestEvent::Resolved { outcome, .. } => Some(*outcome),
        _ => None,
    })?;
    let reply = step.notes.iter().find(|(kind, _)| *kind == NoteKind::PublicReply);
    Some(MoveInput {
        outcome: Some(outcome),
        reply: reply.map(|(_, text)| text.clone()),
        ..MoveInput::of(RequestAction::Resolve)
    })
}

fn carry(
    tx: &mut Tx<'_>,
    rulebook: &Rulebook,
    follower: &mut RequestRow,
    facts: &RequestFacts,
    input: MoveInput,
) -> Result<()> {
    let now = tx.now();
    let atlas = tx.atlas()?;
    let action = input.action;
    let ground = MoveGround::of_follower(tx, &atlas, follower)?;
    let step = request::apply(facts, SERVICE, input, &ground.around(rulebook, None, now))?;
    let routed = ground.routed(action, step.facts.state);
    store_outcome(tx, follower, &Actor::Service, facts, &step, routed.as_ref())?;
    close_after_silence(tx, rulebook, follower, &step.facts)
}
