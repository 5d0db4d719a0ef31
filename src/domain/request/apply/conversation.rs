//! Conversation: what is said about a request while it is handled.

use super::OutcomeDraft;
use crate::domain::calendar::{Calendar, zone};
use crate::domain::request::input::{MoveInput, given};
use crate::domain::request::{MoveField, NoteKind, Party, RequestEvent};
use crate::error::{Code, Result};
use chrono::{DateTime, NaiveDate, Utc};

impl OutcomeDraft<'_> {
    pub(super) fn redact(&mut self, input: MoveInput) -> Result<()> {
        let note = given(self.note(NoteKind::RedactedCopy, input.redacted), MoveField::Redacted)?;
        self.step.facts.redacted_at = Some(self.around.now);
        self.happened(RequestEvent::Redacted { note });
        Ok(())
    }

    /// Adds a relayed message. The reporter's goes to the desk, which passes on what does not
    /// identify them.
    pub(super) fn relay(&mut self, input: MoveInput, party: Party) -> Result<()> {
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
    pub(super) fn leave_note(&mut self, input: MoveInput, party: Party) -> Result<()> {
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

    pub(super) fn tell_progress(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::ProgressWords, input)?;
        self.happened(RequestEvent::ProgressTold { note });
        Ok(())
    }

    pub(super) fn ask(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::Question, input)?;
        self.step.facts.asked_at = Some(self.around.now);
        self.happened(RequestEvent::Asked { note });
        Ok(())
    }

    pub(super) fn answer(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::Answer, input)?;
        self.step.facts.asked_at = None;
        self.happened(RequestEvent::Answered { note });
        Ok(())
    }

    pub(super) fn supplement(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::Supplement, input)?;
        self.happened(RequestEvent::Supplemented { note });
        Ok(())
    }

    /// Presses for it, once in a working day.
    pub(super) fn remind(&mut self, input: MoveInput) -> Result<()> {
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
}

/// Returns the working day of an instant; outside hours the next one.
fn working_day(calendar: &Calendar, at: DateTime<Utc>) -> NaiveDate {
    calendar.next_working(at).with_timezone(&zone()).date_naive()
}
