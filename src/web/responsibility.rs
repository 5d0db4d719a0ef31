//! Who was responsible at an instant, over HTTP.

mod view;

pub use view::{
    BorderView, DutyThen, PlaceResponsibility, RequestResponsibility, ResponsibilityView, coded,
};

use super::answer::Answer;
use super::body::Body;
use super::language::Preferred;
use super::locate::LocateQuery;
use super::parameters::Query;
use super::permission::{People, Permit, SignedIn};
use super::place::PlaceBody;
use crate::domain::datum::Datum;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::place::{PlaceInput, point_of};
use crate::service::responsibility::then::{held, responsibility};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// The place or the request, and the instant: `lon` and `lat`, or `request`.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ResponsibilityQuery {
    /// Longitude in degrees, −180 to 180.
    #[param(minimum = -180, maximum = 180, example = 121.4737)]
    pub lon: Option<f64>,
    /// Latitude in degrees, −90 to 90.
    #[param(minimum = -90, maximum = 90, example = 30.9177)]
    pub lat: Option<f64>,
    /// Datum of the coordinates.
    #[serde(default)]
    pub datum: Datum,
    /// Request.
    #[param(value_type = Option<Uuid>)]
    pub request: Option<RequestId>,
    /// The instant, from 1970 on: for a place at most five years ahead, for a request not after
    /// now; missing: now.
    pub at: Option<DateTime<Utc>>,
}

/// Reads who was responsible for a point or a request.
///
/// For a point the answer names the border, the duty and the change sets behind them, at a past,
/// present or future instant. It is for callers who may know the duties of the grid. For a request
/// it names the holder. It is for callers who may read where the request went.
///
/// # Errors
/// `not_found`, `one_parameter`, `before_it_existed`, `out_of_range`, `one_coordinate`,
/// `coordinate_not_finite`, `coordinate_out_of_range`, `coordinates_swapped`
#[utoipa::path(get, path = "/api/v1/responsibility")]
pub async fn read_responsibility(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    Query(query): Query<ResponsibilityQuery>,
) -> Result<Answer<ResponsibilityView>> {
    let scope = &permit.bearer.scope;
    let ResponsibilityQuery { lon, lat, datum, request, at } = query;
    let point = point_of(lon, lat, datum).map_err(parameter)?;
    let found = match (point, request) {
        (Some(point), None) => {
            LocateQuery { lon: point.lon, lat: point.lat, datum }.point()?;
            let place = PlaceInput { point: Some(point), ..PlaceInput::default() };
            of_place(&db, scope, language, place, at).await
        }
        (None, Some(request)) => of_request(&db, scope, language, request, at).await,
        _ => {
            let names = vec!["lon + lat", "request"];
            return Err(Problem::new(Code::OneParameter).at("lon").with("names", names).into());
        }
    };
    found.map(Answer).map_err(|error| match error {
        Error::Refused(problems) => Error::Refused(problems.into_iter().map(parameter).collect()),
        other => other,
    })
}

/// A place and an instant.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResponsibilityQuestion {
    /// Place, as of the instant: an address that has ended since is found too.
    #[validate(nested)]
    pub place: PlaceBody,
    /// The instant, from 1970 on and at most five years ahead; missing: now.
    pub at: Option<DateTime<Utc>>,
}

/// Finds who was responsible for a place.
///
/// The place may be given by an address, a point or the code of a grid. Addresses are personal and
/// are never put into URLs, so this is a `POST`. It is for callers who may know the duties of the
/// grid. Nothing is stored.
///
/// # Errors
/// `not_found`, `before_it_existed`, `required`, `too_long`, `out_of_range`, `one_coordinate`,
/// `coordinate_out_of_range`, `coordinates_swapped`, `address_says_nothing`, `address_not_found`,
/// `unknown_address`, `unknown_building_group`, `unknown_grid`, `place_required`
#[utoipa::path(post, path = "/api/v1/responsibility")]
pub async fn find_responsibility(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    Body(body): Body<ResponsibilityQuestion>,
) -> Result<Answer<ResponsibilityView>> {
    let place = body.place.given().map_err(|problem| problem.below("/place"))?;
    Ok(Answer(of_place(&db, &permit.bearer.scope, language, place, body.at).await?))
}

async fn of_place(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    place: PlaceInput,
    at: Option<Instant>,
) -> Result<ResponsibilityView> {
    let found = responsibility(db, scope, place, at).await?;
    Ok(ResponsibilityView::Place(Box::new(PlaceResponsibility::of(found, language.0)?)))
}

async fn of_request(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    request: RequestId,
    at: Option<Instant>,
) -> Result<ResponsibilityView> {
    let held = held(db, scope, request, at).await?;
    let view = RequestResponsibility::of(&db.atlas(), held, language.0);
    Ok(ResponsibilityView::Request(Box::new(view)))
}

/// A problem of a body as one of a parameter; the place is told by the first of two.
fn parameter(problem: Problem) -> Problem {
    let name = match problem.pointer.trim_start_matches('/') {
        "place" => "lon".to_owned(),
        name => name.to_owned(),
    };
    problem.at(name)
}
