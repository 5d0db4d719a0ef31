//! The roles that a neighbourhood offers, over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::duties::UnitBody;
use super::idempotency::IdempotencyKey;
use super::members::VersionBody;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::version::IfMatch;
use crate::domain::duty::Capacity;
use crate::domain::id::{CommunityRoleId, GridId};
use crate::domain::second_identity::RoleDuty;
use crate::error::Result;
use crate::service::community_roles::{self, CommunityRoleProfile};
use crate::service::once::WrittenOnce;
use crate::store::Db;
use crate::store::community_roles::CommunityRole;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A role that a neighbourhood offers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CommunityRoleView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: CommunityRoleId,
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What it is called.
    #[schema(example = "邻里调解员")]
    pub name: String,
    /// What whoever has it does.
    pub tasks: String,
    /// What they should be able to do, as codes of `/api/v1/skills`.
    #[schema(value_type = Vec<String>)]
    pub skills: serde_json::Value,
    /// How many may have it at a time.
    pub places: i32,
    /// How many may wait for a place.
    pub waiting_places: i32,
    /// For how many days somebody has it.
    pub term_days: i32,
    /// Whether the secretary decides about each claim.
    pub reviewed: bool,
    /// The duty that comes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<RoleDutyBody>,
    /// How many have it.
    pub active: i32,
    /// How many wait for a place.
    pub waiting: i32,
    /// Since when it is offered.
    pub created_at: DateTime<Utc>,
    /// Since when it is offered no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

impl From<CommunityRole> for CommunityRoleView {
    fn from(row: CommunityRole) -> Self {
        let duty =
            row.duty().map(|duty| RoleDutyBody { unit: duty.unit.into(), capacity: duty.capacity });
        Self {
            id: row.id,
            grid: row.grid_id,
            name: row.name,
            tasks: row.tasks,
            skills: row.skills.0,
            places: row.places,
            waiting_places: row.waiting_places,
            term_days: row.term_days,
            reviewed: row.reviewed,
            duty,
            active: row.active_count,
            waiting: row.waiting_count,
            created_at: row.created_at.0,
            retired_at: row.retired_at.map(|at| at.0),
            version: row.version,
        }
    }
}

/// A duty that comes with a role.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleDutyBody {
    /// Where: a grid or building group of the neighbourhood.
    #[validate(nested)]
    pub unit: UnitBody,
    /// As what: deputy or worker.
    pub capacity: Capacity,
}

impl From<RoleDutyBody> for RoleDuty {
    fn from(body: RoleDutyBody) -> Self {
        Self { unit: body.unit.into(), capacity: body.capacity }
    }
}

/// Which roles.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommunityRoleQuery {
    /// Of this neighbourhood.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
}

/// The roles that are offered, in the order they were made.
#[utoipa::path(
    get, path = "/api/v1/community-roles", params(CommunityRoleQuery),
    responses((status = 200, body = Listed<CommunityRoleView>))
)]
pub async fn list_community_roles(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<CommunityRoleQuery>,
) -> Result<Answer<Listed<CommunityRoleView>>> {
    let (after, limit) = (page.after::<CommunityRoleId>()?, page.limit as i64 + 1);
    let found = db
        .read(move |connection| CommunityRole::list(connection, query.grid, after, limit))
        .await?;
    Ok(Answer::ok(page.of(found, |row| row.id).map(CommunityRoleView::from)))
}

/// One role; a retired one too.
#[utoipa::path(
    get, path = "/api/v1/community-roles/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = CommunityRoleView))
)]
pub async fn read_community_role(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<CommunityRoleId>,
) -> Result<Answer<CommunityRoleView>> {
    let view = read(&db, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, id: CommunityRoleId) -> Result<CommunityRoleView> {
    Ok(db.read(move |connection| CommunityRole::load(connection, id)).await?.into())
}

/// A role to be offered.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCommunityRoleBody {
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "邻里调解员")]
    pub name: String,
    /// What whoever has it does.
    #[validate(length(min = 1, max = 1000))]
    pub tasks: String,
    /// What they should be able to do, as codes of `/api/v1/skills`.
    #[serde(default)]
    #[validate(length(max = 16))]
    pub skills: Vec<String>,
    /// How many may have it at a time.
    #[validate(range(min = 1, max = 1000))]
    pub places: i32,
    /// How many may wait for a place.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub waiting_places: i32,
    /// For how many days somebody has it.
    #[validate(range(min = 1, max = 1830))]
    pub term_days: i32,
    /// Whether the secretary decides about each claim.
    #[serde(default = "yes")]
    pub reviewed: bool,
    /// The duty that comes with it; then each claim is reviewed.
    #[validate(nested)]
    pub duty: Option<RoleDutyBody>,
}

