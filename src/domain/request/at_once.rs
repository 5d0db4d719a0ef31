//! Requests that are resolved by the call that submits them: answered by the desk while the reporter
//! is there (当场答复), or a small public thing that staff found and put right (当场办结).

use super::apply::Closing;
use super::{
    AssignmentCause, Channel, ClosingWay, MoveOutcome, NoteKind, RequestEvent, RequestKind,
    RequestState, ResolutionOutcome, SubmissionFacts, Urgency,
};
use crate::error::{Code, Problem, Result};

/// Reply to what staff put right where they found it: there is nobody to read another.
const DONE_ON_THE_SPOT: &str = "现场发现，已当场办结。";

/// How a request is resolved by the call that submits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtOnce {
    /// The desk answers it.
    Answered {
        /// Reply to the reporter.
        reply: String,
    },
    /// Staff put it right where they found it.
    OnTheSpot,
}

impl AtOnce {
    /// Checks that a submission may be resolved so.
    ///
    /// # Errors
    /// [`Code::AnswerAtTheDesk`] and [`Code::AnswerNeedsHandling`] for an answer;
    /// [`Code::OnTheSpotFound`] and [`Code::NotOnTheSpot`] for what was put right.
    pub fn check(&self, submission: &SubmissionFacts<'_>) -> Result<()> {
        let problems = match self {
            Self::Answered { .. } => answerable(submission),
            Self::OnTheSpot => done_on_the_spot(submission),
        };
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }

    /// Resolves what was submitted. Nobody accepted it or called anybody. What was put right on the
    /// spot is closed too: nobody is there to judge it.
    #[must_use]
    pub fn resolve(&self, mut step: MoveOutcome) -> MoveOutcome {
        let (way, outcome, reply) = match self {
            Self::Answered { reply } => {
                (ClosingWay::AnsweredAtOnce, ResolutionOutcome::Explained, reply.as_str())
            }
            Self::OnTheSpot => (ClosingWay::OnTheSpot, ResolutionOutcome::Solved, DONE_ON_THE_SPOT),
        };
        step.facts.state = RequestState::Resolved;
        step.facts.resolved_at = Some(step.at);
        step.facts.outcome = Some(outcome);
        step.events.push(RequestEvent::Resolved { outcome, note: NoteKind::PublicReply });
        step.notes.push((NoteKind::PublicReply, reply.to_owned()));
        step.closing = Some(Closing::by(way));
        if way == ClosingWay::OnTheSpot {
            step.facts.state = RequestState::Closed;
            step.facts.ended_at = Some(step.at);
            step.events.push(RequestEvent::Closed { cause: AssignmentCause::OnTheSpot });
        }
        step
    }
}

fn answerable(submission: &SubmissionFacts<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if submission.channel != Channel::Desk {
        problems.push(Problem::new(Code::AnswerAtTheDesk).at("/channel"));
    }
    let is_told = matches!(
        submission.kind,
        RequestKind::Consultation | RequestKind::Suggestion | RequestKind::Praise
    );
    if !is_told {
        problems.push(Problem::new(Code::AnswerNeedsHandling).at("/kind"));
    }
    let category = submission.category;
    let weighs = category.confidential || category.lowest_level.is_some();
    if weighs || submission.urgency() != Urgency::Normal || submission.about_staff {
        problems.push(Problem::new(Code::AnswerTooGrave).at("/category"));
    }
    problems
}

fn done_on_the_spot(submission: &SubmissionFacts<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if submission.channel != Channel::SelfFound {
        problems.push(Problem::new(Code::OnTheSpotFound).at("/channel"));
    }
    if !submission.category.on_the_spot || submission.is_confidential() {
        problems.push(Problem::new(Code::NotOnTheSpot).at("/category"));
    }
    problems
}
