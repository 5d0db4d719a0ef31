//! Step 2: from the place to the grid.

use super::trace::{CoverVerdict, RoutingTrace, TraceStep};
use crate::domain::atlas::Atlas;
use crate::domain::atlas::areas::CoverOutcome;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::error::{Code, Problem};

/// Place of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestPlace {
    /// A building group, by one of its addresses.
    BuildingGroup(BuildingGroupId),
    /// Somewhere in a grid, the lowest common to all addresses that may be meant.
    Among(GridId),
    /// The grid that an address names.
    Named(GridId),
    /// A point in WGS 84.
    Point(Point),
    /// A grid named by the reporter.
    Grid(GridId),
    /// Somewhere that nobody can tell from what was given.
    Unplaced,
}

impl RequestPlace {
    /// Returns the building group, if an address decided the place.
    pub const fn building_group(&self) -> Option<BuildingGroupId> {
        match self {
            Self::BuildingGroup(group) => Some(*group),
            _ => None,
        }
    }

    /// Returns the grid of a place, unless a point decides it.
    pub(super) fn grid(&self, atlas: &Atlas) -> Option<GridId> {
        match *self {
            Self::BuildingGroup(group) => atlas.groups().grid_of(group),
            Self::Among(grid) | Self::Named(grid) | Self::Grid(grid) => Some(grid),
            Self::Point(_) | Self::Unplaced => None,
        }
    }
}

/// Returns the grid of a place. A point always has one.
pub(super) fn grid_of(
    atlas: &Atlas,
    place: &RequestPlace,
    trace: &mut RoutingTrace,
) -> Result<GridId, Problem> {
    let root = atlas.tree().root().ok_or_else(|| Problem::new(Code::NotInitialized))?.id;
    match *place {
        RequestPlace::Grid(id) => {
            let grid = active(atlas, id)?;
            trace.0.push(TraceStep::GridGiven { grid });
            Ok(grid)
        }
        RequestPlace::Among(id) => {
            let grid = active(atlas, id)?;
            trace.0.push(TraceStep::AddressAmbiguous { grid });
            Ok(grid)
        }
        RequestPlace::Named(id) => {
            let grid = active(atlas, id)?;
            trace.0.push(TraceStep::GridNamed { grid });
            Ok(grid)
        }
        RequestPlace::BuildingGroup(building_group) => {
            let grid = active(
                atlas,
                atlas.groups().grid_of(building_group).ok_or_else(|| {
                    Problem::new(Code::UnknownBuildingGroup)
                        .with("building_group", building_group.to_string())
                })?,
            )?;
            trace.0.push(TraceStep::GroupOf { building_group, grid });
            Ok(grid)
        }
        RequestPlace::Point(point) => Ok(grid_at(atlas, point, root, trace)),
        RequestPlace::Unplaced => Ok(root),
    }
}

/// Returns true if the desk has to find out where a place is, whose grid was found with this trace:
/// if nothing tells, if what was written may be anywhere in the town, or if the point lies outside.
pub(super) fn is_for_the_desk(atlas: &Atlas, place: &RequestPlace, trace: &RoutingTrace) -> bool {
    match *place {
        RequestPlace::Unplaced => true,
        RequestPlace::Among(grid) => atlas.tree().is_root(grid),
        RequestPlace::Point(_) => matches!(trace.0.last(), Some(TraceStep::Outside { .. })),
        RequestPlace::BuildingGroup(_) | RequestPlace::Named(_) | RequestPlace::Grid(_) => false,
    }
}

fn active(atlas: &Atlas, id: GridId) -> Result<GridId, Problem> {
    atlas
        .tree()
        .active(id)
        .map(|grid| grid.id)
        .ok_or_else(|| Problem::new(Code::UnknownGrid).with("grid", id.to_string()))
}

fn grid_at(atlas: &Atlas, point: Point, root: GridId, trace: &mut RoutingTrace) -> GridId {
    let id_of = |index| atlas.tree().at(index).map(|grid| grid.id);
    let Some((located, grid)) =
        atlas.locate(point).and_then(|located| id_of(located.grid).map(|grid| (located, grid)))
    else {
        trace.0.push(TraceStep::Outside { grid: root });
        return root;
    };
    let covering = |index, outcome| {
        Some(TraceStep::Covers { grid: id_of(index)?, verdict: verdict(outcome, id_of)? })
    };
    trace
        .0
        .extend(located.covering.iter().filter_map(|covers| covering(covers.grid, covers.outcome)));
    let nearest =
        located.nearest.iter().filter_map(|step| Some((id_of(step.grid)?, step.distance_m)));
    trace.0.extend(nearest.map(|(grid, distance_m)| TraceStep::Nearest { grid, distance_m }));
    grid
}

fn verdict(outcome: CoverOutcome, id_of: impl Fn(u32) -> Option<GridId>) -> Option<CoverVerdict> {
    Some(match outcome {
        CoverOutcome::Chosen => CoverVerdict::Taken,
        CoverOutcome::Dedicated(by) => CoverVerdict::BeatenByDedicated { by: id_of(by)? },
        CoverOutcome::Wider => CoverVerdict::Wider,
        CoverOutcome::Larger => CoverVerdict::Larger,
        CoverOutcome::LaterCode => CoverVerdict::LaterCode,
    })
}
