//! Sending a request, and following it by its receipt.

use super::{RequestView, UnitView, summary, unit_view, view};
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::id::{MemberId, RequestId};
use crate::domain::phone::Phone;
use crate::domain::request::{Channel, RequestKind, State, Urgency};
use crate::domain::scope::Scope;
use crate::error::{Code, Language, Problem, Result};
use crate::service::requests::read::{follow, read};
use crate::service::requests::submit::{PlaceGiven, Submission, Submitted, submit};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::requests::RequestRow;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::permission::{OptionalLogin, Permit, Public};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// Where it is: a point, or the code of a grid.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceBody {
    /// Longitude in degrees.
    #[schema(example = 121.4737)]
    pub lon: Option<f64>,
    /// Latitude in degrees.
    #[schema(example = 30.9177)]
    pub lat: Option<f64>,
    /// What the degrees are measured in.
    #[serde(default)]
    pub datum: Datum,
    /// The code of a grid, when there is no point.
    #[validate(length(max = 32))]
    pub grid_code: Option<String>,
}

/// What is wrong, where, and who says it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// Where it is.
    #[validate(nested)]
    pub place: PlaceBody,
    /// The code of the category.
    #[validate(length(min = 1, max = 64))]
    #[schema(example = "environment.noise")]
    pub category: String,
    /// What the reporter wants.
    pub kind: RequestKind,
    /// What is wrong.
    #[validate(length(min = 1, max = 2000))]
    pub description: String,
    /// How soon somebody must act; for staff only.
    pub urgency: Option<Urgency>,
    /// The way it came.
    #[serde(default = "resident")]
    pub channel: Channel,
    /// What the reporter is called.
    #[validate(length(max = 50))]
    pub contact_name: Option<String>,
    /// How to reach the reporter; the login's own phone when it is missing.
    #[validate(length(max = 32))]
    pub contact_phone: Option<String>,
    /// The reporter does not say who they are.
    #[serde(default)]
    pub anonymous: bool,
    /// The town desk alone may know the reporter.
    #[serde(default)]
    pub confidential: bool,
    /// It is about a person on duty.
    #[serde(default)]
    pub about_staff: bool,
    /// The member it is about.
    #[schema(value_type = Option<Uuid>)]
    pub about_member: Option<MemberId>,
}

const fn resident() -> Channel {
    Channel::Resident
}

/// A request that was sent, and the receipt of those who have no login to follow it by.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentRequest {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RequestId,
    /// The number people use; it opens nothing.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// Who answers for it.
    pub unit: UnitView,
    /// When the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// The secret by which somebody without a login follows and judges it. It is shown only now, or when the same key
    /// is sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_secret: Option<String>,
    /// The request as the caller sees it, for those who may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestView>,
}

/// Sends a request to the one who answers for the place.
#[utoipa::path(post, path = "/api/v1/requests", request_body = NewRequest, responses((status = 201, body = SentRequest)))]
pub async fn submit_request(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    key: IdempotencyKey,
    body: Body<NewRequest>,
) -> Result<Answer<SentRequest>> {
    let scope = permit.bearer.map_or_else(Scope::anonymous, |caller| Scope::clone(&caller.scope));
    let submission = submission(body.0)?;
    let unnamed = submission.anonymous || submission.channel != Channel::Resident;
    let Submitted { request, replayed } = submit(&db, &rulebook.into_inner(), scope.clone(), key.0, submission).await?;
    let sent = follow(&db, request).await?;
    let seen = read(&db, scope, request).await.ok();
    let version = seen.as_ref().map_or(sent.row.version, |detail| detail.row.version);
    let atlas = db.atlas();
    let answer = SentRequest {
        id: request,
        number: sent.row.number.clone(),
        state: sent.row.state,
        unit: unit_view(&atlas, sent.row.unit(), language.0),
        next_due: sent.row.next_due.map(|at| at.0),
        receipt_secret: unnamed.then(|| sent.receipt.expose().to_owned()),
        request: seen.map(|detail| view(&atlas, detail, language.0)),
    };
    Ok(Answer::created(format!("/api/v1/requests/{request}"), answer).version(version).replayed(replayed))
}

fn submission(body: NewRequest) -> Result<Submission> {
    let mut problems = Vec::new();
    let place = place(body.place).map_err(|problem| problems.push(problem)).ok();
    let phone = body.contact_phone.as_deref().map(Phone::parse).transpose();
    let phone = phone.map_err(|problem| problems.push(problem.at("/contact_phone"))).ok().flatten();
    if body.description.trim().is_empty() {
        problems.push(Problem::new(Code::Required).at("/description"));
    }
    let (Some(place), true) = (place, problems.is_empty()) else { return Err(problems.into()) };
    Ok(Submission {
        place,
        category: body.category,
        kind: body.kind,
        urgency: body.urgency,
        channel: body.channel,
        description: body.description,
        contact_name: body.contact_name.filter(|name| !name.trim().is_empty()),
        contact_phone: phone,
        anonymous: body.anonymous,
        confidential: body.confidential,
        about_staff: body.about_staff,
        about_member: body.about_member,
    })
}

/// A point goes before a grid code: it is the more precise of the two.
fn place(body: PlaceBody) -> Result<PlaceGiven, Problem> {
    match (body.lon, body.lat, body.grid_code) {
        (Some(lon), Some(lat), _) => Ok(PlaceGiven::Point { lon, lat, datum: body.datum }),
        (None, None, Some(code)) => Ok(PlaceGiven::Grid(code)),
        (None, None, None) => Err(Problem::new(Code::Required).at("/place")),
        (None, ..) => Err(Problem::new(Code::Required).at("/place/lon")),
        (Some(_), None, _) => Err(Problem::new(Code::Required).at("/place/lat")),
    }
}

/// The secret of a receipt.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// What was given out when the request was sent.
    #[validate(length(min = 1, max = 64))]
    pub secret: String,
}

/// How a request stands, for the bearer of its receipt: its state and who answers, nothing that anybody wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct Standing {
    /// The number people use.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// Who answers for it.
    pub unit: UnitView,
    /// When the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

impl Standing {
    /// How a request stands.
    pub(super) fn of(atlas: &Atlas, row: &RequestRow, language: Language) -> Self {
        let shown = summary(atlas, row, false, language);
        let (number, state, unit, version) = (shown.number, shown.state, shown.unit, shown.version);
        Self { number, state, unit, next_due: shown.clocks.next_due, version }
    }
}

/// How a request stands, by its receipt. The secret goes in the body, so that no log keeps it.
#[utoipa::path(
    post, path = "/api/v1/requests/{id}/receipt", params(("id" = Uuid, Path)), request_body = Receipt,
    responses((status = 200, body = Standing))
)]
pub async fn follow_request(
    _: Permit<Public>,
    db: Data<Db>,
    language: Preferred,
    id: Path<Uuid>,
    body: Body<Receipt>,
) -> Result<Answer<Standing>> {
    let id = RequestId(id.0);
    let sent = follow(&db, id).await?;
    if !sent.opens(&db, &body.0.secret) {
        return Err(Code::NotFound.into());
    }
    let standing = Standing::of(&db.atlas(), &sent.row, language.0);
    let version = standing.version;
    Ok(Answer::ok(standing).version(version))
}
