//! What a supervisor says is to be done: one operation of a change set.
//!
//! It is kept and shown as it was said, with coordinates in WGS 84; `from` and `at` that are left out mean the instant
//! at which the change set is applied.

mod areas;
mod people;
mod rules;

pub use areas::{
    CreateGrid, GroupPart, MergeGrids, MoveBoundary, MoveBuildingGroup, Part, PlaceGrid, Redrawn, RenameGrid,
    RetireGrid, SplitGrid,
};
pub use people::{AssignDuty, CoverAbsence, EndAbsence, EndDuty, HandOverAll, ReplaceHolder, Successor};
pub use rules::SetRule;

use crate::domain::datum::Datum;
use crate::error::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One operation in its place in a change set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Identifier; those of everything that it makes follow from it.
    pub id: Uuid,
    /// What is to be done.
    pub action: Action,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 任命: somebody gets a duty.
    AssignDuty(AssignDuty),
    /// 免去: a duty ends.
    EndDuty(EndDuty),
    /// 接替: somebody takes over a duty.
    ReplaceHolder(ReplaceHolder),
    /// 顶岗: somebody is away, and perhaps somebody else stands in.
    CoverAbsence(CoverAbsence),
    /// 销假: an absence ends, or never begins.
    EndAbsence(EndAbsence),
    /// 移交: everything that somebody holds goes to others.
    HandOverAll(HandOverAll),
    /// 调整边界: several grids get new polygons at once.
    MoveBoundary(MoveBoundary),
    /// 拆分: a grid becomes several.
    SplitGrid(SplitGrid),
    /// 合并: several grids become one of them.
    MergeGrids(MergeGrids),
    /// 新设: a new grid.
    CreateGrid(CreateGrid),
    /// 撤销网格: a grid ends.
    RetireGrid(RetireGrid),
    /// 改隶或恢复: a grid goes below another one, or comes back after it had ended.
    PlaceGrid(PlaceGrid),
    /// 更名: a grid gets another name.
    RenameGrid(RenameGrid),
    /// 楼组调整: a building group goes to another grid.
    MoveBuildingGroup(MoveBuildingGroup),
    /// 派单规则: a rule begins, says something else, or ends.
    SetRule(SetRule),
}

impl Action {
    /// What it is called.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::AssignDuty(_) => "assign_duty",
            Self::EndDuty(_) => "end_duty",
            Self::ReplaceHolder(_) => "replace_holder",
            Self::CoverAbsence(_) => "cover_absence",
            Self::EndAbsence(_) => "end_absence",
            Self::HandOverAll(_) => "hand_over_all",
            Self::MoveBoundary(_) => "move_boundary",
            Self::SplitGrid(_) => "split_grid",
            Self::MergeGrids(_) => "merge_grids",
            Self::CreateGrid(_) => "create_grid",
            Self::RetireGrid(_) => "retire_grid",
            Self::PlaceGrid(_) => "place_grid",
            Self::RenameGrid(_) => "rename_grid",
            Self::MoveBuildingGroup(_) => "move_building_group",
            Self::SetRule(_) => "set_rule",
        }
    }

    /// The same with coordinates in WGS 84.
    ///
    /// # Errors
    /// Those of [`Geometry::shape`](crate::domain::geometry::geojson::Geometry::shape) and of
    /// [`Point::from_datum`](crate::domain::geometry::Point::from_datum), with a pointer from the action on.
    pub fn in_wgs84(self, datum: Datum) -> Result<Self, Problem> {
        let kind = self.kind();
        let located = match self {
            Self::MoveBoundary(action) => action.in_wgs84(datum).map(Self::MoveBoundary),
            Self::SplitGrid(action) => action.in_wgs84(datum).map(Self::SplitGrid),
            Self::CreateGrid(action) => action.in_wgs84(datum).map(Self::CreateGrid),
            other => Ok(other),
        };
        located.map_err(|problem| problem.below(&format!("/{kind}")))
    }
}
