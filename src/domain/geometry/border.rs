//! The border that two shapes have in common.

use super::{Bounds, Point, Shape, distance_m};
use std::collections::HashSet;

/// Returns the length in metres of the border that two shapes share: of the edges that both have,
/// with one on either side. 0 if they only touch in points, or if their vertices along the border
/// differ.
pub fn shared_border_m(a: &Shape, b: &Shape) -> f64 {
    if !a.bounds().meets(&b.bounds()) {
        return 0.0;
    }
    let reaching = |bounds: Bounds| {
        move |&(from, to): &(Point, Point)| bounds.contains(from) && bounds.contains(to)
    };
    let of_a = a.edges().filter(reaching(b.bounds()));
    let of_b = b.edges().filter(reaching(a.bounds()));
    let reversed: HashSet<(Point, Point)> = of_b.map(|(from, to)| (to, from)).collect();
    // Not the sum of nothing, which is −0.
    of_a.filter(|edge| reversed.contains(edge))
        .fold(0.0, |sum, (from, to)| sum + distance_m(from, to))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::domain::datum::Datum;
    use crate::domain::geometry::{Effort, Position};

    /// Returns a rectangle in units of 1e-3 degrees, east and north of a corner.
    fn rectangle(west: i32, south: i32, east: i32, north: i32) -> Shape {
        let at = |x: i32, y: i32| Position {
            lon: 121.0 + f64::from(x) * 1e-3,
            lat: 31.0 + f64::from(y) * 1e-3,
        };
        let ring = vec![at(west, south), at(east, south), at(east, north), at(west, north)];
        Shape::from_degrees(&[vec![ring]], Datum::Wgs84, &Effort::unbounded()).unwrap()
    }

    #[test]
    fn only_common_edges_count() {
        let west = rectangle(0, 0, 1, 1);
        let length = shared_border_m(&west, &rectangle(1, 0, 3, 1));
        assert!((length - 110.9).abs() < 0.1, "{length}");
        assert_eq!(shared_border_m(&west, &rectangle(1, 1, 2, 2)), 0.0);
        assert_eq!(shared_border_m(&west, &rectangle(2, 0, 3, 1)), 0.0);
        assert_eq!(shared_border_m(&west, &west), 0.0);
    }
}
