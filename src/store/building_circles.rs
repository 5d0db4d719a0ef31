//! 楼组圈: circles of building groups, their members' offers and needs, and their topics.

mod exchanges;
mod texts;
mod topics;

pub use exchanges::{CircleExchange, ExchangeFilter};
pub use texts::CircleText;
pub use topics::{CircleTopic, TopicFilter};

use super::aggregate::aggregate_row;
use super::column::StoredInstant;
use super::connection::AnyConnection;
use super::event::Actor;
use super::schema::{building_circle_groups, building_circles};
use super::tx::Tx;
use crate::domain::id::{BuildingCircleId, BuildingGroupId, GridId, MemberId};
use crate::error::Result;
use diesel::prelude::*;
use serde_json::json;
use std::collections::HashMap;

/// Row of a building circle.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = building_circles, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct BuildingCircle {
    pub id: BuildingCircleId,
    pub grid_id: GridId,
    pub name: String,
    pub convenor_id: MemberId,
    pub created_at: StoredInstant,
    pub retired_at: Option<StoredInstant>,
    pub event_count: i32,
    pub version: i64,
}

aggregate_row!(BuildingCircle, BuildingCircleId, building_circles);

impl BuildingCircle {
    /// Lists the circles of some neighbourhoods, or of all, that are not retired, in order of
    /// creation.
    pub fn list(
        connection: &mut AnyConnection,
        grids: Option<Vec<GridId>>,
        after: Option<BuildingCircleId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let present = building_circles::table.filter(building_circles::retired_at.is_null());
        let mut query = present.select(Self::as_select()).into_boxed();
        if let Some(grids) = grids {
            query = query.filter(building_circles::grid_id.eq_any(grids));
        }
        if let Some(after) = after {
            query = query.filter(building_circles::id.gt(after));
        }
        Ok(query.order(building_circles::id).limit(limit).load(connection)?)
    }

    /// Loads the building groups of circles; of retired ones those they had.
    pub fn groups(
        connection: &mut AnyConnection,
        ids: &[BuildingCircleId],
    ) -> Result<HashMap<BuildingCircleId, Vec<BuildingGroupId>>> {
        let rows: Vec<(BuildingCircleId, BuildingGroupId)> = building_circle_groups::table
            .filter(building_circle_groups::circle_id.eq_any(ids))
            .order((building_circle_groups::circle_id, building_circle_groups::building_group_id))
            .select((building_circle_groups::circle_id, building_circle_groups::building_group_id))
            .load(connection)?;
        let mut groups: HashMap<BuildingCircleId, Vec<BuildingGroupId>> = HashMap::new();
        rows.into_iter().for_each(|(id, group)| groups.entry(id).or_default().push(group));
        Ok(groups)
    }

    /// Finds those of some building groups that belong to another circle, each with that circle.
    pub fn in_others(
        connection: &mut AnyConnection,
        id: BuildingCircleId,
        groups: &[BuildingGroupId],
    ) -> Result<Vec<(BuildingGroupId, BuildingCircleId)>> {
        let present = building_circle_groups::left_at.is_null();
        let others = present.and(building_circle_groups::circle_id.ne(id));
        Ok(building_circle_groups::table
            .filter(others.and(building_circle_groups::building_group_id.eq_any(groups)))
            .order(building_circle_groups::building_group_id)
            .select((building_circle_groups::building_group_id, building_circle_groups::circle_id))
            .load(connection)?)
    }
}

impl Tx<'_> {
    /// Inserts a circle and its building groups, with its first event.
    pub fn insert_building_circle(
        &mut self,
        row: &mut BuildingCircle,
        groups: &[BuildingGroupId],
        actor: &Actor,
    ) -> Result<()> {
        let payload =
            json!({ "grid": row.grid_id, "convenor": row.convenor_id, "building_groups": groups });
        row.insert(self, actor, "building_circle_created", payload)?;
        self.encircle(row.id, groups)
    }

    /// Updates a circle and its building groups, with an event.
    ///
    /// # Errors
    /// Those of [`BuildingCircle::update`].
    pub fn update_building_circle(
        &mut self,
        row: &mut BuildingCircle,
        groups: &[BuildingGroupId],
        actor: &Actor,
    ) -> Result<()> {
        let payload = json!({ "convenor": row.convenor_id, "building_groups": groups });
        row.update(self, actor, "building_circle_changed", payload)?;
        let before =
            building_circle_groups::table.filter(building_circle_groups::circle_id.eq(row.id));
        diesel::delete(before).execute(self.connection)?;
        self.encircle(row.id, groups)
    }

    /// Retires a circle; its building groups may join others.
    ///
    /// # Errors
    /// Those of [`BuildingCircle::update`].
    pub fn retire_building_circle(
        &mut self,
        row: &mut BuildingCircle,
        actor: &Actor,
    ) -> Result<()> {
        row.retired_at = Some(StoredInstant(self.now()));
        row.update(self, actor, "building_circle_retired", json!({}))?;
        let of_row =
            building_circle_groups::table.filter(building_circle_groups::circle_id.eq(row.id));
        diesel::update(of_row)
            .set(building_circle_groups::left_at.eq(row.retired_at))
            .execute(self.connection)?;
        Ok(())
    }

    fn encircle(&mut self, id: BuildingCircleId, groups: &[BuildingGroupId]) -> Result<()> {
        for group in groups {
            let row = (
                building_circle_groups::circle_id.eq(id),
                building_circle_groups::building_group_id.eq(*group),
            );
            diesel::insert_into(building_circle_groups::table)
                .values(row)
                .execute(self.connection)?;
        }
        Ok(())
    }
}