const fn yes() -> bool {
    true
}

/// Offers a new role.
#[utoipa::path(
    post, path = "/api/v1/community-roles", request_body = NewCommunityRoleBody,
    responses((status = 201, body = CommunityRoleView))
)]
pub async fn create_community_role(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewCommunityRoleBody>,
) -> Result<Answer<CommunityRoleView>> {
    let NewCommunityRoleBody {
        grid,
        name,
        tasks,
        skills,
        places,
        waiting_places,
        term_days,
        reviewed,
        duty,
    } = body;
    let duty = duty.map(Into::into);
    let profile = CommunityRoleProfile {
        name,
        tasks,
        skills,
        places,
        waiting_places,
        term_days,
        reviewed,
        duty,
    };
    let done =
        community_roles::create_community_role(&db, &permit.bearer.scope, key, grid, profile)
            .await?;
    let view = read(&db, done.made).await?;
    let version = view.version;
    let answer = Answer::created(format!("/api/v1/community-roles/{}", done.made), view);
    Ok(answer.version(version).replayed(done.replayed))
}

/// What a role is from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommunityRoleProfileBody {
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// What whoever has it does.
    #[validate(length(min = 1, max = 1000))]
    pub tasks: String,
    /// What they should be able to do, as codes of `/api/v1/skills`.
    #[serde(default)]
    #[validate(length(max = 16))]
    pub skills: Vec<String>,
    /// How many may have it at a time; who has it keeps it.
    #[validate(range(min = 1, max = 1000))]
    pub places: i32,
    /// How many may wait for a place.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub waiting_places: i32,
    /// For how many days somebody has it who gets it from now on.
    #[validate(range(min = 1, max = 1830))]
    pub term_days: i32,
    /// Whether the secretary decides about each claim.
    #[serde(default = "yes")]
    pub reviewed: bool,
    /// The duty that comes with it; the same as before while somebody has the role.
    #[validate(nested)]
    pub duty: Option<RoleDutyBody>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says anew what a role is. Places that are added go to those who wait.
#[utoipa::path(
    post, path = "/api/v1/community-roles/{id}/profile", params(("id" = Uuid, Path)),
    request_body = CommunityRoleProfileBody, responses((status = 200, body = CommunityRoleView))
)]
pub async fn change_community_role(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<CommunityRoleId>,
    Body(body): Body<CommunityRoleProfileBody>,
) -> Result<Answer<CommunityRoleView>> {
    let CommunityRoleProfileBody {
        name,
        tasks,
        skills,
        places,
        waiting_places,
        term_days,
        reviewed,
        duty,
        version,
    } = body;
    let duty = duty.map(Into::into);
    let profile = CommunityRoleProfile {
        name,
        tasks,
        skills,
        places,
        waiting_places,
        term_days,
        reviewed,
        duty,
    };
    let (scope, version) = (&permit.bearer.scope, seen.required(version)?);
    changed(
        &db,
        community_roles::change_community_role(&db, scope, key, id, version, profile).await?,
    )
    .await
}

/// Offers a role no more. Whoever has it or waits for it has it no more.
#[utoipa::path(
    post, path = "/api/v1/community-roles/{id}/retire", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = CommunityRoleView))
)]
pub async fn retire_community_role(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<CommunityRoleId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<CommunityRoleView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    changed(&db, community_roles::retire_community_role(&db, scope, key, id, version).await?).await
}

async fn changed(db: &Db, done: WrittenOnce<CommunityRoleId>) -> Result<Answer<CommunityRoleView>> {
    let view = read(db, done.made).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version).replayed(done.replayed))
}
