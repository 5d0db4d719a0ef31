//! Borders cut at their junctions.

use crate::domain::geometry::predicate::vector;
use crate::domain::geometry::{Point, Shape};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Arcs of the borders of several shapes, and the rings that they make up.
pub(super) struct Borders {
    /// Arcs, each once; the first and last point of each are junctions, or belong to a ring that
    /// has none.
    pub arcs: Vec<Vec<Point>>,
    /// Arcs of each ring, in the order of the rings of all shapes.
    pub rings: Vec<Vec<RingArc>>,
    /// End of the rings of each shape.
    shape_ends: Vec<usize>,
}

/// An arc in a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RingArc {
    pub index: usize,
    /// True if the ring runs from the end of the arc to its beginning.
    pub reversed: bool,
}

/// The neighbours of a vertex, if all rings have the same two there.
#[derive(Clone, Copy)]
struct Neighbours {
    low: Point,
    high: Point,
    is_junction: bool,
}

type PointMap<V> = HashMap<Point, V, BuildHasherDefault<PointHasher>>;

impl Borders {
    pub(super) fn of(shapes: &[&Shape]) -> Self {
        let neighbours = neighbours(shapes);
        let is_junction =
            |point: &Point| neighbours.get(point).is_some_and(|found| found.is_junction);
        let mut borders = Self { arcs: Vec::new(), rings: Vec::new(), shape_ends: Vec::new() };
        let mut known: HashMap<(Point, Point), usize, BuildHasherDefault<PointHasher>> =
            HashMap::default();
        for ring in shapes.iter().flat_map(|shape| shape.rings()) {
            let mut ends: Vec<usize> =
                (0..ring.len()).filter(|&index| is_junction(&ring[index])).collect();
            if ends.len() < 2 {
                ends = substitutes(ring, ends.first().copied());
            }
            let mut arcs = Vec::with_capacity(ends.len());
            for (nth, &from) in ends.iter().enumerate() {
                let to = ends.get(nth + 1).copied().unwrap_or(ends[0] + ring.len());
                let mut points: Vec<Point> =
                    (from..=to).map(|index| ring[index % ring.len()]).collect();
                let reversed = runs_back(&points);
                if reversed {
                    points.reverse();
                }
                let index = *known.entry((points[0], points[1])).or_insert_with(|| {
                    borders.arcs.push(points);
                    borders.arcs.len() - 1
                });
                arcs.push(RingArc { index, reversed });
            }
            borders.rings.push(arcs);
        }
        borders.shape_ends = shapes
            .iter()
            .scan(0, |end, shape| {
                *end += shape.rings().count();
                Some(*end)
            })
            .collect();
        borders
    }

    /// Returns the rings of a shape.
    pub(super) fn rings_of(&self, shape: usize) -> &[Vec<RingArc>] {
        let begin = shape.checked_sub(1).map_or(0, |before| self.shape_ends[before]);
        &self.rings[begin..self.shape_ends[shape]]
    }

    /// Returns the arcs of a shape.
    pub(super) fn arcs_of(&self, shape: usize) -> impl Iterator<Item = &RingArc> {
        self.rings_of(shape).iter().flatten()
    }
}

/// Finds the neighbours of every vertex.
fn neighbours(shapes: &[&Shape]) -> PointMap<Neighbours> {
    let count: usize = shapes.iter().map(|shape| shape.vertices()).sum();
    let mut found =
        PointMap::with_capacity_and_hasher(count / 2 + 1, BuildHasherDefault::default());
    for ring in shapes.iter().flat_map(|shape| shape.rings()) {
        let before = ring.last().into_iter().chain(ring);
        let after = ring.iter().skip(1).chain(ring.first());
        for ((&vertex, &a), &b) in ring.iter().zip(before).zip(after) {
            let here = Neighbours { low: a.min(b), high: a.max(b), is_junction: false };
            let there = found.entry(vertex).or_insert(here);
            there.is_junction |= (there.low, there.high) != (here.low, here.high);
        }
    }
    found
}

/// Returns the vertices that cut a ring with less than two junctions: the least vertex, or the only
/// junction, and the one farthest from it. Whichever way the ring runs they are the same.
fn substitutes(ring: &[Point], junction: Option<usize>) -> Vec<usize> {
    let least = (0..ring.len()).min_by_key(|&index| ring[index]).unwrap_or(0);
    let first = junction.unwrap_or(least);
    let far = |index: usize| {
        let (east, north) = vector(ring[first], ring[index]);
        (i128::from(east).pow(2) + i128::from(north).pow(2), ring[index])
    };
    let second = (0..ring.len()).max_by_key(|&index| far(index)).unwrap_or(0);
    let mut ends = vec![first, second];
    ends.sort_unstable();
    ends
}

/// Returns true if an arc is to be kept in the other direction, so that both rings that have it
/// find the same.
fn runs_back(points: &[Point]) -> bool {
    let last = points.len() - 1;
    (points[last], points[last - 1]) < (points[0], points[1])
}

/// A hash of few multiplications: the maps are built anew for each answer, from vertices that
/// somebody who may draw has drawn.
#[derive(Default)]
pub(super) struct PointHasher(u64);

impl Hasher for PointHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_i32(i32::from(byte)));
    }

    fn write_i32(&mut self, value: i32) {
        let mixed = self.0.rotate_left(23) ^ u64::from(value.cast_unsigned());
        self.0 = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
