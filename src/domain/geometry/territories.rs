//! An area divided among owners of sites: each place belongs to the owner of the nearest site.
//!
//! The cells of the sites (Voronoi) are computed in a plane of metres, in floating point. Only the
//! borders between cells of different owners are kept and put on the grid; together with the border
//! of the area they are noded until no two edges meet but in common vertices. Every face of that
//! drawing gets one owner, so the territories tile the area exactly, edge by edge, whatever was
//! rounded before.

mod cells;
mod drawing;
mod islands;
mod remote;

pub use remote::remote;

use super::overlay::{Cover, Regions, Winding};
use super::{Effort, Point, Shape};
use crate::error::{Code, Problem};
use cells::Cells;
use drawing::Drawing;

/// A place of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Position.
    pub point: Point,
    /// Number of the owner.
    pub owner: usize,
}

/// Divides an area among owners, numbered from 0; each has at least one site, and no two sites are
/// at one point. Parts below a minimum in square metres that are not the largest of their owner go
/// to the neighbour with the longest border around them. Sites outside the area count as well.
/// Returns the territory of each owner; `None` for one that gets no land.
///
/// # Errors
/// `boundary_empty` without sites; `too_complex` when the effort does not allow for it, or where
/// the borders cannot be put on the grid.
pub fn territories(
    area: &Shape,
    sites: &[Site],
    owners: usize,
    part_min_m2: f64,
    effort: &Effort,
) -> Result<Vec<Option<Shape>>, Problem> {
    let cells = Cells::of(area, sites)?;
    let drawing = Drawing::of(area, cells.borders(), effort)?;
    let owned = drawing.owned(area, owners, &cells);
    let mut parts = Vec::new();
    for (owner, edges) in owned.iter().enumerate() {
        let mut winding = Winding::default();
        edges.iter().for_each(|&(from, to)| winding.add_edge(from, to));
        let regions = winding.regions(Cover::Once, effort)?.0;
        parts.extend(regions.into_iter().map(|shape| islands::Part { owner, shape }));
    }
    let parts = islands::merged(parts, part_min_m2, effort)?;
    let mut of_owners: Vec<Vec<Shape>> = vec![Vec::new(); owners];
    parts.into_iter().for_each(|part| of_owners[part.owner].push(part.shape));
    let shapes: Vec<Option<Shape>> =
        of_owners.into_iter().map(|parts| Regions(parts).union()).collect();
    check(&drawing, &shapes)?;
    Ok(shapes)
}

/// Checks that the edges of the shapes cancel to the noded border of the area.
fn check(drawing: &Drawing, shapes: &[Option<Shape>]) -> Result<(), Problem> {
    let mut winding = Winding::default();
    shapes.iter().flatten().for_each(|shape| winding.add(shape));
    drawing.border().for_each(|(from, to)| winding.add_edge(to, from));
    match winding.remaining().first() {
        Some(&(at, _)) => Err(at.problem(Code::TooComplex)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
