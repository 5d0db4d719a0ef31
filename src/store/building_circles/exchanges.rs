//! 互助: offers and needs of the members of a circle.

use crate::domain::building_circle::{ExchangeKind, ExchangeState};
use crate::domain::id::{BuildingCircleId, CircleExchangeId, MemberId};
use crate::error::{Code, Problem, Result};
use crate::store::column::StoredInstant;
use crate::store::connection::{AnyConnection, each};
use crate::store::event::{Actor, ChangeEvent};
use crate::store::schema::circle_exchanges;
use crate::store::tx::Tx;
use diesel::prelude::*;
use serde_json::json;

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

impl CircleExchange {
    /// Loads an offer or a need by identifier.
    ///
    /// # Errors
    /// [`Code::NotFound`]
    pub fn load(connection: &mut AnyConnection, id: CircleExchangeId) -> Result<Self> {
        let found = circle_exchanges::table
            .find(id)
            .select(Self::as_select())
            .get_result(connection)
            .optional()?;
        Ok(found.ok_or(Code::NotFound)?)
    }

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

impl Tx<'_> {
    /// Inserts an offer or a need, with its first event.
    pub fn insert_exchange(&mut self, row: &mut CircleExchange, actor: &Actor) -> Result<()> {
        row.event_count = 1;
        row.version = 1;
        let insert = diesel::insert_into(circle_exchanges::table).values(&*row);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        let payload = json!({ "circle": row.circle_id, "member": row.member_id, "kind": row.kind });
        self.event(
            actor,
            ChangeEvent { aggregate: row.id.0, sequence: 1, kind: "exchange_opened", payload },
        )
    }

    /// Stores the new state of an offer or a need, with an event.
    ///
    /// # Errors
    /// [`Code::StaleVersion`] when somebody changed it since it was read.
    pub fn settle_exchange(&mut self, row: &mut CircleExchange, actor: &Actor) -> Result<()> {
        let seen = row.version;
        row.event_count += 1;
        row.version += 1;
        let unchanged = circle_exchanges::id.eq(row.id).and(circle_exchanges::version.eq(seen));
        if diesel::update(circle_exchanges::table.filter(unchanged))
            .set(&*row)
            .execute(self.connection)?
            != 1
        {
            return Err(Problem::new(Code::StaleVersion).with("current", row.version).into());
        }
        let payload = json!({ "state": row.state });
        self.event(
            actor,
            ChangeEvent {
                aggregate: row.id.0,
                sequence: row.event_count,
                kind: "exchange_settled",
                payload,
            },
        )
    }
}
