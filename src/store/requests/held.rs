//! Holders of open requests, without the rest of the requests.

use super::uncounted::{UncountedRequests, is_open_or_counted};
use crate::domain::id::{DutyId, MemberId, RequestId};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Error, Result};
use crate::store::column::AggregateKey;
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::requests;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

/// Open request and its holder.
#[derive(Debug, Clone)]
pub struct HeldRequest {
    /// Identifier.
    pub id: RequestId,
    /// Number that people use.
    pub number: String,
    /// Unit it is assigned to.
    pub unit: Unit,
    /// Holder.
    pub holder: MemberId,
}

/// Lists all open requests.
pub fn held(connection: &mut AnyConnection) -> Result<Vec<HeldRequest>> {
    let columns = (
        requests::id,
        requests::number,
        requests::unit_kind,
        requests::unit_id,
        requests::holder_id,
    );
    let open =
        requests::table.filter(requests::ended_at.is_null()).order(requests::id).select(columns);
    let rows: Vec<(RequestId, String, UnitKind, AggregateKey, MemberId)> = open.load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, number, kind, unit, holder)| HeldRequest {
            id,
            number,
            unit: Unit::new(kind, unit.0),
            holder,
        })
        .collect())
}

/// Counts the open requests of each holder, without the uncounted ones.
pub fn held_by(
    connection: &mut AnyConnection,
    uncounted: &UncountedRequests,
) -> Result<HashMap<MemberId, usize>> {
    let counted = is_open_or_counted(!uncounted.leaves_out_confidential());
    let open = || requests::table.filter(requests::ended_at.is_null().and(counted));
    let counts: Vec<(MemberId, i64)> = each!(&mut *connection, |native| open()
        .group_by(requests::holder_id)
        .select((requests::holder_id, count_star()))
        .load(native))?;
    let mut held: HashMap<MemberId, usize> = HashMap::with_capacity(counts.len());
    for (holder, count) in counts {
        held.insert(holder, usize::try_from(count).map_err(Error::internal)?);
    }
    let besides = uncounted.about_the_reader();
    for ids in besides.chunks(STATEMENT_KEYS) {
        let holders: Vec<MemberId> = each!(&mut *connection, |native| open()
            .filter(requests::id.eq_any(ids))
            .select(requests::holder_id)
            .load(native))?;
        for holder in holders {
            held.entry(holder).and_modify(|count| *count = count.saturating_sub(1));
        }
    }
    Ok(held)
}

/// Counts the open requests held under some duties, without the uncounted ones.
pub fn held_under(
    connection: &mut AnyConnection,
    duties: &[DutyId],
    uncounted: &UncountedRequests,
) -> Result<usize> {
    if duties.is_empty() {
        return Ok(0);
    }
    let open = requests::table
        .filter(requests::ended_at.is_null())
        .filter(requests::duty_id.eq_any(duties));
    let held: Vec<(RequestId, bool)> =
        open.select((requests::id, requests::confidential)).load(connection)?;
    Ok(held
        .into_iter()
        .filter(|&(id, confidential)| !uncounted.leaves_out(id, confidential))
        .count())
}
