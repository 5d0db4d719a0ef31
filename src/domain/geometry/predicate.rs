//! Exact predicates of points and edges.
//!
//! Longitudes differ by at most 3.6e9 units and latitudes by at most 1.8e9, so a product of the two
//! fits 64 bits. The difference of two products might not: products are compared, never subtracted.

use super::{Bounds, Point};
use std::cmp::Ordering;

/// Contact of two edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EdgeContact {
    /// They have one point in common, an end of at least one of them.
    Touch(Point),
    /// They cross between their ends, or run along each other; the point is the crossing to the
    /// nearest unit, or where the common stretch begins.
    Cross(Point),
}

/// Returns where `p` lies from the line through `a` and `b`, seen along it: `Greater` left, `Less`
/// right, `Equal` on it.
pub(super) fn side(a: Point, b: Point, p: Point) -> Ordering {
    turn(vector(a, b), vector(a, p))
}

/// Returns the vector from `a` to `b` in units.
pub(super) fn vector(a: Point, b: Point) -> (i64, i64) {
    (i64::from(b.lon_e7) - i64::from(a.lon_e7), i64::from(b.lat_e7) - i64::from(a.lat_e7))
}

/// Returns whether the second vector turns left (`Greater`) or right (`Less`) of the first, or is
/// parallel to it.
pub(super) fn turn(u: (i64, i64), v: (i64, i64)) -> Ordering {
    (u.0 * v.1).cmp(&(u.1 * v.0))
}

/// Returns twice the signed area of a ring in square units: positive if it runs counter-clockwise.
pub(super) fn twice_area(ring: &[Point]) -> i128 {
    let Some(&origin) = ring.first() else { return 0 };
    ring.windows(2)
        .map(|pair| {
            let u = vector(origin, pair[0]);
            let v = vector(origin, pair[1]);
            i128::from(u.0 * v.1) - i128::from(u.1 * v.0)
        })
        .sum()
}

/// Returns the distance in units at which an edge passes by a point, if that is between its ends
/// and at most one unit along both axes: so near as a crossing is after rounding. The same number
/// whichever way the edge runs.
pub(super) fn passes_by((a, b): (Point, Point), p: Point) -> Option<f64> {
    if !Bounds::spanning(a, b).widened().contains(p) {
        return None;
    }
    let u = vector(a, b);
    let w = vector(a, p);
    let length = dot(u, u);
    let aside = (i128::from(u.0 * w.1) - i128::from(u.1 * w.0)).unsigned_abs();
    let is_near = (1..length).contains(&dot(u, w))
        && aside <= u128::from(u.0.unsigned_abs() + u.1.unsigned_abs());
    is_near.then(|| aside as f64 / (length as f64).sqrt())
}

/// Returns the inner product of two vectors.
pub(super) fn dot(u: (i64, i64), v: (i64, i64)) -> i128 {
    i128::from(u.0) * i128::from(v.0) + i128::from(u.1) * i128::from(v.1)
}

/// Returns the contact of the edges `a`–`b` and `c`–`d`, if they meet.
pub(super) fn contact((a, b): (Point, Point), (c, d): (Point, Point)) -> Option<EdgeContact> {
    let of_c = side(a, b, c);
    let of_d = side(a, b, d);
    if of_c == of_d {
        return if of_c == Ordering::Equal { along((a, b), (c, d)) } else { None };
    }
    let of_a = side(c, d, a);
    let of_b = side(c, d, b);
    if of_a == of_b {
        return None;
    }
    let opposite = |x: Ordering, y: Ordering| x != Ordering::Equal && x == y.reverse();
    if opposite(of_c, of_d) && opposite(of_a, of_b) {
        return Some(EdgeContact::Cross(crossing((a, b), (c, d))));
    }
    let touching = |which: Ordering, p: Point, (x, y): (Point, Point)| {
        (which == Ordering::Equal && Bounds::of([x, y]).is_some_and(|bounds| bounds.contains(p)))
            .then_some(p)
    };
    touching(of_c, c, (a, b))
        .or_else(|| touching(of_d, d, (a, b)))
        .or_else(|| touching(of_a, a, (c, d)))
        .or_else(|| touching(of_b, b, (c, d)))
        .map(EdgeContact::Touch)
}

