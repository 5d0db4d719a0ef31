//! Distances on the ellipsoid, near a point.

use super::shape::Shape;
use super::{ECCENTRICITY_SQUARED, EQUATORIAL_RADIUS_M, Point, RADIANS_PER_UNIT};

/// Returns the distance in metres between two points, by the radii of curvature of WGS 84 at their
/// middle latitude (the mid-latitude formula; W. Torge, *Geodesy*, chapter "Geodetic
/// computations"): good to 1 mm per km up to 20 km.
pub fn distance_m(a: Point, b: Point) -> f64 {
    let east = f64::from(b.lon_e7) - f64::from(a.lon_e7);
    metres(a, [east, f64::from(b.lat_e7) - f64::from(a.lat_e7)])
}

impl Shape {
    /// Returns the distance in metres from a point to the shape, 0 if the shape covers it. Good to
    /// 1 mm per km up to tens of kilometres. Two shapes that share a border give exactly the same
    /// number for a point nearest to it.
    pub fn distance_m(&self, point: Point) -> f64 {
        if self.covers(point) {
            return 0.0;
        }
        let local = Local::at(point);
        let nearest =
            self.edges().map(|edge| local.nearest(edge)).min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.map_or(f64::INFINITY, |(_, offset)| metres(point, offset))
    }
}

/// Returns the length in metres of an offset in units east and north of a point.
fn metres(from: Point, [east, north]: [f64; 2]) -> f64 {
    let latitude = (f64::from(from.lat_e7) + north / 2.0) * RADIANS_PER_UNIT;
    let (meridian, transverse) = radii(latitude);
    (transverse * latitude.cos() * east * RADIANS_PER_UNIT)
        .hypot(meridian * north * RADIANS_PER_UNIT)
}

/// Returns the radii of curvature of WGS 84 at a latitude in radians, in metres: along the meridian
/// (M) and across it (N).
fn radii(latitude: f64) -> (f64, f64) {
    let flattening = 1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2);
    let transverse = EQUATORIAL_RADIUS_M / flattening.sqrt();
    (transverse * (1.0 - ECCENTRICITY_SQUARED) / flattening, transverse)
}

/// A plane around a point in which the nearest place of an edge is found.
struct Local {
    origin: Point,
    /// Metres per unit along the parallel, its change per unit northwards, metres per unit along
    /// the meridian.
    east: f64,
    east_change: f64,
    north: f64,
}

impl Local {
    fn at(origin: Point) -> Self {
        let latitude = f64::from(origin.lat_e7) * RADIANS_PER_UNIT;
        let (meridian, transverse) = radii(latitude);
        Self {
            origin,
            east: transverse * latitude.cos() * RADIANS_PER_UNIT,
            // d(N cos φ)/dφ = −M sin φ; half of it, for the latitude midway between the origin and
            // the place.
            east_change: -meridian * latitude.sin() * RADIANS_PER_UNIT * RADIANS_PER_UNIT / 2.0,
            north: meridian * RADIANS_PER_UNIT,
        }
    }

    /// Returns the squared distance in the plane from the origin to an edge, and the nearest place
    /// as an offset in units.
    fn nearest(&self, (a, b): (Point, Point)) -> (f64, [f64; 2]) {
        // The same order whichever side of the border the edge is seen from, so that the numbers
        // are the same.
        let [a, b] = [a.min(b), a.max(b)].map(|p| self.offset(p));
        let p = self.plane(a);
        let q = self.plane(b);
        let dx = q[0] - p[0];
        let dy = q[1] - p[1];
        let share = (-(p[0] * dx + p[1] * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        let place = [0, 1].map(|axis| a[axis] * (1.0 - share) + b[axis] * share);
        let [x, y] = self.plane(place);
        (x * x + y * y, place)
    }

    fn offset(&self, p: Point) -> [f64; 2] {
        [
            f64::from(p.lon_e7) - f64::from(self.origin.lon_e7),
            f64::from(p.lat_e7) - f64::from(self.origin.lat_e7),
        ]
    }

    fn plane(&self, [east, north]: [f64; 2]) -> [f64; 2] {
        [east * (self.east + self.east_change * north), north * self.north]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance, Geodesic};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn points_up_to_20_km_apart_agree_with_the_geodesic(
            lon in 1_000_000_000..1_300_000_000_i32, lat in 180_000_000..540_000_000_i32,
            east in -1_300_000..1_300_000_i32, north in -1_300_000..1_300_000_i32,
        ) {
            let a = Point { lon_e7: lon, lat_e7: lat };
            let b = Point { lon_e7: lon + east, lat_e7: lat + north };
            let [from, to] = [a, b].map(|p| geo::Point::from(p.to_degrees()));
            let expected = Geodesic.distance(from, to);
            prop_assert!((distance_m(a, b) - expected).abs() <= 1e-6 * expected + 1e-6, "{} {expected}", distance_m(a, b));
        }
    }
}
