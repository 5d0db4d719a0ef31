//! Registrations with a neighbourhood (双报到) over HTTP.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange, versioned};
use super::idempotency::IdempotencyKey;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::profile::profile_bodies;
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, MemberId, OrganizationId, RegistrationId};
use crate::domain::registration::{FreeTime, RegistrationEnd, RegistrationState};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Problem, Result};
use crate::service::registrations::{
    self, DescribedRegistration, RegistrationDecision, RegistrationProfile,
};
use crate::store::Db;
use crate::store::registrations::RegistrationFilter;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A registration with a neighbourhood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegistrationView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RegistrationId,
    /// The neighbourhood.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Name of the neighbourhood.
    pub grid_name: String,
    /// The registrant, if it is a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub member: Option<MemberId>,
    /// Name of the member, masked; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
    /// The registrant, if it is an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub organization: Option<OrganizationId>,
    /// The organisation where the member serves in their profession.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub home_organization: Option<OrganizationId>,
    /// Skills of the registrant, as codes of `/api/v1/skills`.
    pub skills: Vec<String>,
    /// Times at which the registrant can help; missing in lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub free_times: Vec<FreeTime>,
    /// State.
    pub state: RegistrationState,
    /// Reason for declining it; missing in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Time of the application.
    pub requested_at: DateTime<Utc>,
    /// Time at which it was accepted or declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    /// Time at which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
    /// Reason why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_because: Option<RegistrationEnd>,
    /// Row version.
    pub version: i64,
}

resources!(RegistrationView: "/api/v1/registrations");

impl RegistrationView {
    fn new(atlas: &Atlas, described: DescribedRegistration) -> Self {
        let DescribedRegistration { row, name, skills, details } = described;
        let grid = atlas.tree().get(row.grid_id);
        Self {
            id: row.id,
            grid: row.grid_id,
            grid_name: grid.map(|grid| grid.name.clone()).unwrap_or_default(),
            member: row.member_id,
            name,
            organization: row.organization_id,
            home_organization: row.home_organization_id,
            skills,
            free_times: details.free_times,
            state: row.state,
            reason: details.reason.map(|reason| reason.expose().to_owned()),
            requested_at: row.requested_at.0,
            decided_at: row.decided_at.map(|at| at.0),
            ended_at: row.ended_at.map(|at| at.0),
            ended_because: row.ended_because,
            version: row.version,
        }
    }
}

profile_bodies! {
    /// A registration to be applied for.
    NewRegistrationBody {
        /// The neighbourhood.
        #[schema(value_type = Uuid)]
        grid: GridId,
        /// The organisation to be registered; missing: the caller, a member.
        #[schema(value_type = Option<Uuid>)]
        organization: Option<OrganizationId>,
    }
    /// New profile of a registration. It replaces the old one; what is left out is removed.
    RegistrationProfileBody {
        /// The organisation where the member serves in their profession.
        #[schema(value_type = Option<Uuid>)]
        home_organization: Option<OrganizationId>,
        /// Skills of the registrant, as codes of `/api/v1/skills`.
        #[serde(default)]
        #[validate(length(max = 16))]
        #[schema(max_items = 16)]
        skills: Vec<String>,
        /// Times at which the registrant can help; kept sealed.
        #[serde(default)]
        #[validate(length(max = 21))]
        #[schema(max_items = 21)]
        free_times: Vec<FreeTime>,
    }
}

impl From<RegistrationProfileBody> for RegistrationProfile {
    fn from(body: RegistrationProfileBody) -> Self {
        let RegistrationProfileBody { home_organization, skills, free_times, .. } = body;
        Self { home_organization, skills, free_times }
    }
}

/// Reason for declining a registration.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecliningBody {
    /// The reason, which the registrant can read; kept sealed.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(DecliningBody);

/// Filter of the list of registrations.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegistrationQuery {
    /// Registrations with this neighbourhood.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Registrations in this state.
    pub state: Option<RegistrationState>,
    /// Registrations of those who have this skill, as a code of `/api/v1/skills`.
    #[validate(length(max = 64))]
    #[param(max_length = 64)]
    pub skill: Option<String>,
}

