//! A drawing of edges that meet in common vertices alone, and the owners of its faces.

use super::cells::{CellBorder, Cells};
use crate::domain::geometry::effort::PAIR;
use crate::domain::geometry::predicate::{EdgeContact, contact, dot, turn, vector};
use crate::domain::geometry::{Bounds, Effort, Point, Shape, distance_m};
use crate::error::{Code, Problem};
use rstar::{AABB, RTree, RTreeObject};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Maximum rounds of noding: a crossing that is rounded may make another one.
const ROUNDS_MAX: usize = 32;

/// What an edge separates. Both sides are those of an edge from its lesser end to the greater.
#[derive(Debug, Clone, Default, PartialEq)]
struct Sides {
    /// For an edge of the border of the area: 1 if the area lies on its left, −1 if on its right.
    border: i32,
    /// Owners of the cells on its left and on its right.
    owners: [Vec<usize>; 2],
}

/// An undirected edge, its lesser end first.
type Edge = (Point, Point);

/// Edges that meet in common vertices alone.
pub(super) struct Drawing {
    edges: BTreeMap<Edge, Sides>,
}

#[derive(Clone, Copy, PartialEq)]
struct IndexedEdge {
    ends: Edge,
    index: usize,
}

impl RTreeObject for IndexedEdge {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        Bounds::spanning(self.ends.0, self.ends.1).envelope()
    }
}

impl Drawing {
    /// Draws the border of an area and the borders of cells, and nodes them.
    ///
    /// # Errors
    /// `too_complex`.
    pub(super) fn of(
        area: &Shape,
        borders: Vec<CellBorder>,
        effort: &Effort,
    ) -> Result<Self, Problem> {
        let mut drawing = Self { edges: BTreeMap::new() };
        for (from, to) in area.edges() {
            let sides = Sides { border: if from < to { 1 } else { -1 }, ..Sides::default() };
            drawing.add((from.min(to), from.max(to)), sides);
        }
        for CellBorder { from, to, left, right } in borders {
            let owners =
                if from < to { [vec![left], vec![right]] } else { [vec![right], vec![left]] };
            drawing.add((from.min(to), from.max(to)), Sides { border: 0, owners });
        }
        for _ in 0..ROUNDS_MAX {
            let cuts = drawing.cuts(effort)?;
            if cuts.is_empty() {
                return Ok(drawing);
            }
            drawing.cut(cuts);
        }
        Err(area.label_point().problem(Code::TooComplex))
    }

    fn add(&mut self, edge: Edge, sides: Sides) {
        if edge.0 == edge.1 {
            return;
        }
        let there = self.edges.entry(edge).or_default();
        there.border += sides.border;
        for (there, owners) in there.owners.iter_mut().zip(sides.owners) {
            there.extend(owners);
        }
    }

    /// Finds the points where edges meet that do not end there.
    fn cuts(&self, effort: &Effort) -> Result<BTreeMap<Edge, Vec<Point>>, Problem> {
        let edges: Vec<Edge> = self.edges.keys().copied().collect();
        let indexed = edges.iter().enumerate().map(|(index, &ends)| IndexedEdge { ends, index });
        let tree = RTree::bulk_load(indexed.collect());
        let mut cuts: BTreeMap<Edge, Vec<Point>> = BTreeMap::new();
        for (a, b) in tree.intersection_candidates_with_other_tree(&tree) {
            effort.spend(PAIR, a.ends.0)?;
            if a.index >= b.index {
                continue;
            }
            let Some(EdgeContact::Touch(at) | EdgeContact::Cross(at)) = contact(a.ends, b.ends)
            else {
                continue;
            };
            for edge in [a.ends, b.ends] {
                if at != edge.0 && at != edge.1 {
                    cuts.entry(edge).or_default().push(at);
                }
            }
        }
        Ok(cuts)
    }

    /// Replaces edges by their pieces.
    fn cut(&mut self, cuts: BTreeMap<Edge, Vec<Point>>) {
        for (edge, mut points) in cuts {
            let Some(sides) = self.edges.remove(&edge) else { continue };
            let along = vector(edge.0, edge.1);
            points.sort_unstable_by_key(|&point| (dot(along, vector(edge.0, point)), point));
            points.dedup();
            points.push(edge.1);
            let mut from = edge.0;
            for to in points {
                // A point beside the edge may lie behind the one before it, seen from west to east.
                let piece = if from < to { sides.clone() } else { sides.turned() };
                self.add((from.min(to), from.max(to)), piece);
                from = to;
            }
        }
    }

    /// Returns the border of the area, with the area on its left.
    pub(super) fn border(&self) -> impl Iterator<Item = (Point, Point)> {
        self.edges.iter().filter_map(|(&(low, high), sides)| match sides.border {
            0 => None,
            1.. => Some((low, high)),
            _ => Some((high, low)),
        })
    }

