//! Operations of a change set, as a supervisor specifies them.
//!
//! They are stored and shown as specified, with coordinates in WGS 84; if `from` or `at` is left
//! out, it means the instant at which the change set is applied.

mod areas;
mod people;
mod reading;
mod rules;

pub use areas::{
    CreateGrid, GroupPart, MergeGrids, MoveBoundary, MoveBuildingGroup, PlaceGrid, RedrawnGrid,
    RenameGrid, RetireGrid, SplitGrid, SplitPart,
};
pub use people::{
    AssignDuty, CoverAbsence, EndAbsence, EndDuty, HandOverAll, ReplaceHolder, UnitSuccessor,
};
pub use reading::{BoundaryReading, RepairedBoundary};
pub use rules::SetRule;

use crate::domain::identifiers::IdentifierSource;
use crate::domain::period::Instant;
use crate::domain::vocabulary::vocabulary;
use crate::error::Problem;
use chrono::{DurationRound, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One operation at its position in a change set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Identifier, from which those of all rows that it creates are derived.
    pub id: Uuid,
    /// Specification.
    pub action: OperationSpec,
    /// Polygons that were repaired when it was added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repaired: Vec<RepairedBoundary>,
}

/// Specification of an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Operation)]
pub enum OperationSpec {
    /// 任命: assigns a duty.
    AssignDuty(AssignDuty),
    /// 免去: ends a duty.
    EndDuty(EndDuty),
    /// 接替: somebody takes over a duty.
    ReplaceHolder(ReplaceHolder),
    /// 顶岗: an absence, perhaps with a deputy for its time.
    CoverAbsence(CoverAbsence),
    /// 销假: ends an absence, or cancels one that has not begun.
    EndAbsence(EndAbsence),
    /// 移交: hands over everything that somebody holds.
    HandOverAll(HandOverAll),
    /// 调整边界: gives several grids new polygons at once.
    MoveBoundary(MoveBoundary),
    /// 拆分: splits a grid into several.
    SplitGrid(SplitGrid),
    /// 合并: merges several grids into one of them.
    MergeGrids(MergeGrids),
    /// 新设: creates a grid.
    CreateGrid(CreateGrid),
    /// 撤销网格: retires a grid.
    RetireGrid(RetireGrid),
    /// 改隶或恢复: places a grid below another one, or restores a retired one.
    PlaceGrid(PlaceGrid),
    /// 更名: renames a grid.
    RenameGrid(RenameGrid),
    /// 楼组调整: moves a building group to another grid.
    MoveBuildingGroup(MoveBuildingGroup),
    /// 派单规则: creates, changes or ends a rule.
    SetRule(Box<SetRule>),
}

vocabulary! {
    /// Kind of an operation.
    OperationKind {
        AssignDuty = "assign_duty" "任命" "somebody gets a duty",
        EndDuty = "end_duty" "免去" "a duty ends",
        ReplaceHolder = "replace_holder" "接替" "somebody takes over a duty",
        CoverAbsence = "cover_absence" "顶岗" "somebody is away",
        EndAbsence = "end_absence" "销假" "an absence ends",
        HandOverAll = "hand_over_all" "移交" "somebody hands over all",
        MoveBoundary = "move_boundary" "调整边界" "borders move",
        SplitGrid = "split_grid" "拆分" "a grid is split",
        MergeGrids = "merge_grids" "合并" "grids are merged",
        CreateGrid = "create_grid" "新设" "a grid is made",
        RetireGrid = "retire_grid" "撤销网格" "a grid ends",
        PlaceGrid = "place_grid" "改隶或恢复" "a grid belongs elsewhere",
        RenameGrid = "rename_grid" "更名" "a grid is renamed",
        MoveBuildingGroup = "move_building_group" "楼组调整" "a building group moves",
        SetRule = "set_rule" "派单规则" "a routing rule changes",
    }
}

impl Operation {
    /// Creates an operation of which no polygon was repaired.
    pub const fn new(id: Uuid, action: OperationSpec) -> Self {
        Self { id, action, repaired: Vec::new() }
    }

    /// Numbers operations with identifiers derived from a seed: the same operations get the same.
    pub fn numbered(seed: Uuid, actions: impl IntoIterator<Item = OperationSpec>) -> Vec<Self> {
        let mut identifiers = IdentifierSource::from(seed);
        actions.into_iter().map(|action| Self::new(identifiers.next(), action)).collect()
    }

