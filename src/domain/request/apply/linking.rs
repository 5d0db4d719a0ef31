//! 并单: one of two requests about the same goes on, and the other waits for it. Each reporter keeps
//! a number, a receipt, a reply and a verdict of their own, and is told nothing of the other.

use super::{Closing, OutcomeDraft};
use crate::domain::request::input::{MoveInput, given, pointer};
use crate::domain::request::{
    ClosingWay, LeadingRequest, MoveField, RequestEvent, RequestFacts, RequestState,
};
use crate::error::{Code, Problem, Result};

impl OutcomeDraft<'_> {
    /// Links it to another one, which goes on.
    pub(super) fn link(&mut self, input: MoveInput) -> Result<()> {
        let leading = given(input.leading, MoveField::Leading)?;
        if let Some(code) = self.unlinkable(leading) {
            return Err(Problem::new(code).at(pointer(MoveField::Leading)).into());
        }
        self.step.closing =
            Some(Closing { related: Some(leading.id), ..Closing::by(ClosingWay::Merged) });
        self.end(RequestState::Merged);
        self.happened(RequestEvent::Merged);
        Ok(())
    }

    /// Returns why it cannot be linked to a request, if it cannot.
    fn unlinkable(&self, leading: LeadingRequest) -> Option<Code> {
        let facts = &self.step.facts;
        if leading.is_itself {
            return Some(Code::LinkToItself);
        }
        if leading.state == RequestState::Merged {
            return Some(Code::LinkToMerged);
        }
        if !leading.state.is_open() {
            return Some(Code::LinkToEnded);
        }
        if self.around.leads_others {
            return Some(Code::LinkLeadsOthers);
        }
        // Whoever has the confidential one would learn that there is another.
        if facts.confidential && !facts.at_desk {
            return Some(Code::LinkFromTheDesk);
        }
        // Whoever handles the open one would learn of the confidential one.
        if leading.confidential && !facts.confidential {
            return Some(Code::LinkToConfidential);
        }
        // Whoever must not handle the one would handle the other, or read of it what was replied.
        let excludes_people = self.around.excludes_people || leading.excludes_people;
        excludes_people.then_some(Code::LinkExcludesPeople)
    }

    /// Ends the link: it goes on by itself, and comes to its holder anew.
    pub(super) fn unlink(&mut self, before: &RequestFacts) -> Result<()> {
        self.happened(RequestEvent::Unmerged);
        self.restore(before)?;
        self.arrive_again();
        Ok(())
    }

    /// Waits again for the one that it is linked to, whose result was taken back.
    pub(super) fn wait_for_leading(&mut self) {
        self.step.facts.resolved_at = None;
        self.step.facts.outcome = None;
        self.step.facts.ended_at = Some(self.around.now);
        self.go(RequestState::Merged);
        self.happened(RequestEvent::Merged);
    }
}
