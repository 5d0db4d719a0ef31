//! Data of a stored request that routing needs, beside its holder.

use super::StoredPlace;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::request::Matter;
use crate::domain::request::{RequestKind, Urgency};
use crate::domain::routing::PlacedBy;
use crate::store::schema::requests;
use diesel::prelude::*;

/// Subject and place of a request.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = requests)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct RoutableRequest {
    pub kind: RequestKind,
    pub urgency: Urgency,
    pub category: String,
    pub confidential: bool,
    pub lon_e7: Option<i32>,
    pub lat_e7: Option<i32>,
    pub place_grid_id: GridId,
    pub place_building_group_id: Option<BuildingGroupId>,
    pub placed_by: PlacedBy,
}

impl RoutableRequest {
    /// Returns the matter for the routing rules.
    pub fn matter(&self) -> Matter<'_> {
        let category = Some(self.category.as_str());
        let confidential = self.confidential;
        Matter { category, kind: Some(self.kind), urgency: Some(self.urgency), confidential }
    }

    /// Returns its place.
    pub fn place(&self) -> StoredPlace {
        let point = self.lon_e7.zip(self.lat_e7).map(|(lon_e7, lat_e7)| Point { lon_e7, lat_e7 });
        let grid = self.place_grid_id;
        let building_group = self.place_building_group_id;
        StoredPlace { point, grid, building_group, by: self.placed_by }
    }
}
