//! Where a post serves, as it is sent and shown.

use crate::domain::datum::Datum;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::pioneer_post::{PostZone, ZoneKind};
use crate::error::{Code, Problem};
use crate::service::place::{PointInput, point_of};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Zone that a pioneer post serves. `kind` tells which of the other fields it has.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneView {
    /// Sort of zone.
    pub kind: ZoneKind,
    /// Grid, with everything below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Building groups, all of one grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Uuid>>)]
    pub building_groups: Option<Vec<BuildingGroupId>>,
    /// Longitude of the point, in WGS 84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Latitude of the point, in WGS 84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Radius of the zone around the point, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<i32>,
}

impl ZoneView {
    /// Shows a zone.
    pub fn of(zone: &PostZone) -> Self {
        let bare = Self {
            kind: zone.kind(),
            grid: None,
            building_groups: None,
            lon: None,
            lat: None,
            radius_m: None,
        };
        match zone {
            PostZone::Grid(grid) => Self { grid: Some(*grid), ..bare },
            PostZone::BuildingGroups(groups) => {
                Self { building_groups: Some(groups.clone()), ..bare }
            }
            PostZone::Point { centre, radius_m } => {
                let [lon, lat] = centre.to_degrees();
                Self { lon: Some(lon), lat: Some(lat), radius_m: Some(*radius_m), ..bare }
            }
        }
    }
}

/// Zone that a pioneer post serves. `kind` tells which of the other fields it has.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneBody {
    /// Sort of zone.
    pub kind: ZoneKind,
    /// Grid, with everything below it.
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Building groups, all of one grid.
    #[validate(length(min = 1, max = 50))]
    #[schema(value_type = Option<Vec<Uuid>>, min_items = 1, max_items = 50)]
    pub building_groups: Option<Vec<BuildingGroupId>>,
    /// Longitude of the point, in degrees.
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    /// Latitude of the point, in degrees.
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    /// Datum of the degrees.
    #[serde(default)]
    pub datum: Datum,
    /// Radius of the zone around the point, in metres.
    #[validate(range(min = 50, max = 1000))]
    #[schema(minimum = 50, maximum = 1000)]
    pub radius_m: Option<i32>,
}

impl ZoneBody {
    /// The zone that is meant.
    ///
    /// # Errors
    /// [`Code::Required`] for a field that the kind needs and [`Code::UnknownField`] for one that
    /// it has not, each at its place in `/zone`; [`Code::OneCoordinate`]; those of
    /// [`Point::from_datum`].
    pub fn read(self) -> Result<PostZone, Problem> {
        self.fields_fit()?;
        match self.kind {
            ZoneKind::Grid => self.grid.map(PostZone::Grid).ok_or_else(|| required("grid")),
            ZoneKind::BuildingGroups => self
                .building_groups
                .map(PostZone::BuildingGroups)
                .ok_or_else(|| required("building_groups")),
            ZoneKind::Point => {
                let within = |problem: Problem| Problem {
                    pointer: format!("/zone{}", problem.pointer),
                    ..problem
                };
                let point = point_of(self.lon, self.lat, self.datum).map_err(within)?;
                let PointInput { lon, lat, datum } = point.ok_or_else(|| required("lon"))?;
                let centre = Point::from_datum(datum, lon, lat).map_err(within)?;
                Ok(PostZone::Point {
                    centre,
                    radius_m: self.radius_m.ok_or_else(|| required("radius_m"))?,
                })
            }
        }
    }

    /// Whether nothing is said that belongs to another kind of zone.
    fn fields_fit(&self) -> Result<(), Problem> {
        let known: &[&str] = match self.kind {
            ZoneKind::Grid => &["grid"],
            ZoneKind::BuildingGroups => &["building_groups"],
            ZoneKind::Point => &["lon", "lat", "datum", "radius_m"],
        };
        let given = [
            ("grid", self.grid.is_some()),
            ("building_groups", self.building_groups.is_some()),
            ("lon", self.lon.is_some()),
            ("lat", self.lat.is_some()),
            ("radius_m", self.radius_m.is_some()),
        ];
        let stray = given.into_iter().find(|(name, there)| *there && !known.contains(name));
        stray.map_or(Ok(()), |(name, _)| {
            let problem =
                Problem::new(Code::UnknownField).at(format!("/zone/{name}")).with("field", name);
            let known: Vec<&str> = std::iter::once("kind").chain(known.iter().copied()).collect();
            Err(problem.with("known", known))
        })
    }
}

fn required(field: &str) -> Problem {
    Problem::new(Code::Required).at(format!("/zone/{field}"))
}
