//! 告知途径 and 作废: the desk ends what is not for the town to handle, and tells the reporter why.
//! Whoever was told where else to go may object once, and somebody else decides.

use super::{Closing, OutcomeDraft};
use crate::domain::request::input::{MoveInput, given, pointer};
use crate::domain::request::{
    ClosingWay, EarlierRequest, MoveField, NoteKind, Objection, RedirectReason, RequestEvent,
    RequestFacts, RequestState,
};
use crate::error::{Code, Error, Problem, Result};

impl OutcomeDraft<'_> {
    /// Tells the reporter where else to go.
    pub(super) fn redirect(&mut self, input: MoveInput) -> Result<()> {
        let reason = given(input.redirect_reason, MoveField::RedirectReason)?;
        require_earlier_reply(reason, &input)?;
        let related = input.earlier.as_ref().map(|earlier| earlier.id);
        let words = told_with(input.words, input.earlier.as_ref());
        let note = given(self.note(NoteKind::RedirectWords, words), MoveField::Words)?;
        self.step.closing =
            Some(Closing { way: ClosingWay::Redirected, reason: Some(reason), related });
        self.end(RequestState::Redirected);
        self.happened(RequestEvent::Redirected { reason, note });
        Ok(())
    }

    pub(super) fn object(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::ObjectionWords, input)?;
        let made_at = self.around.now;
        let due = Objection::due(made_at, self.around.calendar);
        let facts = &mut self.step.facts;
        facts.objection = Some(Objection { made_at, due: due.value, decided: false });
        facts.clocks.provisional |= due.provisional;
        facts.ended_at = None;
        self.go(RequestState::Objected);
        self.happened(RequestEvent::Objected { note });
        Ok(())
    }

    pub(super) fn uphold(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::ObjectionReply, input)?;
        self.decide_objection();
        self.end(RequestState::Redirected);
        self.happened(RequestEvent::Upheld { note });
        Ok(())
    }

    /// Follows the objection: it goes on from where it was, and comes to its holder anew.
    pub(super) fn take_up(&mut self, input: MoveInput, before: &RequestFacts) -> Result<()> {
        let note = self.note(NoteKind::ObjectionReply, input.words);
        self.decide_objection();
        self.happened(RequestEvent::TakenUp { note });
        self.restore(before)?;
        self.arrive_again();
        Ok(())
    }

    pub(super) fn void(&mut self, input: MoveInput) -> Result<()> {
        let note = self.words(NoteKind::VoidWords, input)?;
        self.step.closing = Some(Closing::by(ClosingWay::Voided));
        self.end(RequestState::Void);
        self.happened(RequestEvent::Voided { note });
        Ok(())
    }

    /// Ends it in a state, with whatever waits for an answer.
    pub(super) fn end(&mut self, state: RequestState) {
        let facts = &mut self.step.facts;
        facts.ended_at = Some(self.around.now);
        facts.offer = None;
        facts.proposed_at = None;
        facts.asked_at = None;
        self.go(state);
    }

    fn decide_objection(&mut self) {
        if let Some(objection) = &mut self.step.facts.objection {
            objection.decided = true;
        }
    }

    /// Lets what had ended go on from where it was, with whoever answers for it now.
    pub(super) fn restore(&mut self, before: &RequestFacts) -> Result<()> {
        let last = before.last_step.ok_or_else(|| {
            Error::internal("a request goes on of which nobody knows where it was")
        })?;
        last.former.restore(&mut self.step.facts);
        self.go(last.former.state);
        self.pass_to_successor();
        Ok(())
    }
}

/// Returns the words of the desk with the number of the earlier request below them. The reporter
/// alone and who reads the texts are told it: it shows that both are of the same person.
fn told_with(words: Option<String>, earlier: Option<&EarlierRequest>) -> Option<String> {
    let number = earlier.map(|earlier| format!("此前已答复的诉求：{}", earlier.number));
    let lines: Vec<String> = [words, number].into_iter().flatten().collect();
    Some(lines.join("\n"))
}

/// Checks that only what was answered before names the earlier reply, and that nothing new is told.
fn require_earlier_reply(reason: RedirectReason, input: &MoveInput) -> Result<()> {
    let settled = reason == RedirectReason::SettledBefore;
    let field = pointer(MoveField::Earlier);
    let problem = match (&input.earlier, input.new_fact) {
        (None, _) if settled => Problem::new(Code::Required).at(field),
        (_, None) if settled => Problem::new(Code::Required).at(pointer(MoveField::NewFact)),
        (_, Some(true)) => Problem::new(Code::NewFactIsHandled).at(pointer(MoveField::NewFact)),
        (Some(earlier), _) if settled && !earlier.answers => {
            Problem::new(Code::EarlierReplyUnknown).at(field)
        }
        (Some(_), _) if !settled => {
            let known = [MoveField::RedirectReason, MoveField::Words, MoveField::NewFact];
            Problem::new(Code::UnknownField)
                .at(field)
                .with("field", MoveField::Earlier.as_str())
                .with("known", known.map(MoveField::as_str).to_vec())
        }
        _ => return Ok(()),
    };
    Err(problem.into())
}
