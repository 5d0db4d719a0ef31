//! Boxes along the meridians and parallels.

use super::{EQUATORIAL_RADIUS_M, Point, RADIANS_PER_UNIT};
use rstar::AABB;

/// A box along the meridians and parallels; its sides belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The south-west corner.
    pub min: Point,
    /// The north-east corner.
    pub max: Point,
}

/// The least radius of curvature of WGS 84 in metres: of the meridian, at the equator.
const LEAST_RADIUS_M: f64 = 6_335_439.0;

impl Bounds {
    /// Returns the least box around some points; `None` without points.
    pub fn of(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().map(|p| Self { min: p, max: p }).reduce(Self::union)
    }

    /// Returns the least box around two points.
    pub(super) fn spanning(a: Point, b: Point) -> Self {
        Self { min: a, max: a }.union(Self { min: b, max: b })
    }

    /// Returns a box that contains every place within a distance in metres of a point.
    pub fn around(point: Point, metres: f64) -> Self {
        let north = (metres / LEAST_RADIUS_M / RADIANS_PER_UNIT).ceil() as i32;
        let lat = |units: i32| units.clamp(-900_000_000, 900_000_000);
        let south_edge = lat(point.lat_e7.saturating_sub(north));
        let north_edge = lat(point.lat_e7.saturating_add(north));
        let widest =
            f64::from(south_edge.unsigned_abs().max(north_edge.unsigned_abs())) * RADIANS_PER_UNIT;
        let east =
            (metres / (EQUATORIAL_RADIUS_M * widest.cos().max(f64::EPSILON)) / RADIANS_PER_UNIT)
                .ceil() as i32;
        let lon = |units: i32| units.clamp(-1_800_000_000, 1_800_000_000);
        Self {
            min: Point { lon_e7: lon(point.lon_e7.saturating_sub(east)), lat_e7: south_edge },
            max: Point { lon_e7: lon(point.lon_e7.saturating_add(east)), lat_e7: north_edge },
        }
    }

    /// Returns the least box that contains both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let pick = |f: fn(i32, i32) -> i32, a: Point, b: Point| Point {
            lon_e7: f(a.lon_e7, b.lon_e7),
            lat_e7: f(a.lat_e7, b.lat_e7),
        };
        Self { min: pick(i32::min, self.min, other.min), max: pick(i32::max, self.max, other.max) }
    }

    /// Returns the box with its sides one unit further out.
    pub(super) fn widened(self) -> Self {
        let moved = |p: Point, by: i32| Point { lon_e7: p.lon_e7 + by, lat_e7: p.lat_e7 + by };
        Self { min: moved(self.min, -1), max: moved(self.max, 1) }
    }

    /// Returns true if a point lies in the box or on its sides.
    pub fn contains(&self, p: Point) -> bool {
        self.min.lon_e7 <= p.lon_e7
            && p.lon_e7 <= self.max.lon_e7
            && self.min.lat_e7 <= p.lat_e7
            && p.lat_e7 <= self.max.lat_e7
    }

    /// Returns true if the boxes have a point in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.min.lon_e7 <= other.max.lon_e7
            && other.min.lon_e7 <= self.max.lon_e7
            && self.min.lat_e7 <= other.max.lat_e7
            && other.min.lat_e7 <= self.max.lat_e7
    }

    /// Returns the box as the R-tree takes it. 64 bits: the tree adds coordinates.
    pub(crate) fn envelope(&self) -> AABB<[i64; 2]> {
        let corner = |p: Point| [i64::from(p.lon_e7), i64::from(p.lat_e7)];
        AABB::from_corners(corner(self.min), corner(self.max))
    }
}