    /// Returns the edges around the faces of each owner inside the area, with the face on the left.
    pub(super) fn owned(
        &self,
        area: &Shape,
        owners: usize,
        cells: &Cells,
    ) -> Vec<Vec<(Point, Point)>> {
        let mut owned = vec![Vec::new(); owners];
        let on_border: HashSet<Point> = self.border().map(|(from, _)| from).collect();
        for walk in self.walks() {
            if self.is_inside(&walk, area, &on_border) {
                owned[self.owner(&walk, cells)].extend(walk);
            }
        }
        owned
    }

    /// Returns the closed walks around the faces, each with its face on the left.
    fn walks(&self) -> Vec<Vec<(Point, Point)>> {
        let mut around: HashMap<Point, Vec<Point>> = HashMap::with_capacity(self.edges.len());
        for &(low, high) in self.edges.keys() {
            around.entry(low).or_default().push(high);
            around.entry(high).or_default().push(low);
        }
        let mut after: HashMap<(Point, Point), Point> =
            HashMap::with_capacity(2 * self.edges.len());
        for (&at, ends) in &mut around {
            let lower = |(x, y): (i64, i64)| y < 0 || (y == 0 && x < 0);
            ends.sort_unstable_by(|&a, &b| {
                let (u, v) = (vector(at, a), vector(at, b));
                lower(u).cmp(&lower(v)).then_with(|| turn(v, u))
            });
            // Whoever arrives turns left as far as possible: to the end before, counter-clockwise.
            for (nth, &end) in ends.iter().enumerate() {
                let next = ends[(nth + ends.len() - 1) % ends.len()];
                after.insert((end, at), next);
            }
        }
        let mut walks = Vec::new();
        for &(low, high) in self.edges.keys() {
            for start in [(low, high), (high, low)] {
                let mut walk = Vec::new();
                let mut edge = start;
                while let Some(next) = after.remove(&edge) {
                    walk.push(edge);
                    edge = (edge.1, next);
                }
                walks.extend((!walk.is_empty()).then_some(walk));
            }
        }
        walks
    }

    /// Returns true if the face on the left of a walk belongs to the area.
    fn is_inside(&self, walk: &[(Point, Point)], area: &Shape, on_border: &HashSet<Point>) -> bool {
        let of_border = walk.iter().find_map(|&(from, to)| {
            let border = self.edges.get(&(from.min(to), from.max(to)))?.border;
            (border != 0).then_some((border > 0) == (from < to))
        });
        if let Some(is_inside) = of_border {
            return is_inside;
        }
        match walk.iter().find(|(from, _)| !on_border.contains(from)) {
            Some(&(point, _)) => area.covers(point),
            None => walk.first().is_some_and(|&edge| self.covers_middle(edge)),
        }
    }

    /// Returns true if the area covers the middle of an edge that is none of its border. Exact: in
    /// half units.
    fn covers_middle(&self, (from, to): (Point, Point)) -> bool {
        let x = i64::from(from.lon_e7) + i64::from(to.lon_e7);
        let y = i64::from(from.lat_e7) + i64::from(to.lat_e7);
        let mut is_inside = false;
        for (a, b) in self.border() {
            let [ax, ay, bx, by] =
                [a.lon_e7, a.lat_e7, b.lon_e7, b.lat_e7].map(|c| 2 * i64::from(c));
            if (ay > y) != (by > y) {
                let side = i128::from(bx - ax) * i128::from(y - ay)
                    - i128::from(x - ax) * i128::from(by - ay);
                is_inside ^= (side > 0) == (by > ay);
            }
        }
        is_inside
    }

    /// Returns the owner of the face on the left of a walk: whom most of its length names, else
    /// that of the nearest site.
    fn owner(&self, walk: &[(Point, Point)], cells: &Cells) -> usize {
        let mut named: BTreeMap<usize, f64> = BTreeMap::new();
        for &(from, to) in walk {
            let Some(sides) = self.edges.get(&(from.min(to), from.max(to))) else { continue };
            for &owner in &sides.owners[usize::from(from > to)] {
                *named.entry(owner).or_default() += distance_m(from, to);
            }
        }
        let most = named.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        match most {
            Some((&owner, _)) => owner,
            None => walk.first().map_or(0, |&(from, _)| cells.owner_at(from)),
        }
    }
}

impl Sides {
    /// Returns the sides of the same edge in the other direction.
    fn turned(&self) -> Self {
        let [left, right] = &self.owners;
        Self { border: -self.border, owners: [right.clone(), left.clone()] }
    }
}
