//! Building circles (楼组圈) over HTTP.

mod exchanges;
mod topics;

pub use exchanges::*;
pub use topics::*;

use super::answer::Answer;
use super::body::Body;
use super::idempotency::IdempotencyKey;
use super::members::VersionBody;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::{MemberBrief, MemberNames};
use super::permission::{Permit, SignedIn, Staffing};
use super::version::IfMatch;
use crate::domain::id::{BuildingCircleId, BuildingGroupId, GridId, MemberId};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::building_circles::{self, BuildingCircleProfile};
use crate::service::once::WrittenOnce;
use crate::store::Db;
use crate::store::building_circles::BuildingCircle;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A circle of building groups.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuildingCircleView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: BuildingCircleId,
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What it is called.
    #[schema(example = "柳荫好邻圈")]
    pub name: String,
    /// Who calls it together.
    pub convenor: MemberBrief,
    /// The building groups.
    #[schema(value_type = Vec<Uuid>)]
    pub building_groups: Vec<BuildingGroupId>,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// Since when it is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn view(
    named: &MemberNames,
    row: BuildingCircle,
    building_groups: Vec<BuildingGroupId>,
) -> BuildingCircleView {
    BuildingCircleView {
        id: row.id,
        grid: row.grid_id,
        name: row.name,
        convenor: named.brief(row.convenor_id),
        building_groups,
        created_at: row.created_at.0,
        retired_at: row.retired_at.map(|at| at.0),
        version: row.version,
    }
}

/// Which circles.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BuildingCircleQuery {
    /// Of this neighbourhood.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
}

/// The circles of the neighbourhoods that the caller belongs to, in the order they were made.
#[utoipa::path(
    get, path = "/api/v1/building-circles", params(BuildingCircleQuery),
    responses((status = 200, body = Listed<BuildingCircleView>))
)]
pub async fn list_building_circles(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<BuildingCircleQuery>,
) -> Result<Answer<Listed<BuildingCircleView>>> {
    let scope = &permit.bearer.scope;
    let (after, limit) = (page.after::<BuildingCircleId>()?, page.limit as i64 + 1);
    let found = building_circles::list_circles(&db, scope, query.grid, after, limit).await?;
    let listed = page.of(found, |(row, _)| row.id);
    let named = MemberNames::read(
        &db,
        &db.atlas(),
        scope,
        listed.items.iter().map(|(row, _)| row.convenor_id),
    )
    .await?;
    Ok(Answer::ok(listed.map(|(row, groups)| view(&named, row, groups))))
}

/// One circle, for those who belong to its neighbourhood; a retired one too.
#[utoipa::path(
    get, path = "/api/v1/building-circles/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = BuildingCircleView))
)]
pub async fn read_building_circle(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<BuildingCircleId>,
) -> Result<Answer<BuildingCircleView>> {
    let view = read(&db, &permit.bearer.scope, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, id: BuildingCircleId) -> Result<BuildingCircleView> {
    let (row, groups) = building_circles::read_circle(db, scope, id).await?;
    let named = MemberNames::read(db, &db.atlas(), scope, [row.convenor_id]).await?;
    Ok(view(&named, row, groups))
}

/// A circle to be made.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBuildingCircleBody {
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "柳荫好邻圈")]
    pub name: String,
    /// Who calls it together: registered with the neighbourhood, or with a duty there.
    #[schema(value_type = Uuid)]
    pub convenor: MemberId,
    /// The building groups, each in no other circle.
    #[validate(length(min = 2, max = 30))]
    #[schema(value_type = Vec<Uuid>)]
    pub building_groups: Vec<BuildingGroupId>,
}

/// Makes a circle.
#[utoipa::path(
    post, path = "/api/v1/building-circles", request_body = NewBuildingCircleBody,
    responses((status = 201, body = BuildingCircleView))
)]
pub async fn create_building_circle(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewBuildingCircleBody>,
) -> Result<Answer<BuildingCircleView>> {
    let NewBuildingCircleBody { grid, name, convenor, building_groups } = body;
    let (scope, profile) =
        (&permit.bearer.scope, BuildingCircleProfile { name, convenor, groups: building_groups });
    let done = building_circles::create_building_circle(&db, scope, key, grid, profile).await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let answer = Answer::created(format!("/api/v1/building-circles/{}", done.made), view);
    Ok(answer.version(version).replayed(done.replayed))
}

/// What a circle is from now on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildingCircleProfileBody {
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// Who calls it together: registered with the neighbourhood, or with a duty there.
    #[schema(value_type = Uuid)]
    pub convenor: MemberId,
    /// The building groups, each in no other circle.
    #[validate(length(min = 2, max = 30))]
    #[schema(value_type = Vec<Uuid>)]
    pub building_groups: Vec<BuildingGroupId>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says anew what a circle is: its convenor, or those who care for the neighbourhood.
#[utoipa::path(
    post, path = "/api/v1/building-circles/{id}/profile", params(("id" = Uuid, Path)),
    request_body = BuildingCircleProfileBody, responses((status = 200, body = BuildingCircleView))
)]
pub async fn change_building_circle(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<BuildingCircleId>,
    Body(body): Body<BuildingCircleProfileBody>,
) -> Result<Answer<BuildingCircleView>> {
    let BuildingCircleProfileBody { name, convenor, building_groups, version } = body;
    let (scope, version) = (&permit.bearer.scope, seen.required(version)?);
    let profile = BuildingCircleProfile { name, convenor, groups: building_groups };
    let done =
        building_circles::change_building_circle(&db, scope, key, id, version, profile).await?;
    changed(&db, scope, done).await
}

/// Ends a circle. What was said in it stays to be read.
#[utoipa::path(
    post, path = "/api/v1/building-circles/{id}/retire", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = BuildingCircleView))
)]
pub async fn retire_building_circle(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<BuildingCircleId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<BuildingCircleView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = building_circles::retire_building_circle(&db, scope, key, id, version).await?;
    changed(&db, scope, done).await
}

async fn changed(
    db: &Db,
    scope: &Scope,
    done: WrittenOnce<BuildingCircleId>,
) -> Result<Answer<BuildingCircleView>> {
    let view = read(db, scope, done.made).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version).replayed(done.replayed))
}
