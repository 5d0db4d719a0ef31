//! What the rules must know of a request to move it.

use chrono::{DateTime, Utc};

use super::{Channel, ContactAttempt, RequestClocks, RequestState, Urgency};
use crate::domain::duty::Holding;

/// How the contact clock was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactSettlement {
    /// When it was settled.
    pub at: DateTime<Utc>,
    /// Whether the reporter was reached; if not, enough was tried and the request is counted apart.
    pub reached: bool,
}

/// The second handling, by the head of the level above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondHandling {
    /// When a bad verdict opened it.
    pub reopened_at: DateTime<Utc>,
    /// When it must be resolved.
    pub due: DateTime<Utc>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
}

/// What is known of a ticket from above, beside what every request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TicketFacts {
    /// When the platform above wants it resolved.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was last reported back.
    pub reported_at: Option<DateTime<Utc>>,
    /// When the resident, or whoever called them back, judged the present handling.
    pub judged_at: Option<DateTime<Utc>>,
    /// When the city judged what was last reported back.
    pub city_judged_at: Option<DateTime<Utc>>,
}

/// A request as the rules see it: no text, no personal data. Each clock is met once, by whoever
/// held it then; a transfer restarts none.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestFacts {
    /// Where it stands.
    pub state: RequestState,
    /// The way it came.
    pub channel: Channel,
    /// How soon somebody must act.
    pub urgency: Urgency,
    /// The reporter did not say who they are.
    pub anonymous: bool,
    /// The reporter stays with the town desk; handlers reach them through it.
    pub confidential: bool,
    /// There is a number by which to reach the reporter.
    pub phone_given: bool,
    /// Who holds it.
    pub holding: Holding,
    /// When it is due.
    pub clocks: RequestClocks,
    /// When it was received.
    pub submitted_at: DateTime<Utc>,
    /// When it was first accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The attempts to reach the reporter, in the order they were made.
    pub attempts: Vec<ContactAttempt>,
    /// How the contact clock was settled.
    pub contact: Option<ContactSettlement>,
    /// When work on it first began.
    pub started_at: Option<DateTime<Utc>>,
    /// When the first handling was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// The second handling, if there was a bad verdict on the first.
    pub second: Option<SecondHandling>,
    /// When it reached its end: closed or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the desk last gave the handlers a redacted copy.
    pub redacted_at: Option<DateTime<Utc>>,
    /// It lies with the desk, which has not given it to a unit yet.
    pub at_desk: bool,
    /// When a handler last proposed to the desk that another unit should have it; none once the
    /// desk decided.
    pub proposed_at: Option<DateTime<Utc>>,
    /// The verdict on the second handling was bad too.
    pub hard_case: bool,
    /// What the platform above has to do with it; none for what came to the town itself.
    pub upstream: Option<TicketFacts>,
}

impl RequestFacts {
    /// Whether there is somebody to contact: neither an anonymous reporter nor what staff found
    /// themselves.
    pub const fn has_contact(&self) -> bool {
        self.clocks.contact_due.is_some()
    }

    /// When the handling that is judged now was resolved.
    pub fn last_resolved_at(&self) -> Option<DateTime<Utc>> {
        self.second.map_or(self.resolved_at, |second| second.resolved_at)
    }
}
