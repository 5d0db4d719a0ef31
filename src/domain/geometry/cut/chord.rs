//! The stretches of a line inside a ring, and the halves of the ring that they make.

use super::line::refused;
use super::meeting::Meeting;
use crate::domain::geometry::Point;
use crate::domain::geometry::predicate::{turn, vector};
use crate::error::{Code, Problem};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Returns the stretches of the line inside the ring, each from one vertex of the ring to another,
/// in the order of the line; `None` if the line nowhere meets the ring.
///
/// # Errors
/// `line_ends_inside` if the first stretch up to the ring or the last one from it lies inside.
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

/// Replaces the ring that a chord lies in by its two halves; `None` if it lies in none of them.
pub(super) fn halve(rings: &mut Vec<Vec<Point>>, chord: &[Point]) -> Option<()> {
    let &from = chord.first()?;
    let &to = chord.last()?;
    let (which, begin, end) = rings.iter().enumerate().find_map(|(which, ring)| {
        let place = |of: Point| ring.iter().position(|&point| point == of);
        let begin = place(from)?;
        let end = place(to)?;
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

/// Returns true if the way from a vertex of a ring to another point begins on the left of the ring.
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
