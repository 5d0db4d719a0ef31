//! Second identities (第二身份) over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::idempotency::IdempotencyKey;
use super::members::VersionBody;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::version::IfMatch;
use crate::domain::id::{CommunityRoleId, DutyId, MemberId, SecondIdentityId};
use crate::domain::scope::Scope;
use crate::domain::second_identity::{IdentityDecline, IdentityEnd, IdentityState};
use crate::error::Result;
use crate::service::once::WrittenOnce;
use crate::service::second_identities::{self, ClaimDecision, ClaimedIdentity};
use crate::store::Db;
use crate::store::second_identities::IdentityFilter;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A second identity.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecondIdentityView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: SecondIdentityId,
    /// The role.
    #[schema(value_type = Uuid)]
    pub role: CommunityRoleId,
    /// Who.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// The member's name, masked; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
    /// How it stands.
    pub state: IdentityState,
    /// The place in the order of the role's claims, from 1 on: who waits gets a place in that
    /// order.
    pub claim_number: i32,
    /// When it was claimed.
    pub claimed_at: DateTime<Utc>,
    /// When it was decided last; who waited for a place of a role with a duty is decided about once
    /// more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declined_because: Option<IdentityDecline>,
    /// Since when it is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    /// When its term is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<DateTime<Utc>>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_because: Option<IdentityEnd>,
    /// The duty that came with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub duty: Option<DutyId>,
    /// Row version.
    pub version: i64,
}

impl From<ClaimedIdentity> for SecondIdentityView {
    fn from(ClaimedIdentity { row, name }: ClaimedIdentity) -> Self {
        Self {
            id: row.id,
            role: row.role_id,
            member: row.member_id,
            name,
            state: row.state,
            claim_number: row.claim_number,
            claimed_at: row.claimed_at.0,
            decided_at: row.decided_at.map(|at| at.0),
            declined_because: row.declined_because,
            started_at: row.started_at.map(|at| at.0),
            ends_at: row.ends_at.map(|at| at.0),
            ended_at: row.ended_at.map(|at| at.0),
            ended_because: row.ended_because,
            duty: row.duty_id,
            version: row.version,
        }
    }
}

/// Claims a role of a neighbourhood that the caller is registered with. Without a review a free
/// place is theirs at once; whoever finds none waits in the order of the claims.
#[utoipa::path(
    post, path = "/api/v1/community-roles/{id}/claims", params(("id" = Uuid, Path)), request_body = ClaimBody,
    responses((status = 201, body = SecondIdentityView))
)]
pub async fn claim_community_role(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Path(role): Path<CommunityRoleId>,
    Body(ClaimBody {}): Body<ClaimBody>,
) -> Result<Answer<SecondIdentityView>> {
    let scope = &permit.bearer.scope;
    let done = second_identities::claim(&db, scope, key, role).await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let answer = Answer::created(format!("/api/v1/second-identities/{}", done.made), view);
    Ok(answer.version(version).replayed(done.replayed))
}

/// Nothing has to be said beside the role.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimBody {}

/// Which second identities.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SecondIdentityQuery {
    /// Of this role.
    #[param(value_type = Option<Uuid>)]
    pub role: Option<CommunityRoleId>,
    /// That stand like this.
    pub state: Option<IdentityState>,
}

/// The caller's own second identities, and those of the neighbourhoods they care for, in the order
/// they were claimed.
#[utoipa::path(
    get, path = "/api/v1/second-identities", params(SecondIdentityQuery),
    responses((status = 200, body = Listed<SecondIdentityView>))
)]
pub async fn list_second_identities(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<SecondIdentityQuery>,
) -> Result<Answer<Listed<SecondIdentityView>>> {
    let filter =
        IdentityFilter { role: query.role, state: query.state, ..IdentityFilter::default() };
    let (after, limit) = (page.after::<SecondIdentityId>()?, page.limit as i64 + 1);
    let found = second_identities::list(&db, &permit.bearer.scope, filter, after, limit).await?;
    Ok(Answer::ok(page.of(found, |claimed| claimed.row.id).map(SecondIdentityView::from)))
}

/// One second identity.
#[utoipa::path(
    get, path = "/api/v1/second-identities/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = SecondIdentityView))
)]
pub async fn read_second_identity(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<SecondIdentityId>,
) -> Result<Answer<SecondIdentityView>> {
    let view = read(&db, &permit.bearer.scope, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, id: SecondIdentityId) -> Result<SecondIdentityView> {
    Ok(second_identities::read(db, scope, id).await?.into())
}

/// Accepts a claim: a free place is theirs, else they wait for one.
#[utoipa::path(
    post, path = "/api/v1/second-identities/{id}/accept", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = SecondIdentityView))
)]
pub async fn accept_second_identity(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<SecondIdentityId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<SecondIdentityView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    changed(
        &db,
        scope,
        second_identities::decide(&db, scope, key, id, version, ClaimDecision::Accept).await?,
    )
    .await
}

/// Why a claim is declined.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecliningClaim {
    /// The reason.
    pub because: IdentityDecline,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Declines a claim.
#[utoipa::path(
    post, path = "/api/v1/second-identities/{id}/decline", params(("id" = Uuid, Path)), request_body = DecliningClaim,
    responses((status = 200, body = SecondIdentityView))
)]
pub async fn decline_second_identity(
    permit: Permit<Staffing>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<SecondIdentityId>,
    Body(body): Body<DecliningClaim>,
) -> Result<Answer<SecondIdentityView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let verdict = ClaimDecision::Decline(body.because);
    changed(&db, scope, second_identities::decide(&db, scope, key, id, version, verdict).await?)
        .await
}

/// Gives a second identity up, or takes it back. Whoever has waited longest gets the place.
#[utoipa::path(
    post, path = "/api/v1/second-identities/{id}/end", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = SecondIdentityView))
)]
pub async fn end_second_identity(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<SecondIdentityId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<SecondIdentityView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    changed(&db, scope, second_identities::end(&db, scope, key, id, version).await?).await
}

async fn changed(
    db: &Db,
    scope: &Scope,
    done: WrittenOnce<SecondIdentityId>,
) -> Result<Answer<SecondIdentityView>> {
    let view = read(db, scope, done.made).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version).replayed(done.replayed))
}
