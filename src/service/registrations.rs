//! 双报到: registration with a neighbourhood, the secretary's decision, and its end.

mod decide;
mod read;

pub(super) use decide::end_all_of;
pub use decide::{RegistrationDecision, decide, end};
pub use read::{DescribedRegistration, list, read};

use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_organize, owns_registration};
use crate::domain::id::{GridId, MemberId, OrganizationId, RegistrationId};
use crate::domain::registration::{
    FreeTime, Registrant, RegistrationState, check_free_times, neighbourhood,
};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::service::once::WrittenOnce;
use crate::service::preconditions::{require_version, require_visible};
use crate::store::connection::AnyConnection;
use crate::store::idempotency::IdempotentCall;
use crate::store::registrations::{Registration, RegistrationDetails};
use crate::store::{Actor, Db, Tx, new_id};
use serde_json::json;

/// Profile of a registration.
#[derive(Debug, Clone)]
pub struct RegistrationProfile {
    /// Organisation where a member serves in their profession.
    pub home_organization: Option<OrganizationId>,
    /// Skills, as codes of `config/skills.toml`.
    pub skills: Vec<String>,
    /// When they can help.
    pub free_times: Vec<FreeTime>,
}

/// Registers a member with the neighbourhood where they live, or an organisation with the one where
/// it works. A member who is accepted elsewhere moves when they are accepted here.
///
/// # Errors
/// [`Code::MembersOnly`] for a resident; [`Code::NotFound`] at `/organization` when the caller may
/// not register it; [`Code::RegistrationTwice`]; those of the grid, the skills and the free times.
pub async fn register(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    grid: GridId,
    organization: Option<OrganizationId>,
    profile: RegistrationProfile,
) -> Result<WrittenOnce<RegistrationId>> {
    let scope = scope.clone();
    let id = RegistrationId(new_id(db.now()));
    WrittenOnce::write(db, key, id, move |tx| {
        let atlas = tx.atlas()?;
        let scope = scope.renewed(&atlas, tx.now());
        let who = registrant(&atlas, &scope, organization)?;
        request_as(tx, &Actor::of(&scope), id, who, grid, &profile)
    })
    .await
}

/// Stores a pending registration that an operator enters for somebody.
///
/// # Errors
/// Those of [`check`].
pub(in crate::service) fn request(
    tx: &mut Tx<'_>,
    actor: &Actor,
    who: Registrant,
    grid: GridId,
    profile: &RegistrationProfile,
) -> Result<()> {
    let id = RegistrationId(new_id(tx.now()));
    request_as(tx, actor, id, who, grid, profile)
}

fn request_as(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: RegistrationId,
    who: Registrant,
    grid: GridId,
    profile: &RegistrationProfile,
) -> Result<()> {
    let atlas = tx.atlas()?;
    tx.lock_registrant(who)?;
    check(tx.connection, &atlas, who, grid, profile)?;
    let mut row = Registration::new(id, grid, who, profile.home_organization, tx.now());
    let payload =
        json!({ "grid": grid, "member": row.member_id, "organization": row.organization_id });
    row.insert(tx, actor, "registration_requested", payload)?;
    write_profile(tx, id, profile, None)
}

/// Checks that somebody may register with a neighbourhood.
///
/// # Errors
/// [`Code::RegistrationTwice`]; those of the grid, the skills and the free times.
pub(in crate::service) fn check(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    who: Registrant,
    grid: GridId,
    profile: &RegistrationProfile,
) -> Result<()> {
    neighbourhood(atlas, grid)?;
    check_profile(atlas, profile)?;
    Ok(require_none(atlas, &Registration::live(connection, who)?, who, grid)?)
}

/// Updates the profile of a registration.
///
/// # Errors
/// [`Code::NotFound`] when it is not the caller's own, [`Code::StaleVersion`],
/// [`Code::RegistrationState`] when it is over; those of the skills and the free times.
pub async fn change_profile(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: RegistrationId,
    version: i64,
    profile: RegistrationProfile,
) -> Result<WrittenOnce<RegistrationId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let atlas = tx.atlas()?;
        let mut row = load_for_change(tx, &atlas, &scope, id)?;
        require_version(row.version, version)?;
        require_state(&row, &[RegistrationState::Pending, RegistrationState::Accepted])?;
        check_profile(&atlas, &profile)?;
        row.home_organization_id = profile.home_organization;
        let reason = RegistrationDetails::load(tx.connection, tx.vault(), id)?.reason;
        write_profile(tx, id, &profile, reason)?;
        row.update(tx, &Actor::of(&scope), "registration_changed", json!({}))
    })
    .await
}

