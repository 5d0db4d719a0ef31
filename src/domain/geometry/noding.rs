//! Noding: vertices that a neighbour has, and that a border must have too to be the same border.
//!
//! A crossing is rounded to the grid, so it lies up to a unit beside the edge it was found on.
//! Every shape with that edge takes the point in by the same rule, so all of them have the same
//! border again.

use super::predicate::{dot, passes_by, vector};
use super::shape::ShapeBuilder;
use super::{Effort, Point, Shape, validity};
use crate::error::{Code, Problem};
use std::collections::HashSet;

impl Shape {
    /// Returns the shape with each of the points as a vertex of the edge it lies on: within one
    /// unit of it along both axes and between its ends. Left out are points that are vertices
    /// there, that lie on no edge, or with which the border would meet itself. `None` if none is
    /// left.
    ///
    /// # Errors
    /// `too_complex` when the effort does not allow for it.
    pub fn noded(&self, points: &[Point], effort: &Effort) -> Result<Option<Self>, Problem> {
        let reach = self.bounds().widened();
        let near: Vec<Point> = points.iter().copied().filter(|&p| reach.contains(p)).collect();
        if near.is_empty() {
            return Ok(None);
        }
        let Some(noded) = self.with_nodes(&near, effort)? else { return Ok(None) };
        if is_valid(self, &noded, effort)? {
            return Ok(Some(noded));
        }
        // One after the other, each where it does no harm.
        near.iter().try_fold(None, |noded: Option<Self>, &point| {
            let more = noded.as_ref().unwrap_or(self).with_nodes(&[point], effort)?;
            let is_valid =
                more.as_ref().map_or(Ok(false), |shape| is_valid(self, shape, effort))?;
            Ok(if is_valid { more } else { noded })
        })
    }

    /// Returns the same shape, not checked for validity.
    fn with_nodes(&self, points: &[Point], effort: &Effort) -> Result<Option<Self>, Problem> {
        let mut chains: Vec<VertexChain> =
            self.rings().map(|ring| VertexChain { points: ring.to_vec(), closed: true }).collect();
        insert(&mut chains, points, effort)?;
        if chains.iter().map(|chain| chain.points.len()).sum::<usize>() == self.vertices() {
            return Ok(None);
        }
        let mut rings = chains.into_iter();
        let mut draft = ShapeBuilder::default();
        for polygon in self.polygons() {
            rings.by_ref().take(polygon.len()).for_each(|chain| draft.ring(chain.points));
            draft.end_polygon();
        }
        Ok(draft.finish())
    }
}

/// Returns true if a noded shape is as valid as it was. Shapes that their holes cut apart were
/// stored before that was checked.
fn is_valid(before: &Shape, noded: &Shape, effort: &Effort) -> Result<bool, Problem> {
    match validity::check(noded, effort) {
        Err(problem) if problem.code == Code::TooComplex => Err(problem),
        Err(problem) if problem.code == Code::BoundaryCutApart => {
            let before = validity::check(before, effort);
            Ok(before.is_err_and(|before| before.code == Code::BoundaryCutApart))
        }
        checked => Ok(checked.is_ok()),
    }
}

/// Vertices in a row.
pub(super) struct VertexChain {
    pub(super) points: Vec<Point>,
    /// True if an edge leads from the last to the first.
    pub(super) closed: bool,
}

impl VertexChain {
    /// Returns the edges, each at the index of the vertex it begins with.
    pub(super) fn edges(&self) -> impl Iterator<Item = (Point, Point)> {
        let back = self.points.first().filter(|_| self.closed);
        self.points.iter().copied().zip(self.points.iter().skip(1).chain(back).copied())
    }

    /// Takes in the points of places, which must be in order.
    fn take_in(&mut self, places: &[NodePlace]) {
        let mut places = places.iter().peekable();
        let before = std::mem::take(&mut self.points);
        for (index, vertex) in before.into_iter().enumerate() {
            self.points.push(vertex);
            while let Some(place) = places.next_if(|place| place.after == index) {
                self.points.push(place.point);
            }
        }
    }
}

/// Place of a new vertex: its chain, the vertex before it, and how far along the edge there.
struct NodePlace {
    chain: usize,
    after: usize,
    along: i128,
    point: Point,
    /// The distance from the edge and its ends in order: of two edges as near, all shapes that have
    /// them choose the same.
    nearness: (f64, Point, Point),
}

/// Takes into the chains those points that lie on an edge, within one unit, each into the edge that
/// is nearest to it. A point that is a vertex already goes only where it lies exactly on the edge
/// of another chain.
///
/// # Errors
/// `too_complex`.
pub(super) fn insert(
    chains: &mut [VertexChain],
    points: &[Point],
    effort: &Effort,
) -> Result<(), Problem> {
    let vertices: HashSet<Point> = chains.iter().flat_map(|chain| &chain.points).copied().collect();
    let mut waiting = points.to_vec();
    waiting.sort_unstable();
    waiting.dedup();
    // An edge that has taken in a point beside it passes by others than before.
    loop {
        let mut places = places(chains, &waiting, effort)?;
        places.retain(|place| place.nearness.0 == 0.0 || !vertices.contains(&place.point));
        if places.is_empty() {
            return Ok(());
        }
        let taken: HashSet<Point> = places.iter().map(|place| place.point).collect();
        waiting.retain(|point| !taken.contains(point));
        places.sort_unstable_by_key(|place| (place.chain, place.after, place.along));
        for of_chain in places.chunk_by(|a, b| a.chain == b.chain) {
            chains[of_chain[0].chain].take_in(of_chain);
        }
    }
}

