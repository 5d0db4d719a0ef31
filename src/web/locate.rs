//! Who is responsible for a place.

use super::answer::Answer;
use super::language::Preferred;
use super::parameters::Query;
use super::people::MemberNames;
use super::permission::{OptionalLogin, Permit};
use super::units::{GridBrief, UnitView};
use crate::domain::datum::Datum;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::geometry::Point;
use crate::domain::routing::RoutingTrace;
use crate::error::{Problem, Result};
use crate::service::responsibility::now::{responsible, trace};
use crate::store::Db;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// The point to be looked up.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LocateQuery {
    /// Longitude in degrees, −180 to 180.
    #[param(minimum = -180, maximum = 180, example = 121.4737)]
    pub lon: f64,
    /// Latitude in degrees, −90 to 90.
    #[param(minimum = -90, maximum = 90, example = 30.9177)]
    pub lat: f64,
    /// Datum of the coordinates.
    #[serde(default)]
    pub datum: Datum,
}

impl LocateQuery {
    /// The point in WGS 84.
    ///
    /// # Errors
    /// Those of [`Point::from_datum`] at the parameter to blame.
    pub fn point(&self) -> Result<Point, Problem> {
        let blamed = if self.lon.abs() <= 180.0 { "lat" } else { "lon" };
        Point::from_datum(self.datum, self.lon, self.lat).map_err(|problem| problem.at(blamed))
    }
}

/// Who answers for a point now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LocatedView {
    /// Grid of the point.
    pub grid: GridBrief,
    /// The unit that answers: the grid of the point, or one above it when nobody there can act. Its
    /// office phone may be that of a grid above.
    pub unit: UnitView,
    /// Capacity of the member who answers.
    pub capacity: Capacity,
    /// Masked name of the member who answers; shown to callers who are signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
    /// Trace; shown to staff in whose grids the point is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<RoutingTrace>,
}

/// Finds who answers for a point now.
///
/// Callers who are not signed in get the unit, the title and the office phone. Signed-in callers
/// also get the masked name, and staff in whose grids the point is get the trace. Somebody answers
/// for every point.
///
/// # Errors
/// `coordinate_not_finite`, `coordinate_out_of_range`, `coordinates_swapped`, `not_initialized`
#[utoipa::path(get, path = "/api/v1/locate")]
pub async fn locate(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    language: Preferred,
    Query(place): Query<LocateQuery>,
) -> Result<Answer<LocatedView>> {
    let point = place.point()?;
    let atlas = db.atlas();
    let now = db.now();
    let found = responsible(&atlas, point, now)?;
    let Duty { unit, member, capacity, .. } = *found.duty;
    let office_phone = atlas.office_phone(unit).map(str::to_owned);
    let unit = UnitView { office_phone, ..UnitView::of(&atlas, unit, language.0) };
    let mut name = None;
    let mut reasons = None;
    if let Some(caller) = permit.bearer {
        name = MemberNames::read(&db, &atlas, &caller.scope, [member]).await?.name(member);
        reasons = trace(&atlas, &caller.scope, point, now)?;
    }
    Ok(Answer(LocatedView { grid: found.grid.into(), unit, capacity, name, trace: reasons }))
}
