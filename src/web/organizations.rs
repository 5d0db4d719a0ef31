//! Organisations over HTTP.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange};
use super::duties::UnitBody;
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::profile::profile_bodies;
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use crate::domain::phone::Phone;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
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
    /// Code, as people use it.
    #[schema(example = "WY-0031")]
    pub code: String,
    /// Name.
    #[schema(example = "金水苑物业服务处")]
    pub name: String,
    /// Kind.
    pub kind: OrganizationKind,
    /// The organisation directly above.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub parent: Option<OrganizationId>,
    /// The grid where it works, with all grids below.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Grids with everything below, and building groups, that it serves; empty: the whole of its
    /// grid.
    pub serves: Vec<UnitBody>,
    /// Office phone, which everybody may see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Time of retirement; missing while the organisation exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(OrganizationView: "/api/v1/organizations");

impl From<&Organization> for OrganizationView {
    fn from(organization: &Organization) -> Self {
        let OrganizationProfile { name, parent, grid, serves, office_phone } =
            organization.profile.clone();
        Self {
            id: organization.id,
            code: organization.code.clone(),
            name,
            kind: organization.kind,
            parent,
            grid,
            serves: serves.into_iter().map(UnitBody::from).collect(),
            office_phone,
            created_at: organization.life.from,
            retired_at: organization.life.to,
            version: organization.version,
        }
    }
}

profile_bodies! {
    /// An organisation to be created.
    NewOrganizationBody {
        /// Code, as people use it; unique among all organisations, retired ones included: 1–32
        /// letters, digits, `-` or `_`.
        #[validate(length(min = 1, max = 32))]
        #[schema(min_length = 1, max_length = 32, example = "WY-0031")]
        code: String,
        /// Kind.
        kind: OrganizationKind,
    }
    /// New profile of an organisation. It replaces the old one; what is left out is removed.
    OrganizationProfileBody {
        /// Name.
        #[validate(length(min = 1, max = 60))]
        #[schema(min_length = 1, max_length = 60, example = "金水苑物业服务处")]
        name: String,
        /// The organisation directly above; missing: none.
        #[schema(value_type = Option<Uuid>)]
        parent: Option<OrganizationId>,
        /// The grid where it works, with all grids below.
        #[schema(value_type = Uuid)]
        grid: GridId,
        /// Grids with everything below, and building groups, that it serves, each once; empty: the
        /// whole of its grid. The most specific that serves a place is the one for it.
        #[serde(default)]
        #[validate(nested)]
        #[schema(max_items = 200)]
        serves: Vec<UnitBody>,
        /// Office phone, which everybody may see; missing: none.
        #[validate(length(max = 32))]
        #[schema(max_length = 32)]
        office_phone: Option<String>,
    }
}

impl TryFrom<OrganizationProfileBody> for OrganizationProfile {
    type Error = Problem;

    fn try_from(body: OrganizationProfileBody) -> Result<Self, Problem> {
        let OrganizationProfileBody { name, parent, grid, serves, office_phone, .. } = body;
        let phone = office_phone.as_deref().map(Phone::parse).transpose();
        let phone = phone.map_err(|problem| problem.at("/office_phone"))?;
        let office_phone = phone.map(|phone| phone.as_str().to_owned());
        let serves = serves.into_iter().map(Unit::from).collect();
        Ok(Self { name: name.trim().to_owned(), parent, grid, serves, office_phone })
    }
}

/// Filter of the list of organisations.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganizationQuery {
    /// Organisations that work in this grid or one below it.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Organisations of this kind.
    pub kind: Option<OrganizationKind>,
    /// Organisations directly below this one.
    #[param(value_type = Option<Uuid>)]
    pub parent: Option<OrganizationId>,
}

/// Lists the organisations that are not retired.
///
/// In the order of their codes.
#[utoipa::path(get, path = "/api/v1/organizations")]
pub async fn list_organizations(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<OrganizationQuery>,
) -> Result<Answer<Listed<OrganizationView>>> {
    let atlas = db.atlas();
    let OrganizationQuery { grid, kind, parent } = query;
    let found =
        organizations::list_organizations(&atlas, OrganizationFilter { grid, kind, parent });
    let listed = page.cut(found, |organization| organization.code.clone())?;
    Ok(Answer(listed.map(OrganizationView::from)))
}

/// Reads an organisation; a retired one too.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/organizations/{id}")]
pub async fn read_organization(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<OrganizationId>,
) -> Result<Current<OrganizationView>> {
    Ok(Current(read(&db.atlas(), id)?))
}

/// Creates an organisation in a grid.
///
/// # Errors
/// `not_found`, `malformed_code`, `code_in_use`, `unknown_grid`, `unknown_organization`,
/// `unknown_unit`, `unit_twice`, `desk_served`, `phone_invalid`, `required`, `too_long`, `too_many`
#[utoipa::path(post, path = "/api/v1/organizations")]
pub async fn create_organization(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewOrganizationBody>,
) -> Result<Created<WithEffects<OrganizationView>>> {
    let scope = &permit.bearer.scope;
    let ((code, kind), profile) = body.into_parts();
    let profile = profile.try_into()?;
    let done = organizations::create_organization(&db, scope, key, code, kind, profile).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Updates the profile of an organisation.
///
/// # Errors
/// `not_found`, `stale_version`, `unknown_grid`, `unknown_organization`,
/// `organization_within_itself`, `unknown_unit`, `unit_twice`, `desk_served`, `phone_invalid`,
/// `required`, `too_long`, `too_many`, `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/organizations/{id}/profile")]
pub async fn change_organization(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<OrganizationId, OrganizationProfileBody>,
) -> Result<Changed<WithEffects<OrganizationView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let profile = body.try_into()?;
    let done = organizations::change_organization(&db, scope, key, id, version, profile).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

/// Retires an organisation.
///
/// It must have no organisation below it, no open registration and no alliance.
///
/// # Errors
/// `not_found`, `stale_version`, `unknown_organization`, `organization_not_empty`,
/// `organization_in_use`, `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/organizations/{id}/retire")]
pub async fn retire_organization(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<OrganizationId, VersionBody>,
) -> Result<Changed<WithEffects<OrganizationView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let done = organizations::retire_organization(&db, scope, key, id, version).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

fn read(atlas: &Atlas, id: OrganizationId) -> Result<OrganizationView> {
    Ok(atlas.organizations().get(id).map(OrganizationView::from).ok_or(Code::NotFound)?)
}

async fn effects(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<OrganizationId>,
) -> Result<WithEffects<OrganizationView>> {
    let view = read(&db.atlas(), done.made)?;
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}
