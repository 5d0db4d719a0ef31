//! Areas and their borders.

use super::predicate::{side, twice_area};
use super::{Bounds, Point, area};
use std::cmp::Ordering;
use std::ops::Range;

/// One or more polygons with holes, on integer points.
///
/// Rings are stored open (the first point is not repeated); the first ring of a polygon is its
/// exterior and runs counter-clockwise, the others are its holes and run clockwise, so the area
/// always lies on the left. A shape made by [`Shape::from_degrees`] is valid: no two of its edges
/// cross or run along each other, no ring meets itself, holes lie in their polygons and polygons
/// apart. Different rings may touch in single points.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    points: Box<[Point]>,
    /// End of each ring in `points`.
    ring_ends: Box<[usize]>,
    /// End of each polygon in `ring_ends`.
    polygon_ends: Box<[usize]>,
    bounds: Bounds,
    area_m2: f64,
}

impl Shape {
    /// Returns the least box around the shape.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Returns the area on the WGS 84 ellipsoid in square metres.
    pub fn area_m2(&self) -> f64 {
        self.area_m2
    }

    /// Returns the number of vertices.
    pub fn vertices(&self) -> usize {
        self.points.len()
    }

    /// Returns the rings of all polygons, in order.
    pub fn rings(&self) -> impl Iterator<Item = &[Point]> {
        (0..self.ring_ends.len()).map(|ring| &self.points[range(&self.ring_ends, ring)])
    }

    /// Returns the polygons: each lists its exterior, then its holes.
    pub fn polygons(
        &self,
    ) -> impl ExactSizeIterator<Item = impl ExactSizeIterator<Item = &[Point]> + Clone> + Clone
    {
        (0..self.polygon_ends.len()).map(|polygon| {
            range(&self.polygon_ends, polygon)
                .map(|ring| &self.points[range(&self.ring_ends, ring)])
        })
    }

    /// Returns true if it is one polygon. Polygons that touch in single points are not connected.
    pub fn is_connected(&self) -> bool {
        self.polygon_ends.len() == 1
    }

    /// Returns the edges of all rings, each from a vertex to the next; the area lies on their left.
    pub fn edges(&self) -> impl Iterator<Item = (Point, Point)> {
        self.rings().flat_map(ring_edges)
    }

    /// Returns true if a point lies in the shape. Exact and closed: the border, of the outside and
    /// of the holes, belongs to it.
    pub fn covers(&self, point: Point) -> bool {
        if !self.bounds.contains(point) {
            return false;
        }
        let mut inside = false;
        for ring in self.rings() {
            let Some(&last) = ring.last() else { continue };
            let mut from = (last, last.lat_e7.cmp(&point.lat_e7));
            for &to in ring {
                let to = (to, to.lat_e7.cmp(&point.lat_e7));
                // An edge wholly above or below the point can neither hold it nor be crossed by the
                // ray to the east.
                if to.1 != from.1 || to.1 == Ordering::Equal {
                    match crossed(from, to, point) {
                        None => return true,
                        Some(crossed) => inside ^= crossed,
                    }
                }
                from = to;
            }
        }
        inside
    }
}

/// Returns true if the ray from a point to the east crosses an edge whose ends lie so above or
/// below it; `None` if the point is on the edge. An end at the point's latitude counts as below it.
fn crossed(from: (Point, Ordering), to: (Point, Ordering), point: Point) -> Option<bool> {
    let which = side(from.0, to.0, point);
    if which == Ordering::Equal {
        let west = from.0.lon_e7.min(to.0.lon_e7);
        let east = from.0.lon_e7.max(to.0.lon_e7);
        return if (west..=east).contains(&point.lon_e7) { None } else { Some(false) };
    }
    let rises = to.1 == Ordering::Greater;
    let falls = from.1 == Ordering::Greater;
    Some(rises != falls && (which == Ordering::Greater) == rises)
}

/// Returns the edges of an open ring, the one from the last point to the first in front.
pub(super) fn ring_edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    ring.last().into_iter().chain(ring).copied().zip(ring.iter().copied())
}

/// Returns the range of the `i`th part if each part begins where the one before it ends.
fn range(ends: &[usize], i: usize) -> Range<usize> {
    i.checked_sub(1).map_or(0, |before| ends[before])..ends[i]
}

/// Builder of a shape, ring by ring.
#[derive(Debug, Default)]
pub(super) struct ShapeBuilder {
    points: Vec<Point>,
    ring_ends: Vec<usize>,
    polygon_ends: Vec<usize>,
}

impl ShapeBuilder {
    /// Adds an open ring to the current polygon, turned as its place requires.
    pub(super) fn ring(&mut self, points: impl IntoIterator<Item = Point>) {
        let begin = self.points.len();
        self.points.extend(points);
        let ring = &mut self.points[begin..];
        let exterior = self.ring_ends.len() == self.polygon_ends.last().copied().unwrap_or(0);
        if (twice_area(ring) > 0) != exterior {
            ring.reverse();
        }
        self.ring_ends.push(self.points.len());
    }

    /// Ends the current polygon.
    pub(super) fn end_polygon(&mut self) {
        self.polygon_ends.push(self.ring_ends.len());
    }

    /// Returns the shape, not checked for validity; `None` without points.
    pub(super) fn finish(self) -> Option<Shape> {
        let bounds = Bounds::of(self.points.iter().copied())?;
        let mut shape = Shape {
            points: self.points.into(),
            ring_ends: self.ring_ends.into(),
            polygon_ends: self.polygon_ends.into(),
            bounds,
            area_m2: 0.0,
        };
        // Of a sliver along edges of hundreds of kilometres the error of the integral is larger than
        // the area.
        shape.area_m2 = shape.rings().map(area::ring_area_m2).sum::<f64>().max(0.0);
        Some(shape)
    }
}
