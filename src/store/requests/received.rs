//! Requests as they were received, without their handling.

use super::RoutableRequest;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request::RequestState;
use crate::error::Result;
use crate::store::column::StoredInstant;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::requests;
use diesel::prelude::*;
use std::ops::Range;

/// Data of a request that decide who gets it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = requests)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct ReceivedRequest {
    pub id: RequestId,
    #[diesel(embed)]
    pub routable: RoutableRequest,
    pub state: RequestState,
}

/// Lists requests received in a time, by identifier: at most `limit` with an identifier
/// after the given one.
pub fn received(
    connection: &mut AnyConnection,
    time: &Range<Instant>,
    after: RequestId,
    limit: i64,
) -> Result<Vec<ReceivedRequest>> {
    Ok(each!(connection, |native| requests::table
        .filter(requests::id.gt(after))
        .filter(requests::received_at.ge(StoredInstant(time.start)))
        .filter(requests::received_at.lt(StoredInstant(time.end)))
        .order(requests::id)
        .limit(limit)
        .select(ReceivedRequest::as_select())
        .load(native))?)
}