/// Lists registrations.
///
/// Those of the caller, those with the neighbourhoods in the caller's care, and those of the
/// organisations there; the newest first.
///
/// # Errors
/// `unknown_skill`, `too_long`
#[utoipa::path(get, path = "/api/v1/registrations")]
pub async fn list_registrations(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<RegistrationQuery>,
) -> Result<Answer<Listed<RegistrationView>>> {
    let atlas = db.atlas();
    let RegistrationQuery { grid, state, skill } = query;
    let skills = &atlas.settings().skills;
    if let Some(skill) = skill.as_deref().filter(|skill| skills.get(skill).is_none()) {
        return Err(Problem::new(Code::UnknownSkill).at("skill").with("skill", skill).into());
    }
    let filter = RegistrationFilter { within: None, grid, state, skill };
    let after = page.after::<RegistrationId>()?;
    let limit = page.limit as i64 + 1;
    let found = registrations::list(&db, &permit.bearer.scope, filter, after, limit).await?;
    let listed = page.of(found, |described| described.row.id);
    Ok(Answer(listed.map(|described| RegistrationView::new(&atlas, described))))
}

/// Reads a registration.
///
/// For the registrant, and for those who care for the neighbourhood. When it shows free times or a
/// reason of somebody else, an access record is stored.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/registrations/{id}")]
pub async fn read_registration(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<RegistrationId>,
) -> Result<Current<RegistrationView>> {
    Ok(Current(read(&db, &permit.bearer.scope, id).await?))
}

/// Creates a registration with a neighbourhood.
///
/// It waits for a decision of the neighbourhood. A member who is registered elsewhere stays
/// registered there until the new registration is accepted.
///
/// # Errors
/// `members_only`, `not_found`, `unknown_grid`, `not_a_neighbourhood`, `unknown_skill`,
/// `skill_twice`, `free_time_wrong`, `unknown_organization`, `registration_twice`, `required`,
/// `too_many`
#[utoipa::path(post, path = "/api/v1/registrations")]
pub async fn register(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewRegistrationBody>,
) -> Result<Created<RegistrationView>> {
    let scope = &permit.bearer.scope;
    let ((grid, organization), profile) = body.into_parts();
    let once = registrations::register(&db, scope, key, grid, organization, profile.into()).await?;
    Ok(Created { resource: read(&db, scope, once.made).await?, replayed: once.replayed })
}

/// Updates the profile of a registration.
///
/// For the registrant, while the registration is pending or accepted.
///
/// # Errors
/// `not_found`, `stale_version`, `registration_state`, `unknown_skill`, `skill_twice`,
/// `free_time_wrong`, `unknown_organization`, `required`, `too_many`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/registrations/{id}/profile")]
pub async fn change_registration(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    change: VersionedChange<RegistrationId, RegistrationProfileBody>,
) -> Result<Changed<RegistrationView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let once = registrations::change_profile(&db, scope, key, id, version, body.into()).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

/// Accepts a registration.
///
/// A member's registration with another neighbourhood ends as `moved`, and with it the member's
/// second identities there.
///
/// # Errors
/// `not_found`, `own_registration`, `stale_version`, `registration_state`, `unknown_grid`,
/// `not_a_neighbourhood`, `member_inactive`, `approval_required`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/registrations/{id}/accept")]
pub async fn accept_registration(
    permit: Permit<Staffing>,
    db: Data<Db>,
    change: VersionedChange<RegistrationId, VersionBody>,
) -> Result<Changed<RegistrationView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let decision = RegistrationDecision::Accept;
    let once = registrations::decide(&db, scope, key, id, version, decision).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

/// Declines a registration, with a reason.
///
/// # Errors
/// `not_found`, `own_registration`, `stale_version`, `registration_state`, `required`, `too_long`,
/// `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/registrations/{id}/decline")]
pub async fn decline_registration(
    permit: Permit<Staffing>,
    db: Data<Db>,
    change: VersionedChange<RegistrationId, DecliningBody>,
) -> Result<Changed<RegistrationView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let decision = RegistrationDecision::Decline(SecretText::from(body.reason));
    let once = registrations::decide(&db, scope, key, id, version, decision).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

/// Ends a registration.
///
/// For the registrant, and for those who care for the neighbourhood. A pending one ends as
/// `withdrawn`, an accepted one as `left`. Free times are erased, and the member's second
/// identities in the neighbourhood end.
///
/// # Errors
/// `not_found`, `stale_version`, `registration_state`, `approval_required`, `out_of_range`,
/// `version_required`
#[utoipa::path(post, path = "/api/v1/registrations/{id}/end")]
pub async fn end_registration(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    change: VersionedChange<RegistrationId, VersionBody>,
) -> Result<Changed<RegistrationView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let once = registrations::end(&db, scope, key, id, version).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

async fn read(db: &Db, scope: &Scope, id: RegistrationId) -> Result<RegistrationView> {
    Ok(RegistrationView::new(&db.atlas(), registrations::read(db, scope, id).await?))
}
