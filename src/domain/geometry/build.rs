//! Shapes from the rings of files and of people.

use super::predicate::{side, twice_area};
use super::shape::ShapeBuilder;
use super::{Bounds, Effort, Point, Shape, validity};
use crate::domain::datum::Datum;
use crate::error::{Code, Problem};

/// A place as it was given, in degrees of any datum, not checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Longitude, degrees east.
    pub lon: f64,
    /// Latitude, degrees north.
    pub lat: f64,
}

/// Polygons as they were given: each lists its rings, each ring its positions, like a GeoJSON
/// `MultiPolygon`.
pub type Polygons = Vec<Vec<Vec<Position>>>;

impl Shape {
    /// Returns the shape that rings in degrees of a datum enclose.
    ///
    /// Input with one meaning is mended: closed and open rings, rings in either direction, the
    /// exterior not given first, vertices repeated (also once rounded to 1e-7 degrees). Input
    /// without one is refused; nothing is cut off or filled.
    ///
    /// # Errors
    /// One of the `coordinate_…` or `boundary_…` codes; the pointer counts polygon, ring and
    /// position as given. `too_many_positions`; `too_complex` when the effort does not allow for
    /// it.
    pub fn from_degrees(
        polygons: &[Vec<Vec<Position>>],
        datum: Datum,
        effort: &Effort,
    ) -> Result<Self, Problem> {
        effort.read(polygons.iter().flatten().map(Vec::len).sum())?;
        let mut draft = ShapeBuilder::default();
        for (i, polygon) in polygons.iter().enumerate() {
            let mut rings = Vec::with_capacity(polygon.len());
            for (j, ring) in polygon.iter().enumerate() {
                rings.push(points_of(ring, datum, &format!("/{i}/{j}"))?);
            }
            if rings.is_empty() {
                return Err(Problem::new(Code::BoundaryEmpty).at(format!("/{i}")));
            }
            rings.sort_by_key(|ring| std::cmp::Reverse(twice_area(ring).unsigned_abs()));
            rings.into_iter().for_each(|ring| draft.ring(ring));
            draft.end_polygon();
        }
        let shape = draft.finish().ok_or_else(|| Problem::new(Code::BoundaryEmpty))?;
        validity::check(&shape, effort)?;
        Ok(shape)
    }
}

/// Returns the distinct vertices of one ring, open.
fn points_of(ring: &[Position], datum: Datum, pointer: &str) -> Result<Vec<Point>, Problem> {
    let points = rounded(ring, datum, pointer)?;
    let Some(&first) = points.first() else {
        return Err(Problem::new(Code::BoundaryEmpty).at(pointer));
    };
    // A figure of eight with equal halves has no area either, but what is wrong with it is that it
    // crosses itself.
    if points.iter().any(|&point| side(points[0], points[points.len() - 1], point).is_ne()) {
        return Ok(points);
    }
    let code = match points.len() {
        _ if is_lost(ring, &points) => Code::BoundaryPartTooSmall,
        0..3 => Code::BoundaryRingTooShort,
        _ => Code::BoundaryZeroArea,
    };
    Err(first.problem(code).with("points", points.len()).at(pointer))
}

/// Returns true if at least three places of a ring became vertices within one unit.
fn is_lost(ring: &[Position], points: &[Point]) -> bool {
    let mut places: Vec<[u64; 2]> =
        ring.iter().map(|place| [place.lon, place.lat].map(f64::to_bits)).collect();
    places.sort_unstable();
    places.dedup();
    let extent = Bounds::of(points.iter().copied());
    places.len() > 2
        && extent.is_some_and(|Bounds { min, max }| {
            max.lon_e7.abs_diff(min.lon_e7) <= 1 && max.lat_e7.abs_diff(min.lat_e7) <= 1
        })
}

/// Returns the vertices of one ring on the grid, open, none twice in a row.
///
/// # Errors
/// One of the `coordinate_…` codes.
pub(super) fn rounded(
    ring: &[Position],
    datum: Datum,
    pointer: &str,
) -> Result<Vec<Point>, Problem> {
    let mut points = Vec::with_capacity(ring.len());
    for (k, &Position { lon, lat }) in ring.iter().enumerate() {
        let point = Point::from_datum(datum, lon, lat)
            .map_err(|problem| problem.at(format!("{pointer}/{k}")))?;
        if points.last() != Some(&point) {
            points.push(point);
        }
    }
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    Ok(points)
}
