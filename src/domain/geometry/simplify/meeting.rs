//! Where arcs meet that did not.

use super::arcs::Borders;
use super::finer::Fineness;
use crate::domain::geometry::predicate::{EdgeContact, contact};
use crate::domain::geometry::{Bounds, Point};
use crate::domain::parallel::in_parts;
use rstar::{AABB, RTree, RTreeObject};
use std::collections::{BTreeSet, HashMap};

/// An edge of an arc, as it is drawn and as it was.
#[derive(Clone, Copy, PartialEq)]
struct DrawnEdge {
    ends: (Point, Point),
    given: (Point, Point),
    arc: usize,
    /// How often the arc had been drawn before.
    turn: usize,
}

impl RTreeObject for DrawnEdge {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        Bounds::spanning(self.ends.0, self.ends.1).envelope()
    }
}

/// The edges of all arcs as they are drawn.
#[derive(Default)]
pub(super) struct DrawnEdges {
    /// Edges, also those of earlier drawings of an arc.
    tree: RTree<DrawnEdge>,
    /// How often each arc was drawn before.
    turns: Vec<usize>,
}

impl DrawnEdges {
    /// Takes up the arcs that were drawn last, and returns all arcs that now meet others where they
    /// did not.
    pub(super) fn meeting(&mut self, borders: &Borders, fineness: &Fineness) -> BTreeSet<usize> {
        let fresh: Vec<usize> = fineness.fresh().iter().copied().collect();
        if self.turns.is_empty() {
            self.turns = vec![0; borders.arcs.len()];
            let edges = fresh.iter().flat_map(|&index| self.edges(fineness, index)).collect();
            self.tree = RTree::bulk_load(edges);
        } else {
            for &index in &fresh {
                self.turns[index] += 1;
                let edges: Vec<DrawnEdge> = self.edges(fineness, index).collect();
                edges.into_iter().for_each(|edge| self.tree.insert(edge));
            }
        }
        let parts = in_parts(&fresh, |part| self.meeting_of(part, borders, fineness));
        parts.into_iter().flatten().collect()
    }

    fn edges<'a>(
        &'a self,
        fineness: &'a Fineness,
        index: usize,
    ) -> impl Iterator<Item = DrawnEdge> + 'a {
        let drawn = fineness.arc(index);
        let pairs = drawn.points.windows(2).zip(drawn.given.windows(2));
        pairs.map(move |(ends, given)| DrawnEdge {
            ends: (ends[0], ends[1]),
            given: (given[0], given[1]),
            arc: index,
            turn: self.turns[index],
        })
    }

    fn meeting_of(
        &self,
        fresh: &[usize],
        borders: &Borders,
        fineness: &Fineness,
    ) -> BTreeSet<usize> {
        let mut meeting = BTreeSet::new();
        let mut met_before = HashMap::new();
        for a in fresh.iter().flat_map(|&index| self.edges(fineness, index)) {
            if a.ends.0 == a.ends.1 {
                meeting.insert(a.arc);
            }
            let near = self.tree.locate_in_envelope_intersecting(&a.envelope());
            for b in near.filter(|b| b.turn == self.turns[b.arc]) {
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
