//! Land far from every site of its owner.

use crate::domain::geometry::overlay::{self, Cover, Winding};
use crate::domain::geometry::plane::Plane;
use crate::domain::geometry::{Bounds, Effort, Point, Shape};
use crate::error::Problem;
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// Squares along a reach: the border of what is far is found to a fourth of it.
const SQUARES_IN_REACH: f64 = 4.0;
/// Maximum squares that a territory is looked at in; then they are larger.
const SQUARES_MAX: f64 = 40_000.0;

/// Returns the land of a territory that is farther than so many metres from every one of the
/// points, to a fourth of that distance; `None` if there is none.
///
/// # Errors
/// `too_complex`.
pub fn remote(
    territory: &Shape,
    points: &[Point],
    reach_m: f64,
    effort: &Effort,
) -> Result<Option<Shape>, Problem> {
    let Bounds { min, max } = territory.bounds();
    let plane = Plane::around(min);
    let [width, height] = plane.place(max);
    let side = (reach_m / SQUARES_IN_REACH).max((width * height / SQUARES_MAX).sqrt()).max(1.0);
    let placed = points.iter().map(|&point| GeomWithData::new(plane.place(point), ()));
    let tree = RTree::bulk_load(placed.collect::<Vec<_>>());
    let is_far = |column: usize, row: usize| {
        let middle = [(column as f64 + 0.5) * side, (row as f64 + 0.5) * side];
        let nearest = tree.nearest_neighbor_iter_with_distance_2(&middle).next();
        nearest.is_none_or(|(_, squared)| squared > reach_m * reach_m)
    };
    let columns = (width / side).ceil() as usize;
    let rows = (height / side).ceil() as usize;
    let corner = |column: usize, row: usize| plane.point([column as f64 * side, row as f64 * side]);
    let mut squares = Winding::default();
    let mut found = false;
    for row in 0..rows {
        for column in (0..columns).filter(|&column| is_far(column, row)) {
            found = true;
            let ring = [
                corner(column, row),
                corner(column + 1, row),
                corner(column + 1, row + 1),
                corner(column, row + 1),
            ];
            let edges = ring.iter().zip(ring.iter().cycle().skip(1));
            edges.for_each(|(&from, &to)| squares.add_edge(from, to));
        }
    }
    if !found {
        return Ok(None);
    }
    let Some(far) = squares.regions(Cover::Once, effort)?.union() else { return Ok(None) };
    overlay::overlap(territory, &far, effort)
}
