//! Applying one move to a request: its new facts, the events, and the texts to seal.

mod conversation;
mod correcting;
mod ending;
mod handing_on;
mod handling;
mod linking;
mod recalling;
mod redirecting;
mod returning;
mod tasks;

use super::input::{MoveInput, given};
use super::moves::{MoveRule, chosen, not_possible};
use super::{
    AssignmentCause, ClockAllowances, ClosingWay, LastStep, MoveField, NewTask, NoteKind, Party,
    RedirectReason, Relation, RequestAction, RequestEvent, RequestFacts, RequestState,
    TransferTarget, coarse,
};
use crate::domain::calendar::Calendar;
use crate::domain::duty::Holding;
use crate::domain::id::{MemberId, RequestId};
use crate::error::Result;
use chrono::{DateTime, Duration, Utc};

/// Context of a move, beside the request and the input.
#[derive(Debug, Clone, Copy)]
pub struct MoveContext<'a> {
    /// Instant of the move.
    pub now: DateTime<Utc>,
    /// Working time.
    pub calendar: &'a Calendar,
    /// Member who makes it; none for the service and for callers without a login.
    pub actor: Option<MemberId>,
    /// Clocks of its category.
    pub allowances: ClockAllowances,
    /// Head of the level above the unit it is assigned to, free of conflict, who takes a second
    /// handling. Above the root there is nobody: there it is the root's own head.
    pub above: Holding,
    /// Next level up with another head, to whom an escalation goes; none at the top.
    pub upward: Option<TransferTarget>,
    /// Who holds it if the caller accepts what is offered.
    pub offered: Option<Holding>,
    /// Who answers now at the desk.
    pub desk: Option<Holding>,
    /// Who holds it from now on if it goes on after it had ended, and its holder answers for it no
    /// longer.
    pub restored: Option<Holding>,
    /// True if other requests are linked to it and wait for it.
    pub leads_others: bool,
    /// True if there are people who must not handle it.
    pub excludes_people: bool,
    /// Time since which its holder has it.
    pub held_since: DateTime<Utc>,
    /// Working time that a ticket must have left to be returned.
    pub return_margin: Duration,
    /// Number of times that the unit which has it has escalated it before.
    pub escalations: usize,
    /// Silence after which a resolved request closes.
    pub silence: Duration,
    /// Report to the platform above, if there is one.
    pub report: Option<&'a str>,
}

/// Result of a move. All of it is written in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct MoveOutcome {
    /// The request afterwards.
    pub facts: RequestFacts,
    /// Events, in order.
    pub events: Vec<RequestEvent>,
    /// Texts to seal.
    pub notes: Vec<(NoteKind, String)>,
    /// Tasks that are given.
    pub tasks: Vec<NewTask>,
    /// How it ended, if it ended otherwise than by being handled.
    pub closing: Option<Closing>,
    /// Recorded time of the move: [`coarse`] for moves of a confidential reporter, the desk or the
    /// platform above.
    pub at: DateTime<Utc>,
}

/// The end of a request that was not handled to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// Way.
    pub way: ClosingWay,
    /// Reason for telling the reporter where else to go.
    pub reason: Option<RedirectReason>,
    /// The other request: the earlier one that was answered, or the one it is linked to.
    pub related: Option<RequestId>,
}

impl Closing {
    /// A way without reason and other request.
    pub const fn by(way: ClosingWay) -> Self {
        Self { way, reason: None, related: None }
    }
}

