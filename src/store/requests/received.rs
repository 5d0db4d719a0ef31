//! Requests as they came in, without what became of them.

use super::RoutableRequest;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request::RequestState;
use crate::error::Result;
use crate::store::column::StoredInstant;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::requests;
use diesel::prelude::*;

/// Of a request, what decides who gets it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = requests)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct ReceivedRequest {
    pub id: RequestId,
    #[diesel(embed)]
    pub routable: RoutableRequest,
    pub state: RequestState,
}

/// Requests received in `[since, until)`, by identifier: so many at most with an identifier after
/// the given one.
pub fn received(
    connection: &mut AnyConnection,
    (since, until): (Instant, Instant),
    after: RequestId,
    limit: i64,
) -> Result<Vec<ReceivedRequest>> {
    let within = || {
        requests::received_at
            .ge(StoredInstant(since))
            .and(requests::received_at.lt(StoredInstant(until)))
    };
    let next = || {
        requests::table
            .filter(requests::id.gt(after).and(within()))
            .order(requests::id)
            .limit(limit)
    };
    Ok(each!(connection, |native| next().select(ReceivedRequest::as_select()).load(native))?)
}