fn registrant(
    atlas: &Atlas,
    scope: &Scope,
    organization: Option<OrganizationId>,
) -> Result<Registrant, Problem> {
    let Some(id) = organization else {
        // A deactivated member does not count as a member here.
        let member = scope.member.filter(|_| scope.roles.contains(Role::Member));
        return member.map(Registrant::Member).ok_or_else(|| Problem::new(Code::MembersOnly));
    };
    let organization = atlas.organizations().active(id);
    let theirs = organization
        .is_some_and(|organization| may_organize(atlas, scope, organization.profile.grid));
    require_visible(theirs, "/organization").map(|()| Registrant::Organization(id))
}

fn check_profile(atlas: &Atlas, profile: &RegistrationProfile) -> Result<()> {
    let mut problems = atlas.settings().skills.check(&profile.skills).err().unwrap_or_default();
    problems.extend(check_free_times(&profile.free_times).err().unwrap_or_default());
    let home = profile.home_organization.filter(|&id| atlas.organizations().active(id).is_none());
    problems.extend(home.map(|id| {
        Problem::new(Code::UnknownOrganization)
            .at("/home_organization")
            .with("organization", id.to_string())
    }));
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Refuses a second pending registration of a member, and a second live one with the same
/// neighbourhood.
fn require_none(
    atlas: &Atlas,
    live: &[Registration],
    who: Registrant,
    grid: GridId,
) -> Result<(), Problem> {
    let member = matches!(who, Registrant::Member(_));
    let rival = live
        .iter()
        .find(|row| row.grid_id == grid || member && row.state == RegistrationState::Pending);
    rival.map_or(Ok(()), |rival| {
        Err(Problem::new(Code::RegistrationTwice)
            .at("/grid")
            .with("registration", rival.id.to_string())
            .with("grid", atlas.code_of(Unit::Grid(rival.grid_id)))
            .with("state", rival.state))
    })
}

fn write_profile(
    tx: &mut Tx<'_>,
    id: RegistrationId,
    profile: &RegistrationProfile,
    reason: Option<SecretText>,
) -> Result<()> {
    tx.set_skills(id, &profile.skills)?;
    tx.set_registration_details(
        id,
        &RegistrationDetails { free_times: profile.free_times.clone(), reason },
    )
}

/// Loads a registration that the caller may change for themselves or their organisation.
fn load_for_change(
    tx: &mut Tx<'_>,
    atlas: &Atlas,
    scope: &Scope,
    id: RegistrationId,
) -> Result<Registration> {
    let row = Registration::load(tx.connection, id)?;
    let scope = scope.renewed(atlas, tx.now());
    require_visible(owns_registration(atlas, &scope, row.member_id, home(atlas, &row)), "")?;
    Ok(row)
}

/// Checks that a member is active: inactive ones are accepted nowhere.
pub(super) fn require_active(atlas: &Atlas, member: Option<MemberId>) -> Result<(), Problem> {
    let inactive = member.filter(|&member| !atlas.people().is_active(member));
    let code =
        inactive.and_then(|member| atlas.people().member(member)).map(|member| member.code.clone());
    code.map_or(Ok(()), |code| Err(Problem::new(Code::MemberInactive).with("code", code)))
}

fn is_of(row: &Registration, member: Option<MemberId>) -> bool {
    row.member_id.is_some() && row.member_id == member
}

/// Returns the grid of the organisation of a registration.
fn home(atlas: &Atlas, row: &Registration) -> Option<GridId> {
    atlas.organizations().get(row.organization_id?).map(|organization| organization.profile.grid)
}

fn require_state(row: &Registration, states: &[RegistrationState]) -> Result<(), Problem> {
    if states.contains(&row.state) {
        Ok(())
    } else {
        Err(Problem::new(Code::RegistrationState).with("state", row.state))
    }
}
