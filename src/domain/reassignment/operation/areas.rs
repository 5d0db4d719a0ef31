//! Operations on grids, their polygons and what belongs to them.

use super::reading::BoundaryReading;
use crate::domain::datum::to_wgs84;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::{Point, Position};
use crate::domain::id::{BuildingGroupId, GridId, MemberId};
use crate::domain::unit::{GridKind, Setting};
use crate::error::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 调整边界
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBoundary {
    /// New polygons, one for each grid, 1–500. Neighbours that only get a vertex need not be named.
    #[schema(min_items = 1, max_items = 500)]
    pub boundaries: Vec<RedrawnGrid>,
}

/// A grid and its new polygon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedrawnGrid {
    /// Grid.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// GeoJSON `Polygon` or `MultiPolygon`.
    pub geometry: Geometry,
}

/// 拆分
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitGrid {
    /// Grid.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Line that cuts it, from border to border: longitudes and latitudes. The parts to its left
    /// come first. Left out if each part has a polygon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Vec<f64>>>)]
    pub line: Option<Vec<Position>>,
    /// Parts, 2–50.
    #[schema(min_items = 2, max_items = 50)]
    pub parts: Vec<SplitPart>,
    /// Parts for building groups whose addresses have no points, or points in several parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub building_groups: Vec<GroupPart>,
}

/// A part of a grid that is split. One part may be the grid itself, which continues with less land,
/// and keeps its code, its duties and everything else that belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GridPart)]
pub struct SplitPart {
    /// Code of a new grid; left out for the part that is the grid itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name; may be left out only if the grid keeps its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Leader; left out: the leader of the grid itself, or nobody yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub leader: Option<MemberId>,
    /// Polygon, if there is no line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geometry: Option<Geometry>,
}

/// Part to which a building group goes when its grid is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPart {
    /// Building group.
    #[schema(value_type = Uuid)]
    pub building_group: BuildingGroupId,
    /// Index of the part in `parts`, from 0.
    pub part: usize,
}

/// 合并
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeGrids {
    /// Grid that remains, with its code and its duties.
    #[schema(value_type = Uuid)]
    pub into: GridId,
    /// Neighbours that are merged into it, 1–49.
    #[schema(value_type = Vec<Uuid>, min_items = 1, max_items = 49)]
    pub grids: Vec<GridId>,
    /// New name; left out: unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New leader; left out: unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub leader: Option<MemberId>,
}

/// 新设
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateGrid {
    /// Code people use, unique over all grids and times: 1–32 letters, digits, `-` or `_`.
    pub code: String,
    /// Name shown to people, 1–60 characters.
    pub name: String,
    /// Code of its level, deeper than that of its parent.
    pub level: String,
    /// General or dedicated.
    #[serde(default = "general")]
    pub kind: GridKind,
    /// Residential, rural or street.
    #[serde(default = "residential")]
    pub setting: Setting,
    /// Parent grid.
    #[schema(value_type = Uuid)]
    pub parent: GridId,
    /// Polygon: a GeoJSON `Polygon` or `MultiPolygon`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Geometry>,
    /// Leader; left out: nobody yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub leader: Option<MemberId>,
}

/// 撤销网格
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireGrid {
    /// Grid; it must be empty.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
}

/// 改隶或恢复
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceGrid {
    /// Grid; a retired one is restored without a polygon and without duties.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// New parent grid.
    #[schema(value_type = Uuid)]
    pub parent: GridId,
}

/// 更名
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameGrid {
    /// Grid.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// New name, 1–60 characters.
    pub name: String,
}

/// 楼组调整
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveBuildingGroup {
    /// Building group.
    #[schema(value_type = Uuid)]
    pub building_group: BuildingGroupId,
    /// New grid.
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
    pub(super) fn in_wgs84(mut self, reading: &mut BoundaryReading) -> Result<Self, Problem> {
        for (index, redrawn) in self.boundaries.iter_mut().enumerate() {
            let place = format!("/move_boundary/boundaries/{index}/geometry");
            redrawn.geometry = reading.in_wgs84(&redrawn.geometry, &place)?;
        }
        Ok(self)
    }
}

impl SplitGrid {
    pub(super) fn in_wgs84(mut self, reading: &mut BoundaryReading) -> Result<Self, Problem> {
        let datum = reading.datum();
        for (index, position) in self.line.iter_mut().flatten().enumerate() {
            Point::from_datum(datum, position.lon, position.lat)
                .map_err(|problem| problem.at(format!("/split_grid/line/{index}")))?;
            let [lon, lat] = to_wgs84(datum, position.lon, position.lat);
            *position = Position { lon, lat };
        }
        for (index, part) in self.parts.iter_mut().enumerate() {
            if let Some(geometry) = &mut part.geometry {
                let place = format!("/split_grid/parts/{index}/geometry");
                *geometry = reading.in_wgs84(geometry, &place)?;
            }
        }
        Ok(self)
    }
}

impl CreateGrid {
    pub(super) fn in_wgs84(mut self, reading: &mut BoundaryReading) -> Result<Self, Problem> {
        if let Some(boundary) = &mut self.boundary {
            *boundary = reading.in_wgs84(boundary, "/create_grid/boundary")?;
        }
        Ok(self)
    }
}
