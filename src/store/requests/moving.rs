//! Changes of the holders of many open requests at once.

use super::history::AssignmentRow;
use super::open::OpenRequest;
use crate::domain::duty::Holding;
use crate::domain::id::{GridId, RequestId};
use crate::domain::period::Instant;
use crate::domain::rehold::HolderChange;
use crate::domain::request::AssignmentCause;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use crate::store::column::{AggregateKey, StoredAs, StoredInstant};
use crate::store::connection::{STATEMENT_KEYS, each, insert_rows};
use crate::store::schema::{request_assignments as assignments, requests};
use crate::store::tx::Tx;
use diesel::dsl::max;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Open request and its next holder.
#[derive(Debug, Clone)]
pub struct MovingRequest {
    /// Request as it was read.
    pub request: OpenRequest,
    /// Next holder.
    pub to: HolderChange,
}

/// Common properties of requests that one statement moves.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct MovingWay {
    unit: Unit,
    duty: Uuid,
    member: Uuid,
    held_by: AssignmentCause,
    place: GridId,
    version: i64,
    within_desk: bool,
}

impl MovingRequest {
    /// Returns the cause of the next assignment: the desk, for whatever lies with it.
    pub fn cause(&self) -> AssignmentCause {
        if self.to.held_by == AssignmentCause::Desk {
            AssignmentCause::Desk
        } else {
            AssignmentCause::DutyEnded
        }
    }

    /// Returns true if it is confidential and stays with the desk, where somebody else answers.
    /// Others must not see that: it would tell whether the request came before or after. So it is no
    /// event of the request, and does not change its version.
    pub fn is_within_desk(&self) -> bool {
        self.request.routable.confidential
            && (self.request.held_by, self.to.held_by)
                == (AssignmentCause::Desk, AssignmentCause::Desk)
    }

    /// Returns true if it goes to another unit.
    pub fn leaves_unit(&self) -> bool {
        self.request.holding().unit != self.to.routed.holding.unit
    }

    fn way(&self) -> MovingWay {
        let Holding { unit, duty, member } = self.to.routed.holding;
        let place = if self.to.placed_anew {
            self.to.routed.place
        } else {
            self.request.routable.place_grid_id
        };
        let held_by = self.to.held_by;
        let version = self.request.version;
        let within_desk = self.is_within_desk();
        MovingWay { unit, duty: duty.0, member: member.0, held_by, place, version, within_desk }
    }
}

impl Tx<'_> {
    /// Stores the next holders of requests that were read in this transaction; raises the versions
    /// of all that do not stay with the desk, and counts their next event.
    ///
    /// # Errors
    /// [`Error::Contended`] when another writer moved one in between.
    pub fn move_requests(&mut self, moving: &[MovingRequest]) -> Result<()> {
        let mut ways: BTreeMap<MovingWay, Vec<RequestId>> = BTreeMap::new();
        for moving in moving {
            ways.entry(moving.way()).or_default().push(moving.request.id);
        }
        for (way, ids) in &ways {
            for ids in ids.chunks(STATEMENT_KEYS) {
                if self.lead(way, ids)? != ids.len() {
                    return Err(Error::Contended(format!(
                        "one of {} requests was moved by another writer",
                        ids.len()
                    )));
                }
            }
        }
        Ok(())
    }

    /// Moves requests with common properties. Returns how many were unchanged since they were read.
    fn lead(&mut self, way: &MovingWay, ids: &[RequestId]) -> Result<usize> {
        let holder = (
            requests::unit_kind.eq(way.unit.kind()),
            requests::unit_id.eq(AggregateKey(way.unit.id())),
            requests::duty_id.eq(AggregateKey(way.duty)),
            requests::holder_id.eq(AggregateKey(way.member)),
            requests::held_by.eq(way.held_by),
            requests::place_grid_id.eq(way.place),
        );
        let further = i32::from(!way.within_desk);
        let version = way.version + i64::from(further);
        let count = (
            requests::event_count.eq(requests::event_count + further),
            requests::version.eq(version),
        );
        Ok(each!(&mut *self.connection, |native| diesel::update(
            requests::table.filter(requests::id.eq_any(ids).and(requests::version.eq(way.version)))
        )
        .set((holder, count))
        .execute(native))?)
    }

    /// Assigns requests to their next holders from an instant on, and ends the present assignments.
    /// Records the change set that moved them, if one did.
    pub fn assign_all(
        &mut self,
        moving: &[MovingRequest],
        since: Instant,
        change_set: Option<Uuid>,
    ) -> Result<()> {
        let ids: Vec<RequestId> = moving.iter().map(|moving| moving.request.id).collect();
        let last = self.end_assignments(&ids, since)?;
        let mut rows = Vec::with_capacity(moving.len());
        for moving in moving {
            let sequence = last.get(&moving.request.id).map_or(1, |last| last + 1);
            let trace = StoredAs(moving.to.routed.trace.clone());
            let holding = moving.to.routed.holding;
            let mut row = AssignmentRow::new(
                moving.request.id,
                sequence,
                holding,
                moving.cause(),
                trace,
                since,
            );
            row.change_set_id = change_set.map(AggregateKey);
            rows.push(row);
        }
        insert_rows!(&mut *self.connection, assignments::table, rows);
        Ok(())
    }

    /// Ends the present assignments of requests. Returns the last sequence of each.
    fn end_assignments(
        &mut self,
        ids: &[RequestId],
        since: Instant,
    ) -> Result<HashMap<RequestId, i32>> {
        let mut last = HashMap::new();
        for ids in ids.chunks(STATEMENT_KEYS) {
            let all = || assignments::table.filter(assignments::request_id.eq_any(ids));
            let ended = assignments::ended_at.eq(Some(StoredInstant(since)));
            each!(&mut *self.connection, |native| diesel::update(
                all().filter(assignments::ended_at.is_null())
            )
            .set(ended)
            .execute(native))?;
            let by_request = all().group_by(assignments::request_id);
            let sequences = by_request
                .select((assignments::request_id, max(assignments::sequence).assume_not_null()));
            let rows: Vec<(RequestId, i32)> = sequences.load(self.connection)?;
            last.extend(rows);
        }
        Ok(last)
    }
}
