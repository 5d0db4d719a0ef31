//! Cost of an overlay of edges, estimated from where they meet before it is computed.

use super::effort::{CROSSING, PAIR, PIECE};
use super::predicate::{EdgeContact, contact};
use super::{Bounds, Effort, Point};
use crate::error::Problem;
use rstar::{AABB, RTree, RTreeObject};

/// Number of edges above which an overlay looks for crossings strip by strip.
const STRIPS_FROM: usize = 16_000;
/// Pairs within a strip that are compared in the time of one unit.
const PAIRS_IN_UNIT: usize = 8;

/// A directed edge and its index.
#[derive(Debug, Clone, Copy, PartialEq)]
struct DirectedEdge {
    ends: (Point, Point),
    index: usize,
}

impl RTreeObject for DirectedEdge {
    type Envelope = AABB<[i64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        Bounds::spanning(self.ends.0, self.ends.1).envelope()
    }
}

/// Spends the effort that the overlay of edges within some bounds will cost.
///
/// # Errors
/// `too_complex` with the place where there was too much.
pub(super) fn foresee(
    edges: &[(Point, Point)],
    bounds: Bounds,
    effort: &Effort,
) -> Result<(), Problem> {
    if edges.len() > STRIPS_FROM {
        foresee_strips(edges, bounds, effort)?;
    }
    let tree = RTree::bulk_load(
        edges.iter().enumerate().map(|(index, &ends)| DirectedEdge { ends, index }).collect(),
    );
    for (a, b) in tree.intersection_candidates_with_other_tree(&tree) {
        effort.spend(PAIR, a.ends.0)?;
        if a.index < b.index
            && let Some(EdgeContact::Cross(at)) = contact(a.ends, b.ends)
        {
            effort.spend(CROSSING, at)?;
        }
    }
    Ok(())
}

/// Spends the effort of sorting many edges into strips along the meridians, as many as the root of
/// their number: a long edge has a piece in each that it runs through, and within a strip all
/// pieces are compared whose latitudes meet.
fn foresee_strips(
    edges: &[(Point, Point)],
    bounds: Bounds,
    effort: &Effort,
) -> Result<(), Problem> {
    let count = edges.len().isqrt();
    let width = (i64::from(bounds.max.lon_e7) - i64::from(bounds.min.lon_e7)) / count as i64 + 1;
    let strip = |lon_e7: i32| ((i64::from(lon_e7) - i64::from(bounds.min.lon_e7)) / width) as usize;
    let mut strips: Vec<Vec<(i32, i32, Point)>> = vec![Vec::new(); count];
    for &(a, b) in edges {
        let first = strip(a.lon_e7.min(b.lon_e7));
        let last = strip(a.lon_e7.max(b.lon_e7));
        effort.spend(PIECE * (last - first + 1), a)?;
        let piece = (a.lat_e7.min(b.lat_e7), a.lat_e7.max(b.lat_e7), a);
        strips[first..=last].iter_mut().for_each(|strip| strip.push(piece));
    }
    for pieces in &mut strips {
        pieces.sort_unstable();
        for (index, &(_, north, at)) in pieces.iter().enumerate() {
            let reached = pieces.partition_point(|&(south, ..)| south <= north);
            effort.spend((reached - index) / PAIRS_IN_UNIT, at)?;
        }
    }
    Ok(())
}
