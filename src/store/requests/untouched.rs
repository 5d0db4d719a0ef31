//! Requests moved by a change set, with and without later events.

use crate::domain::id::{ReassignmentId, RequestId};
use crate::error::Result;
use crate::store::column::AggregateKey;
use crate::store::connection::{AnyConnection, STATEMENT_KEYS};
use crate::store::schema::{events, request_assignments, requests};
use diesel::prelude::*;
use std::collections::HashSet;

/// Lists the open requests that a change set moved and that have had no event since, by identifier.
pub fn untouched_since(
    connection: &mut AnyConnection,
    change_set: ReassignmentId,
) -> Result<Vec<RequestId>> {
    let moved = request_assignments::table
        .inner_join(requests::table.on(requests::id.eq(request_assignments::request_id)))
        .filter(request_assignments::change_set_id.eq(AggregateKey(change_set.0)))
        .filter(request_assignments::ended_at.is_null().and(requests::ended_at.is_null()))
        .order(requests::id)
        .select((requests::id, requests::event_count));
    let moved: Vec<(RequestId, i32)> = moved.load(connection)?;
    let mut untouched = Vec::with_capacity(moved.len());
    for part in moved.chunks(STATEMENT_KEYS) {
        let ids = part.iter().map(|(id, _)| AggregateKey(id.0));
        let last = events::table
            .inner_join(requests::table.on(events::aggregate_id.eq(requests::id)))
            .filter(
                events::aggregate_id.eq_any(ids).and(events::sequence.eq(requests::event_count)),
            )
            .filter(events::kind.eq("assigned"))
            .order(requests::id)
            .select(requests::id);
        untouched.extend(last.load::<RequestId>(connection)?);
    }
    Ok(untouched)
}

/// Lists the open requests that a change set moved and that have had events since.
pub fn touched_since(
    connection: &mut AnyConnection,
    change_set: ReassignmentId,
) -> Result<Vec<RequestId>> {
    let moved = request_assignments::table
        .inner_join(requests::table.on(requests::id.eq(request_assignments::request_id)))
        .filter(
            request_assignments::change_set_id
                .eq(AggregateKey(change_set.0))
                .and(requests::ended_at.is_null()),
        )
        .order(requests::id)
        .select(requests::id)
        .distinct();
    let moved: Vec<RequestId> = moved.load(connection)?;
    let untouched: HashSet<RequestId> =
        untouched_since(connection, change_set)?.into_iter().collect();
    Ok(moved.into_iter().filter(|request| !untouched.contains(request)).collect())
}
