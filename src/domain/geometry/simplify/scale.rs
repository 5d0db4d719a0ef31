//! The scale of a map, and how coarsely borders are drawn on it.

use super::ZOOM_MAX;
use super::arcs::Borders;
use super::weights::Weights;
use crate::domain::geometry::predicate::vector;
use crate::domain::geometry::{Bounds, EQUATORIAL_RADIUS_M, RADIANS_PER_UNIT, Shape};

/// Pixels of a tile along each side.
const TILE_PIXELS: f64 = 256.0;
/// Units of the grid around the globe.
const GLOBE: f64 = 3.6e9;
/// Part of the usual extent of a shape that a border may be off: a wider view shows dots, whatever
/// is drawn.
const EXTENT_SHARE: f64 = 4.0;
/// Decimals of a degree in units of the grid.
const DECIMALS: usize = 7;
/// Ratio of a tolerance that is tried to the one before it.
const TOLERANCE_RATIO: f64 = 1.2;

/// The scale of a map of some shapes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MapScale {
    /// Units of longitude in a pixel.
    pixel: f64,
    /// Units of latitude in one of longitude, of the same length.
    north: f64,
    /// Usual extent of a shape in units of longitude.
    extent: f64,
}

impl MapScale {
    /// Returns the scale of a zoom of web maps in the middle of the shapes; none without shapes.
    pub(super) fn of(shapes: &[&Shape], zoom: u8) -> Option<Self> {
        let bounds = shapes.iter().map(|shape| shape.bounds()).reduce(Bounds::union)?;
        let pixel = GLOBE / TILE_PIXELS / f64::from(1_u32 << zoom.min(ZOOM_MAX));
        let middle = bounds.min.lat_e7.midpoint(bounds.max.lat_e7);
        let north = (f64::from(middle) * RADIANS_PER_UNIT).cos().max(1e-3);
        let mut extents: Vec<f64> = shapes.iter().map(|shape| extent(shape, north)).collect();
        let half = extents.len() / 2;
        let extent = *extents.select_nth_unstable_by(half, f64::total_cmp).1;
        Some(Self { pixel, north, extent })
    }

    /// Returns the units of latitude in one of longitude, of the same length.
    pub(super) const fn north(self) -> f64 {
        self.north
    }

    /// Returns the finest tolerance, in units of longitude: a pixel, or less where shapes are small.
    pub(super) fn finest(self) -> f64 {
        self.pixel.min(self.extent / EXTENT_SHARE)
    }

    /// Returns the length of so many units of longitude in metres.
    pub(super) fn metres(self, units: f64) -> f64 {
        units * self.north * RADIANS_PER_UNIT * EQUATORIAL_RADIUS_M
    }

    /// Returns the least tolerance, from the finest on, with which the vertices take no more bytes
    /// than wanted; the extent of a shape if there is none.
    pub(super) fn fitting(self, borders: &Borders, weights: &Weights, bytes_max: usize) -> f64 {
        let mut uses = vec![0; borders.arcs.len()];
        borders.rings.iter().flatten().for_each(|arc| uses[arc.index] += 1);
        let bytes = |tolerance: f64| {
            let of_arc = |(arc, uses): (usize, &usize)| uses * weights.count(arc, tolerance);
            bytes(uses.iter().enumerate().map(of_arc).sum(), step(tolerance))
        };
        std::iter::successors(Some(self.finest()), |tolerance| Some(tolerance * TOLERANCE_RATIO))
            .take_while(|&tolerance| tolerance < self.extent)
            .find(|&tolerance| bytes(tolerance) <= bytes_max)
            .unwrap_or(self.extent)
    }
}

/// Returns the extent of a shape in units of longitude.
fn extent(shape: &Shape, north: f64) -> f64 {
    let (across, along) = vector(shape.bounds().min, shape.bounds().max);
    (across as f64).max(along as f64 / north)
}

/// Returns about how many bytes vertices take, of which neighbours have most in common, when they
/// are written as degrees that are multiples of a step, and compressed with gzip: measured on
/// mosaics and on communes.
const fn bytes(vertices: usize, step: i32) -> usize {
    let decimals = DECIMALS - step.ilog10() as usize;
    vertices * (decimals + 1) * 4 / 5
}

/// Returns the units of the last decimal that is written: at most a quarter of a tolerance.
pub(super) fn step(tolerance: f64) -> i32 {
    let steps = std::iter::successors(Some(1_i32), |step| Some(step * 10));
    steps.take_while(|&step| f64::from(step) <= (tolerance / 4.0).max(1.0)).last().unwrap_or(1)
}
