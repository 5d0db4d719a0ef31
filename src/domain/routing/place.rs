//! Step 1 and 2: from what the reporter said to the grid.

use super::trace::{Step, Trace};
use crate::domain::atlas::Atlas;
use crate::domain::atlas::areas::How;
use crate::domain::geometry::Point;
use crate::domain::id::GridId;
use crate::error::{Code, Problem};

/// What is known of where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A point in WGS 84.
    Point(Point),
    /// A grid that the reporter named.
    Grid(GridId),
}

/// The grid of a place. A point always has one.
pub(super) fn grid_of(atlas: &Atlas, place: &Place, trace: &mut Trace) -> Result<GridId, Problem> {
    let root = atlas.tree().root().ok_or_else(|| Problem::new(Code::NotInitialized))?.id;
    match *place {
        Place::Grid(id) => {
            let grid =
                atlas.tree().active(id).ok_or_else(|| Problem::new(Code::UnknownGrid).with("grid", id.to_string()))?;
            trace.0.push(Step::GridGiven { grid: grid.id });
            Ok(grid.id)
        }
        Place::Point(point) => Ok(grid_at(atlas, point, root, trace)),
    }
}

fn grid_at(atlas: &Atlas, point: Point, root: GridId, trace: &mut Trace) -> GridId {
    let id_of = |index| atlas.tree().at(index).map(|grid| grid.id);
    let Some((located, grid)) =
        atlas.locate(point).and_then(|located| Some((id_of(located.grid)?, located)).map(|(id, l)| (l, id)))
    else {
        trace.0.push(Step::Outside { grid: root });
        return root;
    };
    trace.0.push(match located.how {
        How::Covered => Step::Covered { grid, also: located.also.iter().filter_map(|&index| id_of(index)).collect() },
        How::Nearest { distance_m } => Step::Nearest { grid, distance_m },
    });
    grid
}
