//! Sending a request.

use super::{ListedRequestView, NewExternalRef, RequestSummary, summary};
use crate::domain::atlas::Atlas;
use crate::domain::category::Referral;
use crate::domain::id::MemberId;
use crate::domain::phone::Phone;
use crate::domain::request::{Answers, Channel, ExternalRef, RequestKind, Urgency};
use crate::domain::scope::Scope;
use crate::error::{Problem, Result};
use crate::service::requests::submit::{RequestSubmission, SubmittedRequest, submit};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::permission::{OptionalLogin, Permit};
use crate::web::place::PlaceBody;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

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
    /// The answers to the questions of the category, by their codes: a text, a number, a date such
    /// as `2026-01-31`, the code of a choice, or a list of such codes.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Value>, example = json!({ "danger": "called", "floor": 5 }))]
    pub answers: Answers,
    /// What a ticket from above is called there; required with the channels `hotline_12345` and
    /// `city_platform`, and with no other. The same ticket is one request, however often it is
    /// sent.
    #[validate(nested)]
    pub external_ref: Option<NewExternalRef>,
}

const fn resident() -> Channel {
    Channel::Resident
}

/// A request that was sent, and the receipt of those who have no login to follow it by.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentRequest {
    /// The request, without what was written.
    #[serde(flatten)]
    pub summary: RequestSummary,
    /// The secret by which somebody without a login follows and judges it. It is shown only now, or
    /// when the same key is sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_secret: Option<String>,
    /// Where the matter may be taken too, or rather: shown to whoever sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
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
    let referral = referral(&db.atlas(), &submission);
    let SubmittedRequest { sent, replayed } =
        submit(&db, &rulebook.into_inner(), scope, key.0, submission).await?;
    let answer = SentRequest {
        summary: summary(&db.atlas(), &sent.row, ListedRequestView::OWN, language.0),
        referral,
        receipt_secret: sent.receipt.map(|receipt| receipt.expose().to_owned()),
    };
    let (location, version) = (format!("/api/v1/requests/{}", sent.row.id), sent.row.version);
    Ok(Answer::created(location, answer).version(version).replayed(replayed))
}

fn referral(atlas: &Atlas, sent: &RequestSubmission) -> Option<Referral> {
    let about_staff = sent.about_staff || sent.about_member.is_some();
    atlas.settings().categories.referral(&sent.category, sent.kind, about_staff).cloned()
}

fn submission(body: NewRequest) -> Result<RequestSubmission> {
    let mut problems = Vec::new();
    let place = body.place.given().map_err(|problem| problems.push(of_place(problem))).ok();
    let phone = body.contact_phone.as_deref().map(Phone::parse).transpose();
    let phone = phone.map_err(|problem| problems.push(problem.at("/contact_phone"))).ok().flatten();
    let (Some(place), true) = (place, problems.is_empty()) else { return Err(problems.into()) };
    Ok(RequestSubmission {
        place,
        category: body.category,
        kind: body.kind,
        urgency: body.urgency,
        channel: body.channel,
        description: body.description,
        contact_name: body.contact_name,
        contact_phone: phone,
        anonymous: body.anonymous,
        confidential: body.confidential,
        about_staff: body.about_staff,
        about_member: body.about_member,
        answers: body.answers,
        external: body.external_ref.map(ExternalRef::from),
        upstream: Vec::new(),
    })
}

/// A problem of the place, at its field of the body.
fn of_place(problem: Problem) -> Problem {
    problem.below("/place")
}