/// Returns those of the points that lie exactly on an edge of a ring, between its ends.
///
/// # Errors
/// `too_complex`.
pub(super) fn exactly_on(
    ring: &[Point],
    points: &[Point],
    effort: &Effort,
) -> Result<Vec<Point>, Problem> {
    let mut sorted = points.to_vec();
    sorted.sort_unstable();
    let places = places(&[VertexChain { points: ring.to_vec(), closed: true }], &sorted, effort)?;
    Ok(places
        .into_iter()
        .filter(|place| place.nearness.0 == 0.0)
        .map(|place| place.point)
        .collect())
}

/// Finds the nearest edge that passes by each point, if there is one. The points are sorted.
fn places(
    chains: &[VertexChain],
    points: &[Point],
    effort: &Effort,
) -> Result<Vec<NodePlace>, Problem> {
    let mut nearest: Vec<Option<NodePlace>> = points.iter().map(|_| None).collect();
    for (chain, edges) in chains.iter().map(VertexChain::edges).enumerate() {
        for (after, (a, b)) in edges.enumerate() {
            let west = a.min(b).lon_e7 - 1;
            let east = a.max(b).lon_e7 + 1;
            let begin = points.partition_point(|point| point.lon_e7 < west);
            let end = points.partition_point(|point| point.lon_e7 <= east);
            effort.spend(1 + (end - begin) / 2, a)?;
            for (&point, nearest) in points[begin..end].iter().zip(&mut nearest[begin..end]) {
                let Some(aside) = passes_by((a, b), point) else { continue };
                let nearness = (aside, a.min(b), a.max(b));
                if nearest.as_ref().is_none_or(|place| nearness < place.nearness) {
                    let along = dot(vector(a, b), vector(a, point));
                    *nearest = Some(NodePlace { chain, after, along, point, nearness });
                }
            }
        }
    }
    Ok(nearest.into_iter().flatten().collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    fn p((lon_e7, lat_e7): (i32, i32)) -> Point {
        Point { lon_e7, lat_e7 }
    }

    fn shape(rings: &[&[(i32, i32)]]) -> Shape {
        let mut draft = ShapeBuilder::default();
        rings.iter().for_each(|ring| draft.ring(ring.iter().copied().map(p)));
        draft.end_polygon();
        draft.finish().unwrap()
    }

    fn square() -> Shape {
        shape(&[&[(0, 0), (100, 0), (100, 100), (0, 100)]])
    }

    fn noded(shape: &Shape, points: &[(i32, i32)]) -> Option<Shape> {
        shape
            .noded(&points.iter().copied().map(p).collect::<Vec<_>>(), &Effort::unbounded())
            .unwrap()
    }

    #[test]
    fn points_of_an_edge_become_its_vertices_in_order() {
        let more = noded(
            &square(),
            &[(70, 0), (100, 50), (30, -1), (0, 100), (50, 50), (500, 0), (0, 10), (0, 10)],
        );
        let expected = shape(&[&[
            (0, 0),
            (30, -1),
            (70, 0),
            (100, 0),
            (100, 50),
            (100, 100),
            (0, 100),
            (0, 10),
        ]]);
        assert_eq!(more, Some(expected));
        assert_eq!(more.and_then(|shape| noded(&shape, &[(70, 0), (30, -1)])), None);
    }

    #[test]
    fn what_lies_on_no_edge_changes_nothing() {
        assert_eq!(
            noded(&square(), &[(50, 2), (50, 98), (-1, -1), (101, 0), (0, 0), (5000, 50)]),
            None
        );
        assert_eq!(noded(&square(), &[]), None);
    }

    #[test]
    fn a_point_on_a_hole_goes_there() {
        let framed =
            |inner: &[(i32, i32)]| shape(&[&[(0, 0), (100, 0), (100, 100), (0, 100)], inner]);
        let more = noded(&framed(&[(40, 40), (40, 60), (60, 60), (60, 40)]), &[(50, 61)]);
        assert_eq!(more, Some(framed(&[(40, 40), (40, 60), (50, 61), (60, 60), (60, 40)])));
    }

    #[test]
    fn where_a_hole_touches_the_outside_both_get_the_vertex() {
        let touching =
            shape(&[&[(0, 0), (100, 0), (100, 100), (0, 100)], &[(50, 0), (40, 60), (60, 60)]]);
        let more = noded(&touching, &[(50, 0), (40, 60)]);
        let expected = shape(&[
            &[(0, 0), (50, 0), (100, 0), (100, 100), (0, 100)],
            &[(50, 0), (40, 60), (60, 60)],
        ]);
        assert_eq!(more, Some(expected));
        assert_eq!(more.and_then(|shape| noded(&shape, &[(50, 0)])), None);
    }

    #[test]
    fn a_point_with_which_the_border_would_meet_itself_is_left_out() {
        // The hole comes closer to the edge than the point does.
        let narrow =
            shape(&[&[(0, 0), (100, 50), (100, 100), (0, 100)], &[(41, 21), (60, 80), (80, 60)]]);
        assert_eq!(validity::check(&narrow, &Effort::unbounded()), Ok(()));
        assert_eq!(noded(&narrow, &[(40, 21)]), None);
        let more = noded(&narrow, &[(40, 21), (100, 70)]).unwrap();
        assert_eq!((more.vertices(), validity::check(&more, &Effort::unbounded())), (8, Ok(())));
    }
}
