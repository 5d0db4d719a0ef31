//! Numbers of requests by area: counted by the database, without those excluded for the reader.

use super::excluded_people::{ServingReader, is_kept_from};
use super::uncounted::is_open_or_counted;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::period::Instant;
use crate::domain::request::RequestState;
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::column::{AggregateKey, StoredInstant};
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::requests;
use diesel::dsl::{count_star, not};
use diesel::prelude::*;
use std::collections::HashMap;
use uuid::Uuid;

/// Number of requests received at a place, by the state in which they are now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceivedCount {
    /// Grid of the place.
    pub grid: GridId,
    /// Building group of the place, if the address is that of one. Left out for confidential
    /// requests: whoever knows the others could find out which door one came from.
    pub building_group: Option<BuildingGroupId>,
    /// State.
    pub state: RequestState,
    /// Number of requests.
    pub count: u64,
}

/// Numbers of open requests that a unit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenCount {
    /// All open ones.
    pub open: u64,
    /// Those with an expired clock.
    pub overdue: u64,
}

/// Place, true if confidential, and state.
type CountKey = ((GridId, Option<BuildingGroupId>), bool, RequestState);

/// Counts the requests with a place in some grids that were received at an instant or later.
pub fn received_counts(
    connection: &mut AnyConnection,
    grids: &[GridId],
    since: Instant,
    reader: &ServingReader,
) -> Result<Vec<ReceivedCount>> {
    let mut counts = Vec::new();
    for grids in grids.chunks(STATEMENT_KEYS) {
        let place = (requests::place_grid_id, requests::place_building_group_id);
        let sort = (place, requests::confidential, requests::state);
        let rows: Vec<(CountKey, i64)> = each!(&mut *connection, |native| requests::table
            .filter(requests::place_grid_id.eq_any(grids))
            .filter(requests::received_at.ge(StoredInstant(since)))
            .filter(not(is_kept_from(reader.member, reader.keys(), reader.organizations.clone())))
            .filter(is_open_or_counted(reader.counts_confidential))
            .group_by(sort)
            .select((sort, count_star()))
            .load(native))?;
        counts.extend(rows.into_iter().map(|(((grid, group), confidential, state), count)| {
            ReceivedCount {
                grid,
                building_group: group.filter(|_| !confidential),
                state,
                count: count.unsigned_abs(),
            }
        }));
    }
    Ok(counts)
}

/// Counts the open requests that some units hold at an instant, by the unit's identifier; units
/// without any are missing.
pub fn open_counts(
    connection: &mut AnyConnection,
    units: &[Unit],
    at: Instant,
    reader: &ServingReader,
) -> Result<HashMap<Uuid, OpenCount>> {
    let mut counts: HashMap<Uuid, OpenCount> = HashMap::new();
    for units in units.chunks(STATEMENT_KEYS) {
        let open = || {
            let keys = units.iter().map(|unit| AggregateKey(unit.id()));
            requests::table
                .filter(requests::unit_id.eq_any(keys).and(requests::ended_at.is_null()))
                .filter(not(is_kept_from(
                    reader.member,
                    reader.keys(),
                    reader.organizations.clone(),
                )))
                .filter(is_open_or_counted(reader.counts_confidential))
        };
        let all: Vec<(AggregateKey, i64)> = each!(&mut *connection, |native| open()
            .group_by(requests::unit_id)
            .select((requests::unit_id, count_star()))
            .load(native))?;
        let late: Vec<(AggregateKey, i64)> = each!(&mut *connection, |native| open()
            .filter(requests::next_due.lt(StoredInstant(at)))
            .group_by(requests::unit_id)
            .select((requests::unit_id, count_star()))
            .load(native))?;
        all.into_iter().for_each(|(unit, count)| {
            counts.entry(unit.0).or_default().open = count.unsigned_abs()
        });
        late.into_iter().for_each(|(unit, count)| {
            counts.entry(unit.0).or_default().overdue = count.unsigned_abs()
        });
    }
    Ok(counts)
}
