//! Ending: a request is judged, reopened, closed, withdrawn, or goes back to the platform above.

use super::OutcomeDraft;
use crate::domain::request::input::{MoveInput, given};
use crate::domain::request::{
    AssignmentCause, MoveField, NoteKind, Party, RequestEvent, RequestState, Satisfaction,
    SecondHandling, TicketFacts, VerdictSource, second_handling_due,
};
use crate::error::{Error, Result};

impl OutcomeDraft<'_> {
    pub(super) fn withdraw(&mut self, input: MoveInput) {
        let note = self.note(NoteKind::WithdrawalWords, input.words);
        self.step.facts.ended_at = Some(self.around.now);
        self.step.facts.offer = None;
        self.step.facts.review = None;
        self.go(RequestState::Withdrawn);
        self.happened(RequestEvent::Withdrawn { note });
    }

    pub(super) fn verdict(&mut self, input: MoveInput, party: Party) -> Result<()> {
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
    pub(super) fn heard(&mut self, source: VerdictSource) {
        if let Some(upstream) = &mut self.step.facts.upstream {
            let heard = if source == VerdictSource::City {
                &mut upstream.city_judged_at
            } else {
                &mut upstream.judged_at
            };
            *heard = Some(self.around.now);
        }
    }

    pub(super) fn mark_hard_case(&mut self) {
        if !self.step.facts.hard_case {
            self.step.facts.hard_case = true;
            self.happened(RequestEvent::MarkedHardCase);
        }
    }

    /// Closes a request after a verdict that ends it; a ticket from above ends by being reported
    /// back.
    pub(super) fn conclude(&mut self) {
        if self.step.facts.upstream.is_none() {
            self.close(AssignmentCause::Verdict);
        }
    }

    pub(super) fn return_upstream(&mut self, input: MoveInput) -> Result<()> {
        let reason = given(input.upstream_reason, MoveField::UpstreamReason)?;
        let note = given(self.note(NoteKind::ReturnWords, input.words), MoveField::Words)?;
        self.step.facts.ended_at = Some(self.around.now);
        self.step.facts.offer = None;
        self.step.facts.review = None;
        self.go(RequestState::Void);
        self.happened(RequestEvent::ReturnedUpstream { reason, note });
        Ok(())
    }

    pub(super) fn report_back(&mut self) -> Result<()> {
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

    pub(super) fn reopen(&mut self) {
        let due = second_handling_due(self.around.now, self.around.calendar);
        let facts = &mut self.step.facts;
        facts.second = Some(SecondHandling {
            reopened_at: self.around.now,
            due: due.value,
            resolved_at: None,
        });
        facts.clocks.provisional |= due.provisional;
        facts.ended_at = None;
        facts.outcome = None;
        facts.upstream = facts.upstream.map(|upstream| TicketFacts { judged_at: None, ..upstream });
        self.go(RequestState::Reopened);
        self.happened(RequestEvent::Reopened { due: due.value });
        self.assign(self.around.above, AssignmentCause::SecondHandling);
    }

    pub(super) fn close(&mut self, cause: AssignmentCause) {
        self.step.facts.ended_at = Some(self.around.now);
        self.go(RequestState::Closed);
        self.happened(RequestEvent::Closed { cause });
    }
}