    /// Returns notices of its repaired polygons, with pointers from the operation on.
    pub fn repair_notices(&self) -> impl Iterator<Item = Problem> {
        self.repaired.iter().map(|repaired| repaired.notice.clone().at(repaired.place.as_str()))
    }

    /// Returns the same operation in a change set that takes effect at an instant: what begins or
    /// ends at that instant does so when it is applied, be that a moment later.
    #[must_use]
    pub fn effective_at(mut self, at: Option<Instant>) -> Self {
        let turn = self.action.turn();
        turn.into_iter().for_each(|turn| *turn = turn.filter(|instant| Some(*instant) != at));
        self
    }
}

impl OperationSpec {
    /// Returns the instant at which it takes effect, if specified; left out, that is when it is
    /// applied.
    const fn turn(&mut self) -> Option<&mut Option<Instant>> {
        match self {
            Self::AssignDuty(action) => Some(&mut action.from),
            Self::EndDuty(action) => Some(&mut action.at),
            Self::ReplaceHolder(action) => Some(&mut action.at),
            Self::CoverAbsence(action) => Some(&mut action.from),
            Self::EndAbsence(action) => Some(&mut action.at),
            Self::SetRule(action) => Some(&mut action.from),
            _ => None,
        }
    }

    /// Returns the end of what it begins, if specified; left out, there is none.
    const fn end(&mut self) -> Option<&mut Option<Instant>> {
        match self {
            Self::AssignDuty(action) => Some(&mut action.to),
            Self::CoverAbsence(action) => Some(&mut action.to),
            Self::SetRule(action) => Some(&mut action.to),
            _ => None,
        }
    }

    /// Returns the same operation with instants to the microsecond, as both databases keep them.
    #[must_use]
    pub fn to_microseconds(mut self) -> Self {
        self.turn().into_iter().for_each(to_microseconds);
        self.end().into_iter().for_each(to_microseconds);
        self
    }

    /// Returns its kind.
    pub const fn sort(&self) -> OperationKind {
        match self {
            Self::AssignDuty(_) => OperationKind::AssignDuty,
            Self::EndDuty(_) => OperationKind::EndDuty,
            Self::ReplaceHolder(_) => OperationKind::ReplaceHolder,
            Self::CoverAbsence(_) => OperationKind::CoverAbsence,
            Self::EndAbsence(_) => OperationKind::EndAbsence,
            Self::HandOverAll(_) => OperationKind::HandOverAll,
            Self::MoveBoundary(_) => OperationKind::MoveBoundary,
            Self::SplitGrid(_) => OperationKind::SplitGrid,
            Self::MergeGrids(_) => OperationKind::MergeGrids,
            Self::CreateGrid(_) => OperationKind::CreateGrid,
            Self::RetireGrid(_) => OperationKind::RetireGrid,
            Self::PlaceGrid(_) => OperationKind::PlaceGrid,
            Self::RenameGrid(_) => OperationKind::RenameGrid,
            Self::MoveBuildingGroup(_) => OperationKind::MoveBuildingGroup,
            Self::SetRule(_) => OperationKind::SetRule,
        }
    }

    /// Returns true if the effect of the operation can be known only by comparing polygons.
    pub const fn moves_borders(&self) -> bool {
        matches!(
            self,
            Self::MoveBoundary(_)
                | Self::SplitGrid(_)
                | Self::MergeGrids(_)
                | Self::CreateGrid(_)
                | Self::RetireGrid(_)
                | Self::PlaceGrid(_)
        )
    }

    /// Returns the name of its kind.
    pub const fn kind(&self) -> &'static str {
        self.sort().as_str()
    }

    /// Returns the same operation with coordinates in WGS 84, and polygons that are valid.
    ///
    /// # Errors
    /// Those of [`Geometry::shape`](crate::domain::geometry::geojson::Geometry::shape) and of
    /// [`Point::from_datum`](crate::domain::geometry::Point::from_datum), with a pointer from the
    /// operation on; `repair_too_large` of a reading that repairs.
    pub fn in_wgs84(self, reading: &mut BoundaryReading) -> Result<Self, Problem> {
        match self {
            Self::MoveBoundary(action) => action.in_wgs84(reading).map(Self::MoveBoundary),
            Self::SplitGrid(action) => action.in_wgs84(reading).map(Self::SplitGrid),
            Self::CreateGrid(action) => action.in_wgs84(reading).map(Self::CreateGrid),
            other => Ok(other),
        }
    }
}

fn to_microseconds(said: &mut Option<Instant>) {
    *said =
        said.map(|instant| instant.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(instant));
}
