//! The place of a request, as exactly as its reader may know it.

use super::ListedRequestView;
use crate::domain::atlas::Atlas;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::routing::PlacedBy;
use crate::store::requests::RequestRow;
use serde::Serialize;
use utoipa::ToSchema;

/// The place of a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceView {
    /// Longitude in WGS 84, when a point was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Latitude in WGS 84, when a point was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Grid of the place.
    #[schema(value_type = Uuid)]
    pub grid_id: GridId,
    /// Code of that grid.
    pub grid_code: String,
    /// Building group, when the address is that of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub building_group_id: Option<BuildingGroupId>,
    /// What decided the place. For confidential requests, only for those who see the exact place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PlacedBy>,
}

impl PlaceView {
    pub(super) fn new(atlas: &Atlas, row: &RequestRow, shown: ListedRequestView) -> Self {
        let exactly = |degrees: f64| if shown.exact_place { degrees } else { roughly(degrees) };
        let point = row.place().point.map(Point::to_degrees);
        let grid = atlas.tree().get(row.place_grid_id);
        Self {
            lon: point.map(|[lon, _]| exactly(lon)),
            lat: point.map(|[_, lat]| exactly(lat)),
            grid_id: row.place_grid_id,
            grid_code: grid.map(|grid| grid.code.clone()).unwrap_or_default(),
            building_group_id: row.place_building_group_id.filter(|_| shown.exact_place),
            by: Some(row.placed_by).filter(|_| shown.is_exact(row)),
        }
    }
}

/// A coordinate to about 100 m.
fn roughly(degrees: f64) -> f64 {
    (degrees * 1000.0).round() / 1000.0
}
