//! Building groups over HTTP.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange, versioned};
use super::effects::WithEffects;
use super::grids::grid;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::permission::{Drawing, Permit, SignedIn, Staffing};
use crate::domain::atlas::Atlas;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::scope::Scope;
use crate::domain::unit::BuildingGroup;
use crate::error::{Code, Result};
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
    /// Code, unique over all building groups and times.
    pub code: String,
    /// Name.
    #[schema(example = "3号楼")]
    pub name: String,
    /// Number of households; all that is known of who lives there.
    pub household_count: i32,
    /// Grid that the building group belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Retirement time; missing while the building group is not retired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(BuildingGroupView: "/api/v1/building-groups");

impl BuildingGroupView {
    fn new(atlas: &Atlas, group: &BuildingGroup) -> Self {
        Self {
            id: group.id,
            code: group.code.clone(),
            name: group.name.clone(),
            household_count: group.household_count,
            grid: atlas.groups().grid_of(group.id),
            retired_at: group.life.to,
            version: group.version,
        }
    }
}

/// The building group of a path.
///
/// # Errors
/// [`Code::NotFound`]
pub fn building_group(atlas: &Atlas, id: BuildingGroupId) -> Result<&BuildingGroup> {
    atlas.groups().get(id).ok_or_else(|| Code::NotFound.into())
}

/// Lists the building groups of a grid.
///
/// Without retired ones, in the order of their codes.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/grids/{id}/building-groups")]
pub async fn list_building_groups(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<GridId>,
) -> Result<Answer<Listed<BuildingGroupView>>> {
    let atlas = db.atlas();
    let groups = atlas.groups().of_grid(grid(&atlas, id)?.id);
    let listed = page.cut(groups, |group| group.code.clone())?;
    Ok(Answer(listed.map(|group| BuildingGroupView::new(&atlas, group))))
}

/// Reads a building group; a retired one too.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/building-groups/{id}")]
pub async fn read_building_group(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<BuildingGroupId>,
) -> Result<Current<BuildingGroupView>> {
    let atlas = db.atlas();
    Ok(Current(BuildingGroupView::new(&atlas, building_group(&atlas, id)?)))
}

/// A building group to be created.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBuildingGroupBody {
    /// Code, unique over all building groups and times: 1–32 letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32, example = "310120001007-03")]
    pub code: String,
    /// Name.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "金水苑1–4号楼组")]
    pub name: String,
    /// Number of households.
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    pub household_count: i32,
    /// Grid that the building group belongs to.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
}

/// Creates a building group in a grid.
///
/// # Errors
/// `required`, `too_long`, `out_of_range`, `not_found`, `malformed_code`, `code_in_use`,
/// `unknown_grid`, `approval_required`
#[utoipa::path(post, path = "/api/v1/building-groups")]
pub async fn create_building_group(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewBuildingGroupBody>,
) -> Result<Created<WithEffects<BuildingGroupView>>> {
    let scope = &permit.bearer.scope;
    let NewBuildingGroupBody { code, name, household_count, grid } = body;
    let new = NewBuildingGroup { code, name, household_count, grid };
    let done = building_groups::create_building_group(&db, scope, key, new).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Change of a building group. A field that is left out stays as it is.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildingGroupChangeBody {
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// Name.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub name: Option<String>,
    /// Number of households.
    #[validate(range(min = 0))]
    #[schema(minimum = 0)]
    pub household_count: Option<i32>,
    /// Grid that the building group belongs to from now on.
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
}

versioned!(BuildingGroupChangeBody);

/// Updates name, households or grid of a building group.
///
/// Its open requests move with it into another grid.
///
/// # Errors
/// `required`, `too_long`, `out_of_range`, `version_required`, `not_found`, `stale_version`,
/// `unknown_building_group`, `unknown_grid`, `posts_in_zone`, `unit_of_role`, `approval_required`
#[utoipa::path(post, path = "/api/v1/building-groups/{id}/change")]
pub async fn change_building_group(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<BuildingGroupId, BuildingGroupChangeBody>,
) -> Result<Changed<WithEffects<BuildingGroupView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let BuildingGroupChangeBody { name, household_count, grid, .. } = body;
    let change = BuildingGroupChange { name, household_count, grid };
    let done = building_groups::change_building_group(&db, scope, key, id, version, change).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

/// Retires a building group; its addresses and duties end.
///
/// Its open requests move to its grid.
///
/// # Errors
/// `out_of_range`, `version_required`, `not_found`, `stale_version`, `unknown_building_group`,
/// `posts_in_zone`, `unit_of_role`, `approval_required`
#[utoipa::path(post, path = "/api/v1/building-groups/{id}/retire")]
pub async fn retire_building_group(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<BuildingGroupId, VersionBody>,
) -> Result<Changed<WithEffects<BuildingGroupView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let done = building_groups::retire_building_group(&db, scope, key, id, version).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<BuildingGroupId>,
) -> Result<WithEffects<BuildingGroupView>> {
    let atlas = db.atlas();
    let view = BuildingGroupView::new(&atlas, building_group(&atlas, done.made)?);
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}
