//! Correcting: place, category or urgency of a request were wrong. Whoever has it afterwards has
//! their own time to accept it and to contact the reporter; the result is due from its submission.

use super::OutcomeDraft;
use crate::domain::request::confidence::{clocks_from, coarse};
use crate::domain::request::input::{MoveInput, given, pointer};
use crate::domain::request::{
    AssignmentCause, Correction, MoveField, NoteKind, Party, RequestClocks, RequestEvent,
    RequestState,
};
use crate::error::{Code, Problem, Result};
use chrono::{DateTime, TimeDelta, Utc};

impl OutcomeDraft<'_> {
    /// Corrects it, or proposes the correction to the desk: handlers correct what changes neither
    /// holder nor clocks nor confidentiality.
    pub(super) fn correct(&mut self, input: MoveInput, party: Party) -> Result<()> {
        let correction = given(input.correction, MoveField::Place)?;
        if !correction.changes() && correction.place_found {
            return Err(Code::CorrectionToTheSame.into());
        }
        let is_desk = party == Party::Desk;
        if correction.lowers_urgency() && (correction.urgency_is_kept || !is_desk) {
            let code = match correction.urgency_is_kept {
                true => Code::UrgencyNeverLowered,
                false => Code::UrgencyLoweredByDesk,
            };
            return Err(Problem::new(code).at(pointer(MoveField::Urgency)).into());
        }
        if is_desk && !correction.place_found {
            let field = format!("{}/address", pointer(MoveField::Place));
            return Err(Problem::new(Code::AddressNotFound).at(field).into());
        }
        let may_move = is_desk || party == Party::Reporter;
        if correction.place_found && (may_move || self.leaves_all_else(&correction)) {
            self.apply_correction(correction, input.words)
        } else {
            self.propose_correction(input.words);
            Ok(())
        }
    }

    /// Declines the correction that a handler or the reporter proposes.
    pub(super) fn decline_correction(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::CorrectionWords, input)?;
        self.step.facts.correction_proposed_at = None;
        self.happened(RequestEvent::CorrectionDeclined { note });
        Ok(())
    }

    fn propose_correction(&mut self, words: Option<String>) {
        let note = self.note(NoteKind::CorrectionWords, words);
        self.step.facts.correction_proposed_at = Some(self.around.now);
        self.happened(RequestEvent::CorrectionProposed { note });
    }

    /// Returns true if holder, clocks and confidentiality stay as they are, but for an urgency that
    /// is raised.
    fn leaves_all_else(&self, correction: &Correction) -> bool {
        let facts = &self.step.facts;
        !self.moves(correction)
            && correction.confidential == facts.confidential
            && correction.allowances == correction.former_allowances
    }

    fn moves(&self, correction: &Correction) -> bool {
        let facts = &self.step.facts;
        correction.holding != facts.holding || correction.at_desk != facts.at_desk
    }

    fn apply_correction(&mut self, correction: Correction, words: Option<String>) -> Result<()> {
        let note = self.note(NoteKind::CorrectionWords, words);
        let (from, to) = (correction.from.clone(), correction.to.clone());
        self.happened(RequestEvent::Corrected { from, to, note });
        let former = correction.former_address.clone();
        if let Some(note) = self.note(NoteKind::FormerAddress, former) {
            self.happened(RequestEvent::AddressReplaced { note });
        }
        let moves = self.moves(&correction);
        let clocks = self.corrected_clocks(&correction, moves);
        let facts = &mut self.step.facts;
        facts.correction_proposed_at = None;
        if correction.confidential && !facts.confidential {
            facts.submitted_at = coarse(facts.submitted_at, correction.to.urgency);
        }
        facts.urgency = correction.to.urgency;
        facts.confidential = correction.confidential;
        facts.clocks = clocks;
        if moves {
            facts.accepted_at = None;
            let at_desk = correction.at_desk;
            self.go(RequestState::Assigned);
            let cause = if at_desk { AssignmentCause::Desk } else { AssignmentCause::Routing };
            self.assign(correction.holding, cause);
            self.wait_at_desk();
        }
        Ok(())
    }

    /// Returns the clocks afterwards. An urgency that is raised counts from now: nobody is overdue
    /// for it before they knew.
    fn corrected_clocks(&self, correction: &Correction, moves: bool) -> RequestClocks {
        let facts = &self.step.facts;
        // The receipt of a confidential request is kept to the hour in which it came.
        let received = match facts.confidential {
            true => facts.submitted_at + TimeDelta::microseconds(1),
            false => facts.submitted_at,
        };
        let [fresh, since_submission] = [self.around.now, received].map(|from| {
            let coarse = clocks_from(from, correction.to.urgency);
            self.clocks_from(correction, if correction.confidential { coarse } else { from })
        });
        let former = facts.clocks;
        let sooner = |due: DateTime<Utc>, other: DateTime<Utc>| due.min(other);
        let raised = correction.raises_urgency();
        let [accept_due, contact_due] = [
            (Some(former.accept_due), Some(fresh.accept_due)),
            (former.contact_due, fresh.contact_due.filter(|_| facts.contact.is_none())),
        ]
        .map(|(former, fresh)| match (moves, raised) {
            (true, _) => fresh.or(former),
            (false, true) => former.zip(fresh).map(|(a, b)| sooner(a, b)).or(former),
            (false, false) => former,
        });
        let resolve_due = match raised {
            true => sooner(former.resolve_due, fresh.resolve_due),
            false => since_submission.resolve_due,
        };
        RequestClocks {
            accept_due: accept_due.unwrap_or(former.accept_due),
            contact_due,
            resolve_due,
            provisional: fresh.provisional || since_submission.provisional,
        }
    }

    fn clocks_from(&self, correction: &Correction, from: DateTime<Utc>) -> RequestClocks {
        let facts = &self.step.facts;
        let clocks = RequestClocks::start(
            from,
            correction.kind,
            correction.to.urgency,
            facts.has_contact(),
            correction.allowances,
            self.around.calendar,
        );
        let due_at = facts.upstream.and_then(|upstream| upstream.due_at);
        due_at.map_or(clocks, |due_at| clocks.due_by(due_at, from))
    }
}
