//! Moving a request: the domain decides, this module stores the result.

use super::append::{MoveLeftovers, append};
use super::dispatch::{dispatched, record_conflict};
use super::receipt;
use super::relation::{CallerRelation, caller_relation};
use super::report_back::render;
use crate::domain::atlas::Atlas;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request;
use crate::domain::request::{
    ClockAllowances, ContactOutcome, EscalationReason, MoveContext, MoveInput, NoContactReason,
    Parties, Party, Relation, RequestAction, RequestFacts, RequestState, ResolutionOutcome,
    Satisfaction, TransferReason, TransferTarget, UpstreamReason, visibility,
};
use crate::domain::routing::{Conflicts, Routed, route_from};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Error, Problem, Result};
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestRow;
use crate::store::{Actor, Db, Tx, idempotency};
use serde_json::json;
use std::sync::Arc;

/// Job that closes a request after silence.
pub const CLOSE_SILENT: &str = "close_silent";

/// Input of a move.
#[derive(Debug, Clone)]
pub struct RequestTransition {
    /// The request.
    pub request: RequestId,
    /// Secret of the receipt, for callers without a login.
    pub receipt: Option<String>,
    /// Version that the caller saw; any other is refused.
    pub version: Option<i64>,
    /// Action.
    pub action: RequestAction,
    /// Outcome of an attempt to reach the reporter.
    pub contact_outcome: Option<ContactOutcome>,
    /// Outcome of the handling.
    pub outcome: Option<ResolutionOutcome>,
    /// Public reply to the reporter.
    pub reply: Option<String>,
    /// Unit it is transferred to.
    pub to: Option<Unit>,
    /// Reason of the transfer.
    pub reason: Option<TransferReason>,
    /// Reason of an escalation.
    pub escalation_reason: Option<EscalationReason>,
    /// Reason why nobody called the reporter before an escalation.
    pub no_contact: Option<NoContactReason>,
    /// True if the reporter says that somebody contacted them.
    pub contacted: Option<bool>,
    /// True if the reporter says that it is solved.
    pub solved: Option<bool>,
    /// Satisfaction of the reporter.
    pub satisfaction: Option<Satisfaction>,
    /// Explanation, or text that is relayed.
    pub words: Option<String>,
    /// Redacted copy for the handlers of a confidential request.
    pub redacted: Option<String>,
    /// Reason for giving it back to the platform above.
    pub upstream_reason: Option<UpstreamReason>,
}

impl RequestTransition {
    /// Creates a move without further input.
    pub const fn of(request: RequestId, action: RequestAction) -> Self {
        Self {
            request,
            receipt: None,
            version: None,
            action,
            contact_outcome: None,
            outcome: None,
            reply: None,
            to: None,
            reason: None,
            escalation_reason: None,
            no_contact: None,
            contacted: None,
            solved: None,
            satisfaction: None,
            words: None,
            redacted: None,
            upstream_reason: None,
        }
    }
}

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
    let facts = row.facts(row.attempts(tx.connection)?);
    if visibility(&facts, caller.relation, caller.in_scope).is_none() && !bearer {
        return Err(Code::NotFound.into());
    }
    if transition.version.is_some_and(|version| version != row.version) {
        return Err(Problem::new(Code::StaleVersion).with("current", row.version).into());
    }
    let hands_on = matches!(transition.action, RequestAction::Transfer | RequestAction::Dispatch);
    let dispatches = hands_on && caller.relation.acting(&facts).contains(Party::Desk);
    let receiver = match transition.to {
        Some(unit) => Some(receiver(&atlas, scope, &row, &caller, dispatches, unit, now)?),
        None => None,
    };
    let input = input(transition, receiver.as_ref());
    let above = head_above(&atlas, &row, &caller, now)?;
    let report = match (transition.action, facts.upstream) {
        (RequestAction::ReportBack, Some(_)) => {
            Some(render(tx.connection, tx.vault(), &atlas, rulebook, &row, &facts)?)
        }
        _ => None,
    };
    let upward = match transition.action {
        RequestAction::Escalate => upward(&atlas, &row, &caller, now)?,
        _ => None,
    };
    let around = MoveContext {
        now,
        calendar: &rulebook.calendar,
        actor: scope.member,
        allowances: allowances(&atlas, &row),
        above: above.holding,
        upward,
        offered: caller.offered.as_ref().map(|routed| routed.holding),
        silence: rulebook.silence,
        report: report.as_deref(),
    };
    let step = request::apply(&facts, caller.relation, input, &around)?;
    let holder_unit = step.facts.holding.unit;
    if let Some(grid) = atlas.grid_of(holder_unit).filter(|_| !step.facts.at_desk) {
        row.place_in(grid);
    }
    let actor = Actor::of(scope);
    let routed = match transition.action {
        RequestAction::Accept => caller.offered,
        _ if step.facts.state == RequestState::Reopened => Some(above),
        _ => receiver.and_then(|to| to.routed),
    };
    write(tx, &mut row, &actor, &facts, &step, routed.as_ref())?;
    if step.facts.state == RequestState::Resolved && step.facts.upstream.is_none() {
        tx.job(CLOSE_SILENT, json!({ "request": row.id }), now + rulebook.silence)?;
    }
    Ok(())
}

