//! 互助: offers and needs of the members of a circle.

use crate::domain::building_circle::{ExchangeKind, ExchangeState};
use crate::domain::id::{BuildingCircleId, CircleExchangeId, MemberId};
use crate::error::Result;
use crate::store::aggregate::aggregate_row;
use crate::store::column::StoredInstant;
use crate::store::connection::AnyConnection;
use crate::store::schema::circle_exchanges;
use diesel::prelude::*;

/// Row of an offer or a need, without its texts.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = circle_exchanges, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct CircleExchange {
    pub id: CircleExchangeId,
    pub circle_id: BuildingCircleId,
    pub member_id: MemberId,
    pub kind: ExchangeKind,
    pub state: ExchangeState,
    pub created_at: StoredInstant,
    pub settled_at: Option<StoredInstant>,
    pub event_count: i32,
    pub version: i64,
}

/// Filter of a circle's offers and needs.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExchangeFilter {
    /// Only offers, or only needs.
    pub kind: Option<ExchangeKind>,
    /// Only those in this state.
    pub state: Option<ExchangeState>,
}

aggregate_row!(CircleExchange, CircleExchangeId, circle_exchanges);

impl CircleExchange {
    /// Lists the offers and needs of a circle that match a filter, newest first.
    pub fn list(
        connection: &mut AnyConnection,
        circle: BuildingCircleId,
        filter: ExchangeFilter,
        after: Option<CircleExchangeId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let of_circle = circle_exchanges::table.filter(circle_exchanges::circle_id.eq(circle));
        let mut query = of_circle.select(Self::as_select()).into_boxed();
        if let Some(kind) = filter.kind {
            query = query.filter(circle_exchanges::kind.eq(kind));
        }
        if let Some(state) = filter.state {
            query = query.filter(circle_exchanges::state.eq(state));
        }
        if let Some(after) = after {
            query = query.filter(circle_exchanges::id.lt(after));
        }
        Ok(query.order(circle_exchanges::id.desc()).limit(limit).load(connection)?)
    }
}
