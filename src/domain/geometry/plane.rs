//! A plane of metres around a point.

use super::predicate::vector;
use super::{EQUATORIAL_RADIUS_M, Point, RADIANS_PER_UNIT};

/// Metres east and north of an origin, on a sphere: for looks, not for measuring.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    origin: Point,
    east_m: f64,
    north_m: f64,
}

impl Plane {
    /// Returns the plane around a point.
    pub(super) fn around(origin: Point) -> Self {
        let north_m = EQUATORIAL_RADIUS_M * RADIANS_PER_UNIT;
        Self {
            origin,
            east_m: north_m * (f64::from(origin.lat_e7) * RADIANS_PER_UNIT).cos().max(1e-6),
            north_m,
        }
    }

    /// Returns the place of a point.
    pub(super) fn place(&self, p: Point) -> [f64; 2] {
        let (east, north) = vector(self.origin, p);
        [east as f64 * self.east_m, north as f64 * self.north_m]
    }

    /// Returns the point of the grid nearest to a place.
    pub(super) fn point(&self, [x, y]: [f64; 2]) -> Point {
        Point {
            lon_e7: (f64::from(self.origin.lon_e7) + x / self.east_m).round().clamp(-1.8e9, 1.8e9)
                as i32,
            lat_e7: (f64::from(self.origin.lat_e7) + y / self.north_m).round().clamp(-9e8, 9e8)
                as i32,
        }
    }
}
