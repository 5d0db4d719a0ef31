//! Row of a request, and its conversion from and to the facts that the rules see.

use crate::domain::duty::Holding;
use crate::domain::geometry::Point;
use crate::domain::id::{AccountId, BuildingGroupId, DutyId, GridId, MemberId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::request::{
    AssignmentCause, Channel, ContactAttempt, ContactSettlement, KindBy, Offer, OfferKind,
    RequestClocks, RequestFacts, RequestKind, RequestState, ResolutionOutcome, SecondHandling,
    TicketFacts, Urgency, next_due,
};
use crate::domain::routing::PlacedBy;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::{AggregateKey, StoredInstant};
use crate::store::connection::{AnyConnection, STATEMENT_KEYS};
use crate::store::schema::{request_attempts, requests};
use diesel::prelude::*;

/// Receipt version of a new request.
pub const FIRST_RECEIPT: i32 = 1;

/// Row of a request. Texts are in rows of their own.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = requests, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct RequestRow {
    pub id: RequestId,
    pub number: String,
    pub kind: RequestKind,
    pub urgency: Urgency,
    pub category: String,
    pub channel: Channel,
    pub state: RequestState,
    pub anonymous: bool,
    pub confidential: bool,
    pub about_staff: bool,
    pub phone_given: bool,
    pub reporter_account_id: Option<AccountId>,
    pub entered_by: Option<MemberId>,
    pub lon_e7: Option<i32>,
    pub lat_e7: Option<i32>,
    pub place_grid_id: GridId,
    pub unit_kind: UnitKind,
    pub unit_id: AggregateKey,
    pub duty_id: DutyId,
    pub holder_id: MemberId,
    pub held_by: AssignmentCause,
    pub received_at: StoredInstant,
    pub accept_due: StoredInstant,
    pub contact_due: Option<StoredInstant>,
    pub resolve_due: StoredInstant,
    pub clocks_provisional: bool,
    pub accepted_at: Option<StoredInstant>,
    pub contact_settled_at: Option<StoredInstant>,
    pub contact_reached: Option<bool>,
    pub started_at: Option<StoredInstant>,
    pub resolved_at: Option<StoredInstant>,
    pub reopened_at: Option<StoredInstant>,
    pub second_due: Option<StoredInstant>,
    pub second_resolved_at: Option<StoredInstant>,
    pub ended_at: Option<StoredInstant>,
    pub hard_case: bool,
    pub next_due: Option<StoredInstant>,
    pub receipt_version: i32,
    pub event_count: i32,
    pub version: i64,
    pub place_building_group_id: Option<BuildingGroupId>,
    pub placed_by: PlacedBy,
    pub external_system: Option<String>,
    pub external_number: Option<String>,
    pub external_due_at: Option<StoredInstant>,
    pub reported_at: Option<StoredInstant>,
    pub judged_at: Option<StoredInstant>,
    pub city_judged_at: Option<StoredInstant>,
    pub redacted_at: Option<StoredInstant>,
    pub reporter_member_id: Option<MemberId>,
    pub proposed_at: Option<StoredInstant>,
    pub asked_at: Option<StoredInstant>,
    pub reminded_at: Option<StoredInstant>,
    pub offer_kind: Option<OfferKind>,
    pub offer_unit_kind: Option<UnitKind>,
    pub offer_unit_id: Option<AggregateKey>,
    pub offer_by: Option<MemberId>,
    pub offered_at: Option<StoredInstant>,
    pub offer_due: Option<StoredInstant>,
    pub return_round: Option<i32>,
    pub correction_proposed_at: Option<StoredInstant>,
    pub kind_by: KindBy,
    pub outcome: Option<ResolutionOutcome>,
}

/// Reporter and subject of a request: data that never change.
#[derive(Debug, Clone)]
pub struct RequestOrigin {
    /// Identifier.
    pub id: RequestId,
    /// Number that people use.
    pub number: String,
    /// Kind.
    pub kind: RequestKind,
    /// By whom it was said.
    pub kind_by: KindBy,
    /// Code of the category.
    pub category: String,
    /// True if it is about a person on duty.
    pub about_staff: bool,
    /// Account that reported it for itself.
    pub reporter: Option<AccountId>,
    /// Member who reported it for themselves, by whichever account.
    pub reporter_member: Option<MemberId>,
    /// Member who entered it for somebody else, or found it.
    pub entered_by: Option<MemberId>,
    /// Platform above that sent it, and its number there.
    pub external: Option<(String, String)>,
}

