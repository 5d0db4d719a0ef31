//! Handling: a request is accepted, its reporter is called, work on it begins and ends.

use super::OutcomeDraft;
use crate::domain::request::input::{MoveInput, given, pointer};
use crate::domain::request::{
    ContactAttempt, ContactOutcome, ContactSettlement, ContactStanding, MoveField, NoteKind,
    RequestEvent, RequestState,
};
use crate::error::{Code, Problem, Result};

impl OutcomeDraft<'_> {
    pub(super) fn accept(&mut self) {
        self.step.facts.accepted_at.get_or_insert(self.around.now);
        self.go(RequestState::Accepted);
        self.happened(RequestEvent::Accepted);
    }

    /// Records an attempt to reach the reporter. One before it was accepted accepts it.
    pub(super) fn contact(&mut self, input: MoveInput) -> Result<()> {
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

    pub(super) fn start(&mut self) {
        self.step.facts.started_at.get_or_insert(self.around.now);
        self.go(RequestState::InProgress);
        self.happened(RequestEvent::Started);
    }

    pub(super) fn resolve(&mut self, input: MoveInput) -> Result<()> {
        let outcome = given(input.outcome, MoveField::Outcome)?;
        let note = given(self.note(NoteKind::PublicReply, input.reply), MoveField::Reply)?;
        let now = Some(self.around.now);
        match &mut self.step.facts.second {
            Some(second) => second.resolved_at = now,
            None => self.step.facts.resolved_at = now,
        }
        self.step.facts.outcome = Some(outcome);
        // One that waited for another about the same has not ended.
        self.step.facts.ended_at = None;
        self.step.facts.proposed_at = None;
        self.step.facts.correction_proposed_at = None;
        self.step.facts.offer = None;
        self.step.facts.asked_at = None;
        self.go(RequestState::Resolved);
        self.happened(RequestEvent::Resolved { outcome, note });
        Ok(())
    }
}
