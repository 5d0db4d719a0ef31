//! How much each vertex of an arc counts.

use super::arcs::Borders;
use crate::domain::geometry::Point;
use crate::domain::parallel::in_parts;

/// Weights of the vertices of arcs: the widest tolerance, in units of longitude, with which a vertex
/// is still drawn. Those of the ends are infinite.
pub(super) struct Weights(Vec<Vec<f32>>);

impl Weights {
    /// Weighs the vertices of all arcs. Those within `least` of what is drawn without them weigh
    /// nothing.
    pub(super) fn of(borders: &Borders, least: f64, north: f64) -> Self {
        let parts = in_parts(&borders.arcs, |arcs| -> Vec<Vec<f32>> {
            arcs.iter().map(|arc| weighed(arc, least, north)).collect()
        });
        Self(parts.into_iter().flatten().collect())
    }

    /// Returns the number of vertices of an arc that a tolerance leaves, without its last.
    pub(super) fn count(&self, index: usize, tolerance: f64) -> usize {
        self.0[index].iter().filter(|&&weight| f64::from(weight) > tolerance).count() - 1
    }

    /// Returns the vertices of an arc without which it strays by more than a tolerance.
    pub(super) fn thinned(&self, index: usize, arc: &[Point], tolerance: f64) -> Vec<Point> {
        let weighed = arc.iter().zip(&self.0[index]);
        let kept = weighed.filter(|&(_, &weight)| f64::from(weight) > tolerance);
        kept.map(|(&point, _)| point).collect()
    }
}

/// Weighs the vertices of an arc: none more than those between which it was found.
fn weighed(arc: &[Point], least: f64, north: f64) -> Vec<f32> {
    let last = arc.len() - 1;
    let mut weights = vec![0.0; arc.len()];
    weights[0] = f32::INFINITY;
    weights[last] = f32::INFINITY;
    let mut waiting = vec![(0, last, f32::INFINITY)];
    while let Some((from, to, limit)) = waiting.pop() {
        let Some((far, distance)) = farthest(arc, from, to, north) else { continue };
        if distance > least {
            let weight = limit.min(distance as f32);
            weights[far] = weight;
            waiting.extend([(from, far, weight), (far, to, weight)]);
        }
    }
    weights
}

/// Returns the vertex between two others that is farthest from the edge between them, and how far.
fn farthest(arc: &[Point], from: usize, to: usize, north: f64) -> Option<(usize, f64)> {
    let place = |p: Point| [f64::from(p.lon_e7), f64::from(p.lat_e7) / north];
    let a = place(arc[from]);
    let b = place(arc[to]);
    let along = [b[0] - a[0], b[1] - a[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let square = |index: usize| {
        let p = place(arc[index]);
        let off = [p[0] - a[0], p[1] - a[1]];
        let share =
            if length > 0.0 { (off[0] * along[0] + off[1] * along[1]) / length } else { 0.0 };
        let share = share.clamp(0.0, 1.0);
        let aside = [off[0] - share * along[0], off[1] - share * along[1]];
        aside[0] * aside[0] + aside[1] * aside[1]
    };
    let squares = (from + 1..to).map(|index| (index, square(index)));
    squares.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, square)| (index, square.sqrt()))
}
