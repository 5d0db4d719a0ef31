//! 收回: whoever made the last step takes it back while nobody has acted on it. What had ended goes
//! on with whoever answers for it now.

use super::OutcomeDraft;
use crate::domain::request::input::MoveInput;
use crate::domain::request::{
    AssignmentCause, NoteKind, Party, RequestEvent, RequestFacts, RequestState,
};
use crate::error::{Error, Result};

impl OutcomeDraft<'_> {
    /// Takes the last step back: its clocks stay as they were.
    pub(super) fn recall_step(
        &mut self,
        input: MoveInput,
        before: &RequestFacts,
        party: Party,
    ) -> Result<()> {
        let last = before.last_step.ok_or_else(|| {
            Error::internal("the table lets a step be recalled that is not there")
        })?;
        match before.state {
            RequestState::Merged => return self.unlink(before),
            // Only the service does so: the one that it is linked to goes on.
            RequestState::Resolved if party == Party::Service => {
                self.wait_for_leading();
                return Ok(());
            }
            _ => {}
        }
        let note = self.note(NoteKind::RecallWords, input.words);
        self.happened(RequestEvent::Recalled { action: last.action, note });
        self.restore(before)
    }

    /// Gives what goes on to whoever answers for it now, if its holder does not.
    pub(super) fn pass_to_successor(&mut self) {
        let Some(holding) = self.around.restored else { return };
        let cause = match self.step.facts.at_desk {
            true => AssignmentCause::Desk,
            false => AssignmentCause::DutyEnded,
        };
        let proposed_at = self.step.facts.proposed_at;
        self.assign(holding, cause);
        self.step.facts.proposed_at = proposed_at;
    }

    /// Starts the clocks of whoever has not accepted it, and has not reached its reporter, anew:
    /// they could not see to it meanwhile.
    pub(super) fn arrive_again(&mut self) {
        self.wait_at_desk();
        let around = self.around;
        let facts = &mut self.step.facts;
        if facts.state.is_waiting() && !facts.at_desk {
            let due = around.allowances.to_accept(facts.urgency).due(around.now, around.calendar);
            facts.clocks.accept_due = due.value;
            facts.clocks.provisional |= due.provisional;
        }
        if facts.contact.is_none() {
            facts.clocks = facts.clocks.contact_again(
                around.now,
                facts.urgency,
                around.allowances,
                facts.upstream.and_then(|upstream| upstream.due_at),
                around.calendar,
            );
        }
    }
}
