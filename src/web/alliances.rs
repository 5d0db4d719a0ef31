//! Alliances (治理共同体) over HTTP.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange};
use super::idempotency::IdempotencyKey;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::profile::profile_bodies;
use crate::domain::id::{AllianceId, GridId, MemberId, OrganizationId};
use crate::error::Result;
use crate::service::alliances::{self, AllianceProfile};
use crate::store::Db;
use crate::store::alliances::Alliance;
use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// An alliance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AllianceView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AllianceId,
    /// Grid where it works.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Name.
    #[schema(example = "海湾路治理共同体")]
    pub name: String,
    /// First day of the pact.
    #[schema(example = "2026-01-01")]
    pub pact_from: String,
    /// Last day of the pact.
    #[schema(example = "2027-12-31")]
    pub pact_to: String,
    /// Liaison: the member who speaks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub liaison: Option<MemberId>,
    /// Member organisations.
    #[schema(value_type = Vec<Uuid>)]
    pub organizations: Vec<OrganizationId>,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Retirement time; missing while the alliance is not retired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(AllianceView: "/api/v1/alliances");

impl AllianceView {
    fn new(row: Alliance, organizations: Vec<OrganizationId>) -> Self {
        Self {
            id: row.id,
            grid: row.grid_id,
            name: row.name,
            pact_from: row.pact_from,
            pact_to: row.pact_to,
            liaison: row.liaison_id,
            organizations,
            created_at: row.created_at.0,
            retired_at: row.retired_at.map(|at| at.0),
            version: row.version,
        }
    }
}

profile_bodies! {
    /// An alliance to be created.
    NewAllianceBody {
        /// Grid where it works.
        #[schema(value_type = Uuid)]
        grid: GridId,
    }
    /// New profile of an alliance. It replaces the old one; what is left out is removed.
    AllianceProfileBody {
        /// Name.
        #[validate(length(min = 1, max = 60))]
        #[schema(min_length = 1, max_length = 60)]
        name: String,
        /// First day of the pact.
        #[schema(value_type = String, format = Date)]
        pact_from: NaiveDate,
        /// Last day of the pact.
        #[schema(value_type = String, format = Date)]
        pact_to: NaiveDate,
        /// Liaison: the member who speaks for it; missing: none.
        #[schema(value_type = Option<Uuid>)]
        liaison: Option<MemberId>,
        /// Member organisations.
        #[serde(default)]
        #[validate(length(max = 200))]
        #[schema(value_type = Vec<Uuid>, max_items = 200)]
        organizations: Vec<OrganizationId>,
    }
}

impl From<AllianceProfileBody> for AllianceProfile {
    fn from(body: AllianceProfileBody) -> Self {
        let AllianceProfileBody { name, pact_from, pact_to, liaison, organizations, .. } = body;
        Self { name, pact_from, pact_to, liaison, organizations }
    }
}

/// Filter of the list of alliances.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AllianceQuery {
    /// Grid; its alliances and those of all grids below it are listed.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
}

/// Lists the alliances that are not retired.
///
/// In the order they were created.
#[utoipa::path(get, path = "/api/v1/alliances")]
pub async fn list_alliances(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<AllianceQuery>,
) -> Result<Answer<Listed<AllianceView>>> {
    let grids = query.grid.map(|grid| db.atlas().tree().downward(grid));
    let after = page.after::<AllianceId>()?;
    let limit = page.limit as i64 + 1;
    let views = db
        .read(move |connection| {
            let rows = Alliance::list(connection, grids, after, limit)?;
            let ids: Vec<AllianceId> = rows.iter().map(|row| row.id).collect();
            let mut organizations = Alliance::organizations(connection, &ids)?;
            Ok(rows
                .into_iter()
                .map(|row| {
                    let allied = organizations.remove(&row.id).unwrap_or_default();
                    AllianceView::new(row, allied)
                })
                .collect())
        })
        .await?;
    Ok(Answer(page.of(views, |view: &AllianceView| view.id)))
}

/// Reads an alliance; a retired one too.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/alliances/{id}")]
pub async fn read_alliance(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<AllianceId>,
) -> Result<Current<AllianceView>> {
    Ok(Current(read(&db, id).await?))
}

/// Creates an alliance in a grid.
///
/// # Errors
/// `not_found`, `required`, `too_long`, `too_many`, `out_of_range`, `pact_ends_before_it_begins`,
/// `unknown_member`, `unknown_organization`, `organization_twice`
#[utoipa::path(post, path = "/api/v1/alliances")]
pub async fn create_alliance(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewAllianceBody>,
) -> Result<Created<AllianceView>> {
    let scope = &permit.bearer.scope;
    let (grid, profile) = body.into_parts();
    let once = alliances::create_alliance(&db, scope, key, grid, profile.into()).await?;
    Ok(Created { resource: read(&db, once.made).await?, replayed: once.replayed })
}

/// Updates an alliance.
///
/// # Errors
/// `not_found`, `required`, `too_long`, `too_many`, `out_of_range`, `pact_ends_before_it_begins`,
/// `unknown_member`, `unknown_organization`, `organization_twice`, `alliance_retired`
#[utoipa::path(post, path = "/api/v1/alliances/{id}/profile")]
pub async fn change_alliance(
    permit: Permit<Staffing>,
    db: Data<Db>,
    change: VersionedChange<AllianceId, AllianceProfileBody>,
) -> Result<Changed<AllianceView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let once = alliances::change_alliance(&db, scope, key, id, version, body.into()).await?;
    Ok(Changed { resource: read(&db, id).await?, replayed: once.replayed })
}

/// Retires an alliance; its member organisations stay known.
///
/// # Errors
/// `not_found`, `out_of_range`, `alliance_retired`
#[utoipa::path(post, path = "/api/v1/alliances/{id}/retire")]
pub async fn retire_alliance(
    permit: Permit<Staffing>,
    db: Data<Db>,
    change: VersionedChange<AllianceId, VersionBody>,
) -> Result<Changed<AllianceView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let once = alliances::retire_alliance(&db, scope, key, id, version).await?;
    Ok(Changed { resource: read(&db, id).await?, replayed: once.replayed })
}

async fn read(db: &Db, id: AllianceId) -> Result<AllianceView> {
    db.read(move |connection| {
        let row = Alliance::load(connection, id)?;
        let organizations = Alliance::organizations(connection, &[id])?.remove(&id);
        Ok(AllianceView::new(row, organizations.unwrap_or_default()))
    })
    .await
}
