//! The stretches of a line inside a ring, and what they make of the ring.

use super::line::refused;
use super::meeting::Meeting;
use crate::domain::geometry::Point;
use crate::domain::geometry::predicate::{turn, vector};
use crate::error::{Code, Problem};
use std::cmp::Ordering;
use std::collections::HashMap;

/// The stretches of the line inside the ring, each from one vertex of the ring to another, in the
/// order of the line. Nothing when the line nowhere comes to the ring.
///
/// # Errors
/// `line_ends_inside` when the line comes to the ring from inside or leaves it so for good.
pub(super) fn chords(meeting: &Meeting) -> Result<Option<Vec<Vec<Point>>>, Problem> {
    let Meeting { ring, line } = meeting;
    let places: HashMap<Point, usize> =
        ring.iter().enumerate().map(|(place, &point)| (point, place)).collect();
    let stops: Vec<(usize, usize)> =
        line.iter().enumerate().filter_map(|(i, point)| Some((i, *places.get(point)?))).collect();
    let (Some(&(first, arrives)), Some(&(last, leaves))) = (stops.first(), stops.last()) else {
        return Ok(None);
    };
    let ends = [
        first.checked_sub(1).map(|before| (arrives, before, 0)),
        Some((leaves, last + 1, line.len() - 1)),
    ];
    for (place, toward, end) in
        ends.into_iter().flatten().filter(|&(_, toward, _)| toward < line.len())
    {
        if leads_inside(ring, place, line[toward]) {
            return Err(refused(Code::LineEndsInside, line[end]));
        }
    }
    let inside = stops.windows(2).filter(|pair| leads_inside(ring, pair[0].1, line[pair[0].0 + 1]));
    Ok(Some(inside.map(|pair| line[pair[0].0..=pair[1].0].to_vec()).collect()))
}

/// The rings with the one that a chord lies in replaced by its two halves. Nothing when it lies in
/// none of them.
pub(super) fn halve(rings: &mut Vec<Vec<Point>>, chord: &[Point]) -> Option<()> {
    let (&from, &to) = (chord.first()?, chord.last()?);
    let (which, begin, end) = rings.iter().enumerate().find_map(|(which, ring)| {
        let place = |of: Point| ring.iter().position(|&point| point == of);
        let (begin, end) = (place(from)?, place(to)?);
        (begin != end && leads_inside(ring, begin, chord[1])).then_some((which, begin, end))
    })?;
    let ring = &rings[which];
    let along = |begin: usize, end: usize| {
        let count = (end + ring.len() - begin) % ring.len();
        ring.iter().cycle().skip(begin).take(count).copied()
    };
    let left = chord[..chord.len() - 1].iter().copied().chain(along(end, begin)).collect();
    let right = chord[1..].iter().rev().copied().chain(along(begin, end)).collect();
    rings[which] = left;
    rings.push(right);
    Some(())
}

/// Whether the way from a vertex of a ring to another point begins in what lies on the left of the
/// ring.
fn leads_inside(ring: &[Point], place: usize, to: Point) -> bool {
    let at = ring[place];
    let next = vector(at, ring[(place + 1) % ring.len()]);
    let before = vector(at, ring[(place + ring.len() - 1) % ring.len()]);
    let way = vector(at, to);
    if turn(next, before) == Ordering::Greater {
        turn(next, way) == Ordering::Greater && turn(way, before) == Ordering::Greater
    } else {
        turn(before, way) == Ordering::Less || turn(way, next) == Ordering::Less
    }
}
