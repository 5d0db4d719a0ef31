//! Handing on: a request is offered to another unit and stays with its holder until that unit
//! accepts it. A confidential request is offered by the desk alone; others propose it to the desk.

use super::OutcomeDraft;
use super::returning::require_meeting;
use crate::domain::request::input::{MoveInput, given, pointer};
use crate::domain::request::{
    AssignmentCause, Meeting, MoveField, NoteKind, Offer, OfferKind, RequestAction, RequestEvent,
    RequestState, TransferReason, TransferTarget, dispatch_due,
};
use crate::domain::unit::Unit;
use crate::error::{Code, Error, Problem, Result};

/// Escalations of a request for which nobody has to meet.
const ESCALATIONS_WITHOUT_MEETING: usize = 2;

impl OutcomeDraft<'_> {
    /// Offers it to a unit that the caller names. What the desk takes back moves at once: the desk
    /// itself does both.
    pub(super) fn hand_on(&mut self, input: MoveInput) -> Result<()> {
        let target = given(input.to, MoveField::To)?;
        let reason = self.reason_to_hand_on(&input)?;
        let confidential = self.step.facts.confidential;
        if !target.covered {
            return Err(at_receiver(Code::TransferOutsideScope));
        }
        let person = input.person;
        let note = self.note(NoteKind::TransferWords, input.words);
        if confidential && target.unit.is_desk() {
            return self.take_back(target, reason, note);
        }
        let is_dispatch = confidential || input.action == RequestAction::Dispatch;
        let kind = if is_dispatch { OfferKind::Dispatch } else { OfferKind::Transfer };
        let (from, to) = self.offer(kind, target)?;
        self.happened(RequestEvent::Offered { kind, from, to, person, reason, note });
        Ok(())
    }

    /// Offers it to the head of the next level up. Whoever escalates has called the reporter, or
    /// says why not.
    pub(super) fn escalate(&mut self, input: MoveInput) -> Result<()> {
        let reason = given(input.escalation_reason, MoveField::EscalationReason)?;
        let no_contact = input.no_contact;
        let facts = &self.step.facts;
        let is_owed = facts.has_contact() && facts.attempts.is_empty() && !facts.confidential;
        if is_owed && no_contact.is_none() {
            let field = pointer(MoveField::NoContact);
            return Err(Problem::new(Code::ContactBeforeEscalation).at(field).into());
        }
        if self.around.escalations >= ESCALATIONS_WITHOUT_MEETING {
            require_meeting(input.meeting.as_ref(), self.around.now)?;
        }
        let upward = self.around.upward.ok_or(Code::NothingAbove)?;
        if facts.confidential {
            return self.propose_to(upward, TransferReason::NeedsHigherLevel, input.words);
        }
        let words = Meeting::told_with(input.words, input.meeting.as_ref());
        let note = given(self.note(NoteKind::TransferWords, Some(words)), MoveField::Words)?;
        let (from, to) = self.offer(OfferKind::Escalation, upward)?;
        self.happened(RequestEvent::Escalated { from, to, reason, no_contact, note });
        Ok(())
    }

    /// Proposes a transfer. The result is the same whichever unit is named: the desk decides which
    /// one may get it.
    pub(super) fn propose(&mut self, input: MoveInput) -> Result<()> {
        let to = given(input.to, MoveField::To)?;
        let reason = reason(input.reason)?;
        self.propose_to(to, reason, input.words)
    }

    fn propose_to(
        &mut self,
        to: TransferTarget,
        reason: TransferReason,
        words: Option<String>,
    ) -> Result<()> {
        let note = self.note(NoteKind::TransferWords, words);
        let from = self.step.facts.holding.unit;
        self.step.facts.proposed_at = Some(self.around.now);
        self.happened(RequestEvent::Proposed { from, to: to.unit, reason, note });
        Ok(())
    }

    /// Declines a proposal, or what was offered.
    pub(super) fn decline(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::TransferWords, input)?;
        self.step.facts.proposed_at = None;
        self.happened(RequestEvent::ProposalDeclined { note });
        Ok(())
    }

    pub(super) fn decline_offer(&mut self, input: MoveInput) -> Result<()> {
        let offer = self.taken_offer()?;
        self.wait_at_desk();
        let note = self.words(NoteKind::TransferWords, input)?;
        self.happened(RequestEvent::OfferDeclined { to: offer.to, note });
        Ok(())
    }

    pub(super) fn recall(&mut self, input: MoveInput) -> Result<()> {
        let offer = self.taken_offer()?;
        self.wait_at_desk();
        let note = self.note(NoteKind::TransferWords, input.words);
        self.happened(RequestEvent::OfferRecalled { to: offer.to, note });
        Ok(())
    }

    /// Accepts what was offered: from now on it is theirs. They accepted it in time or not by the
    /// offer's own clock, and have their own time to contact a reporter whom nobody has reached.
    pub(super) fn take_over(&mut self) -> Result<()> {
        let offer = self.taken_offer()?;
        let receiver = self.around.offered.ok_or_else(|| {
            Error::internal("an offer is accepted for a unit that nobody answers for")
        })?;
        let cause = match offer.to.is_desk() {
            true => AssignmentCause::Desk,
            false => AssignmentCause::Transfer,
        };
        self.assign(receiver, cause);
        let facts = &mut self.step.facts;
        if facts.contact.is_none() {
            facts.clocks = facts.clocks.contact_again(
                self.around.now,
                facts.urgency,
                self.around.allowances,
                facts.upstream.and_then(|upstream| upstream.due_at),
                self.around.calendar,
            );
        }
        self.accept();
        Ok(())
    }

    /// Gives the desk its time to dispatch again what has come back to it.
    pub(super) fn wait_at_desk(&mut self) {
        let facts = &mut self.step.facts;
        if facts.at_desk && !facts.confidential {
            let due = dispatch_due(self.around.now, facts.urgency, self.around.calendar);
            facts.clocks.accept_due = due.value;
            facts.clocks.provisional |= due.provisional;
        }
    }

    /// Ends the offer and returns it.
    fn taken_offer(&mut self) -> Result<Offer> {
        let offer = self.step.facts.offer.take();
        offer
            .ok_or_else(|| Error::internal("the table lets an offer be answered that is not there"))
    }

    /// Replaces the offer by one to a unit. What was proposed is done once that unit accepts: if it
    /// declines, the desk has to decide again. Returns the units from and to which it goes.
    pub(super) fn offer(
        &mut self,
        kind: OfferKind,
        target: TransferTarget,
    ) -> Result<(Unit, Unit)> {
        let answering = given(target.holding, MoveField::To)?.unit;
        let to = if target.unit.is_desk() { target.unit } else { answering };
        let facts = &mut self.step.facts;
        let from = facts.holding.unit;
        let is_here = if facts.at_desk { to.is_desk() } else { from == to };
        if is_here {
            let named = target.unit == from || facts.at_desk;
            let code = if named { Code::TransferToSameUnit } else { Code::NobodyThere };
            return Err(at_receiver(code));
        }
        if facts.offer.is_some_and(|offer| offer.to == to) {
            return Err(at_receiver(Code::OfferedAlready));
        }
        let by = self.around.actor.ok_or_else(|| Error::internal("an offer is made by nobody"))?;
        let made_at = self.around.now;
        let due = kind.due(made_at, facts.urgency, self.around.allowances, self.around.calendar);
        facts.offer = Some(Offer { kind, to, by, made_at, due: due.value });
        facts.clocks.provisional |= due.provisional;
        if facts.at_desk && !facts.confidential {
            // The desk has dispatched it in time or not; from now on the unit's own time runs.
            facts.clocks.accept_due = due.value;
        }
        Ok((from, to))
    }

    /// Takes a confidential request back to the desk. The root that answers for an empty desk may
    /// be the unit that has it.
    fn take_back(
        &mut self,
        target: TransferTarget,
        reason: TransferReason,
        note: Option<NoteKind>,
    ) -> Result<()> {
        if self.step.facts.at_desk {
            return Err(at_receiver(Code::TransferToSameUnit));
        }
        let holding = given(target.holding, MoveField::To)?;
        let from = self.step.facts.holding.unit;
        self.go(RequestState::Transferred);
        self.happened(RequestEvent::Transferred { from, to: holding.unit, reason, note });
        self.assign(holding, AssignmentCause::Desk);
        Ok(())
    }

    /// Returns the reason, which nobody needs to give who dispatches. One for a confidential request
    /// is not kept: it would tell something of it.
    fn reason_to_hand_on(&self, input: &MoveInput) -> Result<TransferReason> {
        match (self.step.facts.confidential, input.action, input.reason) {
            (true, ..) | (false, RequestAction::Dispatch, None) => Ok(TransferReason::Dispatched),
            (false, RequestAction::Dispatch, Some(reason)) => Ok(reason),
            (false, ..) => reason(input.reason),
        }
    }
}

/// Returns the reason of a transfer by somebody other than the desk.
fn reason(given_reason: Option<TransferReason>) -> Result<TransferReason> {
    let reason = given(given_reason, MoveField::Reason)?;
    if reason == TransferReason::Dispatched {
        return Err(Problem::new(Code::ReasonOfTheDesk).at(pointer(MoveField::Reason)).into());
    }
    Ok(reason)
}

fn at_receiver(code: Code) -> Error {
    Problem::new(code).at(pointer(MoveField::To)).into()
}
