//! The roles that a neighbourhood offers, over HTTP.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange};
use super::duties::UnitBody;
use super::idempotency::IdempotencyKey;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::profile::profile_bodies;
use crate::domain::duty::Capacity;
use crate::domain::id::{CommunityRoleId, GridId};
use crate::domain::second_identity::RoleDuty;
use crate::error::Result;
use crate::service::community_roles::{self, CommunityRoleProfile};
use crate::store::Db;
use crate::store::community_roles::CommunityRole;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A community role: a role that a neighbourhood offers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CommunityRoleView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: CommunityRoleId,
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Name.
    #[schema(example = "邻里调解员")]
    pub name: String,
    /// Tasks of a holder.
    pub tasks: String,
    /// Skills that a holder should have, as codes of `/api/v1/skills`.
    pub skills: Vec<String>,
    /// Number of members who can hold the role at a time.
    pub places: i32,
    /// Number of claims that can wait for a place.
    pub waiting_places: i32,
    /// Length of a term in days.
    pub term_days: i32,
    /// True when each claim is decided by those who care for the neighbourhood.
    pub reviewed: bool,
    /// The duty that comes with the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<RoleDutyBody>,
    /// Number of holders.
    pub active: i32,
    /// Number of claims that wait for a place.
    pub waiting: i32,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Time of retirement; missing while the role is offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(CommunityRoleView: "/api/v1/community-roles");

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

/// A duty that comes with a community role.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleDutyBody {
    /// A grid or building group of the neighbourhood.
    pub unit: UnitBody,
    /// Capacity: `deputy` or `worker`.
    pub capacity: Capacity,
}

impl From<RoleDutyBody> for RoleDuty {
    fn from(body: RoleDutyBody) -> Self {
        Self { unit: body.unit.into(), capacity: body.capacity }
    }
}

profile_bodies! {
    /// A community role to be created.
    NewCommunityRoleBody {
        /// The neighbourhood.
        #[schema(value_type = Uuid)]
        grid: GridId,
    }
    /// New profile of a community role. It replaces the old one.
    CommunityRoleProfileBody {
        /// Name.
        #[validate(length(min = 1, max = 60))]
        #[schema(min_length = 1, max_length = 60, example = "邻里调解员")]
        name: String,
        /// Tasks of a holder.
        #[validate(length(min = 1, max = 1000))]
        #[schema(min_length = 1, max_length = 1000)]
        tasks: String,
        /// Skills that a holder should have, as codes of `/api/v1/skills`.
        #[serde(default)]
        #[validate(length(max = 16))]
        #[schema(max_items = 16)]
        skills: Vec<String>,
        /// Number of members who can hold the role at a time. When it becomes smaller than the
        /// number of holders, they keep their places.
        #[validate(range(min = 1, max = 1000))]
        #[schema(minimum = 1, maximum = 1000)]
        places: i32,
        /// Number of claims that can wait for a place; missing: 0.
        #[serde(default)]
        #[validate(range(min = 0, max = 1000))]
        #[schema(minimum = 0, maximum = 1000)]
        waiting_places: i32,
        /// Length in days of terms that begin from now on.
        #[validate(range(min = 1, max = 1830))]
        #[schema(minimum = 1, maximum = 1830)]
        term_days: i32,
        /// True when each claim is decided by those who care for the neighbourhood; missing: true.
        #[serde(default = "yes")]
        reviewed: bool,
        /// The duty that comes with the role, which is then `reviewed`. It cannot change while
        /// somebody holds the role.
        duty: Option<RoleDutyBody>,
    }
}

const fn yes() -> bool {
    true
}

impl From<CommunityRoleProfileBody> for CommunityRoleProfile {
    fn from(body: CommunityRoleProfileBody) -> Self {
        Self {
            name: body.name,
            tasks: body.tasks,
            skills: body.skills,
            places: body.places,
            waiting_places: body.waiting_places,
            term_days: body.term_days,
            reviewed: body.reviewed,
            duty: body.duty.map(Into::into),
        }
    }
}

/// Filter of the list of community roles.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommunityRoleQuery {
    /// Roles of this neighbourhood.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
}

/// Lists the community roles that are not retired.
///
/// In the order they were created.
#[utoipa::path(get, path = "/api/v1/community-roles")]
pub async fn list_community_roles(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<CommunityRoleQuery>,
) -> Result<Answer<Listed<CommunityRoleView>>> {
    let after = page.after::<CommunityRoleId>()?;
    let limit = page.limit as i64 + 1;
    let found = db
        .read(move |connection| CommunityRole::list(connection, query.grid, after, limit))
        .await?;
    Ok(Answer(page.of(found, |row| row.id).map(CommunityRoleView::from)))
}

/// Reads a community role; a retired one too.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/community-roles/{id}")]
pub async fn read_community_role(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<CommunityRoleId>,
) -> Result<Current<CommunityRoleView>> {
    Ok(Current(read(&db, id).await?))
}

/// Creates a community role of a neighbourhood.
///
/// # Errors
/// `not_found`, `unknown_grid`, `not_a_neighbourhood`, `unknown_skill`, `skill_twice`,
/// `unknown_unit`, `duty_outside_neighbourhood`, `role_capacity`, `duty_needs_review`, `required`,
/// `too_long`, `too_many`, `out_of_range`
#[utoipa::path(post, path = "/api/v1/community-roles")]
pub async fn create_community_role(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewCommunityRoleBody>,
) -> Result<Created<CommunityRoleView>> {
    let scope = &permit.bearer.scope;
    let (grid, profile) = body.into_parts();
    let once =
        community_roles::create_community_role(&db, scope, key, grid, profile.into()).await?;
    Ok(Created { resource: read(&db, once.made).await?, replayed: once.replayed })
}

/// Updates the profile of a community role.
///
/// Places that are added go to those who wait. If the role brings a duty, their claims are decided
/// once more.
///
/// # Errors
/// `not_found`, `stale_version`, `community_role_retired`, `role_duty_held`, `unknown_skill`,
/// `skill_twice`, `unknown_unit`, `duty_outside_neighbourhood`, `role_capacity`,
/// `duty_needs_review`, `required`, `too_long`, `too_many`, `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/community-roles/{id}/profile")]
pub async fn change_community_role(
    permit: Permit<Staffing>,
    db: Data<Db>,
    change: VersionedChange<CommunityRoleId, CommunityRoleProfileBody>,
) -> Result<Changed<CommunityRoleView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let once =
        community_roles::change_community_role(&db, scope, key, id, version, body.into()).await?;
    Ok(Changed { resource: read(&db, id).await?, replayed: once.replayed })
}

/// Retires a community role; its holders and claims end.
///
/// The duties that came with the role end too.
///
/// # Errors
/// `not_found`, `stale_version`, `community_role_retired`, `approval_required`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/community-roles/{id}/retire")]
pub async fn retire_community_role(
    permit: Permit<Staffing>,
    db: Data<Db>,
    change: VersionedChange<CommunityRoleId, VersionBody>,
) -> Result<Changed<CommunityRoleView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let once = community_roles::retire_community_role(&db, scope, key, id, version).await?;
    Ok(Changed { resource: read(&db, id).await?, replayed: once.replayed })
}

async fn read(db: &Db, id: CommunityRoleId) -> Result<CommunityRoleView> {
    Ok(db.read(move |connection| CommunityRole::load(connection, id)).await?.into())
}
