//! What somebody says about a place, as it is sent, and what it means.

use crate::domain::address::AddressText;
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, GridId};
use crate::domain::routing::PlaceQuery;
use crate::error::{Code, Problem};

/// Where somebody says it is. All of it may be given; [`crate::domain::routing::find`] says what
/// decides.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlaceGiven {
    /// An address that they chose.
    pub address: Option<AddressId>,
    /// An address as they write it.
    pub text: Option<String>,
    /// A point of any datum.
    pub point: Option<PointGiven>,
    /// The code of a grid.
    pub grid_code: Option<String>,
}

/// A point as it is sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointGiven {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
    /// What the degrees are counted from.
    pub datum: Datum,
}

impl PointGiven {
    /// The point in WGS 84.
    ///
    /// # Errors
    /// Those of [`Point::from_datum`].
    pub fn wgs84(self) -> Result<Point, Problem> {
        Point::from_datum(self.datum, self.lon, self.lat)
    }
}

impl PlaceGiven {
    /// A point and nothing else.
    pub fn at(lon: f64, lat: f64, datum: Datum) -> Self {
        Self { point: Some(PointGiven { lon, lat, datum }), ..Self::default() }
    }

    /// The code of a grid and nothing else.
    pub fn in_grid(code: impl Into<String>) -> Self {
        Self { grid_code: Some(code.into()), ..Self::default() }
    }

    /// What it says, on an atlas, by somebody who is registered with the neighbourhood `home`.
    ///
    /// # Errors
    /// Those of [`AddressText::read`] at `/address`; [`Code::UnknownGrid`] at `/grid_code`; those
    /// of [`Point::from_datum`].
    pub fn read(&self, atlas: &Atlas, home: Option<GridId>) -> Result<PlaceQuery, Problem> {
        let text = self.text.as_deref().map(AddressText::read).transpose();
        Ok(PlaceQuery {
            address: self.address,
            text: text.map_err(|problem| problem.at("/address"))?,
            point: self.point.map(PointGiven::wgs84).transpose()?,
            grid: self.grid_code.as_deref().map(|code| grid_of(atlas, code)).transpose()?,
            home,
        })
    }

    /// Whether a text stands alone, so that it tells where somebody lives what it means.
    pub const fn is_text_alone(&self) -> bool {
        self.text.is_some()
            && self.address.is_none()
            && self.point.is_none()
            && self.grid_code.is_none()
    }
}

/// The longitude and the latitude that were sent together.
///
/// # Errors
/// [`Code::OneCoordinate`] at the one that is missing.
pub fn point_of(
    lon: Option<f64>,
    lat: Option<f64>,
    datum: Datum,
) -> Result<Option<PointGiven>, Problem> {
    match (lon, lat) {
        (Some(lon), Some(lat)) => Ok(Some(PointGiven { lon, lat, datum })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Problem::new(Code::OneCoordinate).at("/lon")),
        (Some(_), None) => Err(Problem::new(Code::OneCoordinate).at("/lat")),
    }
}

fn grid_of(atlas: &Atlas, code: &str) -> Result<GridId, Problem> {
    let unknown = || Problem::new(Code::UnknownGrid).at("/grid_code").with("grid", code);
    let grid = atlas.tree().active_by_code(code);
    grid.map(|grid| grid.id).ok_or_else(unknown)
}
