//! Facts about a request that the rules need to move it.

use chrono::{DateTime, Utc};

use super::{
    Channel, ContactAttempt, LastStep, Objection, Offer, PendingReview, RequestClocks,
    RequestState, ResolutionOutcome, Urgency,
};
use crate::domain::duty::Holding;

/// Settlement of the contact clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactSettlement {
    /// Time of the settlement.
    pub at: DateTime<Utc>,
    /// True if the reporter was reached; if not, enough was tried and the request is counted apart.
    pub reached: bool,
}

/// The second handling, by the head of the level above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondHandling {
    /// Time at which a bad verdict opened it.
    pub reopened_at: DateTime<Utc>,
    /// Due time.
    pub due: DateTime<Utc>,
    /// Time at which it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
}

/// Facts about a ticket from above, beside those of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TicketFacts {
    /// Due time set by the platform above.
    pub due_at: Option<DateTime<Utc>>,
    /// Time of the last report back.
    pub reported_at: Option<DateTime<Utc>>,
    /// Time of the verdict on the current handling, by the resident or a callback.
    pub judged_at: Option<DateTime<Utc>>,
    /// Time of the city's verdict on the last report.
    pub city_judged_at: Option<DateTime<Utc>>,
}

/// A request as the rules see it: no text, no personal data. Each clock is met once, by the holder
/// at that time; whoever takes it over has their own time to contact a reporter not reached yet.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestFacts {
    /// State.
    pub state: RequestState,
    /// Channel.
    pub channel: Channel,
    /// Urgency.
    pub urgency: Urgency,
    /// True if the reporter did not say who they are.
    pub anonymous: bool,
    /// True if only the town desk knows the reporter; handlers reach them through it.
    pub confidential: bool,
    /// True if there is a number by which to reach the reporter.
    pub phone_given: bool,
    /// Holder.
    pub holding: Holding,
    /// Clocks.
    pub clocks: RequestClocks,
    /// Time of receipt.
    pub submitted_at: DateTime<Utc>,
    /// Time at which it was first accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Attempts to reach the reporter, in order.
    pub attempts: Vec<ContactAttempt>,
    /// Settlement of the contact clock.
    pub contact: Option<ContactSettlement>,
    /// Time at which work on it first began.
    pub started_at: Option<DateTime<Utc>>,
    /// Time at which the first handling was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// What came of the last handling, as its holder says; none while it is handled again.
    pub outcome: Option<ResolutionOutcome>,
    /// Second handling, after a bad verdict on the first.
    pub second: Option<SecondHandling>,
    /// Time at which it ended: closed or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
    /// Time at which the desk last gave the handlers a redacted copy.
    pub redacted_at: Option<DateTime<Utc>>,
    /// True if it lies with the desk, which has not dispatched it to a unit yet.
    pub at_desk: bool,
    /// Time of the last proposal to the desk to transfer it; none once the desk decided.
    pub proposed_at: Option<DateTime<Utc>>,
    /// Time of the last correction proposed to the desk; none once it decided.
    pub correction_proposed_at: Option<DateTime<Utc>>,
    /// True if a task about it is open.
    pub has_tasks: bool,
    /// Offer to another unit that nobody has answered yet.
    pub offer: Option<Offer>,
    /// Number of its returns that were decided before.
    pub returns: u8,
    /// Return that waits for its review.
    pub review: Option<PendingReview>,
    /// Time of the last question to the reporter; none once answered.
    pub asked_at: Option<DateTime<Utc>>,
    /// Time of the last reminder.
    pub reminded_at: Option<DateTime<Utc>>,
    /// Last step that can be taken back, or what was before a step that ended it.
    pub last_step: Option<LastStep>,
    /// Objection of the reporter to being told where else to go.
    pub objection: Option<Objection>,
    /// True if the verdict on the second handling was bad too.
    pub hard_case: bool,
    /// Facts of a ticket from above; none for requests received by the town itself.
    pub upstream: Option<TicketFacts>,
}

impl RequestFacts {
    /// Returns true if there is somebody to contact: neither an anonymous reporter nor a request
    /// found by staff.
    pub const fn has_contact(&self) -> bool {
        self.clocks.contact_due.is_some()
    }

    /// Returns the time at which the handling under judgement was resolved.
    pub fn last_resolved_at(&self) -> Option<DateTime<Utc>> {
        self.second.map_or(self.resolved_at, |second| second.resolved_at)
    }
}
