//! Check of whether rings bound an area without contradiction.
//!
//! With the area on the left of every edge, a point's winding number is how many times the rings
//! cover it. A shape is valid when no edges cross or run along each other, no ring meets itself,
//! and the winding number is 0 or 1 everywhere. Where two rings touch, that holds exactly when the
//! edges around the point alternate between leaving and arriving; for whole rings it is enough to
//! look at one edge of each.

use super::effort::{PAIR, VERTEX};
use super::predicate::{EdgeContact, contact, turn, vector};
use super::shape::ring_edges;
use super::{Bounds, Effort, Point, Shape};
use crate::error::{Code, Problem};
use rstar::{AABB, RTree, RTreeObject};
use std::collections::HashMap;

/// An edge and its index among all edges of the shape.
#[derive(Debug, Clone, Copy)]
struct RingEdge {
    from: Point,
    to: Point,
    index: usize,
    /// Index of the edge that begins where this one ends.
    next: usize,
    polygon: usize,
    ring: usize,
}

impl RTreeObject for RingEdge {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        Bounds::spanning(self.from, self.to).envelope()
    }
}

/// Checks that the rings of a shape do not cross, overlap or lie wrongly in each other.
///
/// # Errors
/// `boundary_crosses_itself`, `boundary_hole_outside`, `boundary_parts_overlap`,
/// `boundary_cut_apart`, with the polygon's number as pointer; `too_complex` when the effort does not allow for it.
pub(super) fn check(shape: &Shape, effort: &Effort) -> Result<(), Problem> {
    effort.spend(VERTEX * shape.vertices(), shape.bounds().min)?;
    let edges = edges_of(shape);
    let tree = RTree::bulk_load(edges.clone());
    let mut touches = Vec::new();
    for (a, b) in tree.intersection_candidates_with_other_tree(&tree) {
        effort.spend(PAIR, a.from)?;
        if a.index >= b.index {
            continue;
        }
        match contact((a.from, a.to), (b.from, b.to)) {
            None => {}
            Some(EdgeContact::Cross(at)) => return Err(fault(Code::BoundaryCrossesItself, at, a)),
            Some(EdgeContact::Touch(_)) if a.next == b.index || b.next == a.index => {}
            Some(EdgeContact::Touch(at)) if (a.polygon, a.ring) == (b.polygon, b.ring) => {
                return Err(fault(Code::BoundaryCrossesItself, at, a));
            }
            Some(EdgeContact::Touch(at)) => touches.extend([(at, a.index), (at, b.index)]),
        }
    }
    touches.sort_unstable();
    touches.dedup();
    check_touches(&edges, &touches)?;
    check_nesting(&edges, &tree, effort)?;
    check_connected(&edges, &touches)
}

fn fault(code: Code, at: Point, edge: &RingEdge) -> Problem {
    at.problem(code).at(format!("/{}", edge.polygon))
}

fn edges_of(shape: &Shape) -> Vec<RingEdge> {
    let mut edges: Vec<RingEdge> = Vec::with_capacity(shape.vertices());
    for (polygon, rings) in shape.polygons().enumerate() {
        for (ring, points) in rings.enumerate() {
            let first = edges.len();
            edges.extend(ring_edges(points).enumerate().map(|(i, (from, to))| RingEdge {
                from,
                to,
                index: first + i,
                next: first + (i + 1) % points.len(),
                polygon,
                ring,
            }));
        }
    }
    edges
}

/// Checks that edges that leave a point where rings touch alternate with those that arrive.
fn check_touches(edges: &[RingEdge], touches: &[(Point, usize)]) -> Result<(), Problem> {
    for group in touches.chunk_by(|a, b| a.0 == b.0) {
        let at = group[0].0;
        let mut rays: Vec<((i64, i64), bool)> = Vec::with_capacity(2 * group.len());
        for edge in group.iter().map(|&(_, index)| &edges[index]) {
            rays.extend((edge.to != at).then(|| (vector(at, edge.to), true)));
            rays.extend((edge.from != at).then(|| (vector(at, edge.from), false)));
        }
        let lower = |(x, y): (i64, i64)| y < 0 || (y == 0 && x < 0);
        rays.sort_unstable_by(|(u, _), (v, _)| {
            lower(*u).cmp(&lower(*v)).then_with(|| turn(*v, *u))
        });
        let leaves = |i: usize| rays[i % rays.len()].1;
        if (0..rays.len()).any(|i| leaves(i) == leaves(i + 1)) {
            return Err(fault(Code::BoundaryCrossesItself, at, &edges[group[0].1]));
        }
    }
    Ok(())
}

/// Checks that every ring has winding number 1 on its left and 0 on its right, and that a hole lies
/// in its own exterior.
fn check_nesting(
    edges: &[RingEdge],
    tree: &RTree<RingEdge>,
    effort: &Effort,
) -> Result<(), Problem> {
    for ring in edges.chunk_by(|a, b| (a.polygon, a.ring) == (b.polygon, b.ring)) {
        if ring.len() == edges.len() {
            return Ok(());
        }
        let Some(edge) = ring.iter().find(|edge| edge.from.lat_e7 != edge.to.lat_e7) else {
            continue;
        };
        let mut west = 0;
        let mut in_exterior = 0;
        for other in west_of(edge, tree, effort)? {
            let step = if rises(&other) { -1 } else { 1 };
            west += step;
            in_exterior += if (other.polygon, other.ring) == (edge.polygon, 0) { step } else { 0 };
        }
        if edge.ring > 0 && in_exterior != 1 {
            return Err(fault(Code::BoundaryHoleOutside, edge.from, edge));
        }
        if west != i32::from(rises(edge)) {
            return Err(fault(Code::BoundaryPartsOverlap, edge.from, edge));
        }
    }
    Ok(())
}

