//! Second identities (第二身份) over HTTP.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange, versioned};
use super::idempotency::IdempotencyKey;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use crate::domain::id::{CommunityRoleId, DutyId, MemberId, SecondIdentityId};
use crate::domain::scope::Scope;
use crate::domain::second_identity::{IdentityDecline, IdentityEnd, IdentityState};
use crate::error::Result;
use crate::service::second_identities::{self, ClaimDecision, ClaimedIdentity};
use crate::store::Db;
use crate::store::second_identities::IdentityFilter;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A second identity: a member's claim to a community role and what became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecondIdentityView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: SecondIdentityId,
    /// The community role.
    #[schema(value_type = Uuid)]
    pub role: CommunityRoleId,
    /// The member.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Name of the member, masked; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
    /// State.
    pub state: IdentityState,
    /// Number of the claim among those of the role, from 1 on. Places are given in this order.
    pub claim_number: i32,
    /// Time of the claim.
    pub claimed_at: DateTime<Utc>,
    /// Time of the last decision. A claim that waited for a place of a role with a duty is decided
    /// a second time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Reason for declining it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declined_because: Option<IdentityDecline>,
    /// Start of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    /// End of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<DateTime<Utc>>,
    /// Time at which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// Reason why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_because: Option<IdentityEnd>,
    /// The duty that came with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub duty: Option<DutyId>,
    /// Row version.
    pub version: i64,
}

resources!(SecondIdentityView: "/api/v1/second-identities");

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

/// A claim to a community role. It has no fields.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimBody {}

/// Reason for declining a claim.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecliningClaim {
    /// The reason.
    pub because: IdentityDecline,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(DecliningClaim);

/// Filter of the list of second identities.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SecondIdentityQuery {
    /// Second identities of this community role.
    #[param(value_type = Option<Uuid>)]
    pub role: Option<CommunityRoleId>,
    /// Second identities in this state.
    pub state: Option<IdentityState>,
}

/// Creates a claim to a community role.
///
/// The caller is registered with the neighbourhood of the role. Without a review a free place is
/// given at once. When no place is free, the claim waits; places are given in the order of the
/// claims.
///
/// # Errors
/// `members_only`, `not_found`, `community_role_retired`, `not_registered_here`, `identity_twice`,
/// `community_role_full`
#[utoipa::path(post, path = "/api/v1/community-roles/{id}/claims")]
pub async fn claim_community_role(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Path(role): Path<CommunityRoleId>,
    Body(ClaimBody {}): Body<ClaimBody>,
) -> Result<Created<SecondIdentityView>> {
    let scope = &permit.bearer.scope;
    let once = second_identities::claim(&db, scope, key, role).await?;
    Ok(Created { resource: read(&db, scope, once.made).await?, replayed: once.replayed })
}

/// Lists second identities.
///
/// Those of the caller, and those of the neighbourhoods in the caller's care, in the order they
/// were claimed.
#[utoipa::path(get, path = "/api/v1/second-identities")]
pub async fn list_second_identities(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<SecondIdentityQuery>,
) -> Result<Answer<Listed<SecondIdentityView>>> {
    let SecondIdentityQuery { role, state } = query;
    let filter = IdentityFilter { role, state, ..IdentityFilter::default() };
    let after = page.after::<SecondIdentityId>()?;
    let limit = page.limit as i64 + 1;
    let found = second_identities::list(&db, &permit.bearer.scope, filter, after, limit).await?;
    Ok(Answer(page.of(found, |claimed| claimed.row.id).map(SecondIdentityView::from)))
}

/// Reads a second identity.
///
/// For the member, and for those who care for the neighbourhood.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/second-identities/{id}")]
pub async fn read_second_identity(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<SecondIdentityId>,
) -> Result<Current<SecondIdentityView>> {
    Ok(Current(read(&db, &permit.bearer.scope, id).await?))
}

/// Accepts a claim to a community role.
///
/// If a place is free, the term begins, and with it the duty of the role. Otherwise the claim
/// waits for a place.
///
/// # Errors
/// `not_found`, `own_identity`, `stale_version`, `identity_state`, `duty_not_yours`,
/// `unknown_unit`, `member_inactive`, `duty_twice`, `approval_required`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/second-identities/{id}/accept")]
pub async fn accept_second_identity(
    permit: Permit<Staffing>,
    db: Data<Db>,
    change: VersionedChange<SecondIdentityId, VersionBody>,
) -> Result<Changed<SecondIdentityView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let decision = ClaimDecision::Accept;
    let once = second_identities::decide(&db, scope, key, id, version, decision).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

/// Declines a claim to a community role.
///
/// # Errors
/// `not_found`, `own_identity`, `stale_version`, `identity_state`, `required`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/second-identities/{id}/decline")]
pub async fn decline_second_identity(
    permit: Permit<Staffing>,
    db: Data<Db>,
    change: VersionedChange<SecondIdentityId, DecliningClaim>,
) -> Result<Changed<SecondIdentityView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let decision = ClaimDecision::Decline(body.because);
    let once = second_identities::decide(&db, scope, key, id, version, decision).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

/// Ends a second identity and the duty that came with it.
///
/// Called by the member it ends as `resigned`, by those who care for the neighbourhood as
/// `revoked`. The place goes to the claim that has waited longest; if the role brings a duty, that
/// claim is decided once more.
///
/// # Errors
/// `not_found`, `stale_version`, `identity_state`, `approval_required`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/second-identities/{id}/end")]
pub async fn end_second_identity(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    change: VersionedChange<SecondIdentityId, VersionBody>,
) -> Result<Changed<SecondIdentityView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let once = second_identities::end(&db, scope, key, id, version).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

async fn read(db: &Db, scope: &Scope, id: SecondIdentityId) -> Result<SecondIdentityView> {
    Ok(second_identities::read(db, scope, id).await?.into())
}
