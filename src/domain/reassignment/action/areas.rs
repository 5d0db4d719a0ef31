//! What changes grids, their polygons and what belongs to them.

use crate::domain::datum::{Datum, to_wgs84};
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::{Effort, Point, Position};
use crate::domain::id::{BuildingGroupId, GridId, MemberId};
use crate::domain::unit::{GridKind, Setting};
use crate::error::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 调整边界
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBoundary {
    /// One for each grid, 1–500. Neighbours that only get a vertex need not be named.
    #[schema(min_items = 1, max_items = 500)]
    pub boundaries: Vec<RedrawnGrid>,
}

/// A grid and its new polygon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedrawnGrid {
    /// The grid.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// A GeoJSON `Polygon` or `MultiPolygon`.
    #[schema(value_type = Object)]
    pub geometry: Geometry,
}

/// 拆分
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitGrid {
    /// Which.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The line that cuts it, from border to border: longitudes and latitudes. The parts to its
    /// left come first. Left out when each part has a polygon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Vec<f64>>>)]
    pub line: Option<Vec<Position>>,
    /// What it becomes, 2–50.
    #[schema(min_items = 2, max_items = 50)]
    pub parts: Vec<SplitPart>,
    /// Where building groups go whose addresses have no points, or points in several parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub building_groups: Vec<GroupPart>,
}

/// A part of a grid that is split. One part may be the grid itself, which goes on with less land,
/// and keeps its code, its duties and whatever else belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GridPart)]
pub struct SplitPart {
    /// The code of a new grid; left out for the part that is the grid itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The name; left out only where the grid keeps its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who leads it; left out: whoever leads the grid itself, or nobody yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub leader: Option<MemberId>,
    /// Its polygon, when no line cuts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub geometry: Option<Geometry>,
}

/// Where a building group goes when its grid is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPart {
    /// Which.
    #[schema(value_type = Uuid)]
    pub building_group: BuildingGroupId,
    /// The number of its part in `parts`, from 0 on.
    pub part: usize,
}

/// 合并
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeGrids {
    /// The grid that goes on, and keeps its code and its duties.
    #[schema(value_type = Uuid)]
    pub into: GridId,
    /// Its neighbours that end in it, 1–49.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 49)]
    pub grids: Vec<GridId>,
    /// The name from then on; left out: as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who leads it from then on; left out: as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub leader: Option<MemberId>,
}

/// 新设
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateGrid {
    /// The code people use, unique over all grids and times: 1–32 letters, digits, `-` or `_`.
    pub code: String,
    /// The name shown to people, 1–60 characters.
    pub name: String,
    /// The code of its level, deeper than that of its parent.
    pub level: String,
    /// General or dedicated.
    #[serde(default = "general")]
    pub kind: GridKind,
    /// Residential, rural or street.
    #[serde(default = "residential")]
    pub setting: Setting,
    /// The grid it belongs to.
    #[schema(value_type = Uuid)]
    pub parent: GridId,
    /// Its polygon: a GeoJSON `Polygon` or `MultiPolygon`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub boundary: Option<Geometry>,
    /// Who leads it; left out: nobody yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub leader: Option<MemberId>,
}

/// 撤销网格
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireGrid {
    /// Which; nothing belongs to it any more.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
}

/// 改隶或恢复
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceGrid {
    /// Which; one that had ended comes back without a polygon and without duties.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The grid that it belongs to from then on.
    #[schema(value_type = Uuid)]
    pub parent: GridId,
}

/// 更名
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameGrid {
    /// Which.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Its name from then on, 1–60 characters.
    pub name: String,
}

/// 楼组调整
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBuildingGroup {
    /// Which.
    #[schema(value_type = Uuid)]
    pub building_group: BuildingGroupId,
    /// Where it goes.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
}

const fn general() -> GridKind {
    GridKind::General
}

const fn residential() -> Setting {
    Setting::Residential
}

impl MoveBoundary {
    pub(super) fn in_wgs84(mut self, datum: Datum, effort: &Effort) -> Result<Self, Problem> {
        for (index, redrawn) in self.boundaries.iter_mut().enumerate() {
            let placed = |problem: Problem| problem.below(&format!("/boundaries/{index}/geometry"));
            redrawn.geometry = redrawn.geometry.in_wgs84(datum, effort).map_err(placed)?;
        }
        Ok(self)
    }
}

impl SplitGrid {
    pub(super) fn in_wgs84(mut self, datum: Datum, effort: &Effort) -> Result<Self, Problem> {
        for (index, position) in self.line.iter_mut().flatten().enumerate() {
            let placed = |problem: Problem| problem.at(format!("/line/{index}"));
            Point::from_datum(datum, position.lon, position.lat).map_err(placed)?;
            let [lon, lat] = to_wgs84(datum, position.lon, position.lat);
            *position = Position { lon, lat };
        }
        for (index, part) in self.parts.iter_mut().enumerate() {
            let placed = |problem: Problem| problem.below(&format!("/parts/{index}/geometry"));
            part.geometry = part
                .geometry
                .take()
                .map(|geometry| geometry.in_wgs84(datum, effort))
                .transpose()
                .map_err(placed)?;
        }
        Ok(self)
    }
}

impl CreateGrid {
    pub(super) fn in_wgs84(mut self, datum: Datum, effort: &Effort) -> Result<Self, Problem> {
        let placed = |problem: Problem| problem.below("/boundary");
        self.boundary = self
            .boundary
            .map(|geometry| geometry.in_wgs84(datum, effort))
            .transpose()
            .map_err(placed)?;
        Ok(self)
    }
}
