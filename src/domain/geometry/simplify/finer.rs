//! How fine each arc is drawn, and where that is not fine enough.

use super::MapScale;
use super::arcs::{Borders, RingArc};
use crate::domain::geometry::predicate::{EdgeContact, contact};
use crate::domain::geometry::{Bounds, Effort, Point, Shape, validity};
use rstar::{AABB, RTree, RTreeObject};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Fractions of a pixel within which an arc is drawn; after the last it is drawn as it is.
const TOLERANCES: [f64; 2] = [1.0, 0.1];

/// The arcs as they are drawn.
pub(super) struct Fineness {
    scale: MapScale,
    step: i32,
    /// Index of the tolerance of each arc.
    levels: Vec<usize>,
    /// The arcs on the grid of 1e-7 degrees, with fewer vertices.
    kept: Vec<Vec<Point>>,
    /// The same, rounded to what is written.
    drawn: Vec<Vec<Point>>,
    /// Points that are not rounded, because an arc is drawn there as it is.
    exact: HashSet<Point>,
    /// Arcs to be looked at.
    fresh: BTreeSet<usize>,
}

/// An edge of an arc, as it is drawn and as it was.
#[derive(Clone, Copy, PartialEq)]
struct DrawnEdge {
    ends: (Point, Point),
    given: (Point, Point),
    arc: usize,
}

impl RTreeObject for DrawnEdge {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        Bounds::spanning(self.ends.0, self.ends.1).envelope()
    }
}

impl Fineness {
    /// Draws every arc as coarsely as the scale allows.
    pub(super) fn of(borders: &Borders, scale: MapScale) -> Self {
        let count = borders.arcs.len();
        let mut fineness = Self {
            scale,
            step: scale.step(),
            levels: vec![0; count],
            kept: vec![Vec::new(); count],
            drawn: vec![Vec::new(); count],
            exact: HashSet::new(),
            fresh: (0..count).collect(),
        };
        fineness.draw(borders);
        fineness
    }

    /// Returns an arc as it is drawn.
    pub(super) fn arc(&self, index: usize) -> &[Point] {
        &self.drawn[index]
    }

    /// Draws the fresh arcs.
    fn draw(&mut self, borders: &Borders) {
        for &index in &self.fresh {
            let arc = &borders.arcs[index];
            self.kept[index] = match TOLERANCES.get(self.levels[index]) {
                Some(share) => thinned(arc, share * self.scale.pixel, self.scale.north),
                None => arc.clone(),
            };
        }
        for index in self.fresh.clone() {
            self.round(index);
        }
    }

    /// Rounds an arc. Vertices that fall together are one; the ends stay even then.
    fn round(&mut self, index: usize) {
        let kept = std::mem::take(&mut self.kept[index]);
        let last = kept.len() - 1;
        let mut points: Vec<(Point, Point)> = Vec::with_capacity(kept.len());
        for (nth, &given) in kept.iter().enumerate() {
            let drawn = self.rounded(given);
            let is_same = points.last().is_some_and(|&(_, before)| before == drawn);
            if is_same && nth == last && points.len() > 1 {
                points.pop();
            }
            if !is_same || nth == last {
                points.push((given, drawn));
            }
        }
        (self.kept[index], self.drawn[index]) = points.into_iter().unzip();
    }

    fn rounded(&self, point: Point) -> Point {
        if self.exact.contains(&point) {
            return point;
        }
        let near =
            |value: i32| (f64::from(value) / f64::from(self.step)).round() as i32 * self.step;
        Point { lon_e7: near(point.lon_e7), lat_e7: near(point.lat_e7) }
    }

    /// Returns the arcs that meet others where they did not, and those of rings that are no longer
    /// valid.
    pub(super) fn faulty(
        &self,
        shapes: &[&Shape],
        borders: &Borders,
        drawn: &[Option<Shape>],
    ) -> BTreeSet<usize> {
        let mut faulty = self.meeting(borders);
        let mut rings = borders.rings.iter();
        for (shape, drawn) in shapes.iter().zip(drawn) {
            let count = shape.rings().count();
            let of_shape: Vec<&Vec<RingArc>> = rings.by_ref().take(count).collect();
            let is_valid = match drawn {
                None => false,
                // One ring whose arcs meet nothing is valid.
                Some(drawn) => count == 1 || validity::check(drawn, &Effort::unbounded()).is_ok(),
            };
            if !is_valid {
                faulty.extend(of_shape.into_iter().flatten().map(|arc| arc.index));
            }
        }
        faulty
    }

    fn meeting(&self, borders: &Borders) -> BTreeSet<usize> {
        let edges = |index: usize| {
            let pairs = self.drawn[index].windows(2).zip(self.kept[index].windows(2));
            pairs.map(move |(ends, given)| DrawnEdge {
                ends: (ends[0], ends[1]),
                given: (given[0], given[1]),
                arc: index,
            })
        };
        let tree = RTree::bulk_load((0..self.drawn.len()).flat_map(edges).collect());
        let mut meeting = BTreeSet::new();
        let mut met_before = HashMap::new();
        for a in self.fresh.iter().flat_map(|&index| edges(index)) {
            if a.ends.0 == a.ends.1 {
                meeting.insert(a.arc);
            }
            for b in tree.locate_in_envelope_intersecting(&a.envelope()) {
                let pair = (a.arc.min(b.arc), a.arc.max(b.arc));
                let mut is_new = || {
                    !*met_before
                        .entry(pair)
                        .or_insert_with(|| met(&borders.arcs[pair.0], &borders.arcs[pair.1]))
                };
                if meet(&a, b) && is_new() {
                    meeting.extend([a.arc, b.arc]);
                }
            }
        }
        meeting
    }

