//! Requests as they are when they have just got their holder.

use chrono::TimeDelta;
use wangge::domain::duty::Holding;
use wangge::domain::period::Instant;
use wangge::domain::request::{Channel, RequestClocks, RequestFacts, RequestState, Urgency};

/// An anonymous request at an instant, with four hours to be accepted and five days to be solved.
pub fn facts(holding: Holding, now: Instant) -> RequestFacts {
    RequestFacts {
        state: RequestState::Assigned,
        channel: Channel::Resident,
        urgency: Urgency::Normal,
        anonymous: true,
        confidential: false,
        phone_given: false,
        holding,
        clocks: RequestClocks {
            accept_due: now + TimeDelta::hours(4),
            contact_due: None,
            resolve_due: now + TimeDelta::days(5),
            provisional: false,
        },
        submitted_at: now,
        accepted_at: None,
        attempts: Vec::new(),
        contact: None,
        started_at: None,
        resolved_at: None,
        outcome: None,
        second: None,
        ended_at: None,
        redacted_at: None,
        at_desk: false,
        proposed_at: None,
        correction_proposed_at: None,
        has_tasks: false,
        offer: None,
        returns: 0,
        review: None,
        asked_at: None,
        reminded_at: None,
        last_step: None,
        objection: None,
        hard_case: false,
        upstream: None,
    }
}
