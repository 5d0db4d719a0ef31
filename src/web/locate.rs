//! Who is responsible for a place.

use super::answer::Answer;
use super::language::Preferred;
use super::parameters::Query;
use super::people::MemberNames;
use super::permission::{OptionalLogin, Permit};
use super::requests::{UnitView, unit_view};
use crate::domain::datum::Datum;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::geometry::Point;
use crate::domain::id::GridId;
use crate::domain::routing::RoutingTrace;
use crate::domain::unit::Grid;
use crate::error::{Problem, Result};
use crate::service::responsible::{responsible, trace};
use crate::store::Db;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A place.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LocateQuery {
    /// Longitude in degrees, −180 to 180.
    #[param(example = 121.4737)]
    pub lon: f64,
    /// Latitude in degrees, −90 to 90.
    #[param(example = 30.9177)]
    pub lat: f64,
    /// What the degrees are counted from.
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

/// A grid in few words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GridBrief {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: GridId,
    /// The code people use.
    pub code: String,
    /// The name shown to people.
    pub name: String,
    /// The code of its level.
    #[schema(example = "grid")]
    pub level: String,
}

impl From<&Grid> for GridBrief {
    fn from(grid: &Grid) -> Self {
        Self {
            id: grid.id,
            code: grid.code.clone(),
            name: grid.name.clone(),
            level: grid.level.clone(),
        }
    }
}

/// Who is responsible for a place now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LocatedView {
    /// The grid of the place.
    pub grid: GridBrief,
    /// The unit that answers: the grid of the place, or one above when nobody there can act. Its
    /// office phone may be that of a grid above.
    pub unit: UnitView,
    /// Whether the leader answers, or a deputy.
    pub capacity: Capacity,
    /// The name of who answers, masked; for those who have signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
    /// Why they answer; for staff in whose grids the place is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    pub trace: Option<RoutingTrace>,
}

/// Who is responsible for a place now: unit, title and office phone for everybody, the masked name
/// after signing in, the reasons for staff in whose grids it is. Every place has somebody.
#[utoipa::path(get, path = "/api/v1/locate", params(LocateQuery), responses((status = 200, body = LocatedView)))]
pub async fn locate(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    language: Preferred,
    Query(place): Query<LocateQuery>,
) -> Result<Answer<LocatedView>> {
    let point = place.point()?;
    let (atlas, now) = (db.atlas(), db.now());
    let found = responsible(&atlas, point, now)?;
    let Duty { unit, member, capacity, .. } = *found.duty;
    let office_phone = atlas.office_phone(unit).map(str::to_owned);
    let unit = UnitView { office_phone, ..unit_view(&atlas, unit, language.0) };
    let (mut name, mut reasons) = (None, None);
    if let Some(caller) = permit.bearer {
        name = MemberNames::read(&db, &atlas, &caller.scope, [member]).await?.name(member);
        reasons = trace(&atlas, &caller.scope, point, now)?;
    }
    Ok(Answer::ok(LocatedView { grid: found.grid.into(), unit, capacity, name, trace: reasons }))
}
