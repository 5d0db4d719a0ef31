//! Building groups over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::grids::grid;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::permission::{Drawing, Permit, SignedIn};
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::scope::Scope;
use crate::domain::unit::BuildingGroup;
use crate::error::{Code, Language, Result};
use crate::service::building_groups::{self, BuildingGroupChange, NewBuildingGroup};
use crate::service::command::CommandDone;
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A building group.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuildingGroupView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: BuildingGroupId,
    /// The code people use.
    pub code: String,
    /// The name shown to people.
    #[schema(example = "3号楼")]
    pub name: String,
    /// How many households there are; the only thing known of who lives there.
    pub household_count: i32,
    /// The grid it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Since when it is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn building_group_view(atlas: &Atlas, group: &BuildingGroup) -> BuildingGroupView {
    BuildingGroupView {
        id: group.id,
        code: group.code.clone(),
        name: group.name.clone(),
        household_count: group.household_count,
        grid: atlas.groups().grid_of(group.id),
        retired_at: group.life.to,
        version: group.version,
    }
}

/// The building group of a path.
///
/// # Errors
/// [`Code::NotFound`]
pub fn building_group(atlas: &Atlas, id: BuildingGroupId) -> Result<&BuildingGroup> {
    atlas.groups().get(id).ok_or_else(|| Code::NotFound.into())
}

/// The building groups of a grid, in the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/grids/{id}/building-groups", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<BuildingGroupView>))
)]
pub async fn list_building_groups(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<GridId>,
) -> Result<Answer<Listed<BuildingGroupView>>> {
    let atlas = db.atlas();
    let groups = atlas.groups().of_grid(grid(&atlas, id)?.id);
    let page = page.cut(groups, |group| group.code.clone())?;
    Ok(Answer::ok(page.map(|group| building_group_view(&atlas, group))))
}

/// One building group; a retired one too.
#[utoipa::path(
    get, path = "/api/v1/building-groups/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = BuildingGroupView))
)]
pub async fn read_building_group(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<BuildingGroupId>,
) -> Result<Answer<BuildingGroupView>> {
    let atlas = db.atlas();
    let group = building_group(&atlas, id)?;
    Ok(Answer::ok(building_group_view(&atlas, group)).version(group.version))
}

/// A new building group.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBuildingGroupBody {
    /// The code people use, unique over all building groups and times: 1–32 letters, digits, `-` or
    /// `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "310120001007-03")]
    pub code: String,
    /// The name shown to people.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "金水苑1–4号楼组")]
    pub name: String,
    /// How many households there are.
    #[validate(range(min = 0))]
    pub household_count: i32,
    /// The grid it belongs to.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
}

/// Founds a building group in a grid.
#[utoipa::path(
    post, path = "/api/v1/building-groups", request_body = NewBuildingGroupBody,
    responses((status = 201, body = ChangedBoundaries<BuildingGroupView>))
)]
pub async fn create_building_group(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewBuildingGroupBody>,
) -> Result<Answer<ChangedBoundaries<BuildingGroupView>>> {
    let (household_count, grid) = (body.household_count, body.grid);
    let new = NewBuildingGroup { code: body.code, name: body.name, household_count, grid };
    let done = building_groups::create_building_group(&db, &permit.bearer.scope, key, new).await?;
    let location = format!("/api/v1/building-groups/{}", done.made);
    let answer = changed(&db, &permit.bearer.scope, language.0, &done, |body| {
        Answer::created(location, body)
    });
    answer.await
}

/// What changes about a building group; what is missing stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildingGroupChangeBody {
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
    /// The name shown to people.
    #[validate(length(min = 1, max = 60))]
    pub name: Option<String>,
    /// How many households there are.
    #[validate(range(min = 0))]
    pub household_count: Option<i32>,
    /// The grid it belongs to from now on.
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
}

/// Changes name, households or grid of a building group. The open requests in it follow it into
/// another grid.
#[utoipa::path(
    post, path = "/api/v1/building-groups/{id}/change", params(("id" = Uuid, Path)),
    request_body = BuildingGroupChangeBody, responses((status = 200, body = ChangedBoundaries<BuildingGroupView>))
)]
pub async fn change_building_group(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<BuildingGroupId>,
    Body(body): Body<BuildingGroupChangeBody>,
) -> Result<Answer<ChangedBoundaries<BuildingGroupView>>> {
    let version = seen.required(body.version)?;
    let change = BuildingGroupChange {
        name: body.name,
        household_count: body.household_count,
        grid: body.grid,
    };
    let done = building_groups::change_building_group(
        &db,
        &permit.bearer.scope,
        key,
        (id, version),
        change,
    )
    .await?;
    changed(&db, &permit.bearer.scope, language.0, &done, Answer::ok).await
}

/// The end of a building group.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildingGroupRetirement {
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Ends a building group, its addresses and the duties in it. Its open requests go to its grid.
#[utoipa::path(
    post, path = "/api/v1/building-groups/{id}/retire", params(("id" = Uuid, Path)),
    request_body = BuildingGroupRetirement, responses((status = 200, body = ChangedBoundaries<BuildingGroupView>))
)]
pub async fn retire_building_group(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<BuildingGroupId>,
    Body(body): Body<BuildingGroupRetirement>,
) -> Result<Answer<ChangedBoundaries<BuildingGroupView>>> {
    let version = seen.required(body.version)?;
    let done =
        building_groups::retire_building_group(&db, &permit.bearer.scope, key, id, version).await?;
    changed(&db, &permit.bearer.scope, language.0, &done, Answer::ok).await
}

type GroupUnderView = ChangedBoundaries<BuildingGroupView>;

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Language,
    done: &CommandDone<BuildingGroupId>,
    answer: impl FnOnce(GroupUnderView) -> Answer<GroupUnderView>,
) -> Result<Answer<GroupUnderView>> {
    let atlas = db.atlas();
    let group = building_group(&atlas, done.made)?;
    let view = building_group_view(&atlas, group);
    let changed = ChangedBoundaries::new(db, scope, language, &done.effects, view).await?;
    Ok(answer(changed).version(group.version).replayed(done.replayed))
}
