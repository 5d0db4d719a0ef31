//! Who answers for a point now. It is asked often and by everybody, so it reads the atlas alone.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Duty;
use crate::domain::geometry::Point;
use crate::domain::period::Instant;
use crate::domain::routing::{Conflicts, Place, Trace, answering, route};
use crate::domain::scope::Scope;
use crate::domain::unit::{Grid, Unit};
use crate::error::{Code, Result};

/// The grid of a point and who answers for it.
#[derive(Debug, Clone, Copy)]
pub struct Responsible<'a> {
    /// The grid of the point.
    pub grid: &'a Grid,
    /// The duty of whoever answers, perhaps at a level above.
    pub duty: &'a Duty,
}

/// Finds who answers for a point at an instant.
///
/// # Errors
/// [`Code::NotInitialized`] in an atlas without a root, or without anybody there.
pub fn responsible(atlas: &Atlas, point: Point, at: Instant) -> Result<Responsible<'_>> {
    let grid = atlas.grid_at(point).ok_or(Code::NotInitialized)?;
    let duty = answering(atlas, Unit::Grid(grid.id), at).ok_or(Code::NotInitialized)?;
    Ok(Responsible { grid, duty })
}

/// Why they answer, for staff whose duties and appointments reach the grid of the point.
///
/// # Errors
/// [`Code::NotInitialized`]
pub fn trace(atlas: &Atlas, scope: &Scope, point: Point, at: Instant) -> Result<Option<Trace>> {
    let routed = route(atlas, &Place::Point(point), None, &Conflicts::default(), at)?;
    Ok(Some(routed.trace).filter(|_| scope.covers(atlas, Unit::Grid(routed.place))))
}
