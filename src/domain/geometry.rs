//! Places and areas on the Earth, exact on a grid of 1e-7 degrees (about 1 cm) of WGS 84.
//!
//! Edges are straight lines in the plane of longitude and latitude. Whether a point lies in an
//! area, and whether a boundary is valid, is decided in integers, so that no answer depends on
//! rounding. Areas and distances are metres on the WGS 84 ellipsoid. No shape crosses the
//! antimeridian.
#![allow(
    clippy::indexing_slicing,
    reason = "rings are never empty, and an index comes from the ring or list it is used on; the \
              property tests hold this for arbitrary shapes"
)]

mod area;
mod border;
mod bounds;
mod build;
mod crossings;
pub mod cut;
mod distance;
mod effort;
pub mod geojson;
mod label;
pub mod mosaic;
mod noding;
pub mod overlay;
mod plane;
mod point;
mod predicate;
#[cfg(test)]
mod properties;
pub mod repair;
mod shape;
pub mod simplify;
#[cfg(test)]
mod splitting;
pub mod territories;
pub mod tiling;
mod twkb;
mod validity;

pub use border::shared_border_m;
pub use bounds::Bounds;
pub use build::{Polygons, Position};
pub use distance::distance_m;
pub use effort::Effort;
pub use point::Point;
pub use shape::Shape;
pub use twkb::InvalidTwkb;

/// The WGS 84 ellipsoid (NIMA TR8350.2, third edition): equatorial radius in metres.
const EQUATORIAL_RADIUS_M: f64 = 6_378_137.0;
/// The square of the first eccentricity of WGS 84.
const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_141_316e-3;
/// Radians in one unit of the grid, 1e-7 degrees.
const RADIANS_PER_UNIT: f64 = std::f64::consts::PI / 180e7;
