//! Open requests that may be about the same thing.

use super::RequestRow;
use crate::domain::id::GridId;
use crate::domain::request::RequestState;
use crate::error::Result;
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::requests;
use diesel::prelude::*;

/// Maximum number of requests that are compared.
const COMPARED_MAX: i64 = 500;

/// Lists the open requests of a category in some grids, the oldest first. Confidential ones are not
/// among them: that there is one would be told by what is found.
pub fn open_alike(
    connection: &mut AnyConnection,
    category: &str,
    grids: &[GridId],
) -> Result<Vec<RequestRow>> {
    let mut found: Vec<RequestRow> = Vec::new();
    for grids in grids.chunks(STATEMENT_KEYS) {
        let some: Vec<RequestRow> = each!(&mut *connection, |native| requests::table
            .filter(requests::place_grid_id.eq_any(grids).and(requests::ended_at.is_null()))
            .filter(requests::state.ne(RequestState::Resolved))
            .filter(requests::confidential.eq(false).and(requests::category.eq(category)))
            .order((requests::received_at, requests::id))
            .limit(COMPARED_MAX)
            .select(RequestRow::as_select())
            .load(native))?;
        found.extend(some);
    }
    found.sort_unstable_by_key(|row| (row.received_at, row.id));
    Ok(found)
}
