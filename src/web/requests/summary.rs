//! A request as a list shows it.

use super::{
    ClocksView, ExternalRefView, ListedRequestView, NextOwnerView, PlaceView, RequestOffer,
};
use crate::domain::atlas::Atlas;
use crate::domain::category::{Concern, Theme};
use crate::domain::id::{MemberId, RequestId};
use crate::domain::request::{
    AssignmentCause, Channel, DeskQueue, KindBy, RequestKind, RequestState, ResolutionOutcome,
    Urgency,
};
use crate::error::Language;
use crate::service::requests::desk_waiting::waits_for_the_desk;
use crate::store::requests::{RequestLease, RequestRow};
use crate::web::answer::resources;
use crate::web::units::UnitView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A request in a list, without anything that somebody wrote.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestSummary {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RequestId,
    /// Number that people use. It gives no access.
    #[schema(example = "310120001-20261122-00042")]
    pub number: String,
    /// Kind: what the reporter wants.
    pub kind: RequestKind,
    /// By whom it was said.
    pub kind_by: KindBy,
    /// Code of the category.
    pub category: String,
    /// Concern (急难愁盼); missing once the category is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concern: Option<Concern>,
    /// Theme (老小旧远), if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// Urgency.
    pub urgency: Urgency,
    /// Channel by which it came. For confidential requests that are no tickets, only for those who
    /// may read the texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// State.
    pub state: RequestState,
    /// What came of it, as its handler says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ResolutionOutcome>,
    /// True when only the town desk knows the reporter.
    pub confidential: bool,
    /// Time of the last redacted copy for the handlers of a confidential request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted_at: Option<DateTime<Utc>>,
    /// Place.
    pub place: PlaceView,
    /// Unit that holds it.
    pub unit: UnitView,
    /// Holder, for staff. For confidential requests that lie with the desk, only for those who may
    /// read the texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub holder: Option<MemberId>,
    /// Time of receipt.
    pub received_at: DateTime<Utc>,
    /// Clocks.
    pub clocks: ClocksView,
    /// Offer to another unit that has not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<RequestOffer>,
    /// Who has to act next; missing once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_owner: Option<NextOwnerView>,
    /// Time of the last question to the reporter, if it has no answer yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<DateTime<Utc>>,
    /// Time of the last reminder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminded_at: Option<DateTime<Utc>>,
    /// True when the verdict on the second handling was bad too.
    pub hard_case: bool,
    /// Queue in which it waits for the desk to give it to a unit; only for the desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<DeskQueue>,
    /// Reference of a ticket from a platform above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<ExternalRefView>,
    /// Time until which a colleague at the desk has it open; only for the other clerks of the desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_hand_until: Option<DateTime<Utc>>,
    /// Masked name of that colleague.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "李*")]
    pub in_hand_by: Option<String>,
    /// Row version.
    pub version: i64,
}

resources!(RequestSummary: "/api/v1/requests");

impl RequestSummary {
    /// A request in a list.
    pub(super) fn new(
        atlas: &Atlas,
        row: &RequestRow,
        shown: ListedRequestView,
        language: Language,
    ) -> Self {
        let told = if shown.tells_of_links(row) {
            Cow::Borrowed(row)
        } else {
            Cow::Owned(row.as_told_outside())
        };
        let row = told.as_ref();
        let is_exact = shown.is_exact(row);
        let category = atlas.settings().categories.get(&row.category);
        // Who is at the desk tells when it came.
        let shows_holder = is_exact || shown.at_desk || row.held_by != AssignmentCause::Desk;
        Self {
            id: row.id,
            number: row.number.clone(),
            kind: row.kind,
            kind_by: row.kind_by,
            category: row.category.clone(),
            concern: category.map(|category| category.concern),
            theme: category.and_then(|category| category.theme),
            urgency: row.urgency,
            // By whom it was found or entered tells of the reporter; what the platform above knows
            // shows in its number.
            channel: Some(row.channel).filter(|channel| is_exact || channel.is_from_above()),
            state: row.state,
            outcome: row.outcome,
            confidential: row.confidential,
            redacted_at: row.redacted_at.map(|at| shown.time(row, at.0)),
            place: PlaceView::new(atlas, row, shown),
            unit: UnitView::holding(atlas, row, language),
            holder: Some(row.holder_id).filter(|_| shown.inside && shows_holder),
            received_at: row.received_at.0,
            clocks: ClocksView::new(row, shown),
            offer: RequestOffer::of(atlas, row, shown, language),
            next_owner: NextOwnerView::of(atlas, row, language),
            asked_at: row.asked_at.map(|at| shown.time(row, at.0)),
            reminded_at: row.reminded_at.map(|at| shown.time(row, at.0)),
            hard_case: row.hard_case,
            external_ref: ExternalRefView::of(row, shown),
            waiting: waits_for_the_desk(row).filter(|_| shown.at_desk),
            in_hand_until: None,
            in_hand_by: None,
            version: row.version,
        }
    }

    /// With the lease of a colleague who has it open.
    pub(super) fn in_hand(
        self,
        lease: Option<RequestLease>,
        names: &HashMap<MemberId, String>,
    ) -> Self {
        Self {
            in_hand_until: lease.map(|lease| lease.expires_at.0),
            in_hand_by: lease.and_then(|lease| names.get(&lease.member_id).cloned()),
            ..self
        }
    }
}
