//! Line and ring with all the points where they meet as vertices of both.

use super::line::{edges, refused};
use crate::domain::geometry::noding::{VertexChain, exactly_on, insert};
use crate::domain::geometry::predicate::{EdgeContact, contact};
use crate::domain::geometry::shape::ring_edges;
use crate::domain::geometry::{Bounds, Effort, Point};
use crate::error::{Code, Problem};
use std::collections::HashSet;

/// Maximum rounds of taking in points until nothing new meets. Usually two are enough.
const ROUNDS: usize = 16;

/// A ring and a line that meet in common vertices and common edges only.
pub(super) struct Meeting {
    pub(super) ring: Vec<Point>,
    pub(super) line: Vec<Point>,
}

impl Meeting {
    /// Nodes ring and line with each other. The ring also gets those `vertices` of its shape as its
    /// own that lie on its edges: other rings touch it there, and still do when the edge has taken
    /// in a point beside it.
    ///
    /// # Errors
    /// `line_too_close` when vertices on the grid cannot tell the two apart; `too_complex`.
    pub(super) fn of(
        ring: &[Point],
        line: &[Point],
        vertices: &[Point],
        effort: &Effort,
    ) -> Result<Self, Problem> {
        let touching = exactly_on(ring, vertices, effort)?;
        let mut crossings: Vec<Point> = Vec::new();
        let mut last = line.first().copied();
        for _ in 0..ROUNDS {
            // From the beginning each time: the ring must be the one that a neighbour with the same
            // nodes has.
            let ring = noded(ring, true, line.iter().chain(&crossings).chain(&touching), effort)?;
            let line = noded(line, false, ring.iter().chain(&crossings), effort)?;
            let found = unshared(&ring, &line, effort)?;
            if found.is_empty() {
                return Ok(Self { ring, line });
            }
            let known = crossings.len();
            last = found.first().copied();
            crossings.extend(found);
            crossings.sort_unstable();
            crossings.dedup();
            if crossings.len() == known {
                break;
            }
        }
        Err(refused(Code::LineTooClose, last.unwrap_or(ring[0])))
    }
}

fn noded<'a>(
    points: &[Point],
    closed: bool,
    nodes: impl Iterator<Item = &'a Point>,
    effort: &Effort,
) -> Result<Vec<Point>, Problem> {
    let mut chain = [VertexChain { points: points.to_vec(), closed }];
    insert(&mut chain, &nodes.copied().collect::<Vec<_>>(), effort)?;
    let [chain] = chain;
    Ok(chain.points)
}

/// Returns where edges of ring and line meet, except in common vertices and along common edges.
fn unshared(ring: &[Point], line: &[Point], effort: &Effort) -> Result<Vec<Point>, Problem> {
    let of_ring: HashSet<&Point> = ring.iter().collect();
    let of_line: HashSet<&Point> = line.iter().collect();
    let mut found = Vec::new();
    for edge @ (a, b) in edges(line) {
        effort.spend(ring.len() / 4, a)?;
        let reach = Bounds::spanning(a, b);
        let near = ring_edges(ring).filter(|&(c, d)| {
            let bounds = Bounds::spanning(c, d);
            reach.meets(&bounds) && (c, d) != (a, b) && (d, c) != (a, b)
        });
        found.extend(near.filter_map(|other| match contact(edge, other)? {
            EdgeContact::Touch(at) => {
                (!of_ring.contains(&at) || !of_line.contains(&at)).then_some(at)
            }
            EdgeContact::Cross(at) => Some(at),
        }));
    }
    Ok(found)
}
