//! One polygon of a shape that is cut.

use super::chord::{chords, halve};
use super::line::{edges, refused};
use super::meeting::Meeting;
use crate::domain::geometry::effort::PAIR;
use crate::domain::geometry::predicate::{EdgeContact, contact, dot, side, twice_area, vector};
use crate::domain::geometry::shape::{ShapeBuilder, ring_edges};
use crate::domain::geometry::{Bounds, Effort, Point, Shape, validity};
use crate::error::{Code, Problem};
use std::collections::HashSet;

/// Rank of a piece: true if it lies on the right of the line, then the index of the first chord
/// that it lies beside.
type PieceRank = (bool, usize);

/// A polygon with the stretches of the line inside it.
pub(super) struct CutPart<'a> {
    /// The outer ring, which has the ends of the chords as vertices.
    pub(super) outer: Vec<Point>,
    /// Its vertices before the cut.
    given: HashSet<Point>,
    pub(super) holes: Vec<&'a [Point]>,
    chords: Vec<Vec<Point>>,
}

impl<'a> CutPart<'a> {
    /// Creates the polygon of these rings, in a shape of these vertices, with its chords.
    ///
    /// # Errors
    /// `line_crosses_hole`, `line_ends_inside`, `line_too_close`, `too_complex`.
    pub(super) fn of(
        rings: &[&'a [Point]],
        vertices: &[Point],
        line: &[Point],
        effort: &Effort,
    ) -> Result<Self, Problem> {
        let (&outer, holes) =
            rings.split_first().ok_or_else(|| Problem::new(Code::BoundaryEmpty))?;
        let given = outer.iter().copied().collect();
        let bounds = |points: &[Point]| Bounds::of(points.iter().copied()).map(Bounds::widened);
        if bounds(outer).zip(bounds(line)).is_none_or(|(ring, line)| !ring.meets(&line)) {
            return Ok(Self {
                outer: outer.to_vec(),
                given,
                holes: holes.to_vec(),
                chords: Vec::new(),
            });
        }
        holes.iter().try_for_each(|hole| check_hole(hole, line, effort))?;
        let meeting = Meeting::of(outer, line, vertices, effort)?;
        let found = chords(&meeting)?;
        if let (None, Some(&end)) = (&found, line.first())
            && shape_of(std::iter::once((outer, holes)), effort)?.covers(end)
        {
            return Err(refused(Code::LineEndsInside, end));
        }
        let chords = found.unwrap_or_default();
        let outer = if chords.is_empty() { outer.to_vec() } else { meeting.ring };
        Ok(Self { outer, given, holes: holes.to_vec(), chords })
    }

    /// Returns the vertices that the outer ring got.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Point> {
        self.outer.iter().copied().filter(|point| !self.given.contains(point))
    }

    pub(super) fn is_cut(&self) -> bool {
        !self.chords.is_empty()
    }

    /// Returns the pieces that the chords make.
    ///
    /// # Errors
    /// `line_too_close` when one of them is not valid, `too_complex`.
    pub(super) fn pieces(
        &self,
        line: &[Point],
        effort: &Effort,
    ) -> Result<Vec<(PieceRank, Shape)>, Problem> {
        let mut rings = vec![self.outer.clone()];
        for chord in &self.chords {
            // Every ring is searched for its ends, and every piece later for the chord that it lies
            // beside.
            effort.spend(PAIR * (self.outer.len() + self.chords.len()), chord[0])?;
            halve(&mut rings, chord).ok_or_else(|| refused(Code::LineTooClose, chord[0]))?;
        }
        let bare = rings
            .iter()
            .map(|ring| shape_of(std::iter::once((ring.as_slice(), [].as_slice())), effort));
        let bare = bare.collect::<Result<Vec<Shape>, Problem>>()?;
        let mut holes = vec![Vec::new(); rings.len()];
        for &hole in &self.holes {
            effort.spend(hole.len().saturating_mul(self.outer.len()) / 4 + bare.len(), hole[0])?;
            let around =
                bare.iter().position(|piece| hole.iter().all(|&point| piece.covers(point)));
            holes[around.ok_or_else(|| refused(Code::LineTooClose, hole[0]))?].push(hole);
        }
        rings
            .iter()
            .zip(&holes)
            .map(|(ring, holes)| {
                Ok((
                    self.rank(ring, line),
                    shape_of(std::iter::once((ring.as_slice(), holes.as_slice())), effort)?,
                ))
            })
            .collect()
    }

