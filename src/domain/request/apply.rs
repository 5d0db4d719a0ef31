//! Applying one move to a request: its new facts, the events, and the texts to seal.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::input::{MoveInput, given, pointer};
use super::moves::{MoveRule, chosen, not_possible};
use super::{
    AssignmentCause, ContactAttempt, ContactOutcome, ContactSettlement, ContactStanding, MoveField,
    NoteKind, Party, Relation, RequestAction, RequestEvent, RequestFacts, RequestState,
    Satisfaction, SecondHandling, TicketFacts, TransferReason, VerdictSource, coarse,
    second_handling_due,
};
use crate::domain::calendar::{Calendar, zone};
use crate::domain::duty::Holding;
use crate::error::{Code, Error, Problem, Result};

/// Context of a move, beside the request and the input.
#[derive(Debug, Clone, Copy)]
pub struct MoveContext<'a> {
    /// Instant of the move.
    pub now: DateTime<Utc>,
    /// Working time.
    pub calendar: &'a Calendar,
    /// Head of the level above the unit it is assigned to, free of conflict, who takes a second
    /// handling. Above the root there is nobody: there it is the root's own head.
    pub above: Holding,
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
    /// Recorded time of the move: [`coarse`] for moves of a confidential reporter, the desk or the
    /// platform above.
    pub at: DateTime<Utc>,
}

