//! Returning (退单): a request that is not its holder's goes to a review, and back to the desk if that
//! agrees.

use super::OutcomeDraft;
use crate::domain::calendar::zone;
use crate::domain::request::input::{MoveInput, given, pointer};
use crate::domain::request::return_review::{is_due_too_soon, returnable_until};
use crate::domain::request::{
    AssignmentCause, Meeting, MoveField, NoteKind, OfferKind, Party, PendingReview, RequestEvent,
    RequestState, ReviewDecision,
};
use crate::error::{Code, Error, Problem, Result, instant};
use chrono::{DateTime, Utc};

impl OutcomeDraft<'_> {
    pub(super) fn give_back(&mut self, input: MoveInput) -> Result<()> {
        let reason = given(input.return_reason, MoveField::ReturnReason)?;
        let to = given(given(input.to, MoveField::To)?.holding, MoveField::To)?.unit;
        let from = self.step.facts.holding.unit;
        if to == from {
            return Err(Problem::new(Code::TransferToSameUnit).at(pointer(MoveField::To)).into());
        }
        let new_fact = input.new_fact == Some(true);
        if !new_fact {
            self.require_window()?;
        }
        let by = self.around.actor.ok_or_else(|| Error::internal("nobody returns a request"))?;
        let note = self.words(NoteKind::ReturnBasis, input)?;
        let round = self.step.facts.returns.saturating_add(1);
        let returned_at = self.around.now;
        let due = PendingReview::due(round, returned_at, self.around.calendar);
        let facts = &mut self.step.facts;
        facts.clocks.provisional |= due.provisional;
        facts.review = Some(PendingReview {
            round,
            to,
            by,
            reason,
            returned_at,
            due: due.value,
            state: facts.state,
        });
        self.go(RequestState::Returned);
        self.happened(RequestEvent::Returned { round, from, to, reason, new_fact, note });
        Ok(())
    }

    /// Checks that it came to its holder not long ago, and leaves the platform above enough time.
    fn require_window(&self) -> Result<()> {
        let around = self.around;
        let until = returnable_until(around.held_since, around.calendar);
        let due_at = self.step.facts.upstream.and_then(|upstream| upstream.due_at);
        let margin = around.return_margin;
        if around.now <= until && !is_due_too_soon(due_at, around.now, margin, around.calendar) {
            return Ok(());
        }
        Err(Problem::new(Code::ReturnTooLate).with("until", instant(until)).into())
    }

    /// Decides on a return. What is agreed to goes to the desk at once, and is offered to the unit
    /// that the desk names or the returner proposed; what is not stays where it was.
    pub(super) fn review(&mut self, input: MoveInput, party: Party) -> Result<()> {
        let decision = given(input.decision, MoveField::Decision)?;
        let review = self.taken_review()?;
        if review.round > 2 || review.round == 2 && party == Party::Desk {
            require_meeting(input.meeting.as_ref(), self.around.now)?;
        }
        let target = input.to;
        let words = Meeting::told_with(input.words, input.meeting.as_ref());
        let note = given(self.note(NoteKind::ReviewWords, Some(words)), MoveField::Words)?;
        let round = review.round;
        self.step.facts.returns = round;
        self.happened(RequestEvent::ReturnReviewed { round, decision, note });
        if decision == ReviewDecision::Maintain {
            self.go(review.state);
            return Ok(());
        }
        let target = given(target, MoveField::To)?;
        if !target.covered {
            let field = pointer(MoveField::To);
            return Err(Problem::new(Code::TransferOutsideScope).at(field).into());
        }
        let returner = self.step.facts.holding.unit;
        if target.holding.is_some_and(|holding| holding.unit == returner) {
            return Err(Problem::new(Code::TransferToSameUnit).at(pointer(MoveField::To)).into());
        }
        let desk = self.around.desk.ok_or_else(|| Error::internal("there is no desk"))?;
        self.go(RequestState::Transferred);
        self.assign(desk, AssignmentCause::Desk);
        let (from, to) = self.offer(OfferKind::Dispatch, target)?;
        let (kind, reason) = (OfferKind::Dispatch, review.reason.into());
        self.happened(RequestEvent::Offered { kind, from, to, person: None, reason, note: None });
        Ok(())
    }

    /// Takes a return back that nobody has decided.
    pub(super) fn recall_return(&mut self, input: MoveInput) -> Result<()> {
        let review = self.taken_review()?;
        let note = self.note(NoteKind::ReturnBasis, input.words);
        self.go(review.state);
        self.happened(RequestEvent::ReturnRecalled { round: review.round, note });
        Ok(())
    }

    fn taken_review(&mut self) -> Result<PendingReview> {
        let review = self.step.facts.review.take();
        review.ok_or_else(|| Error::internal("a return is decided that is not there"))
    }
}

/// Maximum number of characters of the name of a unit.
const UNIT_NAME_MAX: usize = 100;

/// Checks that a meeting was held and says who took part and what it concluded.
pub(super) fn require_meeting(meeting: Option<&Meeting>, now: DateTime<Utc>) -> Result<()> {
    let too_long = |text: &&String| text.chars().count() > UNIT_NAME_MAX;
    if let Some(meeting) = meeting {
        if meeting.held_on > now.with_timezone(&zone()).date_naive() {
            return Err(Problem::new(Code::MeetingRequired).at("/meeting/held_on").into());
        }
        if meeting.units.iter().any(|unit| too_long(&unit)) {
            let problem = Problem::new(Code::TooLong).at("/meeting/units");
            return Err(problem.with("max", UNIT_NAME_MAX).into());
        }
    }
    let is_told = |meeting: &Meeting| {
        let texts = meeting.units.iter().chain([&meeting.lead, &meeting.conclusion]);
        !meeting.units.is_empty() && texts.into_iter().all(|text| !text.trim().is_empty())
    };
    match meeting.is_some_and(is_told) {
        true => Ok(()),
        false => Err(Problem::new(Code::MeetingRequired).at(pointer(MoveField::Meeting)).into()),
    }
}
