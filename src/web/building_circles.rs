//! Building circles (楼组圈) over HTTP.

mod exchanges;
mod topics;

pub use exchanges::*;
pub use topics::*;

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange};
use super::idempotency::IdempotencyKey;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::{MemberBrief, MemberNames};
use super::permission::{Permit, SignedIn, Staffing};
use super::profile::profile_bodies;
use crate::domain::id::{BuildingCircleId, BuildingGroupId, GridId, MemberId};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::building_circles::{self, BuildingCircleProfile};
use crate::store::Db;
use crate::store::building_circles::BuildingCircle;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A building circle: building groups of one neighbourhood that help and consult each other.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuildingCircleView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: BuildingCircleId,
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Name.
    #[schema(example = "柳荫好邻圈")]
    pub name: String,
    /// The convenor.
    pub convenor: MemberBrief,
    /// The building groups.
    #[schema(value_type = Vec<Uuid>)]
    pub building_groups: Vec<BuildingGroupId>,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Time of retirement; missing while the circle exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(BuildingCircleView: "/api/v1/building-circles");

impl BuildingCircleView {
    fn new(
        named: &MemberNames,
        row: BuildingCircle,
        building_groups: Vec<BuildingGroupId>,
    ) -> Self {
        Self {
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
}

profile_bodies! {
    /// A building circle to be created.
    NewBuildingCircleBody {
        /// The neighbourhood.
        #[schema(value_type = Uuid)]
        grid: GridId,
    }
    /// New profile of a building circle. It replaces the old one.
    BuildingCircleProfileBody {
        /// Name.
        #[validate(length(min = 1, max = 60))]
        #[schema(min_length = 1, max_length = 60, example = "柳荫好邻圈")]
        name: String,
        /// The convenor: a member who is registered with the neighbourhood or has a duty there.
        #[schema(value_type = Uuid)]
        convenor: MemberId,
        /// The building groups of the neighbourhood, each in no other circle.
        #[validate(length(min = 2, max = 30))]
        #[schema(value_type = Vec<Uuid>, min_items = 2, max_items = 30)]
        building_groups: Vec<BuildingGroupId>,
    }
}

impl From<BuildingCircleProfileBody> for BuildingCircleProfile {
    fn from(body: BuildingCircleProfileBody) -> Self {
        let BuildingCircleProfileBody { name, convenor, building_groups, .. } = body;
        Self { name, convenor, groups: building_groups }
    }
}

/// Filter of the list of building circles.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BuildingCircleQuery {
    /// Circles of this neighbourhood.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
}

/// Lists the building circles that are not retired.
///
/// Those of the neighbourhoods that the caller belongs to, in the order they were created.
#[utoipa::path(get, path = "/api/v1/building-circles")]
pub async fn list_building_circles(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<BuildingCircleQuery>,
) -> Result<Answer<Listed<BuildingCircleView>>> {
    let scope = &permit.bearer.scope;
    let after = page.after::<BuildingCircleId>()?;
    let limit = page.limit as i64 + 1;
    let found = building_circles::list_circles(&db, scope, query.grid, after, limit).await?;
    let listed = page.of(found, |(row, _)| row.id);
    let convenors = listed.items.iter().map(|(row, _)| row.convenor_id);
    let named = MemberNames::read(&db, &db.atlas(), scope, convenors).await?;
    Ok(Answer(listed.map(|(row, groups)| BuildingCircleView::new(&named, row, groups))))
}

/// Reads a building circle; a retired one too.
///
/// For those who belong to its neighbourhood.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/building-circles/{id}")]
pub async fn read_building_circle(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<BuildingCircleId>,
) -> Result<Current<BuildingCircleView>> {
    Ok(Current(read(&db, &permit.bearer.scope, id).await?))
}

/// Creates a building circle in a neighbourhood.
///
/// # Errors
/// `not_found`, `unknown_grid`, `not_a_neighbourhood`, `unknown_member`, `convenor_not_here`,
/// `unknown_building_group`, `building_group_twice`, `circle_outside`, `in_another_circle`,
/// `required`, `too_long`, `too_few`, `too_many`
#[utoipa::path(post, path = "/api/v1/building-circles")]
pub async fn create_building_circle(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewBuildingCircleBody>,
) -> Result<Created<BuildingCircleView>> {
    let scope = &permit.bearer.scope;
    let (grid, profile) = body.into_parts();
    let once =
        building_circles::create_building_circle(&db, scope, key, grid, profile.into()).await?;
    Ok(Created { resource: read(&db, scope, once.made).await?, replayed: once.replayed })
}

/// Updates the profile of a building circle.
///
/// For its convenor, and for those who care for the neighbourhood.
///
/// # Errors
/// `not_found`, `circle_not_yours`, `stale_version`, `circle_retired`, `unknown_member`,
/// `convenor_not_here`, `unknown_building_group`, `building_group_twice`, `circle_outside`,
/// `in_another_circle`, `required`, `too_long`, `too_few`, `too_many`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/building-circles/{id}/profile")]
pub async fn change_building_circle(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    change: VersionedChange<BuildingCircleId, BuildingCircleProfileBody>,
) -> Result<Changed<BuildingCircleView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let once =
        building_circles::change_building_circle(&db, scope, key, id, version, body.into()).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

/// Retires a building circle.
///
/// For its convenor, and for those who care for the neighbourhood. Its exchanges and topics can
/// still be read.
///
/// # Errors
/// `not_found`, `circle_not_yours`, `stale_version`, `circle_retired`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/building-circles/{id}/retire")]
pub async fn retire_building_circle(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    change: VersionedChange<BuildingCircleId, VersionBody>,
) -> Result<Changed<BuildingCircleView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let once = building_circles::retire_building_circle(&db, scope, key, id, version).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

async fn read(db: &Db, scope: &Scope, id: BuildingCircleId) -> Result<BuildingCircleView> {
    let (row, groups) = building_circles::read_circle(db, scope, id).await?;
    let named = MemberNames::read(db, &db.atlas(), scope, [row.convenor_id]).await?;
    Ok(BuildingCircleView::new(&named, row, groups))
}
