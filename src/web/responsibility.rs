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
use crate::service::place::{PlaceGiven, point_of};
use crate::service::responsibility::{held, responsibility};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// For what, and when: `lon` and `lat`, or `request`.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ResponsibilityQuery {
    /// Longitude in degrees, −180 to 180.
    #[param(example = 121.4737)]
    pub lon: Option<f64>,
    /// Latitude in degrees, −90 to 90.
    #[param(example = 30.9177)]
    pub lat: Option<f64>,
    /// What the degrees are counted from.
    #[serde(default)]
    pub datum: Datum,
    /// A request: who held it.
    #[param(value_type = Option<Uuid>)]
    pub request: Option<RequestId>,
    /// When: from 1970 on, for a place up to five years ahead; missing: now.
    pub at: Option<DateTime<Utc>>,
}

/// Who was, is or will be responsible for a point at an instant, within which border, by which duty
/// and by which change sets; or who held a request. A point is for those who may know the duties of
/// its grid; a request for whoever may read where it went.
#[utoipa::path(
    get, path = "/api/v1/responsibility", params(ResponsibilityQuery),
    responses((status = 200, body = ResponsibilityView))
)]
pub async fn read_responsibility(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    Query(query): Query<ResponsibilityQuery>,
) -> Result<Answer<ResponsibilityView>> {
    let scope = &permit.bearer.scope;
    let ResponsibilityQuery { lon, lat, datum, request, at } = query;
    let view = match (point_of(lon, lat, datum).map_err(parameter)?, request) {
        (Some(point), None) => {
            LocateQuery { lon: point.lon, lat: point.lat, datum }.point()?;
            of_place(
                &db,
                scope,
                language,
                PlaceGiven { point: Some(point), ..PlaceGiven::default() },
                at,
            )
            .await
        }
        (None, Some(request)) => {
            let held = held(&db, scope, request, at).await;
            held.map(|held| {
                ResponsibilityView::Request(Box::new(RequestResponsibility::of(
                    &db.atlas(),
                    held,
                    language.0,
                )))
            })
        }
        _ => {
            return Err(Problem::new(Code::OneParameter)
                .at("lon")
                .with("names", "lon + lat, request")
                .into());
        }
    };
    view.map(Answer::ok).map_err(|error| match error {
        Error::Refused(problems) => Error::Refused(problems.into_iter().map(parameter).collect()),
        other => other,
    })
}

/// A place, and when.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResponsibilityQuestion {
    /// Where it is, as it was told then: an address that ended since is found too.
    #[validate(nested)]
    pub place: PlaceBody,
    /// When: from 1970 on, up to five years ahead; missing: now.
    pub at: Option<DateTime<Utc>>,
}

/// The same for a place that is told in any way, for those who may know the duties of its grid.
/// Addresses are personal: they do not stand in URLs. Nothing is stored.
#[utoipa::path(
    post, path = "/api/v1/responsibility", request_body = ResponsibilityQuestion,
    responses((status = 200, body = ResponsibilityView))
)]
pub async fn find_responsibility(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    Body(body): Body<ResponsibilityQuestion>,
) -> Result<Answer<ResponsibilityView>> {
    let place = body.place.given().map_err(|problem| problem.below("/place"))?;
    Ok(Answer::ok(of_place(&db, &permit.bearer.scope, language, place, body.at).await?))
}

async fn of_place(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    place: PlaceGiven,
    at: Option<Instant>,
) -> Result<ResponsibilityView> {
    let found = responsibility(db, scope, place, at).await?;
    Ok(ResponsibilityView::Place(Box::new(PlaceResponsibility::of(found, language.0)?)))
}

/// A problem of a body as one of a parameter; the place is told by the first of two.
fn parameter(problem: Problem) -> Problem {
    let name = match problem.pointer.trim_start_matches('/') {
        "place" => "lon".to_owned(),
        name => name.to_owned(),
    };
    problem.at(name)
}
