//! A place as it is sent.

use crate::domain::address::AddressQuery;
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, GridId};
use crate::domain::routing::PlaceQuery;
use crate::error::{Code, Problem};
use serde::{Deserialize, Serialize};

/// A place as it is sent. Several fields may be given; [`crate::domain::routing::find`] documents
/// which one decides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceInput {
    /// An address that the caller chose.
    pub address: Option<AddressId>,
    /// An address in words.
    pub text: Option<String>,
    /// A point in any datum.
    pub point: Option<PointInput>,
    /// Code of a grid.
    pub grid_code: Option<String>,
}

/// A point as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PointInput {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
    /// Datum of the coordinates.
    pub datum: Datum,
}

impl PointInput {
    /// Converts the point to WGS 84.
    ///
    /// # Errors
    /// Those of [`Point::from_datum`].
    pub fn wgs84(self) -> Result<Point, Problem> {
        Point::from_datum(self.datum, self.lon, self.lat)
    }
}

impl PlaceInput {
    /// Creates a place with a point only.
    pub fn at(lon: f64, lat: f64, datum: Datum) -> Self {
        Self { point: Some(PointInput { lon, lat, datum }), ..Self::default() }
    }

    /// Creates a place with a grid code only.
    pub fn in_grid(code: impl Into<String>) -> Self {
        Self { grid_code: Some(code.into()), ..Self::default() }
    }

    /// Parses the place on an atlas. `home` is the neighbourhood that the sender is registered
    /// with.
    ///
    /// # Errors
    /// Those of [`AddressQuery::read`] at `/address`; [`Code::UnknownGrid`] at `/grid_code`; those
    /// of [`Point::from_datum`].
    pub fn read(&self, atlas: &Atlas, home: Option<GridId>) -> Result<PlaceQuery, Problem> {
        let text = self.text.as_deref().map(AddressQuery::read).transpose();
        Ok(PlaceQuery {
            address: self.address,
            text: text.map_err(|problem| problem.at("/address"))?,
            point: self.point.map(PointInput::wgs84).transpose()?,
            grid: self.grid_code.as_deref().map(|code| grid_of(atlas, code)).transpose()?,
            home,
            unreadable: false,
        })
    }

    /// Parses the place of a request, as [`Self::read`] does; an address that names nothing is left
    /// to the desk.
    ///
    /// # Errors
    /// Those of [`Self::read`] but [`Code::AddressSaysNothing`].
    pub fn read_or_leave(
        &self,
        atlas: &Atlas,
        home: Option<GridId>,
    ) -> Result<PlaceQuery, Problem> {
        match self.read(atlas, home) {
            Err(problem) if problem.code == Code::AddressSaysNothing => {
                let others = Self { text: None, ..self.clone() };
                Ok(PlaceQuery { unreadable: true, ..others.read(atlas, home)? })
            }
            read => read,
        }
    }

    /// Returns true if only a text was given: then its meaning depends on where the caller lives.
    pub const fn is_text_alone(&self) -> bool {
        self.text.is_some()
            && self.address.is_none()
            && self.point.is_none()
            && self.grid_code.is_none()
    }
}

/// Combines a longitude and a latitude.
///
/// # Errors
/// [`Code::OneCoordinate`] at the missing one.
pub fn point_of(
    lon: Option<f64>,
    lat: Option<f64>,
    datum: Datum,
) -> Result<Option<PointInput>, Problem> {
    match (lon, lat) {
        (Some(lon), Some(lat)) => Ok(Some(PointInput { lon, lat, datum })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Problem::new(Code::OneCoordinate).at("/lon")),
        (Some(_), None) => Err(Problem::new(Code::OneCoordinate).at("/lat")),
    }
}

fn grid_of(atlas: &Atlas, code: &str) -> Result<GridId, Problem> {
    let grid = atlas.tree().active_by_code(code);
    grid.map(|grid| grid.id)
        .ok_or_else(|| Problem::new(Code::UnknownGrid).at("/grid_code").with("grid", code))
}