    fn rank(&self, ring: &[Point], line: &[Point]) -> PieceRank {
        let edges: HashSet<(Point, Point)> = ring_edges(ring).collect();
        let beside = self.chords.iter().enumerate().find_map(|(i, chord)| {
            let from = chord[0];
            let to = chord[1];
            let on_right = edges.contains(&(to, from));
            (on_right || edges.contains(&(from, to))).then_some((on_right, i))
        });
        beside.unwrap_or_else(|| (turning(line, ring[0]) < 0.0, usize::MAX))
    }
}

/// Returns the shape of polygons that are given by their outer rings, which must run
/// counter-clockwise, and their holes.
///
/// # Errors
/// `line_too_close` when it is not valid, `too_complex`.
pub(super) fn shape_of<'a, 'b: 'a>(
    polygons: impl Iterator<Item = (&'a [Point], &'a [&'b [Point]])>,
    effort: &Effort,
) -> Result<Shape, Problem> {
    let mut draft = ShapeBuilder::default();
    for (outer, holes) in polygons {
        if let (Some(&first), false) = (outer.first(), twice_area(outer) > 0) {
            return Err(refused(Code::LineTooClose, first));
        }
        [outer].iter().chain(holes).for_each(|ring| draft.ring(ring.iter().copied()));
        draft.end_polygon();
    }
    let shape = draft.finish().ok_or_else(|| Problem::new(Code::BoundaryEmpty))?;
    match validity::check(&shape, effort) {
        Err(fault) if fault.code != Code::TooComplex => Err(too_close(&fault)),
        checked => checked.map(|()| shape),
    }
}

/// Returns the refusal of a line for the fault of a shape that it makes.
fn too_close(fault: &Problem) -> Problem {
    let degrees =
        |name: &str| fault.params.get(name).and_then(serde_json::Value::as_f64).unwrap_or_default();
    match Point::from_degrees(degrees("lon"), degrees("lat")) {
        Ok(at) => refused(Code::LineTooClose, at),
        Err(problem) => problem,
    }
}

/// Checks that a line neither touches nor crosses a hole; one whose points are all the same has no
/// edge, and may touch as well.
fn check_hole(hole: &[Point], line: &[Point], effort: &Effort) -> Result<(), Problem> {
    // An edge of no length meets nothing: a single point is checked by itself.
    let on_hole =
        |point: Point| ring_edges(hole).any(|(a, b)| lies_on((a, b), point)).then_some(point);
    let only = line.first().filter(|_| line.len() == 1).and_then(|&point| on_hole(point));
    let meets = |edge| {
        let contact = ring_edges(hole).find_map(|other| contact(edge, other))?;
        let (EdgeContact::Touch(at) | EdgeContact::Cross(at)) = contact;
        Some(at)
    };
    effort.spend(PAIR.saturating_mul(hole.len()).saturating_mul(line.len()), hole[0])?;
    if let Some(at) = only.or_else(|| edges(line).find_map(meets)) {
        let mut draft = ShapeBuilder::default();
        draft.ring(hole.iter().copied());
        draft.end_polygon();
        let hole = draft.finish().map(|hole| hole.sketch());
        return Err(at.problem(Code::LineCrossesHole).with("geometry", hole));
    }
    Ok(())
}

/// Returns true if a point is on an edge, its ends included.
fn lies_on((a, b): (Point, Point), point: Point) -> bool {
    side(a, b, point).is_eq() && Bounds::spanning(a, b).contains(point)
}

/// Returns by how many radians an observer at a point turns to the left who watches the line from
/// its begin to its end: positive if the point lies on the left of the line.
fn turning(line: &[Point], from: Point) -> f64 {
    edges(line)
        .map(|(a, b)| {
            let u = vector(from, a);
            let v = vector(from, b);
            ((i128::from(u.0 * v.1) - i128::from(u.1 * v.0)) as f64).atan2(dot(u, v) as f64)
        })
        .sum()
}