/// Closes a resolved request that nobody judged in time; does nothing if somebody did.
pub(crate) fn close_silent(tx: &mut Tx<'_>, rulebook: &Rulebook, id: RequestId) -> Result<()> {
    let mut row = RequestRow::load(tx.connection, id)?;
    let facts = row.facts(row.attempts(tx.connection)?);
    let relation = Relation { parties: Parties::of(&[Party::Service]), ..Relation::default() };
    let due = facts.state == RequestState::Resolved
        && facts.last_resolved_at().is_some_and(|at| tx.now() >= at + rulebook.silence);
    if !due {
        return Ok(());
    }
    let now = tx.now();
    let above = row.holding();
    let around = MoveContext {
        now,
        calendar: &rulebook.calendar,
        actor: None,
        allowances: ClockAllowances::default(),
        above,
        upward: None,
        offered: None,
        silence: rulebook.silence,
        report: None,
    };
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
    row.apply_facts(&step.facts);
    let leaves = MoveLeftovers { events: &step.events, notes: &step.notes, routed, since: step.at };
    append(tx, row, actor, &leaves)?;
    tx.update_request(row)
}

/// A unit that a request is transferred to.
struct ReceivingUnit {
    target: TransferTarget,
    /// Routing at that unit; `None` when the desk is to decide.
    routed: Option<Routed>,
}

/// Routes a request at the unit that it is transferred to. For a confidential request only the desk
/// learns the result: for others it is not computed.
fn receiver(
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    caller: &CallerRelation,
    dispatches: bool,
    unit: Unit,
    now: Instant,
) -> Result<ReceivingUnit> {
    if !atlas.has(unit) {
        return Err(Problem::new(Code::UnknownUnit)
            .at("/to")
            .with("unit", unit.id().to_string())
            .into());
    }
    let covered = scope.covers(atlas, unit);
    let routed = match (row.confidential, dispatches) {
        (true, false) => None,
        (true, true) => Some(dispatched(atlas, row, &earlier_conflicts(caller), unit, now)?),
        (false, _) => Some(route_from(atlas, unit, &earlier_conflicts(caller), now)?),
    };
    let holding = routed.as_ref().map(|routed| routed.holding);
    Ok(ReceivingUnit { target: TransferTarget { unit, holding, covered }, routed })
}

/// Routes a request to the level above its unit; at the root, to the root itself.
fn head_above(
    atlas: &Atlas,
    row: &RequestRow,
    caller: &CallerRelation,
    now: Instant,
) -> Result<Routed> {
    let unit = row.unit();
    Ok(route_from(atlas, atlas.above(unit).unwrap_or(unit), &earlier_conflicts(caller), now)?)
}

/// Returns where an escalation goes: to the next level up whose head is another than the holder. Of
/// a confidential request only the level above is named, and the desk decides.
fn upward(
    atlas: &Atlas,
    row: &RequestRow,
    caller: &CallerRelation,
    now: Instant,
) -> Result<Option<TransferTarget>> {
    let mut level = atlas.above(row.unit());
    while let Some(unit) = level {
        if row.confidential {
            return Ok(Some(TransferTarget { unit, holding: None, covered: true }));
        }
        let holding = route_from(atlas, unit, &earlier_conflicts(caller), now)?.holding;
        if holding.member != row.holder_id && holding.unit != row.unit() {
            return Ok(Some(TransferTarget { unit, holding: Some(holding), covered: true }));
        }
        level = atlas.above(unit);
    }
    Ok(None)
}

/// Returns the clocks of its category; of one that is configured no longer the usual ones.
fn allowances(atlas: &Atlas, row: &RequestRow) -> ClockAllowances {
    atlas.settings().category(&row.category).map(|category| category.clocks).unwrap_or_default()
}

/// Returns the conflicts of the earlier routing: those who were skipped then stay excluded.
fn earlier_conflicts(caller: &CallerRelation) -> Conflicts {
    Conflicts { excluded_people: caller.excluded_people.clone(), ..Conflicts::default() }
}

fn input(transition: &RequestTransition, receiver: Option<&ReceivingUnit>) -> MoveInput {
    let to = receiver.map(|receiver| receiver.target);
    MoveInput {
        action: transition.action,
        contact_outcome: transition.contact_outcome,
        outcome: transition.outcome,
        reply: transition.reply.clone(),
        to,
        reason: transition.reason,
        escalation_reason: transition.escalation_reason,
        no_contact: transition.no_contact,
        contacted: transition.contacted,
        solved: transition.solved,
        satisfaction: transition.satisfaction,
        words: transition.words.clone(),
        redacted: transition.redacted.clone(),
        upstream_reason: transition.upstream_reason,
    }
}
