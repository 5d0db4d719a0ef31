//! Step 2: from the place to the grid.

use super::trace::{Step, Trace, Verdict};
use crate::domain::atlas::Atlas;
use crate::domain::atlas::areas::Outcome;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::error::{Code, Problem};

/// What is known of where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a building group, by one of its addresses.
    BuildingGroup(BuildingGroupId),
    /// Somewhere in a grid, the lowest that all addresses belong to that may be meant.
    Among(GridId),
    /// A point in WGS 84.
    Point(Point),
    /// A grid that the reporter named.
    Grid(GridId),
}

impl Place {
    /// The building group, when an address told it.
    pub const fn building_group(&self) -> Option<BuildingGroupId> {
        match self {
            Self::BuildingGroup(group) => Some(*group),
            _ => None,
        }
    }
}

/// The grid of a place. A point always has one.
pub(super) fn grid_of(atlas: &Atlas, place: &Place, trace: &mut Trace) -> Result<GridId, Problem> {
    let root = atlas.tree().root().ok_or_else(|| Problem::new(Code::NotInitialized))?.id;
    match *place {
        Place::Grid(id) => {
            let grid = active(atlas, id)?;
            trace.0.push(Step::GridGiven { grid });
            Ok(grid)
        }
        Place::Among(id) => {
            let grid = active(atlas, id)?;
            trace.0.push(Step::AddressAmbiguous { grid });
            Ok(grid)
        }
        Place::BuildingGroup(building_group) => {
            let unknown = || {
                Problem::new(Code::UnknownBuildingGroup)
                    .with("building_group", building_group.to_string())
            };
            let grid = active(atlas, atlas.groups().grid_of(building_group).ok_or_else(unknown)?)?;
            trace.0.push(Step::GroupOf { building_group, grid });
            Ok(grid)
        }
        Place::Point(point) => Ok(grid_at(atlas, point, root, trace)),
    }
}

fn active(atlas: &Atlas, id: GridId) -> Result<GridId, Problem> {
    let unknown = || Problem::new(Code::UnknownGrid).with("grid", id.to_string());
    atlas.tree().active(id).map(|grid| grid.id).ok_or_else(unknown)
}

fn grid_at(atlas: &Atlas, point: Point, root: GridId, trace: &mut Trace) -> GridId {
    let id_of = |index| atlas.tree().at(index).map(|grid| grid.id);
    let Some((located, grid)) =
        atlas.locate(point).and_then(|located| id_of(located.grid).map(|grid| (located, grid)))
    else {
        trace.0.push(Step::Outside { grid: root });
        return root;
    };
    let covering = |index, outcome| {
        Some(Step::Covers { grid: id_of(index)?, verdict: verdict(outcome, id_of)? })
    };
    trace
        .0
        .extend(located.covering.iter().filter_map(|covers| covering(covers.grid, covers.outcome)));
    let nearest =
        located.nearest.iter().filter_map(|step| Some((id_of(step.grid)?, step.distance_m)));
    trace.0.extend(nearest.map(|(grid, distance_m)| Step::Nearest { grid, distance_m }));
    grid
}

fn verdict(outcome: Outcome, id_of: impl Fn(u32) -> Option<GridId>) -> Option<Verdict> {
    Some(match outcome {
        Outcome::Chosen => Verdict::Taken,
        Outcome::Dedicated(by) => Verdict::BeatenByDedicated { by: id_of(by)? },
        Outcome::Wider => Verdict::Wider,
        Outcome::Larger => Verdict::Larger,
        Outcome::LaterCode => Verdict::LaterCode,
    })
}
