//! 议事: topics of a circle and their outcomes.

use crate::domain::building_circle::{TopicOutcome, TopicState};
use crate::domain::id::{BuildingCircleId, CircleTopicId, MemberId};
use crate::error::{Code, Problem, Result};
use crate::store::column::StoredInstant;
use crate::store::connection::{AnyConnection, each};
use crate::store::event::{Actor, ChangeEvent};
use crate::store::schema::circle_topics;
use crate::store::tx::Tx;
use diesel::prelude::*;
use serde_json::json;

/// Row of a topic, without its texts.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = circle_topics, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct CircleTopic {
    pub id: CircleTopicId,
    pub circle_id: BuildingCircleId,
    pub member_id: MemberId,
    pub state: TopicState,
    pub outcome: Option<TopicOutcome>,
    pub concluded_by: Option<MemberId>,
    pub created_at: StoredInstant,
    pub concluded_at: Option<StoredInstant>,
    pub event_count: i32,
    pub version: i64,
}

/// Filter of a circle's topics.
#[derive(Debug, Clone, Copy, Default)]
pub struct TopicFilter {
    /// Only those in this state.
    pub state: Option<TopicState>,
}

impl CircleTopic {
    /// Loads a topic by identifier.
    ///
    /// # Errors
    /// [`Code::NotFound`]
    pub fn load(connection: &mut AnyConnection, id: CircleTopicId) -> Result<Self> {
        let found = circle_topics::table
            .find(id)
            .select(Self::as_select())
            .get_result(connection)
            .optional()?;
        Ok(found.ok_or(Code::NotFound)?)
    }

    /// Lists the topics of a circle that match a filter, newest first.
    pub fn list(
        connection: &mut AnyConnection,
        circle: BuildingCircleId,
        filter: TopicFilter,
        after: Option<CircleTopicId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let of_circle = circle_topics::table.filter(circle_topics::circle_id.eq(circle));
        let mut query = of_circle.select(Self::as_select()).into_boxed();
        if let Some(state) = filter.state {
            query = query.filter(circle_topics::state.eq(state));
        }
        if let Some(after) = after {
            query = query.filter(circle_topics::id.lt(after));
        }
        Ok(query.order(circle_topics::id.desc()).limit(limit).load(connection)?)
    }
}

impl Tx<'_> {
    /// Inserts a topic, with its first event.
    pub fn insert_topic(&mut self, row: &mut CircleTopic, actor: &Actor) -> Result<()> {
        row.event_count = 1;
        row.version = 1;
        let insert = diesel::insert_into(circle_topics::table).values(&*row);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        let payload = json!({ "circle": row.circle_id, "member": row.member_id });
        self.event(
            actor,
            ChangeEvent { aggregate: row.id.0, sequence: 1, kind: "topic_opened", payload },
        )
    }

    /// Stores the outcome of a topic, with an event.
    ///
    /// # Errors
    /// [`Code::StaleVersion`] when somebody changed it since it was read.
    pub fn conclude_topic(&mut self, row: &mut CircleTopic, actor: &Actor) -> Result<()> {
        let seen = row.version;
        row.event_count += 1;
        row.version += 1;
        let unchanged = circle_topics::id.eq(row.id).and(circle_topics::version.eq(seen));
        if diesel::update(circle_topics::table.filter(unchanged))
            .set(&*row)
            .execute(self.connection)?
            != 1
        {
            return Err(Problem::new(Code::StaleVersion).with("current", row.version).into());
        }
        let payload = json!({ "outcome": row.outcome, "by": row.concluded_by });
        self.event(
            actor,
            ChangeEvent {
                aggregate: row.id.0,
                sequence: row.event_count,
                kind: "topic_concluded",
                payload,
            },
        )
    }
}
