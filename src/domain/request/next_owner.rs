//! Who has to act next on a request.

use super::{Party, RequestFacts, RequestState, next_due};
use crate::domain::unit::Unit;
use chrono::{DateTime, Utc};

/// Who has to act next on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextOwner {
    /// Party: the holder, the unit that it is offered to, who decides on its return, the reporter who
    /// judges it, or the desk that reports it back.
    pub party: Party,
    /// Unit of that party; none for the reporter.
    pub unit: Option<Unit>,
    /// Time by which they are to act; none if they have no limit.
    pub due: Option<DateTime<Utc>>,
}

impl NextOwner {
    /// Returns who has to act next; none once the request has ended.
    pub fn of(facts: &RequestFacts) -> Option<Self> {
        let reports_back = facts.upstream.is_some();
        if facts.state == RequestState::Returned {
            let party = if facts.returns == 1 { Party::Reviewer } else { Party::Desk };
            let due = facts.review.map(|review| review.due);
            return Some(Self { party, unit: None, due });
        }
        if facts.state == RequestState::Objected {
            let party = if facts.confidential { Party::Desk } else { Party::Reviewer };
            let due = facts.objection.map(|objection| objection.due);
            return Some(Self { party, unit: None, due });
        }
        match (facts.offer, facts.state) {
            (Some(offer), _) => {
                Some(Self { party: Party::Offered, unit: Some(offer.to), due: Some(offer.due) })
            }
            (None, RequestState::Resolved) if reports_back => {
                Some(Self { party: Party::Desk, unit: None, due: None })
            }
            (None, RequestState::Resolved) => {
                Some(Self { party: Party::Reporter, unit: None, due: None })
            }
            (None, state) if state.is_open() => Some(Self {
                party: Party::Holder,
                unit: Some(facts.holding.unit),
                due: next_due(facts),
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::test_support::{at, holding, received, shown};
    use crate::domain::request::{Offer, OfferKind, TicketFacts};

    #[test]
    fn somebody_is_named_until_it_ends() {
        let offer = Offer {
            kind: OfferKind::Transfer,
            to: holding(2).unit,
            by: holding(1).member,
            made_at: at("2026-03-06 09:00"),
            due: at("2026-03-06 10:15"),
        };
        let resolved = RequestFacts { state: RequestState::Resolved, ..received() };
        let ticket = RequestFacts { upstream: Some(TicketFacts::default()), ..resolved.clone() };
        let rows = [
            (received(), Some((Party::Holder, Some(holding(1).unit), "2026-03-06 10:30"))),
            (
                RequestFacts { offer: Some(offer), ..received() },
                Some((Party::Offered, Some(holding(2).unit), "2026-03-06 10:15")),
            ),
            (resolved, Some((Party::Reporter, None, ""))),
            (ticket, Some((Party::Desk, None, ""))),
            (RequestFacts { state: RequestState::Closed, ..received() }, None),
        ];
        for (facts, expected) in rows {
            let next = NextOwner::of(&facts);
            let found =
                next.map(|next| (next.party, next.unit, next.due.map_or_else(String::new, shown)));
            let expected = expected.map(|(party, unit, due)| (party, unit, due.to_owned()));
            assert_eq!(found, expected, "{}", facts.state);
        }
    }
}