/// Stored place of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredPlace {
    /// Point, if one was given.
    pub point: Option<Point>,
    /// Grid of the place.
    pub grid: GridId,
    /// Building group, if an address determined it.
    pub building_group: Option<BuildingGroupId>,
    /// Basis on which the place was determined.
    pub by: PlacedBy,
}

impl RequestRow {
    /// Creates the row of a new request.
    pub fn new(origin: RequestOrigin, place: StoredPlace, facts: &RequestFacts) -> Self {
        let at = StoredInstant(facts.submitted_at);
        let (external_system, external_number) = origin.external.unzip();
        let mut row = Self {
            id: origin.id,
            number: origin.number,
            kind: origin.kind,
            urgency: facts.urgency,
            category: origin.category,
            channel: facts.channel,
            state: facts.state,
            anonymous: facts.anonymous,
            confidential: facts.confidential,
            about_staff: origin.about_staff,
            phone_given: facts.phone_given,
            reporter_account_id: origin.reporter,
            entered_by: origin.entered_by,
            lon_e7: place.point.map(|point| point.lon_e7),
            lat_e7: place.point.map(|point| point.lat_e7),
            place_grid_id: place.grid,
            unit_kind: facts.holding.unit.kind(),
            unit_id: AggregateKey(facts.holding.unit.id()),
            duty_id: facts.holding.duty,
            holder_id: facts.holding.member,
            held_by: if facts.at_desk { AssignmentCause::Desk } else { AssignmentCause::Routing },
            received_at: at,
            accept_due: at,
            contact_due: None,
            resolve_due: at,
            clocks_provisional: false,
            accepted_at: None,
            contact_settled_at: None,
            contact_reached: None,
            started_at: None,
            resolved_at: None,
            reopened_at: None,
            second_due: None,
            second_resolved_at: None,
            ended_at: None,
            hard_case: false,
            next_due: None,
            receipt_version: FIRST_RECEIPT,
            event_count: 0,
            version: 0,
            place_building_group_id: place.building_group,
            placed_by: place.by,
            external_system,
            external_number,
            external_due_at: None,
            reported_at: None,
            judged_at: None,
            city_judged_at: None,
            redacted_at: None,
            reporter_member_id: origin.reporter_member,
            proposed_at: None,
            asked_at: None,
            reminded_at: None,
            offer_kind: None,
            offer_unit_kind: None,
            offer_unit_id: None,
            offer_by: None,
            offered_at: None,
            offer_due: None,
            return_round: None,
            correction_proposed_at: None,
            kind_by: origin.kind_by,
            outcome: None,
        };
        row.apply_facts(facts);
        row
    }

    /// Stores the facts after a transition, and raises the version.
    pub fn apply_facts(&mut self, facts: &RequestFacts) {
        let at = |instant: Option<Instant>| instant.map(StoredInstant);
        self.state = facts.state;
        // It becomes coarse when a request becomes confidential.
        self.received_at = StoredInstant(facts.submitted_at);
        self.hold(facts.holding);
        self.accept_due = StoredInstant(facts.clocks.accept_due);
        self.contact_due = at(facts.clocks.contact_due);
        self.resolve_due = StoredInstant(facts.clocks.resolve_due);
        self.clocks_provisional = facts.clocks.provisional;
        self.accepted_at = at(facts.accepted_at);
        self.contact_settled_at = facts.contact.map(|contact| StoredInstant(contact.at));
        self.contact_reached = facts.contact.map(|contact| contact.reached);
        self.started_at = at(facts.started_at);
        self.resolved_at = at(facts.resolved_at);
        self.outcome = facts.outcome;
        self.reopened_at = facts.second.map(|second| StoredInstant(second.reopened_at));
        self.second_due = facts.second.map(|second| StoredInstant(second.due));
        self.second_resolved_at = facts.second.and_then(|second| at(second.resolved_at));
        self.ended_at = at(facts.ended_at);
        self.hard_case = facts.hard_case;
        self.redacted_at = at(facts.redacted_at);
        self.proposed_at = at(facts.proposed_at);
        self.correction_proposed_at = at(facts.correction_proposed_at);
        self.asked_at = at(facts.asked_at);
        self.reminded_at = at(facts.reminded_at);
        self.offer_kind = facts.offer.map(|offer| offer.kind);
        self.offer_unit_kind = facts.offer.map(|offer| offer.to.kind());
        self.offer_unit_id = facts.offer.map(|offer| AggregateKey(offer.to.id()));
        self.offer_by = facts.offer.map(|offer| offer.by);
        self.offered_at = facts.offer.map(|offer| StoredInstant(offer.made_at));
        self.offer_due = facts.offer.map(|offer| StoredInstant(offer.due));
        self.return_round = facts.review.map(|review| review.round.into());
        self.next_due = at(next_due(facts));
        let upstream = facts.upstream.unwrap_or_default();
        self.external_due_at = at(upstream.due_at);
        self.reported_at = at(upstream.reported_at);
        self.judged_at = at(upstream.judged_at);
        self.city_judged_at = at(upstream.city_judged_at);
        self.version += 1;
    }

