//! A point on the globe.

use crate::domain::datum::{Datum, to_wgs84};
use crate::error::{Code, Problem};

/// A place on WGS 84, to 1e-7 degrees. Ordered by longitude, then latitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Point {
    /// Longitude, 1e-7 degrees east, −1 800 000 000 to 1 800 000 000.
    pub lon_e7: i32,
    /// Latitude, 1e-7 degrees north, −900 000 000 to 900 000 000.
    pub lat_e7: i32,
}

/// Units of the grid in a degree.
const UNITS_PER_DEGREE: f64 = 1e7;

impl Point {
    /// Returns the point of the grid nearest to a longitude and a latitude in degrees of WGS 84.
    ///
    /// # Errors
    /// `coordinate_not_finite`; `coordinate_out_of_range`; `coordinates_swapped` when the two would
    /// be in range the other way round.
    pub fn from_degrees(lon: f64, lat: f64) -> Result<Self, Problem> {
        if !lon.is_finite() || !lat.is_finite() {
            return Err(Problem::new(Code::CoordinateNotFinite));
        }
        if lon.abs() > 180.0 || lat.abs() > 90.0 {
            let swapped = lon.abs() <= 90.0 && lat.abs() <= 180.0;
            let code = if swapped { Code::CoordinatesSwapped } else { Code::CoordinateOutOfRange };
            return Err(Problem::new(code).with("lon", lon).with("lat", lat));
        }
        Ok(Self { lon_e7: units(lon), lat_e7: units(lat) })
    }

    /// Returns the point of the grid nearest to a longitude and a latitude in degrees of a datum.
    ///
    /// # Errors
    /// Those of [`Point::from_degrees`].
    pub fn from_datum(datum: Datum, lon: f64, lat: f64) -> Result<Self, Problem> {
        Self::from_degrees(lon, lat)?;
        let [lon, lat] = to_wgs84(datum, lon, lat);
        Self::from_degrees(lon, lat)
    }

    /// Returns longitude and latitude in degrees.
    pub fn to_degrees(self) -> [f64; 2] {
        [f64::from(self.lon_e7) / UNITS_PER_DEGREE, f64::from(self.lat_e7) / UNITS_PER_DEGREE]
    }

    /// Returns the nearest point whose coordinates are multiples of so many units.
    pub(super) fn rounded(self, step: i32) -> Self {
        let near = |value: i32| (f64::from(value) / f64::from(step)).round() as i32 * step;
        Self { lon_e7: near(self.lon_e7), lat_e7: near(self.lat_e7) }
    }

    /// Returns a problem that names this point in its text.
    pub(in crate::domain) fn problem(self, code: Code) -> Problem {
        let [lon, lat] = self.to_degrees();
        Problem::new(code).with("lon", lon).with("lat", lat)
    }
}

fn units(degrees: f64) -> i32 {
    (degrees * UNITS_PER_DEGREE).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_rounded_to_the_nearest_unit() {
        let point = Point::from_degrees(121.461_916_382_4, -30.845_254_75).map(Point::to_degrees);
        assert_eq!(point, Ok([121.461_916_4, -30.845_254_8]));
        assert_eq!(
            Point::from_degrees(-180.0, 90.0).map(|p| (p.lon_e7, p.lat_e7)),
            Ok((-1_800_000_000, 900_000_000))
        );
    }

    #[test]
    fn impossible_coordinates_are_refused_with_their_own_code() {
        let code = |lon, lat| Point::from_degrees(lon, lat).map_err(|problem| problem.code);
        assert_eq!(code(f64::NAN, 30.0), Err(Code::CoordinateNotFinite));
        assert_eq!(code(121.0, f64::NEG_INFINITY), Err(Code::CoordinateNotFinite));
        assert_eq!(code(30.9, 121.4), Err(Code::CoordinatesSwapped));
        assert_eq!(code(180.000_000_1, 0.0), Err(Code::CoordinateOutOfRange));
        assert_eq!(code(500.0, 30.0), Err(Code::CoordinateOutOfRange));
    }
}
