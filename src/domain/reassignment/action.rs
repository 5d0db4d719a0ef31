//! What a supervisor says is to be done: one operation of a change set.
//!
//! It is kept and shown as it was said, with coordinates in WGS 84; `from` and `at` that are left
//! out mean the instant at which the change set is applied.

mod areas;
mod people;
mod rules;

pub use areas::{
    CreateGrid, GroupPart, MergeGrids, MoveBoundary, MoveBuildingGroup, PlaceGrid, RedrawnGrid,
    RenameGrid, RetireGrid, SplitGrid, SplitPart,
};
pub use people::{
    AssignDuty, CoverAbsence, EndAbsence, EndDuty, HandOverAll, ReplaceHolder, UnitSuccessor,
};
pub use rules::SetRule;

use crate::domain::datum::Datum;
use crate::domain::geometry::Effort;
use crate::domain::identifiers::IdentifierSource;
use crate::domain::period::Instant;
use crate::domain::vocabulary::vocabulary;
use crate::error::Problem;
use chrono::{DurationRound, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// One operation in its place in a change set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Identifier; those of everything that it makes follow from it.
    pub id: Uuid,
    /// What is to be done.
    pub action: OperationSpec,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Operation)]
pub enum OperationSpec {
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

vocabulary! {
    /// What sort of operation it is.
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
    /// Steps under identifiers that follow from one: the same actions get the same.
    pub fn numbered(seed: Uuid, actions: impl IntoIterator<Item = OperationSpec>) -> Vec<Self> {
        let mut identifiers = IdentifierSource::from(seed);
        actions.into_iter().map(|action| Self { id: identifiers.next(), action }).collect()
    }

    /// The same in a change set that takes effect at an instant: what begins or ends just then does
    /// so when it is applied, be that a moment later.
    #[must_use]
    pub fn effective_at(mut self, at: Option<Instant>) -> Self {
        let turn = self.action.turn();
        turn.into_iter().for_each(|turn| *turn = turn.filter(|instant| Some(*instant) != at));
        self
    }
}

impl OperationSpec {
    /// The instant from which on it makes a difference, if it is said; left out, that is when it is
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

    /// The instant at which what it begins is over, if it is said; left out, that is never.
    const fn end(&mut self) -> Option<&mut Option<Instant>> {
        match self {
            Self::AssignDuty(action) => Some(&mut action.to),
            Self::CoverAbsence(action) => Some(&mut action.to),
            Self::SetRule(action) => Some(&mut action.to),
            _ => None,
        }
    }

    /// The same with instants to the microsecond, as both databases keep them.
    #[must_use]
    pub fn to_microseconds(mut self) -> Self {
        let whole = |said: &mut Option<Instant>| {
            *said = said.map(|instant| {
                instant.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(instant)
            });
        };
        self.turn().into_iter().for_each(whole);
        self.end().into_iter().for_each(whole);
        self
    }

    /// What sort it is.
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

    /// Whether polygons must be compared to tell what it does.
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

    /// What it is called.
    pub const fn kind(&self) -> &'static str {
        self.sort().as_str()
    }

    /// The same with coordinates in WGS 84.
    ///
    /// # Errors
    /// Those of [`Geometry::shape`](crate::domain::geometry::geojson::Geometry::shape) and of
    /// [`Point::from_datum`](crate::domain::geometry::Point::from_datum), with a pointer from the
    /// action on.
    pub fn in_wgs84(self, datum: Datum) -> Result<Self, Problem> {
        let (kind, effort) = (self.kind(), Effort::bounded());
        let located = match self {
            Self::MoveBoundary(action) => action.in_wgs84(datum, &effort).map(Self::MoveBoundary),
            Self::SplitGrid(action) => action.in_wgs84(datum, &effort).map(Self::SplitGrid),
            Self::CreateGrid(action) => action.in_wgs84(datum, &effort).map(Self::CreateGrid),
            other => Ok(other),
        };
        located.map_err(|problem| problem.below(&format!("/{kind}")))
    }
}
