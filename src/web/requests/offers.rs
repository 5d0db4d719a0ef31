//! Who has a request next: the offer to another unit, and the next owner.

use super::ListedRequestView;
use crate::domain::atlas::Atlas;
use crate::domain::request::{NextOwner, OfferKind, Party};
use crate::error::Language;
use crate::store::requests::RequestRow;
use crate::web::units::UnitView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// An offer of a request to another unit, which has not answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestOffer {
    /// Kind.
    pub kind: OfferKind,
    /// Unit that is to accept it.
    pub unit: UnitView,
    /// Time at which it was made.
    pub made_at: DateTime<Utc>,
    /// Time by which it is to be accepted or declined.
    pub due_at: DateTime<Utc>,
}

impl RequestOffer {
    pub(super) fn of(
        atlas: &Atlas,
        row: &RequestRow,
        shown: ListedRequestView,
        language: Language,
    ) -> Option<Self> {
        let offer = row.offer()?;
        Some(Self {
            kind: offer.kind,
            unit: UnitView::of(atlas, offer.to, language),
            made_at: shown.time(row, offer.made_at),
            // Counted from a coarse instant where that matters, like all clocks.
            due_at: offer.due,
        })
    }
}

/// Who has to act next on a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NextOwnerView {
    /// Party: `holder`, `offered`, `reviewer`, `reporter` or `desk`.
    pub party: Party,
    /// Unit; missing for the reporter and for the desk of a ticket that is to be reported back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitView>,
    /// Time by which they are to act, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
}

impl NextOwnerView {
    pub(super) fn of(atlas: &Atlas, row: &RequestRow, language: Language) -> Option<Self> {
        let next = NextOwner::of(&row.facts(Vec::new()))?;
        Some(Self {
            party: next.party,
            unit: match next.party {
                Party::Holder => Some(UnitView::holding(atlas, row, language)),
                _ => next.unit.map(|unit| UnitView::of(atlas, unit, language)),
            },
            // While a return is decided, the row alone knows until when.
            due_at: next.due.or(row.next_due.map(|due| due.0)),
        })
    }
}
