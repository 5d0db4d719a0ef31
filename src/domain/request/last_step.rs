//! The last step of a request, which whoever made it may take back while nobody has acted on it.

use super::{Party, RequestAction, RequestFacts, RequestState, ResolutionOutcome};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a step changed, as it was before. Its clocks, its holder and its attempts at contact are not
/// among it: no step that can be taken back touches them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerFacts {
    /// State.
    pub state: RequestState,
    /// Time at which it was first accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Time at which work on it first began.
    pub started_at: Option<DateTime<Utc>>,
    /// Time at which the first handling was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Time at which the second handling was resolved.
    pub second_resolved_at: Option<DateTime<Utc>>,
    /// What came of the last handling.
    #[serde(default)]
    pub outcome: Option<ResolutionOutcome>,
    /// Time of the last proposal to the desk.
    pub proposed_at: Option<DateTime<Utc>>,
    /// Time of the last question to the reporter.
    pub asked_at: Option<DateTime<Utc>>,
}

/// A step and what was before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastStep {
    /// Action.
    pub action: RequestAction,
    /// What was before.
    pub former: FormerFacts,
    /// True while nothing has happened since, so that it can be taken back.
    pub stands: bool,
}

impl FormerFacts {
    /// Returns what a step may change, as it is now.
    pub fn of(facts: &RequestFacts) -> Self {
        Self {
            state: facts.state,
            accepted_at: facts.accepted_at,
            started_at: facts.started_at,
            resolved_at: facts.resolved_at,
            second_resolved_at: facts.second.and_then(|second| second.resolved_at),
            outcome: facts.outcome,
            proposed_at: facts.proposed_at,
            asked_at: facts.asked_at,
        }
    }

    /// Gives a request back what it was; it goes on.
    pub fn restore(self, facts: &mut RequestFacts) {
        facts.state = self.state;
        facts.accepted_at = self.accepted_at;
        facts.started_at = self.started_at;
        facts.resolved_at = self.resolved_at;
        if let Some(second) = &mut facts.second {
            second.resolved_at = self.second_resolved_at;
        }
        facts.ended_at = None;
        facts.outcome = self.outcome;
        facts.proposed_at = self.proposed_at;
        facts.asked_at = self.asked_at;
    }
}

impl LastStep {
    /// Returns the last step after a move that began with some facts: the move itself if it can be
    /// taken back, else the one before, which stands no more.
    pub fn after(action: RequestAction, by: Party, before: &RequestFacts) -> Option<Self> {
        // What was offered has left another unit, which may be gone when it would get it back; what
        // the service does follows from a step on another request.
        let is_own = !matches!(by, Party::Offered | Party::Service);
        match action {
            RequestAction::Accept
            | RequestAction::Start
            | RequestAction::Resolve
            | RequestAction::Redirect
            | RequestAction::Void
            | RequestAction::Link
                if is_own =>
            {
                Some(Self { action, former: FormerFacts::of(before), stands: true })
            }
            RequestAction::Recall if is_own => None,
            _ => before.last_step.map(|step| Self { stands: false, ..step }),
        }
    }
}