/// Applies one move.
///
/// # Errors
/// `move_not_possible` with the possible moves, if the table has none for this state and
/// caller; else every problem of the input: missing, blank, too long or unexpected fields,
/// `transfer_outside_scope`, `transfer_to_same_unit`, `reason_of_the_desk`, `offered_already`,
/// `nobody_there`, `contact_before_escalation`, `nothing_above`, `meeting_required`,
/// `return_too_late`, `contact_number_given`, `reminded_today`, `task_until_passed`,
/// `assignee_twice`, `two_parts_lead`, `task_does_not_lead`, `too_many`,
/// `correction_to_the_same`, `urgency_never_lowered`, `urgency_lowered_by_desk`,
/// `address_not_found`, `earlier_reply_unknown`,
/// `new_fact_is_handled`, `objected_already`, `linked_already`, `link_to_itself`, `link_to_merged`,
/// `link_to_ended`, `link_leads_others`, `link_to_confidential`, `link_excludes_people`.
pub fn apply(
    facts: &RequestFacts,
    relation: Relation,
    input: MoveInput,
    around: &MoveContext<'_>,
) -> Result<MoveOutcome> {
    let (row, party) = chosen(facts, relation, input.action)?;
    input.check(row)?;
    // The time at which the platform above called or asked the reporter, or the desk dispatched the
    // request, reveals as much as the time of writing.
    // So does what the service does because another request was moved.
    let follows = party == Party::Service && input.action != RequestAction::Close;
    let tells = follows
        || matches!(party, Party::Reporter | Party::Bearer | Party::Desk | Party::Integrator);
    let at =
        if facts.confidential && tells { coarse(around.now, facts.urgency) } else { around.now };
    let around = &MoveContext { now: at, ..*around };
    let last_step = LastStep::after(input.action, party, facts);
    let step = MoveOutcome {
        facts: RequestFacts { last_step, ..facts.clone() },
        events: Vec::new(),
        notes: Vec::new(),
        tasks: Vec::new(),
        closing: None,
        at,
    };
    let mut draft = OutcomeDraft { step, from: facts.state, row, around };
    match input.action {
        RequestAction::Accept if party == Party::Offered => draft.take_over()?,
        RequestAction::Accept => draft.accept(),
        RequestAction::Contact => draft.contact(input)?,
        RequestAction::Start => draft.start(),
        RequestAction::Resolve => draft.resolve(input)?,
        RequestAction::Transfer if facts.confidential && party != Party::Desk => {
            draft.propose(input)?
        }
        RequestAction::Transfer | RequestAction::Dispatch => draft.hand_on(input)?,
        RequestAction::Escalate => draft.escalate(input)?,
        RequestAction::Return => draft.give_back(input)?,
        RequestAction::Review => draft.review(input, party)?,
        RequestAction::Recall if facts.review.is_some() => draft.recall_return(input)?,
        RequestAction::Recall if party == Party::LastMover || !facts.state.is_open() => {
            draft.recall_step(input, facts, party)?
        }
        RequestAction::Recall => draft.recall(input)?,
        RequestAction::Decline if party == Party::Offered => draft.decline_offer(input)?,
        RequestAction::Decline if facts.proposed_at.is_some() => draft.decline(input)?,
        RequestAction::Decline => draft.decline_correction(input)?,
        RequestAction::Withdraw => draft.withdraw(input),
        RequestAction::Verdict => draft.verdict(input, party)?,
        RequestAction::Close => {
            let silent =
                facts.last_resolved_at().is_some_and(|at| around.now >= at + around.silence);
            if !silent {
                return Err(not_possible(facts, relation, RequestAction::Close).into());
            }
            draft.close(AssignmentCause::Silence);
        }
        RequestAction::ReturnUpstream => draft.return_upstream(input)?,
        RequestAction::ReportBack => draft.report_back()?,
        RequestAction::Redact => draft.redact(input)?,
        RequestAction::Relay => draft.relay(input, party)?,
        RequestAction::Note => draft.leave_note(input, party)?,
        RequestAction::Progress => draft.tell_progress(input)?,
        RequestAction::Ask => draft.ask(input)?,
        RequestAction::Answer => draft.answer(input)?,
        RequestAction::Supplement => draft.supplement(input)?,
        RequestAction::Remind => draft.remind(input)?,
        RequestAction::Assign => draft.assign_task(input)?,
        RequestAction::CoHandle => draft.co_handle(input)?,
        RequestAction::Release => draft.release(input)?,
        RequestAction::Correct => draft.correct(input, party)?,
        RequestAction::Redirect => draft.redirect(input)?,
        RequestAction::Object => draft.object(input)?,
        RequestAction::Uphold => draft.uphold(input)?,
        RequestAction::TakeUp => draft.take_up(input, facts)?,
        RequestAction::Void => draft.void(input)?,
        RequestAction::Link => draft.link(input)?,
    }
    Ok(draft.step)
}

/// A move outcome under construction.
struct OutcomeDraft<'a> {
    step: MoveOutcome,
    /// State before the move.
    from: RequestState,
    row: &'static MoveRule,
    around: &'a MoveContext<'a>,
}

impl OutcomeDraft<'_> {
    fn happened(&mut self, event: RequestEvent) {
        self.step.events.push(event);
    }

    /// Adds a text to seal and returns the kind by which events refer to it.
    fn note(&mut self, kind: NoteKind, text: Option<String>) -> Option<NoteKind> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        self.step.notes.push((kind, text));
        Some(kind)
    }

    /// Changes to a state that the table names for this move.
    fn go(&mut self, to: RequestState) {
        let from = self.from;
        debug_assert!(
            self.row.to.states(from).any(|state| state == to),
            "{:?} does not lead from {from} to {to}",
            self.row
        );
        self.step.facts.state = to;
    }

    /// Adds the words of a move, which the table requires.
    fn words(&mut self, kind: NoteKind, input: MoveInput) -> Result<NoteKind> {
        given(self.note(kind, input.words), MoveField::Words)
    }

    fn assign(&mut self, holding: Holding, cause: AssignmentCause) {
        self.step.facts.holding = holding;
        self.step.facts.at_desk = cause == AssignmentCause::Desk;
        self.step.facts.proposed_at = None;
        self.step.facts.offer = None;
        self.happened(RequestEvent::Assigned { holding, cause, change_set: None });
    }
}

#[cfg(test)]
mod tests;
