//! Registrations with a neighbourhood (双报到) over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::idempotency::IdempotencyKey;
use super::members::VersionBody;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, MemberId, OrganizationId, RegistrationId};
use crate::domain::registration::{FreeTime, RegistrationEnd, RegistrationState};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Problem, Result};
use crate::service::once::WrittenOnce;
use crate::service::registrations::{
    self, DescribedRegistration, RegistrationDecision, RegistrationProfile,
};
use crate::store::Db;
use crate::store::registrations::RegistrationFilter;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A registration.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegistrationView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RegistrationId,
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The name of the neighbourhood.
    pub grid_name: String,
    /// Who, when it is a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub member: Option<MemberId>,
    /// The member's name, masked; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
    /// Who, when it is an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub organization: Option<OrganizationId>,
    /// Where a member serves in their profession.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub home_organization: Option<OrganizationId>,
    /// What they can do, as codes of `/api/v1/skills`.
    pub skills: Vec<String>,
    /// When they can help; in lists missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub free_times: Vec<FreeTime>,
    /// How it stands.
    pub state: RegistrationState,
    /// Why it was declined; in lists missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When it was accepted or declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_because: Option<RegistrationEnd>,
    /// Row version.
    pub version: i64,
}

fn view(atlas: &Atlas, described: DescribedRegistration) -> RegistrationView {
    let DescribedRegistration { row, name, skills, details } = described;
    RegistrationView {
        id: row.id,
        grid: row.grid_id,
        grid_name: atlas.tree().get(row.grid_id).map(|grid| grid.name.clone()).unwrap_or_default(),
        member: row.member_id,
        name,
        organization: row.organization_id,
        home_organization: row.home_organization_id,
        skills,
        free_times: details.free_times,
        state: row.state,
        reason: details.reason.map(|reason| reason.expose().to_owned()),
        requested_at: row.requested_at.0,
        decided_at: row.decided_at.map(|at| at.0),
        ended_at: row.ended_at.map(|at| at.0),
        ended_because: row.ended_because,
        version: row.version,
    }
}

/// Which registrations.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegistrationQuery {
    /// With this neighbourhood.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// That stand like this.
    pub state: Option<RegistrationState>,
    /// Of those who can do this, as a code of `/api/v1/skills`.
    #[validate(length(max = 64))]
    pub skill: Option<String>,
}

/// The caller's own registrations, those with the neighbourhoods they care for, and those of the
/// organisations there; the newest first.
#[utoipa::path(
    get, path = "/api/v1/registrations", params(RegistrationQuery),
    responses((status = 200, body = Listed<RegistrationView>))
)]
pub async fn list_registrations(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<RegistrationQuery>,
) -> Result<Answer<Listed<RegistrationView>>> {
    let atlas = db.atlas();
    if let Some(skill) =
        query.skill.as_deref().filter(|skill| atlas.settings().skills.get(skill).is_none())
    {
        return Err(Problem::new(Code::UnknownSkill).at("skill").with("skill", skill).into());
    }
    let filter = RegistrationFilter {
        within: None,
        grid: query.grid,
        state: query.state,
        skill: query.skill,
    };
    let (after, limit) = (page.after::<RegistrationId>()?, page.limit as i64 + 1);
    let found = registrations::list(&db, &permit.bearer.scope, filter, after, limit).await?;
    Ok(Answer::ok(
        page.of(found, |described| described.row.id).map(|described| view(&atlas, described)),
    ))
}

/// One registration. Those who care for the neighbourhood read when somebody is free, which leaves
/// an access record.
#[utoipa::path(
    get, path = "/api/v1/registrations/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = RegistrationView))
)]
pub async fn read_registration(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<RegistrationId>,
) -> Result<Answer<RegistrationView>> {
    let view = read(&db, &permit.bearer.scope, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, id: RegistrationId) -> Result<RegistrationView> {
    Ok(view(&db.atlas(), registrations::read(db, scope, id).await?))
}

/// Somebody who reports to a neighbourhood.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRegistrationBody {
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The organisation that reports; missing: the caller, a member.
    #[schema(value_type = Option<Uuid>)]
    pub organization: Option<OrganizationId>,
    /// Where a member serves in their profession.
    #[schema(value_type = Option<Uuid>)]
    pub home_organization: Option<OrganizationId>,
    /// What they can do, as codes of `/api/v1/skills`.
    #[serde(default)]
    #[validate(length(max = 16))]
    pub skills: Vec<String>,
    /// When they can help; kept sealed.
    #[serde(default)]
    #[validate(length(max = 21))]
    pub free_times: Vec<FreeTime>,
}

