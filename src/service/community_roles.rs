//! The catalogue of community roles that a neighbourhood offers to those registered with it.

use super::once::WrittenOnce;
use super::preconditions::{require_version, require_visible};
use super::second_identities::{end_all, fill_places};
use crate::domain::authority::may_organize;
use crate::domain::characters::{check_line, check_said, check_text};
use crate::domain::id::{CommunityRoleId, GridId};
use crate::domain::registration::neighbourhood;
use crate::domain::scope::Scope;
use crate::domain::second_identity::RoleDuty;
use crate::error::{Code, Problem, Result};
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::community_roles::CommunityRole;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, Tx, new_id};
use serde_json::json;

/// Profile of a community role.
#[derive(Debug, Clone)]
pub struct CommunityRoleProfile {
    /// Name, such as 邻里调解员.
    pub name: String,
    /// Tasks of whoever holds it.
    pub tasks: String,
    /// Required skills, as codes of `config/skills.toml`.
    pub skills: Vec<String>,
    /// Number of simultaneous holders, 1 or more.
    pub places: i32,
    /// Number of places on the waiting list, 0 or more.
    pub waiting_places: i32,
    /// Days of a term, 1 or more.
    pub term_days: i32,
    /// True if the secretary decides on each claim.
    pub reviewed: bool,
    /// Duty that comes with the role.
    pub duty: Option<RoleDuty>,
}

/// Creates a community role in a neighbourhood.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` when the caller does not care for it; those of [`neighbourhood`]
/// and of the profile.
pub async fn create_community_role(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    grid: GridId,
    profile: CommunityRoleProfile,
) -> Result<WrittenOnce<CommunityRoleId>> {
    let scope = scope.clone();
    let id = CommunityRoleId(new_id(db.now()));
    WrittenOnce::write(db, key, id, move |tx| {
        let atlas = tx.atlas()?;
        let now = tx.now();
        let scope = scope.renewed(&atlas, now);
        require_visible(may_organize(&atlas, &scope, grid), "/grid")?;
        neighbourhood(&atlas, grid)?;
        check(tx, grid, &profile)?;
        let mut row = empty(id, grid, StoredInstant(now));
        describe(&mut row, &profile)?;
        let payload =
            json!({ "grid": row.grid_id, "places": row.places, "term_days": row.term_days });
        row.insert(tx, &Actor::of(&scope), "community_role_created", payload)
    })
    .await
}

/// Updates a community role. Added places go to those who wait; nobody loses a place.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for it, [`Code::StaleVersion`],
/// [`Code::CommunityRoleRetired`], [`Code::RoleDutyHeld`] for another duty while somebody has the
/// role, those of the profile.
pub async fn change_community_role(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: CommunityRoleId,
    version: i64,
    profile: CommunityRoleProfile,
) -> Result<WrittenOnce<CommunityRoleId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version)?;
        check(tx, row.grid_id, &profile)?;
        require_same_duty(&row, profile.duty)?;
        describe(&mut row, &profile)?;
        let payload = json!({ "places": row.places, "term_days": row.term_days });
        row.update(tx, &Actor::of(&scope), "community_role_changed", payload)?;
        fill_places(tx, &mut row, &Actor::of(&scope))
    })
    .await
}

/// Retires a community role and ends every second identity and claim of it.
///
/// # Errors
/// As [`change_community_role`]; those of the plan that ends the duties.
pub async fn retire_community_role(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: CommunityRoleId,
    version: i64,
) -> Result<WrittenOnce<CommunityRoleId>> {
    let scope = scope.clone();
    WrittenOnce::revise(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version)?;
        row.retired_at = Some(StoredInstant(tx.now()));
        end_all(tx, &mut row, &Actor::of(&scope))?;
        row.update(tx, &Actor::of(&scope), "community_role_retired", json!({}))
    })
    .await
}

/// Loads and locks a role that is still offered and that the caller may change.
fn load_for_change(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: CommunityRoleId,
    version: i64,
) -> Result<CommunityRole> {
    let row = tx.lock_community_role(id)?;
    let atlas = tx.atlas()?;
    require_visible(may_organize(&atlas, &scope.renewed(&atlas, tx.now()), row.grid_id), "")?;
    require_version(row.version, version)?;
    if row.retired_at.is_some() {
        return Err(Code::CommunityRoleRetired.into());
    }
    Ok(row)
}

/// Refuses another duty while somebody has accepted the present one.
fn require_same_duty(row: &CommunityRole, duty: Option<RoleDuty>) -> Result<(), Problem> {
    if row.active_count == 0 || row.duty() == duty {
        return Ok(());
    }
    Err(Problem::new(Code::RoleDutyHeld).at("/duty").with("active", row.active_count))
}

fn check(tx: &mut Tx<'_>, grid: GridId, profile: &CommunityRoleProfile) -> Result<()> {
    let name = check_said(&profile.name).and_then(|()| check_line(&profile.name));
    let tasks = check_said(&profile.tasks).and_then(|()| check_text(&profile.tasks));
    let texts = [(name, "/name"), (tasks, "/tasks")];
    let mut problems: Vec<Problem> =
        texts.into_iter().filter_map(|(checked, place)| Some(checked.err()?.at(place))).collect();
    let atlas = tx.atlas()?;
    problems.extend(atlas.settings().skills.check(&profile.skills).err().unwrap_or_default());
    problems.extend(profile.duty.and_then(|duty| duty.check(&atlas, grid).err()));
    if profile.duty.is_some() && !profile.reviewed {
        problems.push(Problem::new(Code::DutyNeedsReview).at("/reviewed"));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

fn empty(id: CommunityRoleId, grid: GridId, now: StoredInstant) -> CommunityRole {
    CommunityRole {
        id,
        grid_id: grid,
        name: String::new(),
        tasks: String::new(),
        skills: StoredAs(Vec::new()),
        places: 0,
        waiting_places: 0,
        term_days: 0,
        reviewed: true,
        active_count: 0,
        waiting_count: 0,
        claim_count: 0,
        created_at: now,
        retired_at: None,
        event_count: 0,
        version: 0,
        duty_unit_kind: None,
        duty_unit_id: None,
        duty_capacity: None,
    }
}

fn describe(row: &mut CommunityRole, profile: &CommunityRoleProfile) -> Result<()> {
    row.name.clone_from(&profile.name);
    row.tasks.clone_from(&profile.tasks);
    row.skills = StoredAs(profile.skills.clone());
    row.places = profile.places;
    row.waiting_places = profile.waiting_places;
    row.term_days = profile.term_days;
    row.reviewed = profile.reviewed;
    row.set_duty(profile.duty);
    Ok(())
}