    /// Ends its offer, as part of a change that raises the version.
    pub(super) fn end_offer(&mut self) {
        self.version -= 1;
        self.apply_facts(&RequestFacts { offer: None, ..self.facts(Vec::new()) });
    }

    /// Places it in the grid of the unit that accepted it, if nobody knew where it is.
    pub fn place_in(&mut self, grid: GridId) {
        if self.placed_by == PlacedBy::Unplaced {
            self.place_grid_id = grid;
            self.placed_by = PlacedBy::Dispatch;
        }
    }

    /// Puts it at another place.
    pub fn put_at(&mut self, place: StoredPlace) {
        self.lon_e7 = place.point.map(|point| point.lon_e7);
        self.lat_e7 = place.point.map(|point| point.lat_e7);
        self.place_grid_id = place.grid;
        self.place_building_group_id = place.building_group;
        self.placed_by = place.by;
    }

    /// Forgets the place that a unit gave it which was not the right one.
    pub fn unplace(&mut self, root: GridId) {
        if self.placed_by == PlacedBy::Dispatch {
            self.place_grid_id = root;
            self.placed_by = PlacedBy::Unplaced;
        }
    }

    /// Returns true if its holder reported it in confidence: the desk alone may know.
    pub fn is_held_by_reporter(&self) -> bool {
        self.confidential && self.reporter_member_id == Some(self.holder_id)
    }

    /// Returns true if somebody without an account may follow it by a receipt.
    pub const fn has_receipt(&self) -> bool {
        self.channel.leaves_receipt(self.anonymous)
    }

    /// Replaces its receipt with another, as its next event, and raises the version.
    pub fn renew_receipt(&mut self) {
        self.receipt_version += 1;
        self.event_count += 1;
        self.version += 1;
    }

    fn hold(&mut self, holding: Holding) {
        self.unit_kind = holding.unit.kind();
        self.unit_id = AggregateKey(holding.unit.id());
        self.duty_id = holding.duty;
        self.holder_id = holding.member;
    }

    /// Returns the offer to another unit that nobody has answered yet.
    pub fn offer(&self) -> Option<Offer> {
        Some(Offer {
            kind: self.offer_kind?,
            to: Unit::new(self.offer_unit_kind?, self.offer_unit_id?.0),
            by: self.offer_by?,
            made_at: self.offered_at?.0,
            due: self.offer_due?.0,
        })
    }

    /// Returns its holding.
    pub const fn holding(&self) -> Holding {
        Holding { unit: self.unit(), duty: self.duty_id, member: self.holder_id }
    }

    /// Returns the unit it is assigned to.
    pub const fn unit(&self) -> Unit {
        Unit::new(self.unit_kind, self.unit_id.0)
    }

