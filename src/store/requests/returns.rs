//! Returns of requests and the decisions on them, and what earlier dispatches named.

use super::RequestRow;
use super::history::timeline;
use crate::domain::id::{AccountId, MemberId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{
    EventKind, OfferKind, PendingReview, RequestFacts, RequestState, ReturnReason, ReviewDecision,
};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Error, Result};
use crate::store::column::{AggregateKey, StoredInstant, StoredJson};
use crate::store::connection::AnyConnection;
use crate::store::schema::{
    events, request_assignments as assignments, request_returns as returns,
};
use crate::store::tx::Tx;
use diesel::prelude::*;

/// Row of a return.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = returns)]
struct ReturnRow {
    request_id: RequestId,
    sequence: i32,
    round: i32,
    unit_kind: UnitKind,
    unit_id: AggregateKey,
    returned_by: MemberId,
    reason: ReturnReason,
    returned_at: StoredInstant,
    due: StoredInstant,
    state_before: RequestState,
    decision: Option<ReviewDecision>,
    ended_at: Option<StoredInstant>,
}

impl ReturnRow {
    fn review(&self) -> PendingReview {
        PendingReview {
            round: u8::try_from(self.round).unwrap_or(u8::MAX),
            to: Unit::new(self.unit_kind, self.unit_id.0),
            by: self.returned_by,
            reason: self.reason,
            returned_at: self.returned_at.0,
            due: self.due.0,
            state: self.state_before,
        }
    }
}

impl RequestRow {
    /// Returns the facts for the rules, with its attempts at contact, whether it has tasks, and with
    /// its returns while one of them waits for its review, else with its last step and its objection.
    pub fn whole_facts(&self, connection: &mut AnyConnection) -> Result<RequestFacts> {
        match self.state {
            RequestState::Returned => self.facts_with_returns(connection),
            _ => {
                let has_tasks = self.has_open_tasks(connection)?;
                let facts = self.facts(self.attempts(connection)?);
                self.with_last_step(connection, RequestFacts { has_tasks, ..facts })
            }
        }
    }

    /// Returns the facts for the rules, with its attempts at contact and its returns.
    pub fn facts_with_returns(&self, connection: &mut AnyConnection) -> Result<RequestFacts> {
        let rows: Vec<ReturnRow> = returns::table
            .filter(returns::request_id.eq(self.id))
            .order(returns::sequence)
            .select(ReturnRow::as_select())
            .load(connection)?;
        let pending = rows.last().filter(|row| row.ended_at.is_none()).map(ReturnRow::review);
        let decided = rows.iter().filter(|row| row.decision.is_some()).count();
        Ok(RequestFacts {
            returns: u8::try_from(decided).unwrap_or(u8::MAX),
            review: pending,
            has_tasks: self.has_open_tasks(connection)?,
            ..self.facts(self.attempts(connection)?)
        })
    }

    /// Returns the time since which its holder has it.
    pub fn held_since(&self, connection: &mut AnyConnection) -> Result<Instant> {
        let present = assignments::table
            .filter(assignments::request_id.eq(self.id).and(assignments::ended_at.is_null()));
        let since: Option<StoredInstant> =
            present.select(assignments::started_at).first(connection).optional()?;
        Ok(since.unwrap_or(self.received_at).0)
    }

    /// Counts how often the unit that has it has escalated it, and not taken that back.
    pub fn escalations(&self, connection: &mut AnyConnection) -> Result<usize> {
        let unit = serde_json::to_value(self.unit()).map_err(Error::internal)?;
        let (mut count, mut is_last) = (0, false);
        for event in timeline(connection, self.id)? {
            match event.kind.parse() {
                Ok(EventKind::Escalated) if event.payload.0.get("from") == Some(&unit) => {
                    count += 1;
                    is_last = true;
                }
                Ok(EventKind::OfferRecalled) if is_last => {
                    count -= 1;
                    is_last = false;
                }
                Ok(EventKind::Offered | EventKind::OfferDeclined) => is_last = false,
                _ => {}
            }
        }
        Ok(count)
    }

    /// Returns true if an account has offered it to the unit that has it.
    pub fn was_dispatched_by(
        &self,
        connection: &mut AnyConnection,
        account: AccountId,
    ) -> Result<bool> {
        let offers = events::table
            .filter(events::aggregate_id.eq(AggregateKey(self.id.0)))
            .filter(events::kind.eq(EventKind::Offered.as_str()))
            .filter(events::actor.eq(account.to_string()));
        let payloads: Vec<StoredJson> = offers.select(events::payload).load(connection)?;
        let unit = serde_json::to_value(self.unit()).map_err(Error::internal)?;
        Ok(payloads.iter().any(|payload| payload.0.get("to") == Some(&unit)))
    }

    /// Returns the member whom the dispatch names that waits for an answer; none if it names nobody
    /// or nothing is offered.
    pub fn offered_person(&self, connection: &mut AnyConnection) -> Result<Option<MemberId>> {
        if self.offer_kind != Some(OfferKind::Dispatch) {
            return Ok(None);
        }
        let offers = events::table
            .filter(events::aggregate_id.eq(AggregateKey(self.id.0)))
            .filter(events::kind.eq(EventKind::Offered.as_str()))
            .order(events::sequence.desc());
        let last: Option<StoredJson> =
            offers.select(events::payload).first(connection).optional()?;
        let person = last.and_then(|payload| payload.0.get("person").cloned());
        person.map(serde_json::from_value).transpose().map_err(Error::internal)
    }
}

impl RequestRow {
    /// Returns true if an account told its reporter where else to go.
    pub fn was_redirected_by(
        &self,
        connection: &mut AnyConnection,
        account: AccountId,
    ) -> Result<bool> {
        let redirected = events::table
            .filter(events::aggregate_id.eq(AggregateKey(self.id.0)))
            .filter(events::kind.eq(EventKind::Redirected.as_str()))
            .filter(events::actor.eq(account.to_string()));
        let count: i64 = redirected.count().get_result(connection)?;
        Ok(count > 0)
    }
}

impl Tx<'_> {
    /// Inserts a return that waits for its review.
    pub fn insert_return(&mut self, request: RequestId, review: &PendingReview) -> Result<()> {
        let all = returns::table.filter(returns::request_id.eq(request));
        let earlier: i64 = all.count().get_result(self.connection)?;
        let row = ReturnRow {
            request_id: request,
            sequence: i32::try_from(earlier + 1).map_err(Error::internal)?,
            round: review.round.into(),
            unit_kind: review.to.kind(),
            unit_id: AggregateKey(review.to.id()),
            returned_by: review.by,
            reason: review.reason,
            returned_at: StoredInstant(review.returned_at),
            due: StoredInstant(review.due),
            state_before: review.state,
            decision: None,
            ended_at: None,
        };
        diesel::insert_into(returns::table).values(row).execute(self.connection)?;
        Ok(())
    }

    /// Ends the return that waits for its review, by a decision or without one.
    pub fn end_return(
        &mut self,
        request: RequestId,
        decision: Option<ReviewDecision>,
        at: Instant,
    ) -> Result<()> {
        let one =
            returns::table.filter(returns::request_id.eq(request).and(returns::ended_at.is_null()));
        let ended = (returns::decision.eq(decision), returns::ended_at.eq(Some(StoredInstant(at))));
        diesel::update(one).set(ended).execute(self.connection)?;
        Ok(())
    }
}
