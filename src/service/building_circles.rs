//! Creating, changing and retiring building circles, with their exchanges and topics.

mod exchanges;
mod membership;
mod read;
mod topics;

pub use exchanges::{NewExchange, open_exchange, settle_exchange};
pub use read::{
    ReadableText, list_circles, list_exchanges, list_topics, read_circle, read_exchange, read_topic,
};
pub use topics::{Conclusion, conclude_topic, open_topic};

use super::once::WrittenOnce;
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_organize;
use crate::domain::building_circle::{check_convenor, check_groups};
use crate::domain::characters::{check_line, check_said, check_text};
use crate::domain::id::{BuildingCircleId, BuildingGroupId, GridId, MemberId};
use crate::domain::registration::neighbourhood;
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::store::building_circles::{BuildingCircle, CircleText};
use crate::store::column::StoredInstant;
use crate::store::idempotency::IdempotentCall;
use crate::store::registrations::Registration;
use crate::store::{Actor, Db, Tx, new_id};
use membership::{belongs, leads};

/// Profile of a circle.
#[derive(Debug, Clone)]
pub struct BuildingCircleProfile {
    /// Name.
    pub name: String,
    /// Convenor: registered with the neighbourhood, or with a duty there.
    pub convenor: MemberId,
    /// Building groups, 2–30.
    pub groups: Vec<BuildingGroupId>,
}

/// Creates a circle in a neighbourhood.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` when the caller does not care for it; those of [`neighbourhood`]
/// and of the profile.
pub async fn create_building_circle(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    grid: GridId,
    profile: BuildingCircleProfile,
) -> Result<WrittenOnce<BuildingCircleId>> {
    let scope = scope.clone();
    let id = BuildingCircleId(new_id(db.now()));
    WrittenOnce::write(db, key, id, move |tx| {
        let atlas = tx.atlas()?;
        let now = tx.now();
        require_visible(may_organize(&atlas, &scope.renewed(&atlas, now), grid), "/grid")?;
        neighbourhood(&atlas, grid)?;
        check(tx, &atlas, id, grid, &profile)?;
        let name = profile.name.clone();
        let created_at = StoredInstant(now);
        let mut row = BuildingCircle {
            id,
            grid_id: grid,
            name,
            convenor_id: profile.convenor,
            created_at,
            retired_at: None,
            event_count: 0,
            version: 0,
        };
        tx.insert_building_circle(&mut row, &profile.groups, &Actor::of(&scope))
    })
    .await
}

/// Updates a circle.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not belong there, [`Code::CircleNotYours`] when they do
/// not lead it, [`Code::StaleVersion`], [`Code::CircleRetired`], those of the profile.
pub async fn change_building_circle(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: BuildingCircleId,
    version: i64,
    profile: BuildingCircleProfile,
) -> Result<WrittenOnce<BuildingCircleId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version)?;
        let atlas = tx.atlas()?;
        check(tx, &atlas, id, row.grid_id, &profile)?;
        row.name = profile.name.clone();
        row.convenor_id = profile.convenor;
        tx.update_building_circle(&mut row, &profile.groups, &Actor::of(&scope))
    })
    .await
}

/// Retires a circle. Its exchanges and topics stay readable.
///
/// # Errors
/// As [`change_building_circle`].
pub async fn retire_building_circle(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: BuildingCircleId,
    version: i64,
) -> Result<WrittenOnce<BuildingCircleId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version)?;
        tx.retire_building_circle(&mut row, &Actor::of(&scope))
    })
    .await
}

/// Loads a circle that is not retired and that the caller may change.
fn load_for_change(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: BuildingCircleId,
    version: i64,
) -> Result<BuildingCircle> {
    let row = BuildingCircle::load(tx.connection, id)?;
    let atlas = tx.atlas()?;
    let now = tx.now();
    let scope = scope.renewed(&atlas, now);
    require_visible(belongs(tx.connection, &atlas, &scope, row.grid_id, now)?, "")?;
    require(leads(&atlas, &scope, &row))?;
    require_version(row.version, version)?;
    require_present(&row)?;
    Ok(row)
}

fn require(may: bool) -> Result<(), Problem> {
    if may { Ok(()) } else { Err(Code::CircleNotYours.into()) }
}

fn require_present(row: &BuildingCircle) -> Result<(), Problem> {
    if row.retired_at.is_none() { Ok(()) } else { Err(Code::CircleRetired.into()) }
}

fn check(
    tx: &mut Tx<'_>,
    atlas: &Atlas,
    id: BuildingCircleId,
    grid: GridId,
    profile: &BuildingCircleProfile,
) -> Result<()> {
    let named = check_said(&profile.name).and_then(|()| check_line(&profile.name));
    let home = Registration::home_of(tx.connection, profile.convenor)?;
    let mut problems: Vec<Problem> =
        named.err().map(|problem| problem.at("/name")).into_iter().collect();
    problems.extend(check_convenor(atlas, grid, profile.convenor, home, tx.now()).err());
    problems.extend(check_groups(atlas, grid, &profile.groups));
    for (group, circle) in BuildingCircle::in_others(tx.connection, id, &profile.groups)? {
        let place = profile.groups.iter().position(|&other| other == group).unwrap_or_default();
        let code = atlas.groups().get(group).map(|group| group.code.clone()).unwrap_or_default();
        let taken = Problem::new(Code::InAnotherCircle).at(format!("/building_groups/{place}"));
        let name = BuildingCircle::load(tx.connection, circle)?.name;
        let taken = taken.with("code", code).with("circle", circle.to_string());
        problems.push(taken.with("name", name));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Checks a text that somebody writes for all members of a circle.
fn check_written(text: &CircleText) -> Result<(), Vec<Problem>> {
    let title = check_said(text.title.expose()).and_then(|()| check_line(text.title.expose()));
    let body = check_said(text.body.expose()).and_then(|()| check_text(text.body.expose()));
    let texts = [(title, "/title"), (body, "/text")];
    let wrong: Vec<Problem> =
        texts.into_iter().filter_map(|(checked, at)| Some(checked.err()?.at(at))).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}