    /// Returns the matter for the routing rules. A category that is no longer configured routes
    /// like one without a rule.
    pub fn matter(&self) -> Matter<'_> {
        let category = Some(self.category.as_str());
        let confidential = self.confidential;
        Matter { category, kind: Some(self.kind), urgency: Some(self.urgency), confidential }
    }

    /// Returns its place.
    pub fn place(&self) -> StoredPlace {
        let point = self.lon_e7.zip(self.lat_e7).map(|(lon_e7, lat_e7)| Point { lon_e7, lat_e7 });
        let grid = self.place_grid_id;
        let building_group = self.place_building_group_id;
        StoredPlace { point, grid, building_group, by: self.placed_by }
    }

    /// Returns the facts for the rules, with its attempts at contact, but without its returns.
    pub fn facts(&self, attempts: Vec<ContactAttempt>) -> RequestFacts {
        let at = |column: Option<StoredInstant>| column.map(|at| at.0);
        RequestFacts {
            state: self.state,
            channel: self.channel,
            urgency: self.urgency,
            anonymous: self.anonymous,
            confidential: self.confidential,
            phone_given: self.phone_given,
            holding: self.holding(),
            clocks: RequestClocks {
                accept_due: self.accept_due.0,
                contact_due: at(self.contact_due),
                resolve_due: self.resolve_due.0,
                provisional: self.clocks_provisional,
            },
            submitted_at: self.received_at.0,
            accepted_at: at(self.accepted_at),
            attempts,
            contact: self
                .contact_settled_at
                .zip(self.contact_reached)
                .map(|(at, reached)| ContactSettlement { at: at.0, reached }),
            started_at: at(self.started_at),
            resolved_at: at(self.resolved_at),
            outcome: self.outcome,
            second: self.reopened_at.zip(self.second_due).map(|(reopened, due)| SecondHandling {
                reopened_at: reopened.0,
                due: due.0,
                resolved_at: at(self.second_resolved_at),
            }),
            ended_at: at(self.ended_at),
            hard_case: self.hard_case,
            redacted_at: at(self.redacted_at),
            at_desk: self.held_by == AssignmentCause::Desk,
            proposed_at: at(self.proposed_at),
            correction_proposed_at: at(self.correction_proposed_at),
            has_tasks: false,
            offer: self.offer(),
            returns: self
                .return_round
                .map_or(0, |round| u8::try_from(round - 1).unwrap_or(u8::MAX)),
            review: None,
            asked_at: at(self.asked_at),
            reminded_at: at(self.reminded_at),
            last_step: None,
            objection: None,
            upstream: self.external_system.is_some().then(|| TicketFacts {
                due_at: at(self.external_due_at),
                reported_at: at(self.reported_at),
                judged_at: at(self.judged_at),
                city_judged_at: at(self.city_judged_at),
            }),
        }
    }

    /// Returns the request as its reporter is told it: that it is linked to another tells of that
    /// one, so it is one that is worked on.
    #[must_use]
    pub fn as_told_outside(&self) -> Self {
        let mut told = self.clone();
        if self.state == RequestState::Merged {
            told.state = self.state.as_told_outside();
            told.ended_at = None;
            told.next_due = next_due(&told.facts(Vec::new())).map(StoredInstant);
        }
        told
    }

    /// Loads a request.
    ///
    /// # Errors
    /// [`crate::error::Code::NotFound`] when there is none.
    pub fn load(connection: &mut AnyConnection, id: RequestId) -> Result<Self> {
        Ok(requests::table.find(id).select(Self::as_select()).get_result(connection)?)
    }

    /// Lists the other requests with the ticket's number, newest first.
    pub fn namesakes(&self, connection: &mut AnyConnection) -> Result<Vec<Self>> {
        let Some((system, number)) =
            self.external_system.as_ref().zip(self.external_number.as_ref())
        else {
            return Ok(Vec::new());
        };
        let named = requests::external_system.eq(system).and(requests::external_number.eq(number));
        let others = requests::table.filter(named.and(requests::id.ne(self.id).nullable()));
        Ok(others.order(requests::id.desc()).select(Self::as_select()).load(connection)?)
    }

    /// Lists the identifiers of all requests, or of those of one platform above; oldest first.
    pub fn ids(connection: &mut AnyConnection, system: Option<&str>) -> Result<Vec<RequestId>> {
        let mut query = requests::table.select(requests::id).order(requests::id).into_boxed();
        if let Some(system) = system {
            query = query.filter(requests::external_system.eq(system));
        }
        Ok(query.load(connection)?)
    }

    /// Loads some requests, oldest first.
    pub fn of(connection: &mut AnyConnection, ids: &[RequestId]) -> Result<Vec<Self>> {
        let mut found: Vec<Self> = Vec::new();
        for ids in ids.chunks(STATEMENT_KEYS) {
            let some = requests::table.filter(requests::id.eq_any(ids)).select(Self::as_select());
            found.extend(some.load::<Self>(connection)?);
        }
        found.sort_unstable_by_key(|row| row.id);
        Ok(found)
    }

    /// Lists the attempts to reach the reporter, in the order they were made.
    pub fn attempts(&self, connection: &mut AnyConnection) -> Result<Vec<ContactAttempt>> {
        let rows: Vec<(StoredInstant, crate::domain::request::ContactOutcome)> =
            request_attempts::table
                .filter(request_attempts::request_id.eq(self.id))
                .order(request_attempts::sequence)
                .select((request_attempts::attempted_at, request_attempts::outcome))
                .load(connection)?;
        Ok(rows.into_iter().map(|(at, outcome)| ContactAttempt { at: at.0, outcome }).collect())
    }
}
