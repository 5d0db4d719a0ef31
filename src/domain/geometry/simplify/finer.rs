//! How fine each arc is drawn.

use super::arcs::Borders;
use super::weights::Weights;
use crate::domain::geometry::Point;
use crate::domain::parallel::in_parts;
use std::collections::{BTreeSet, HashSet};

/// Fractions of the tolerance within which an arc is drawn; after the last it is drawn as it is.
pub(super) const SHARES: [f64; 2] = [1.0, 0.1];

/// An arc as it is drawn.
#[derive(Debug, Clone, Default)]
pub(super) struct DrawnArc {
    /// Its vertices on the grid of 1e-7 degrees.
    pub given: Vec<Point>,
    /// The same, rounded to what is written.
    pub points: Vec<Point>,
}

/// The arcs as they are drawn.
pub(super) struct Fineness {
    weights: Weights,
    tolerance: f64,
    step: i32,
    /// Index of the share of each arc.
    levels: Vec<usize>,
    arcs: Vec<DrawnArc>,
    /// Points that are not rounded, because an arc is drawn there as it is.
    exact: HashSet<Point>,
    /// Arcs that were drawn last.
    fresh: BTreeSet<usize>,
}

impl Fineness {
    /// Draws every arc within a tolerance in units of longitude, and rounds what is drawn to a step.
    pub(super) fn of(borders: &Borders, weights: Weights, tolerance: f64, step: i32) -> Self {
        let count = borders.arcs.len();
        let mut fineness = Self {
            weights,
            tolerance,
            step,
            levels: vec![0; count],
            arcs: vec![DrawnArc::default(); count],
            exact: HashSet::new(),
            fresh: (0..count).collect(),
        };
        fineness.draw(borders);
        fineness
    }

    /// Returns an arc as it is drawn.
    pub(super) fn arc(&self, index: usize) -> &DrawnArc {
        &self.arcs[index]
    }

    /// Returns the arcs that were drawn last.
    pub(super) const fn fresh(&self) -> &BTreeSet<usize> {
        &self.fresh
    }

    /// Draws the fresh arcs.
    fn draw(&mut self, borders: &Borders) {
        let fresh: Vec<usize> = self.fresh.iter().copied().collect();
        let draw = |&index: &usize| {
            let arc = &borders.arcs[index];
            self.rounded(match SHARES.get(self.levels[index]) {
                Some(share) => self.weights.thinned(index, arc, share * self.tolerance),
                None => arc.clone(),
            })
        };
        let parts = in_parts(&fresh, |part| part.iter().map(draw).collect::<Vec<DrawnArc>>());
        for (&index, arc) in fresh.iter().zip(parts.into_iter().flatten()) {
            self.arcs[index] = arc;
        }
    }

    /// Rounds an arc. Vertices that fall together are one; the ends stay even then.
    fn rounded(&self, given: Vec<Point>) -> DrawnArc {
        let last = given.len() - 1;
        let mut arc = DrawnArc::default();
        for (nth, &vertex) in given.iter().enumerate() {
            let point = self.round(vertex);
            let is_same = arc.points.last() == Some(&point);
            if is_same && nth == last && arc.points.len() > 1 {
                arc.points.pop();
                arc.given.pop();
            }
            if !is_same || nth == last {
                arc.points.push(point);
                arc.given.push(vertex);
            }
        }
        arc
    }

    fn round(&self, point: Point) -> Point {
        if self.exact.contains(&point) { point } else { point.rounded(self.step) }
    }

    /// Draws arcs finer that are at fault. Returns false if none can be.
    pub(super) fn refine(&mut self, borders: &Borders, faulty: &BTreeSet<usize>) -> bool {
        self.fresh =
            faulty.iter().copied().filter(|&index| self.levels[index] < SHARES.len()).collect();
        if self.fresh.is_empty() {
            return false;
        }
        let mut exact = HashSet::new();
        for &index in &self.fresh {
            self.levels[index] += 1;
            if self.levels[index] == SHARES.len() {
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