/// Applies one move.
///
/// # Errors
/// [`Code::MoveNotPossible`] with the possible moves, if the table has none for this state and
/// caller; else every problem of the input: missing, blank, too long or unexpected fields,
/// [`Code::TransferOutsideScope`], [`Code::TransferToSameUnit`], [`Code::ReasonOfTheDesk`],
/// [`Code::ContactNumberGiven`], [`Code::RemindedToday`].
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
    let tells = matches!(party, Party::Reporter | Party::Bearer | Party::Desk | Party::Integrator);
    let at =
        if facts.confidential && tells { coarse(around.now, facts.urgency) } else { around.now };
    let around = &MoveContext { now: at, ..*around };
    let step = MoveOutcome { facts: facts.clone(), events: Vec::new(), notes: Vec::new(), at };
    let mut draft = OutcomeDraft { step, from: facts.state, row, around };
    match input.action {
        RequestAction::Accept => draft.accept(),
        RequestAction::Contact => draft.contact(input)?,
        RequestAction::Start => draft.start(),
        RequestAction::Resolve => draft.resolve(input)?,
        RequestAction::Transfer if facts.confidential && party != Party::Desk => {
            draft.propose(input)?
        }
        RequestAction::Transfer => draft.transfer(input, party)?,
        RequestAction::Decline => draft.decline(input)?,
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

    fn accept(&mut self) {
        self.step.facts.accepted_at.get_or_insert(self.around.now);
        self.go(RequestState::Accepted);
        self.happened(RequestEvent::Accepted);
    }

    /// Records an attempt to reach the reporter. One before it was accepted accepts it.
    fn contact(&mut self, input: MoveInput) -> Result<()> {
        let outcome = given(input.contact_outcome, MoveField::ContactOutcome)?;
        if outcome == ContactOutcome::NoneGiven && self.step.facts.phone_given {
            return Err(Problem::new(Code::ContactNumberGiven)
                .at(pointer(MoveField::ContactOutcome))
                .into());
        }
        if self.step.facts.state.is_waiting() {
            self.accept();
        }
        let note = self.note(NoteKind::ContactWords, input.words);
        self.happened(RequestEvent::ContactAttempted { outcome, note });
        let facts = &mut self.step.facts;
        facts.attempts.push(ContactAttempt { at: self.around.now, outcome });
        let standing = ContactStanding::of(&facts.attempts, self.around.calendar);
        if standing == ContactStanding::Owed || facts.contact.is_some() {
            return Ok(());
        }
        let reached = standing == ContactStanding::Reached;
        facts.contact = Some(ContactSettlement { at: self.around.now, reached });
        if facts.state == RequestState::Accepted {
            self.go(RequestState::Contacted);
        }
        self.happened(RequestEvent::ContactSettled { reached });
        Ok(())
    }

    fn start(&mut self) {
        self.step.facts.started_at.get_or_insert(self.around.now);
        self.go(RequestState::InProgress);
        self.happened(RequestEvent::Started);
    }

    fn resolve(&mut self, input: MoveInput) -> Result<()> {
        let outcome = given(input.outcome, MoveField::Outcome)?;
        let note = given(self.note(NoteKind::PublicReply, input.reply), MoveField::Reply)?;
        let now = Some(self.around.now);
        match &mut self.step.facts.second {
            Some(second) => second.resolved_at = now,
            None => self.step.facts.resolved_at = now,
        }
        self.step.facts.proposed_at = None;
        self.step.facts.asked_at = None;
        self.go(RequestState::Resolved);
        self.happened(RequestEvent::Resolved { outcome, note });
        Ok(())
    }

    fn transfer(&mut self, input: MoveInput, party: Party) -> Result<()> {
        let target = given(input.to, MoveField::To)?;
        let holding = given(target.holding, MoveField::To)?;
        let reason = match party {
            Party::Desk => TransferReason::Dispatched,
            _ => reason(input.reason)?,
        };
        let from = self.step.facts.holding.unit;
        let to = holding.unit;
        // A request that the desk takes back lies with the desk again. The root that answers for an
        // empty desk may still receive it.
        let taken_back = self.step.facts.confidential && target.unit.is_desk();
        if from == to && self.step.facts.at_desk == taken_back {
            return Err(Problem::new(Code::TransferToSameUnit).at(pointer(MoveField::To)).into());
        }
        if !target.covered {
            return Err(Problem::new(Code::TransferOutsideScope).at(pointer(MoveField::To)).into());
        }
        let note = self.note(NoteKind::TransferWords, input.words);
        self.go(RequestState::Transferred);
        self.happened(RequestEvent::Transferred { from, to, reason, note });
        self.assign(
            holding,
            if taken_back { AssignmentCause::Desk } else { AssignmentCause::Transfer },
        );
        Ok(())
    }

    /// Proposes a transfer. The result is the same whichever unit is named: the desk decides which
    /// one may get it.
    fn propose(&mut self, input: MoveInput) -> Result<()> {
        let to = given(input.to, MoveField::To)?.unit;
        let reason = reason(input.reason)?;
        let note = self.note(NoteKind::TransferWords, input.words);
        let from = self.step.facts.holding.unit;
        self.step.facts.proposed_at = Some(self.around.now);
        self.happened(RequestEvent::Proposed { from, to, reason, note });
        Ok(())
    }

    fn decline(&mut self, input: MoveInput) -> Result<()> {
        let note = given(self.note(NoteKind::TransferWords, input.words), MoveField::Words)?;
        self.step.facts.proposed_at = None;
        self.happened(RequestEvent::ProposalDeclined { note });
        Ok(())
    }

    fn withdraw(&mut self, input: MoveInput) {
        let note = self.note(NoteKind::WithdrawalWords, input.words);
        self.step.facts.ended_at = Some(self.around.now);
        self.go(RequestState::Withdrawn);
        self.happened(RequestEvent::Withdrawn { note });
    }

    fn verdict(&mut self, input: MoveInput, party: Party) -> Result<()> {
        let solved = given(input.solved, MoveField::Solved)?;
        let satisfaction = given(input.satisfaction, MoveField::Satisfaction)?;
        let source = match (self.step.facts.state, party) {
            (RequestState::Closed, _) => VerdictSource::City,
            (_, Party::Desk) => VerdictSource::Callback,
            _ => VerdictSource::ResidentPage,
        };
        self.heard(source);
        let note = self.note(NoteKind::VerdictWords, input.words);
        self.happened(RequestEvent::Judged {
            source,
            contacted: input.contacted,
            solved,
            satisfaction,
            note,
        });
        let bad = !solved || satisfaction == Satisfaction::Dissatisfied;
        match (bad, self.step.facts.second) {
            (true, None) => self.reopen(),
            (true, Some(_)) => {
                self.mark_hard_case();
                self.conclude();
            }
            (false, _) => self.conclude(),
        }
        Ok(())
    }

    /// Records the time of a verdict that the platform above waits for.
    fn heard(&mut self, source: VerdictSource) {
        if let Some(upstream) = &mut self.step.facts.upstream {
            let heard = if source == VerdictSource::City {
                &mut upstream.city_judged_at
            } else {
                &mut upstream.judged_at
            };
            *heard = Some(self.around.now);
        }
    }

    fn mark_hard_case(&mut self) {
        if !self.step.facts.hard_case {
            self.step.facts.hard_case = true;
            self.happened(RequestEvent::MarkedHardCase);
        }
    }

    /// Closes a request after a verdict that ends it; a ticket from above ends by being reported
    /// back.
    fn conclude(&mut self) {
        if self.step.facts.upstream.is_none() {
            self.close(AssignmentCause::Verdict);
        }
    }

    fn return_upstream(&mut self, input: MoveInput) -> Result<()> {
        let reason = given(input.upstream_reason, MoveField::UpstreamReason)?;
        let note = given(self.note(NoteKind::ReturnWords, input.words), MoveField::Words)?;
        self.step.facts.ended_at = Some(self.around.now);
        self.go(RequestState::Void);
        self.happened(RequestEvent::ReturnedUpstream { reason, note });
        Ok(())
    }

    fn report_back(&mut self) -> Result<()> {
        let note = self.note(NoteKind::Report, self.around.report.map(str::to_owned));
        let note =
            note.ok_or_else(|| Error::internal("a request is reported back without a report"))?;
        if let Some(upstream) = &mut self.step.facts.upstream {
            upstream.reported_at = Some(self.around.now);
            upstream.city_judged_at = None;
        }
        self.happened(RequestEvent::ReportedBack { note });
        self.close(AssignmentCause::ReportBack);
        Ok(())
    }

    fn redact(&mut self, input: MoveInput) -> Result<()> {
        let note = given(self.note(NoteKind::RedactedCopy, input.redacted), MoveField::Redacted)?;
        self.step.facts.redacted_at = Some(self.around.now);
        self.happened(RequestEvent::Redacted { note });
        Ok(())
    }

    /// Adds a relayed message. The reporter's goes to the desk, which passes on what does not
    /// identify them.
    fn relay(&mut self, input: MoveInput, party: Party) -> Result<()> {
        let kind = match party {
            Party::Reporter => NoteKind::RelayAnswer,
            Party::Desk => NoteKind::RelayedAnswer,
            _ => NoteKind::RelayQuestion,
        };
        let note = given(self.note(kind, input.words), MoveField::Words)?;
        self.happened(RequestEvent::Relayed { note });
        Ok(())
    }

    /// Leaves a note for those who handle it. What the desk notes on a confidential request stays
    /// with the desk, which knows the reporter; whoever holds it there is the desk too.
    fn leave_note(&mut self, input: MoveInput, party: Party) -> Result<()> {
        let facts = &self.step.facts;
        let is_desk = party == Party::Desk || facts.at_desk;
        let kind = match facts.confidential && is_desk {
            true => NoteKind::DeskNote,
            false => NoteKind::InternalNote,
        };
        let note = self.words(kind, input)?;
        self.happened(RequestEvent::Noted { note });
        Ok(())
    }

    fn tell_progress(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::ProgressWords, input)?;
        self.happened(RequestEvent::ProgressTold { note });
        Ok(())
    }

    fn ask(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::Question, input)?;
        self.step.facts.asked_at = Some(self.around.now);
        self.happened(RequestEvent::Asked { note });
        Ok(())
    }

    fn answer(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::Answer, input)?;
        self.step.facts.asked_at = None;
        self.happened(RequestEvent::Answered { note });
        Ok(())
    }

    fn supplement(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::Supplement, input)?;
        self.happened(RequestEvent::Supplemented { note });
        Ok(())
    }

    /// Presses for it, once in a working day.
    fn remind(&mut self, input: MoveInput) -> Result<()> {
        let today = working_day(self.around.calendar, self.around.now);
        let last = self.step.facts.reminded_at;
        if last.is_some_and(|last| working_day(self.around.calendar, last) == today) {
            return Err(Code::RemindedToday.into());
        }
        let note = self.note(NoteKind::ReminderWords, input.words);
        self.step.facts.reminded_at = Some(self.around.now);
        self.happened(RequestEvent::Reminded { note });
        Ok(())
    }

    /// Adds the words of a move, which the table requires.
    fn words(&mut self, kind: NoteKind, input: MoveInput) -> Result<NoteKind> {
        given(self.note(kind, input.words), MoveField::Words)
    }

    fn reopen(&mut self) {
        let due = second_handling_due(self.around.now, self.around.calendar);
        let facts = &mut self.step.facts;
        facts.second = Some(SecondHandling {
            reopened_at: self.around.now,
            due: due.value,
            resolved_at: None,
        });
        facts.clocks.provisional |= due.provisional;
        facts.ended_at = None;
        facts.upstream = facts.upstream.map(|upstream| TicketFacts { judged_at: None, ..upstream });
        self.go(RequestState::Reopened);
        self.happened(RequestEvent::Reopened { due: due.value });
        self.assign(self.around.above, AssignmentCause::SecondHandling);
    }

    fn close(&mut self, cause: AssignmentCause) {
        self.step.facts.ended_at = Some(self.around.now);
        self.go(RequestState::Closed);
        self.happened(RequestEvent::Closed { cause });
    }

    fn assign(&mut self, holding: Holding, cause: AssignmentCause) {
        self.step.facts.holding = holding;
        self.step.facts.at_desk = cause == AssignmentCause::Desk;
        self.step.facts.proposed_at = None;
        self.happened(RequestEvent::Assigned { holding, cause, change_set: None });
    }
}

/// Returns the working day of an instant; outside hours the next one.
fn working_day(calendar: &Calendar, at: DateTime<Utc>) -> NaiveDate {
    calendar.next_working(at).with_timezone(&zone()).date_naive()
}

/// Returns the reason of a transfer by somebody other than the desk.
fn reason(given_reason: Option<TransferReason>) -> Result<TransferReason> {
    let reason = given(given_reason, MoveField::Reason)?;
    if reason == TransferReason::Dispatched {
        return Err(Problem::new(Code::ReasonOfTheDesk).at(pointer(MoveField::Reason)).into());
    }
    Ok(reason)
}

#[cfg(test)]
mod tests;