/// Reports to a neighbourhood. A member who is accepted elsewhere moves when they are accepted
/// here.
#[utoipa::path(
    post, path = "/api/v1/registrations", request_body = NewRegistrationBody,
    responses((status = 201, body = RegistrationView))
)]
pub async fn register(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewRegistrationBody>,
) -> Result<Answer<RegistrationView>> {
    let NewRegistrationBody { grid, organization, home_organization, skills, free_times } = body;
    let (scope, profile) =
        (&permit.bearer.scope, RegistrationProfile { home_organization, skills, free_times });
    let done = registrations::register(&db, scope, key, grid, organization, profile).await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let answer = Answer::created(format!("/api/v1/registrations/{}", done.made), view);
    Ok(answer.version(version).replayed(done.replayed))
}

/// What holds of a registration from now on; what is left out holds no more.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationProfileBody {
    /// Where a member serves in their profession.
    #[schema(value_type = Option<Uuid>)]
    pub home_organization: Option<OrganizationId>,
    /// What they can do, as codes of `/api/v1/skills`.
    #[serde(default)]
    #[validate(length(max = 16))]
    pub skills: Vec<String>,
    /// When they can help; kept sealed.
    #[serde(default)]
    #[validate(length(max = 21))]
    pub free_times: Vec<FreeTime>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says anew what somebody can do, when, and where they serve.
#[utoipa::path(
    post, path = "/api/v1/registrations/{id}/profile", params(("id" = Uuid, Path)),
    request_body = RegistrationProfileBody, responses((status = 200, body = RegistrationView))
)]
pub async fn change_registration(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<RegistrationId>,
    Body(body): Body<RegistrationProfileBody>,
) -> Result<Answer<RegistrationView>> {
    let RegistrationProfileBody { home_organization, skills, free_times, version } = body;
    let (scope, version) = (&permit.bearer.scope, seen.required(version)?);
    let profile = RegistrationProfile { home_organization, skills, free_times };
    let done = registrations::change_profile(&db, scope, key, id, version, profile).await?;
    changed(&db, scope, done).await
}

/// Accepts a registration. A member who was registered elsewhere has moved.
#[utoipa::path(
    post, path = "/api/v1/registrations/{id}/accept", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = RegistrationView))
)]
pub async fn accept_registration(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<RegistrationId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<RegistrationView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    changed(
        &db,
        scope,
        registrations::decide(&db, scope, key, id, version, RegistrationDecision::Accept).await?,
    )
    .await
}

/// Why somebody is not accepted.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecliningBody {
    /// The reason, which they read; kept sealed.
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Declines a registration, with the reason.
#[utoipa::path(
    post, path = "/api/v1/registrations/{id}/decline", params(("id" = Uuid, Path)), request_body = DecliningBody,
    responses((status = 200, body = RegistrationView))
)]
pub async fn decline_registration(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<RegistrationId>,
    Body(body): Body<DecliningBody>,
) -> Result<Answer<RegistrationView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let decision = RegistrationDecision::Decline(SecretText::from(body.reason));
    changed(&db, scope, registrations::decide(&db, scope, key, id, version, decision).await?).await
}

/// Ends a registration: withdrawn while it waits, left once it was accepted.
#[utoipa::path(
    post, path = "/api/v1/registrations/{id}/end", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = RegistrationView))
)]
pub async fn end_registration(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<RegistrationId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<RegistrationView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    changed(&db, scope, registrations::end(&db, scope, key, id, version).await?).await
}

async fn changed(
    db: &Db,
    scope: &Scope,
    done: WrittenOnce<RegistrationId>,
) -> Result<Answer<RegistrationView>> {
    let view = read(db, scope, done.made).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version).replayed(done.replayed))
}