/// Checks that the inside of each polygon is connected (OGC 06-103r4, section 6.1.11.1): its rings
/// and the points where they touch each other close no circle.
fn check_connected(edges: &[RingEdge], touches: &[(Point, usize)]) -> Result<(), Problem> {
    let mut joined: HashMap<(usize, usize), (usize, usize)> = HashMap::new();
    for group in touches.chunk_by(|a, b| a.0 == b.0) {
        let mut rings: Vec<(usize, usize)> =
            group.iter().map(|&(_, index)| (edges[index].polygon, edges[index].ring)).collect();
        rings.sort_unstable();
        rings.dedup();
        for of_polygon in rings.chunk_by(|a, b| a.0 == b.0) {
            let first = root(&joined, of_polygon[0]);
            for &ring in &of_polygon[1..] {
                let other = root(&joined, ring);
                if other == first {
                    return Err(fault(Code::BoundaryCutApart, group[0].0, &edges[group[0].1])
                        .at(format!("/{}", ring.0)));
                }
                joined.insert(other, first);
            }
        }
    }
    Ok(())
}

/// Returns the ring that stands for all those joined with a ring.
fn root(joined: &HashMap<(usize, usize), (usize, usize)>, ring: (usize, usize)) -> (usize, usize) {
    let mut root = ring;
    while let Some(&next) = joined.get(&root) {
        root = next;
    }
    root
}

fn rises(edge: &RingEdge) -> bool {
    edge.from.lat_e7 < edge.to.lat_e7
}

/// Returns the edges that cross the parallel half a unit above an edge's lower end, to the west of
/// the edge.
fn west_of(
    edge: &RingEdge,
    tree: &RTree<RingEdge>,
    effort: &Effort,
) -> Result<Vec<RingEdge>, Problem> {
    // No vertex lies on a parallel of half units, so every edge there is crossed cleanly or not at
    // all.
    let parallel = 2 * i64::from(edge.from.lat_e7.min(edge.to.lat_e7)) + 1;
    let ends = edge.envelope();
    let ray = AABB::from_corners(
        [-1_800_000_000, ends.lower()[1]],
        [ends.upper()[0], ends.lower()[1] + 1],
    );
    let spans = |other: &RingEdge| {
        (2 * i64::from(other.from.lat_e7) < parallel) != (2 * i64::from(other.to.lat_e7) < parallel)
    };
    let here = longitude(edge, parallel);
    let mut west = Vec::new();
    for other in tree.locate_in_envelope_intersecting(&ray) {
        effort.spend(PAIR, edge.from)?;
        let there = longitude(other, parallel);
        if other.index != edge.index && spans(other) && there.0 * here.1 < here.0 * there.1 {
            west.push(*other);
        }
    }
    Ok(west)
}

/// Returns where an edge crosses a parallel in half units: a fraction of positive denominator.
fn longitude(edge: &RingEdge, parallel: i64) -> (i128, i128) {
    let (east, north) = vector(edge.from, edge.to);
    let above = i128::from(parallel - 2 * i64::from(edge.from.lat_e7));
    let numerator = i128::from(east) * above + i128::from(edge.from.lon_e7) * i128::from(2 * north);
    let sign = i128::from(north.signum());
    (sign * numerator, sign * i128::from(2 * north))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::domain::datum::Datum;
    use crate::domain::geometry::Position;

    /// Returns a comb of so many long teeth, which point north or aslant.
    fn comb(teeth: i32, aslant: i32) -> Shape {
        let tooth = |index: i32| {
            [
                (20 * index, 100),
                (20 * index, 10_000),
                (20 * index + 10, 10_000),
                (20 * index + 10, 100),
            ]
        };
        let back = [(20 * teeth, 0), (0, 0)];
        let place = |(x, y): (i32, i32)| Position {
            lon: 121.0 + 1e-6 * f64::from(x + aslant * y),
            lat: 31.0 + 1e-6 * f64::from(y + aslant * x),
        };
        let ring = (0..teeth).flat_map(tooth).chain(back).map(place).collect();
        Shape::from_degrees(&[vec![ring]], Datum::Wgs84, &Effort::unbounded()).unwrap()
    }

    #[test]
    fn lines_that_lie_side_by_side_cost_as_much_as_those_that_cross() {
        let upright = comb(100, 0);
        let aslant = comb(100, 2);
        assert_eq!(upright.vertices(), aslant.vertices());
        let enough = || Effort::of(100_000);
        assert_eq!(check(&upright, &enough()), Ok(()));
        let refused = check(&aslant, &enough()).unwrap_err();
        assert_eq!(
            (refused.code, check(&aslant, &Effort::unbounded())),
            (Code::TooComplex, Ok(()))
        );
    }
}
