//! The order of a handler's inbox: most urgent first.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{RequestFacts, RequestState, Urgency};
use crate::domain::id::RequestId;

/// Position of an open request in an inbox; the smallest key comes first. Critical requests come
/// before all others; then by the next due time, so that the longest overdue leads; of those due at
/// once the more urgent, then the older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InboxKey {
    /// True if it is not critical.
    pub calm: bool,
    /// Due time of the next clock.
    pub next_due: DateTime<Utc>,
    /// True if it is not urgent.
    pub unhurried: bool,
    /// Time of receipt.
    pub received_at: DateTime<Utc>,
    /// Tie-breaker for requests received at the same time.
    pub id: RequestId,
}

impl InboxKey {
    /// Creates the key of a request with a clock that still runs.
    pub fn new(
        urgency: Urgency,
        next_due: DateTime<Utc>,
        received_at: DateTime<Utc>,
        id: RequestId,
    ) -> Self {
        let calm = urgency != Urgency::Critical;
        let unhurried = urgency != Urgency::Urgent;
        Self { calm, next_due, unhurried, received_at, id }
    }
}

/// Returns the due time of the next clock that still runs; none if nobody has work to do on the
/// request. That of an answer to an offer counts too; while a return is decided its own counts
/// alone, and that of an objection.
pub fn next_due(facts: &RequestFacts) -> Option<DateTime<Utc>> {
    if let Some(review) = facts.review {
        return Some(review.due);
    }
    if facts.state == RequestState::Objected {
        return facts.objection.map(|objection| objection.due);
    }
    // What has come to the desk is to be dispatched, whoever accepted it before.
    let is_to_dispatch = facts.at_desk && !facts.confidential;
    let is_to_accept = facts.accepted_at.is_none() || is_to_dispatch;
    let accept = is_to_accept.then_some(facts.clocks.accept_due);
    let contact = facts.clocks.contact_due.filter(|_| facts.contact.is_none());
    let resolve = facts.second.map_or(facts.clocks.resolve_due, |second| second.due);
    let answer = facts.offer.map(|offer| offer.due);
    let due = [accept, contact, Some(resolve), answer].into_iter().flatten().min();
    due.filter(|_| facts.state.is_open())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::request::test_support::{at, received, shown};
    use crate::domain::request::{ContactSettlement, SecondHandling};

    #[test]
    fn the_next_due_time_is_that_of_the_clocks_that_still_run() {
        let accepted = RequestFacts {
            state: RequestState::Accepted,
            accepted_at: Some(at("2026-03-06 09:00")),
            ..received()
        };
        let contact = Some(ContactSettlement { at: at("2026-03-06 10:00"), reached: true });
        let contacted =
            RequestFacts { state: RequestState::Contacted, contact, ..accepted.clone() };
        let second = SecondHandling {
            reopened_at: at("2026-03-12 09:00"),
            due: at("2026-03-17 09:00"),
            resolved_at: None,
        };
        let rows = [
            (received(), Some("2026-03-06 10:30")),
            (accepted, Some("2026-03-09 17:30")),
            (contacted.clone(), Some("2026-03-13 17:30")),
            (
                RequestFacts {
                    state: RequestState::Reopened,
                    second: Some(second),
                    ..contacted.clone()
                },
                Some("2026-03-17 09:00"),
            ),
            (RequestFacts { state: RequestState::Resolved, ..contacted.clone() }, None),
            (RequestFacts { state: RequestState::Closed, ..contacted }, None),
        ];
        for (facts, expected) in rows {
            assert_eq!(next_due(&facts).map(shown).as_deref(), expected, "{}", facts.state);
        }
    }

    #[test]
    fn critical_first_then_by_due_time_then_by_urgency_then_by_age() {
        let key = |urgency, due: &str, received: &str, id| {
            InboxKey::new(urgency, at(due), at(received), RequestId(Uuid::from_u128(id)))
        };
        let sorted = [
            key(Urgency::Critical, "2026-03-06 17:00", "2026-03-06 16:30", 9),
            key(Urgency::Normal, "2026-03-05 10:00", "2026-03-04 16:30", 8),
            key(Urgency::Urgent, "2026-03-06 10:00", "2026-03-06 08:40", 7),
            key(Urgency::Normal, "2026-03-06 10:00", "2026-03-06 08:20", 6),
            key(Urgency::Normal, "2026-03-06 10:00", "2026-03-06 08:30", 4),
            key(Urgency::Normal, "2026-03-06 10:00", "2026-03-06 08:30", 5),
        ];
        assert!(sorted.is_sorted());
    }
}