    /// Draws arcs finer that are at fault. Returns false if none can be.
    pub(super) fn refine(&mut self, borders: &Borders, faulty: &BTreeSet<usize>) -> bool {
        self.fresh =
            faulty.iter().copied().filter(|&index| self.levels[index] < TOLERANCES.len()).collect();
        if self.fresh.is_empty() {
            return false;
        }
        let mut exact = HashSet::new();
        for &index in &self.fresh {
            self.levels[index] += 1;
            if self.levels[index] == TOLERANCES.len() {
                exact.extend(borders.arcs[index].iter().copied());
            }
        }
        // Where an arc is drawn as it is, those that end there do so too.
        if !exact.is_empty() {
            let ends_there = |arc: &Vec<Point>| {
                [arc.first(), arc.last()].into_iter().flatten().any(|end| exact.contains(end))
            };
            let touching = borders.arcs.iter().enumerate().filter(|(_, arc)| ends_there(arc));
            self.fresh.extend(touching.map(|(index, _)| index));
            self.exact.extend(exact);
        }
        self.draw(borders);
        true
    }
}

/// Returns true if two edges meet otherwise than in a point that both had.
fn meet(a: &DrawnEdge, b: &DrawnEdge) -> bool {
    if a.given == b.given || a.ends.0 == a.ends.1 || b.ends.0 == b.ends.1 {
        return false;
    }
    let common =
        [a.given.0, a.given.1].into_iter().find(|end| [b.given.0, b.given.1].contains(end));
    let drawn = common.map(|end| if end == a.given.0 { a.ends.0 } else { a.ends.1 });
    match contact(a.ends, b.ends) {
        None => false,
        Some(EdgeContact::Cross(_)) => true,
        Some(EdgeContact::Touch(at)) => drawn != Some(at),
    }
}

/// Returns true if two arcs meet as they are, between their vertices: borders of neighbours that
/// are not the same, or of what lies over others.
fn met(a: &[Point], b: &[Point]) -> bool {
    if a == b {
        return false;
    }
    let bounds = |arc: &[Point]| Bounds::of(arc.iter().copied());
    let Some((of_a, of_b)) = bounds(a).zip(bounds(b)) else { return false };
    let near = |arc: &[Point], other: Bounds| -> Vec<(Point, Point)> {
        let edges = arc.windows(2).map(|pair| (pair[0], pair[1]));
        edges.filter(|&(p, q)| Bounds::spanning(p, q).meets(&other)).collect()
    };
    let others = near(b, of_a);
    near(a, of_b).iter().any(|&one| {
        others.iter().any(|&other| match contact(one, other) {
            None => false,
            Some(EdgeContact::Cross(_)) => true,
            Some(EdgeContact::Touch(at)) => {
                ![one.0, one.1].contains(&at) || ![other.0, other.1].contains(&at)
            }
        })
    })
}

/// Returns the vertices of an arc without which it strays by more than a tolerance in units of
/// longitude. Its ends stay.
fn thinned(arc: &[Point], tolerance: f64, north: f64) -> Vec<Point> {
    let last = arc.len() - 1;
    let mut kept = vec![false; arc.len()];
    kept[0] = true;
    kept[last] = true;
    let mut waiting = vec![(0, last)];
    while let Some((from, to)) = waiting.pop() {
        let Some((far, distance)) = farthest(arc, from, to, north) else { continue };
        if distance > tolerance {
            kept[far] = true;
            waiting.extend([(from, far), (far, to)]);
        }
    }
    arc.iter().zip(kept).filter(|(_, kept)| *kept).map(|(&point, _)| point).collect()
}

/// Returns the vertex between two others that is farthest from the edge between them, and how far.
fn farthest(arc: &[Point], from: usize, to: usize, north: f64) -> Option<(usize, f64)> {
    let place = |p: Point| [f64::from(p.lon_e7), f64::from(p.lat_e7) / north];
    let a = place(arc[from]);
    let b = place(arc[to]);
    let along = [b[0] - a[0], b[1] - a[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let distance = |index: usize| {
        let p = place(arc[index]);
        let off = [p[0] - a[0], p[1] - a[1]];
        let share =
            if length > 0.0 { (off[0] * along[0] + off[1] * along[1]) / length } else { 0.0 };
        let share = share.clamp(0.0, 1.0);
        (off[0] - share * along[0]).hypot(off[1] - share * along[1])
    };
    let distances = (from + 1..to).map(|index| (index, distance(index)));
    distances.max_by(|a, b| a.1.total_cmp(&b.1))
}
