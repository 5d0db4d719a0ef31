//! Offers: a person hands a request on, and it stays with its holder until the unit accepts it.

use super::{ClockAllowance, ClockAllowances, Urgency};
use crate::domain::calendar::{Calendar, Reckoned};
use crate::domain::id::MemberId;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;
use chrono::{DateTime, Utc};

vocabulary! {
    /// Kind of an offer: how a request is handed on.
    OfferKind {
        Transfer = "transfer" "转办" "transfer",
        Dispatch = "dispatch" "派单" "dispatch",
        Escalation = "escalation" "上报" "escalation",
    }
}

/// A request offered to another unit. There is at most one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Kind.
    pub kind: OfferKind,
    /// Unit that is to accept it.
    pub to: Unit,
    /// Member who made it.
    pub by: MemberId,
    /// Time at which it was made.
    pub made_at: DateTime<Utc>,
    /// Time by which it is to be accepted or declined.
    pub due: DateTime<Utc>,
}

impl OfferKind {
    /// Returns the time by which an offer is to be answered: 1 working day for an escalation, else
    /// as long as a new request has to be accepted; 30 minutes for what is critical.
    pub fn due(
        self,
        made_at: DateTime<Utc>,
        urgency: Urgency,
        category: ClockAllowances,
        calendar: &Calendar,
    ) -> Reckoned<DateTime<Utc>> {
        let allowance = match self {
            Self::Escalation if urgency != Urgency::Critical => ClockAllowance::WorkingDays(1),
            _ => category.to_accept(urgency),
        };
        allowance.due(made_at, calendar)
    }
}
