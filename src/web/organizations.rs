//! Organisations over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::members::VersionBody;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use crate::domain::phone::Phone;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::command::CommandDone;
use crate::service::organizations::{self, OrganizationFilter};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// An organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganizationView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: OrganizationId,
    /// The code people use.
    #[schema(example = "WY-0031")]
    pub code: String,
    /// What it is called.
    #[schema(example = "金水苑物业服务处")]
    pub name: String,
    /// What sort it is.
    pub kind: OrganizationKind,
    /// The organisation it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub parent: Option<OrganizationId>,
    /// The grid it works in, with everything below.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The office phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// Since when it is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

impl From<&Organization> for OrganizationView {
    fn from(organization: &Organization) -> Self {
        let OrganizationProfile { name, parent, grid, office_phone } = organization.profile.clone();
        Self {
            id: organization.id,
            code: organization.code.clone(),
            name,
            kind: organization.kind,
            parent,
            grid,
            office_phone,
            created_at: organization.life.from,
            retired_at: organization.life.to,
            version: organization.version,
        }
    }
}

/// Which organisations.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganizationQuery {
    /// Working in this grid or below it.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Of this sort.
    pub kind: Option<OrganizationKind>,
    /// Directly below this one.
    #[param(value_type = Option<Uuid>)]
    pub parent: Option<OrganizationId>,
}

/// The organisations that have not ended, in the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/organizations", params(OrganizationQuery),
    responses((status = 200, body = Listed<OrganizationView>))
)]
pub async fn list_organizations(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<OrganizationQuery>,
) -> Result<Answer<Listed<OrganizationView>>> {
    let atlas = db.atlas();
    let filter = OrganizationFilter { grid: query.grid, kind: query.kind, parent: query.parent };
    let found = organizations::list_organizations(&atlas, filter);
    Ok(Answer::ok(
        page.cut(found, |organization| organization.code.clone())?.map(OrganizationView::from),
    ))
}

/// One organisation; an ended one too.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = OrganizationView))
)]
pub async fn read_organization(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<OrganizationId>,
) -> Result<Answer<OrganizationView>> {
    let view = view(&db.atlas(), id)?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

fn view(atlas: &Atlas, id: OrganizationId) -> Result<OrganizationView> {
    Ok(atlas.organizations().get(id).map(OrganizationView::from).ok_or(Code::NotFound)?)
}

/// A new organisation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganizationBody {
    /// The code people use, unique over all organisations and times: 1–32 letters, digits, `-` or
    /// `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "WY-0031")]
    pub code: String,
    /// What sort it is.
    pub kind: OrganizationKind,
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "金水苑物业服务处")]
    pub name: String,
    /// The organisation it belongs to; missing: none.
    #[schema(value_type = Option<Uuid>)]
    pub parent: Option<OrganizationId>,
    /// The grid it works in, with everything below.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The office phone that everybody may see.
    #[validate(length(max = 32))]
    pub office_phone: Option<String>,
}

/// Enters an organisation.
#[utoipa::path(
    post, path = "/api/v1/organizations", request_body = NewOrganizationBody,
    responses((status = 201, body = ChangedBoundaries<OrganizationView>))
)]
pub async fn create_organization(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewOrganizationBody>,
) -> Result<Answer<ChangedBoundaries<OrganizationView>>> {
    let NewOrganizationBody { code, kind, name, parent, grid, office_phone } = body;
    let (scope, profile) = (&permit.bearer.scope, profile(name, parent, grid, office_phone)?);
    let done = organizations::create_organization(&db, scope, key, code, kind, profile).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    let answer = Answer::created(format!("/api/v1/organizations/{}", done.made), changed);
    Ok(answer.version(version).replayed(done.replayed))
}

/// What holds of an organisation from now on; what is left out holds no more.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationProfileBody {
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "金水苑物业服务处")]
    pub name: String,
    /// The organisation it belongs to; missing: none.
    #[schema(value_type = Option<Uuid>)]
    pub parent: Option<OrganizationId>,
    /// The grid it works in, with everything below.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The office phone that everybody may see; missing: none.
    #[validate(length(max = 32))]
    pub office_phone: Option<String>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says what holds of an organisation from now on.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/profile", params(("id" = Uuid, Path)),
    request_body = OrganizationProfileBody, responses((status = 200, body = ChangedBoundaries<OrganizationView>))
)]
pub async fn change_organization(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<OrganizationId>,
    Body(body): Body<OrganizationProfileBody>,
) -> Result<Answer<ChangedBoundaries<OrganizationView>>> {
    let OrganizationProfileBody { name, parent, grid, office_phone, version } = body;
    let (scope, version) = (&permit.bearer.scope, seen.required(version)?);
    let profile = profile(name, parent, grid, office_phone)?;
    let done = organizations::change_organization(&db, scope, key, id, version, profile).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

/// Ends an organisation that has none below it.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/retire", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = ChangedBoundaries<OrganizationView>))
)]
pub async fn retire_organization(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<OrganizationId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<ChangedBoundaries<OrganizationView>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = organizations::retire_organization(&db, scope, key, id, version).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

fn profile(
    name: String,
    parent: Option<OrganizationId>,
    grid: GridId,
    office_phone: Option<String>,
) -> Result<OrganizationProfile> {
    let phone = office_phone.as_deref().map(Phone::parse).transpose();
    let phone = phone.map_err(|problem| problem.at("/office_phone"))?;
    let office_phone = phone.map(|phone| phone.as_str().to_owned());
    Ok(OrganizationProfile { name: name.trim().to_owned(), parent, grid, office_phone })
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<OrganizationId>,
) -> Result<(i64, ChangedBoundaries<OrganizationView>)> {
    let view = view(&db.atlas(), done.made)?;
    Ok((view.version, ChangedBoundaries::new(db, scope, language.0, &done.effects, view).await?))
}
