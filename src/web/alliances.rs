//! Alliances (治理共同体) over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::idempotency::IdempotencyKey;
use super::members::VersionBody;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::version::IfMatch;
use crate::domain::id::{AllianceId, GridId, MemberId, OrganizationId};
use crate::error::Result;
use crate::service::alliances::{self, AllianceProfile};
use crate::service::once::WrittenOnce;
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
    /// The grid where it works.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What it is called.
    #[schema(example = "海湾路治理共同体")]
    pub name: String,
    /// The first day of the pact.
    #[schema(example = "2026-01-01")]
    pub pact_from: String,
    /// The last day of the pact.
    #[schema(example = "2027-12-31")]
    pub pact_to: String,
    /// The member who speaks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub liaison: Option<MemberId>,
    /// Who belongs to it.
    #[schema(value_type = Vec<Uuid>)]
    pub organizations: Vec<OrganizationId>,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// Since when it is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn view(row: Alliance, organizations: Vec<OrganizationId>) -> AllianceView {
    AllianceView {
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

/// Which alliances.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AllianceQuery {
    /// Of this grid or one below it.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
}

/// The alliances there are, in the order they were made.
#[utoipa::path(
    get, path = "/api/v1/alliances", params(AllianceQuery), responses((status = 200, body = Listed<AllianceView>))
)]
pub async fn list_alliances(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<AllianceQuery>,
) -> Result<Answer<Listed<AllianceView>>> {
    let grids = query.grid.map(|grid| db.atlas().tree().downward(grid));
    let (after, limit) = (page.after::<AllianceId>()?, page.limit as i64 + 1);
    let found = db
        .read(move |connection| {
            let rows = Alliance::list(connection, grids, after, limit)?;
            let ids: Vec<AllianceId> = rows.iter().map(|row| row.id).collect();
            let mut organizations = Alliance::organizations(connection, &ids)?;
            let allied = |row: Alliance| (organizations.remove(&row.id).unwrap_or_default(), row);
            Ok(rows.into_iter().map(allied).collect::<Vec<_>>())
        })
        .await?;
    let listed = page.of(found, |(_, row)| row.id);
    Ok(Answer::ok(listed.map(|(organizations, row)| view(row, organizations))))
}

/// One alliance; a retired one too.
#[utoipa::path(
    get, path = "/api/v1/alliances/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = AllianceView))
)]
pub async fn read_alliance(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<AllianceId>,
) -> Result<Answer<AllianceView>> {
    let view = read(&db, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, id: AllianceId) -> Result<AllianceView> {
    let found = db.read(move |connection| {
        let row = Alliance::load(connection, id)?;
        Ok((row, Alliance::organizations(connection, &[id])?.remove(&id).unwrap_or_default()))
    });
    let (row, organizations) = found.await?;
    Ok(view(row, organizations))
}

/// An alliance to be made.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAllianceBody {
    /// The grid where it works.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// The first day of the pact.
    #[schema(value_type = String, format = Date)]
    pub pact_from: NaiveDate,
    /// The last day of the pact.
    #[schema(value_type = String, format = Date)]
    pub pact_to: NaiveDate,
    /// The member who speaks for it.
    #[schema(value_type = Option<Uuid>)]
    pub liaison: Option<MemberId>,
    /// Who belongs to it.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(value_type = Vec<Uuid>)]
    pub organizations: Vec<OrganizationId>,
}

/// Makes an alliance.
#[utoipa::path(
    post, path = "/api/v1/alliances", request_body = NewAllianceBody, responses((status = 201, body = AllianceView))
)]
pub async fn create_alliance(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewAllianceBody>,
) -> Result<Answer<AllianceView>> {
    let NewAllianceBody { grid, name, pact_from, pact_to, liaison, organizations } = body;
    let profile = AllianceProfile { name, pact: (pact_from, pact_to), liaison, organizations };
    let done = alliances::create_alliance(&db, &permit.bearer.scope, key, grid, profile).await?;
    let view = read(&db, done.made).await?;
    let version = view.version;
    let answer = Answer::created(format!("/api/v1/alliances/{}", done.made), view);
    Ok(answer.version(version).replayed(done.replayed))
}

/// What an alliance is from now on; what is left out holds no more.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllianceProfileBody {
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// The first day of the pact.
    #[schema(value_type = String, format = Date)]
    pub pact_from: NaiveDate,
    /// The last day of the pact.
    #[schema(value_type = String, format = Date)]
    pub pact_to: NaiveDate,
    /// The member who speaks for it.
    #[schema(value_type = Option<Uuid>)]
    pub liaison: Option<MemberId>,
    /// Who belongs to it.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(value_type = Vec<Uuid>)]
    pub organizations: Vec<OrganizationId>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says anew what an alliance is.
#[utoipa::path(
    post, path = "/api/v1/alliances/{id}/profile", params(("id" = Uuid, Path)), request_body = AllianceProfileBody,
    responses((status = 200, body = AllianceView))
)]
pub async fn change_alliance(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<AllianceId>,
    Body(body): Body<AllianceProfileBody>,
) -> Result<Answer<AllianceView>> {
    let AllianceProfileBody { name, pact_from, pact_to, liaison, organizations, version } = body;
    let profile = AllianceProfile { name, pact: (pact_from, pact_to), liaison, organizations };
    let (scope, version) = (&permit.bearer.scope, seen.required(version)?);
    changed(&db, alliances::change_alliance(&db, scope, key, id, version, profile).await?).await
}

/// Ends an alliance.
#[utoipa::path(
    post, path = "/api/v1/alliances/{id}/retire", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = AllianceView))
)]
pub async fn retire_alliance(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<AllianceId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<AllianceView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    changed(&db, alliances::retire_alliance(&db, scope, key, id, version).await?).await
}

async fn changed(db: &Db, done: WrittenOnce<AllianceId>) -> Result<Answer<AllianceView>> {
    let view = read(db, done.made).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version).replayed(done.replayed))
}
