//! Requests that a change set moved to other holders.

use super::excluded_people::{ServingReader, is_kept_from};
use super::uncounted::is_open_or_counted;
use crate::domain::duty::Holding;
use crate::domain::id::{DutyId, MemberId, ReassignmentId, RequestId};
use crate::domain::request::RequestState;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::{AggregateKey, StoredInstant};
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::{request_assignments as assignments, requests};
use diesel::dsl::not;
use diesel::prelude::*;
use std::collections::HashMap;

/// Request that went from one holder to another.
#[derive(Debug, Clone)]
pub struct HandedOver {
    /// Identifier.
    pub id: RequestId,
    /// Number that people use.
    pub number: String,
    /// True if only the desk may know the reporter.
    pub confidential: bool,
    /// State.
    pub state: RequestState,
    /// Instant at which the next running clock falls due.
    pub next_due: Option<StoredInstant>,
    /// Previous holding; none if it is no longer known.
    pub from: Option<Holding>,
    /// New holding.
    pub to: Holding,
}

type HandedOverRow = (RequestId, i32, UnitKind, AggregateKey, DutyId, MemberId);
type PresentRow = (String, bool, RequestState, Option<StoredInstant>);

/// Lists the requests that a change set moved to other holders, by identifier, without those
/// uncounted for the reader.
pub fn handed_over(
    connection: &mut AnyConnection,
    change_set: ReassignmentId,
    reader: Option<&ServingReader>,
) -> Result<Vec<HandedOver>> {
    let given = assignments::table
        .inner_join(requests::table.on(requests::id.eq(assignments::request_id)))
        .filter(assignments::change_set_id.eq(AggregateKey(change_set.0)))
        .order(requests::id)
        .select((
            (
                assignments::request_id,
                assignments::sequence,
                assignments::unit_kind,
                assignments::unit_id,
                assignments::duty_id,
                assignments::holder_id,
            ),
            (requests::number, requests::confidential, requests::state, requests::next_due),
        ))
        .into_boxed();
    let given = match reader {
        Some(reader) => given
            .filter(not(is_kept_from(reader.member, reader.keys(), reader.organizations.clone())))
            .filter(is_open_or_counted(reader.counts_confidential)),
        None => given.filter(is_open_or_counted(false)),
    };
    let given: Vec<(HandedOverRow, PresentRow)> = given.load(connection)?;
    let ids: Vec<RequestId> = given.iter().map(|(given, _)| given.0).collect();
    let held = holders(connection, &ids)?;
    Ok(given
        .into_iter()
        .map(|(given, present)| {
            let (id, sequence, kind, unit, duty, member) = given;
            let (number, confidential, state, next_due) = present;
            let from = held.get(&(id, sequence - 1)).copied();
            let to = Holding { unit: Unit::new(kind, unit.0), duty, member };
            HandedOver { id, number, confidential, state, next_due, from, to }
        })
        .collect())
}

/// Loads all holdings of some requests, by request and sequence.
fn holders(
    connection: &mut AnyConnection,
    ids: &[RequestId],
) -> Result<HashMap<(RequestId, i32), Holding>> {
    let mut held = HashMap::new();
    for ids in ids.chunks(STATEMENT_KEYS) {
        let rows: Vec<HandedOverRow> = each!(&mut *connection, |native| assignments::table
            .filter(assignments::request_id.eq_any(ids))
            .select((
                assignments::request_id,
                assignments::sequence,
                assignments::unit_kind,
                assignments::unit_id,
                assignments::duty_id,
                assignments::holder_id,
            ))
            .load(native))?;
        held.extend(rows.into_iter().map(|(id, sequence, kind, unit, duty, member)| {
            ((id, sequence), Holding { unit: Unit::new(kind, unit.0), duty, member })
        }));
    }
    Ok(held)
}
