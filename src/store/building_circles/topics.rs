//! 议事: topics of a circle and their outcomes.

use crate::domain::building_circle::{TopicOutcome, TopicState};
use crate::domain::id::{BuildingCircleId, CircleTopicId, MemberId};
use crate::error::Result;
use crate::store::aggregate::aggregate_row;
use crate::store::column::StoredInstant;
use crate::store::connection::AnyConnection;
use crate::store::schema::circle_topics;
use diesel::prelude::*;

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

aggregate_row!(CircleTopic, CircleTopicId, circle_topics);

impl CircleTopic {
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
