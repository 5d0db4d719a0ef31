//! The catalogue of roles that a neighbourhood offers to those who registered with it.

use super::command::{there, unchanged};
use super::once::WrittenOnce;
use super::second_identities::{end_all, fill_places};
use crate::domain::authority::may_organize;
use crate::domain::characters::{check_line, check_said, check_text};
use crate::domain::id::{CommunityRoleId, GridId};
use crate::domain::registration::neighbourhood;
use crate::domain::scope::Scope;
use crate::domain::second_identity::RoleDuty;
use crate::error::{Code, Error, Problem, Result};
use crate::store::column::{StoredInstant, StoredJson};
use crate::store::community_roles::CommunityRole;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, Tx, new_id};
use serde_json::json;

/// What a role is.
#[derive(Debug, Clone)]
pub struct CommunityRoleProfile {
    /// What it is called: 邻里调解员.
    pub name: String,
    /// What whoever has it does.
    pub tasks: String,
    /// What they should be able to do, as codes of `config/skills.toml`.
    pub skills: Vec<String>,
    /// How many may have it at a time, 1 or more.
    pub places: i32,
    /// How many may wait for a place, 0 or more.
    pub waiting_places: i32,
    /// For how many days somebody has it, 1 or more.
    pub term_days: i32,
    /// Whether the secretary decides about each claim.
    pub reviewed: bool,
    /// The duty that comes with it.
    pub duty: Option<RoleDuty>,
}

/// Offers a new role in a neighbourhood.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` when it is not the caller's; those of [`neighbourhood`] and of the
/// profile.
pub async fn create_community_role(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    grid: GridId,
    profile: CommunityRoleProfile,
) -> Result<WrittenOnce<CommunityRoleId>> {
    let (scope, id) = (scope.clone(), CommunityRoleId(new_id(db.now())));
    WrittenOnce::write(db, key, id, move |tx| {
        let (atlas, now) = (tx.atlas()?, tx.now());
        let scope = scope.renewed(&atlas, now);
        there(may_organize(&atlas, &scope, grid), "/grid")?;
        neighbourhood(&atlas, grid)?;
        check(tx, grid, &profile)?;
        let mut row = empty(id, grid, StoredInstant(now));
        describe(&mut row, &profile)?;
        tx.insert_community_role(&mut row, &Actor::of(&scope))
    })
    .await
}

/// Says anew what a role is. Places that are added go to those who wait; nobody loses one.
///
/// # Errors
/// [`Code::NotFound`] when it is not the caller's, [`Code::StaleVersion`],
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
        let mut row = own(tx, &scope, id, version)?;
        check(tx, row.grid_id, &profile)?;
        require_same_duty(&row, profile.duty)?;
        describe(&mut row, &profile)?;
        let payload = json!({ "places": row.places, "term_days": row.term_days });
        tx.update_community_role(&mut row, &Actor::of(&scope), "community_role_changed", payload)?;
        fill_places(tx, &mut row, &Actor::of(&scope))
    })
    .await
}

/// Offers a role no more; whoever has it or waits for it has it no more.
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
        let mut row = own(tx, &scope, id, version)?;
        row.retired_at = Some(StoredInstant(tx.now()));
        end_all(tx, &mut row, &Actor::of(&scope))?;
        tx.update_community_role(&mut row, &Actor::of(&scope), "community_role_retired", json!({}))
    })
    .await
}

/// A role that is still offered and the caller's to change, locked.
fn own(tx: &mut Tx<'_>, scope: &Scope, id: CommunityRoleId, version: i64) -> Result<CommunityRole> {
    let row = tx.lock_community_role(id)?;
    let atlas = tx.atlas()?;
    there(may_organize(&atlas, &scope.renewed(&atlas, tx.now()), row.grid_id), "")?;
    unchanged(row.version, version)?;
    if row.retired_at.is_some() {
        return Err(Code::CommunityRoleRetired.into());
    }
    Ok(row)
}

/// What somebody accepted is not turned into another duty.
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
        skills: StoredJson(json!([])),
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
    row.skills = StoredJson(serde_json::to_value(&profile.skills).map_err(Error::internal)?);
    (row.places, row.waiting_places) = (profile.places, profile.waiting_places);
    (row.term_days, row.reviewed) = (profile.term_days, profile.reviewed);
    row.set_duty(profile.duty);
    Ok(())
}
