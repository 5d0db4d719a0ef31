//! Requests as they came in, without what became of them.

use super::Place;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{RequestKind, State, Urgency};
use crate::domain::routing::PlacedBy;
use crate::domain::routing_rule::Matter;
use crate::error::Result;
use crate::store::column::At;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::requests;
use diesel::prelude::*;

/// Of a request, what decides who gets it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = requests)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct Received {
    pub id: RequestId,
    pub kind: RequestKind,
    pub urgency: Urgency,
    pub category: String,
    pub state: State,
    pub confidential: bool,
    pub lon_e7: Option<i32>,
    pub lat_e7: Option<i32>,
    pub place_grid_id: GridId,
    pub place_building_group_id: Option<BuildingGroupId>,
    pub placed_by: PlacedBy,
}

impl Received {
    /// What the routing rules know of it.
    pub fn matter(&self) -> Matter<'_> {
        let (category, confidential) = (Some(self.category.as_str()), self.confidential);
        Matter { category, kind: Some(self.kind), urgency: Some(self.urgency), confidential }
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        let point = self.lon_e7.zip(self.lat_e7).map(|(lon_e7, lat_e7)| Point { lon_e7, lat_e7 });
        let (grid, building_group) = (self.place_grid_id, self.place_building_group_id);
        Place { point, grid, building_group, by: self.placed_by }
    }
}

/// Requests received in `[since, until)`, by identifier: so many at most with an identifier after the given one.
pub fn received(
    connection: &mut AnyConnection,
    (since, until): (Instant, Instant),
    after: RequestId,
    limit: i64,
) -> Result<Vec<Received>> {
    let within = || requests::received_at.ge(At(since)).and(requests::received_at.lt(At(until)));
    let next = || requests::table.filter(requests::id.gt(after).and(within())).order(requests::id).limit(limit);
    Ok(each!(connection, |native| next().select(Received::as_select()).load(native))?)
}
