//! Open requests that a change of responsibility may concern.

use super::{RequestRow, RoutableRequest};
use crate::domain::duty::Holding;
use crate::domain::id::{DutyId, GridId, MemberId, RequestId};
use crate::domain::request::{AssignmentCause, RequestState};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::{AggregateKey, StoredInstant};
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::requests;
use diesel::prelude::*;
use std::collections::HashSet;

/// Data of an open request that decide its holder, and its due time.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = requests)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct OpenRequest {
    pub id: RequestId,
    pub number: String,
    #[diesel(embed)]
    pub routable: RoutableRequest,
    pub state: RequestState,
    pub unit_kind: UnitKind,
    pub unit_id: AggregateKey,
    pub duty_id: DutyId,
    pub holder_id: MemberId,
    pub held_by: AssignmentCause,
    pub next_due: Option<StoredInstant>,
    pub offer_unit_kind: Option<UnitKind>,
    pub offer_unit_id: Option<AggregateKey>,
    pub event_count: i32,
    pub version: i64,
}

impl OpenRequest {
    /// Returns its holding.
    pub const fn holding(&self) -> Holding {
        Holding {
            unit: Unit::new(self.unit_kind, self.unit_id.0),
            duty: self.duty_id,
            member: self.holder_id,
        }
    }

    /// Returns the unit that it is offered to, if it is.
    pub fn offered_to(&self) -> Option<Unit> {
        Some(Unit::new(self.offer_unit_kind?, self.offer_unit_id?.0))
    }
}

/// Scope of a change of responsibility.
#[derive(Debug, Clone, Default)]
pub struct TouchedUnits {
    /// Grids; requests placed there are concerned.
    pub grids: Vec<GridId>,
    /// Units; requests assigned or offered to them are concerned, wherever they lie.
    pub units: Vec<Unit>,
    /// Members; requests that they hold are concerned, wherever they lie.
    pub holders: Vec<MemberId>,
    /// Requests that are concerned by themselves.
    pub requests: Vec<RequestId>,
}

impl TouchedUnits {
    fn len(&self) -> usize {
        self.grids.len() + self.units.len() + self.holders.len() + self.requests.len()
    }

    fn keys(&self) -> Vec<AggregateKey> {
        self.units.iter().map(|unit| AggregateKey(unit.id())).collect()
    }

    fn offered(&self) -> Vec<Option<AggregateKey>> {
        self.keys().into_iter().map(Some).collect()
    }
}

/// Lists the open requests that a change concerns, by identifier.
pub fn open_in(connection: &mut AnyConnection, touched: &TouchedUnits) -> Result<Vec<OpenRequest>> {
    // Not by state: the indices of open requests need `ended_at IS NULL`.
    let open = || requests::table.filter(requests::ended_at.is_null());
    let mut found: Vec<OpenRequest> = if touched.len() > STATEMENT_KEYS {
        // More than a statement can hold: nearly everything is concerned then.
        let all = each!(connection, |native| open().select(OpenRequest::as_select()).load(native))?;
        all.into_iter().filter(concerned_by(touched)).collect()
    } else {
        each!(connection, |native| open()
            .filter(
                requests::place_grid_id
                    .eq_any(&touched.grids)
                    .or(requests::unit_id.eq_any(touched.keys()))
                    .or(requests::offer_unit_id.eq_any(touched.offered()).assume_not_null())
                    .or(requests::holder_id.eq_any(&touched.holders))
                    .or(requests::id.eq_any(&touched.requests))
            )
            .select(OpenRequest::as_select())
            .load(native))?
    };
    found.sort_unstable_by_key(|request| request.id);
    Ok(found)
}

/// Lists the open requests that are offered to one of some units, by identifier.
pub fn offered_to(connection: &mut AnyConnection, units: &[Unit]) -> Result<Vec<RequestRow>> {
    let mut found: Vec<RequestRow> = Vec::new();
    for units in units.chunks(STATEMENT_KEYS) {
        let keys: Vec<_> = units.iter().map(|unit| Some(AggregateKey(unit.id()))).collect();
        let offered = requests::table.filter(requests::offer_unit_id.eq_any(keys));
        found.extend(offered.select(RequestRow::as_select()).load::<RequestRow>(connection)?);
    }
    found.sort_unstable_by_key(|row| row.id);
    Ok(found)
}

fn concerned_by(touched: &TouchedUnits) -> impl Fn(&OpenRequest) -> bool {
    let grids: HashSet<GridId> = touched.grids.iter().copied().collect();
    let units: HashSet<AggregateKey> = touched.keys().into_iter().collect();
    let holders: HashSet<MemberId> = touched.holders.iter().copied().collect();
    let requests: HashSet<RequestId> = touched.requests.iter().copied().collect();
    move |request| {
        grids.contains(&request.routable.place_grid_id)
            || units.contains(&request.unit_id)
            || request.offer_unit_id.is_some_and(|unit| units.contains(&unit))
            || holders.contains(&request.holder_id)
            || requests.contains(&request.id)
    }
}