/// Returns the contact of two edges on one line.
fn along((a, b): (Point, Point), (c, d): (Point, Point)) -> Option<EdgeContact> {
    let begin = a.min(b).max(c.min(d));
    let end = a.max(b).min(c.max(d));
    match begin.cmp(&end) {
        Ordering::Less => Some(EdgeContact::Cross(begin)),
        Ordering::Equal => Some(EdgeContact::Touch(begin)),
        Ordering::Greater => None,
    }
}

/// Returns the crossing of two edges that cross, to the nearest unit.
fn crossing((a, b): (Point, Point), (c, d): (Point, Point)) -> Point {
    let u = vector(a, b);
    let v = vector(c, d);
    let w = vector(a, c);
    let cross =
        |p: (i64, i64), q: (i64, i64)| (i128::from(p.0 * q.1) - i128::from(p.1 * q.0)) as f64;
    let share = cross(w, v) / cross(u, v);
    let at = |from: i32, length: i64| (f64::from(from) + share * length as f64).round() as i32;
    Point { lon_e7: at(a.lon_e7, u.0), lat_e7: at(a.lat_e7, u.1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(lon_e7: i32, lat_e7: i32) -> Point {
        Point { lon_e7, lat_e7 }
    }

    #[test]
    fn edges_cross_touch_or_miss() {
        let level = (p(0, 0), p(10, 0));
        assert_eq!(contact(level, (p(3, -3), p(7, 5))), Some(EdgeContact::Cross(p(5, 0))));
        assert_eq!(contact(level, (p(4, 0), p(7, 5))), Some(EdgeContact::Touch(p(4, 0))));
        assert_eq!(contact(level, (p(10, 0), p(20, 0))), Some(EdgeContact::Touch(p(10, 0))));
        assert_eq!(contact(level, (p(15, 0), p(8, 0))), Some(EdgeContact::Cross(p(8, 0))));
        assert_eq!(contact(level, (p(11, 0), p(20, 0))), None);
        assert_eq!(contact(level, (p(11, 0), p(11, 5))), None);
        assert_eq!(contact(level, (p(3, 1), p(7, 5))), None);
    }

    #[test]
    fn an_edge_passes_by_what_lies_within_a_unit_between_its_ends() {
        let level = (p(0, 0), p(10, 0));
        assert_eq!(passes_by(level, p(4, 1)), Some(1.0));
        assert_eq!(passes_by(level, p(4, 0)), Some(0.0));
        assert_eq!(passes_by(level, p(4, 2)), None);
        assert_eq!(passes_by(level, p(0, 1)), None);
        assert_eq!(passes_by(level, p(11, 0)), None);
        let steep = (p(0, 0), p(100, 300));
        let back = (p(100, 300), p(0, 0));
        assert_eq!(passes_by(steep, p(51, 150)), passes_by(back, p(51, 150)));
        assert!(passes_by(steep, p(51, 149)).is_some() && passes_by(steep, p(52, 150)).is_none());
    }

    #[test]
    fn the_whole_globe_does_not_overflow() {
        let corner = |x: i32, y: i32| p(x * 1_800_000_000, y * 900_000_000);
        assert_eq!(side(corner(-1, -1), corner(1, 1), corner(-1, 1)), Ordering::Greater);
        let rising = (corner(-1, -1), corner(1, 1));
        let falling = (corner(-1, 1), corner(1, -1));
        assert_eq!(contact(rising, falling), Some(EdgeContact::Cross(p(0, 0))));
        let globe = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
        assert_eq!(twice_area(&globe), 2 * 3_600_000_000 * 1_800_000_000);
    }
}
