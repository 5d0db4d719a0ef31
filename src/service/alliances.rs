//! Creating, changing and retiring alliances.

use super::once::WrittenOnce;
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_organize;
use crate::domain::characters::{check_line, check_said};
use crate::domain::id::{AllianceId, GridId, MemberId, OrganizationId};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::store::alliances::Alliance;
use crate::store::column::StoredInstant;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, Tx, new_id};
use chrono::{Datelike, NaiveDate};
use std::ops::RangeInclusive;

/// Years of a pact: text dates have four-digit years.
const YEARS: RangeInclusive<i32> = 2000..=2199;

/// Profile of an alliance.
#[derive(Debug, Clone)]
pub struct AllianceProfile {
    /// Name.
    pub name: String,
    /// First day of the pact.
    pub pact_from: NaiveDate,
    /// Last day of the pact.
    pub pact_to: NaiveDate,
    /// Liaison.
    pub liaison: Option<MemberId>,
    /// Member organisations.
    pub organizations: Vec<OrganizationId>,
}

/// Creates an alliance in a grid.
///
/// [`Code::NotFound`] at `/grid` when the caller does not care for it; those of the profile.
pub async fn create_alliance(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    grid: GridId,
    profile: AllianceProfile,
) -> Result<WrittenOnce<AllianceId>> {
    let scope = scope.clone();
    let id = AllianceId(new_id(db.now()));
    WrittenOnce::write(db, key, id, move |tx| {
        let atlas = tx.atlas()?;
        let now = tx.now();
        let there_and_theirs = atlas.tree().active(grid).is_some()
            && may_organize(&atlas, &scope.renewed(&atlas, now), grid);
        require_visible(there_and_theirs, "/grid")?;
        check(&atlas, &profile)?;
        let mut row = Alliance {
            id,
            grid_id: grid,
            name: profile.name.clone(),
            pact_from: profile.pact_from.to_string(),
            pact_to: profile.pact_to.to_string(),
            liaison_id: profile.liaison,
            created_at: StoredInstant(now),
            retired_at: None,
            event_count: 0,
            version: 0,
        };
        tx.insert_alliance(&mut row, &profile.organizations, &Actor::of(&scope))
    })
    .await
}

/// Updates an alliance.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for it, [`Code::StaleVersion`],
/// [`Code::AllianceRetired`], those of the profile.
pub async fn change_alliance(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: AllianceId,
    version: i64,
    profile: AllianceProfile,
) -> Result<WrittenOnce<AllianceId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version)?;
        check(&*tx.atlas()?, &profile)?;
        row.name.clone_from(&profile.name);
        row.pact_from = profile.pact_from.to_string();
        row.pact_to = profile.pact_to.to_string();
        row.liaison_id = profile.liaison;
        tx.update_alliance(&mut row, &profile.organizations, &Actor::of(&scope), "alliance_changed")
    })
    .await
}

/// Retires an alliance; its member organisations stay recorded.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for it, [`Code::StaleVersion`],
/// [`Code::AllianceRetired`].
pub async fn retire_alliance(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: AllianceId,
    version: i64,
) -> Result<WrittenOnce<AllianceId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version)?;
        row.retired_at = Some(StoredInstant(tx.now()));
        let organizations =
            Alliance::organizations(tx.connection, &[id])?.remove(&id).unwrap_or_default();
        tx.update_alliance(&mut row, &organizations, &Actor::of(&scope), "alliance_retired")
    })
    .await
}

fn load_for_change(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: AllianceId,
    version: i64,
) -> Result<Alliance> {
    let row = Alliance::load(tx.connection, id)?;
    let atlas = tx.atlas()?;
    require_visible(may_organize(&atlas, &scope.renewed(&atlas, tx.now()), row.grid_id), "")?;
    require_version(row.version, version)?;
    if row.retired_at.is_some() { Err(Code::AllianceRetired.into()) } else { Ok(row) }
}

fn check(atlas: &Atlas, profile: &AllianceProfile) -> Result<()> {
    let mut problems: Vec<Problem> = check_said(&profile.name)
        .and_then(|()| check_line(&profile.name))
        .err()
        .map(|p| p.at("/name"))
        .into_iter()
        .collect();
    for (day, place) in [(profile.pact_from, "/pact_from"), (profile.pact_to, "/pact_to")] {
        if !YEARS.contains(&day.year()) {
            let range =
                Problem::new(Code::OutOfRange).with("min", "2000-01-01").with("max", "2199-12-31");
            problems.push(range.at(place));
        }
    }
    if profile.pact_to < profile.pact_from {
        problems.push(Problem::new(Code::PactEndsBeforeItBegins).at("/pact_to"));
    }
    let liaison = profile.liaison.filter(|&member| !atlas.people().is_active(member));
    problems.extend(liaison.map(|member| {
        Problem::new(Code::UnknownMember).at("/liaison").with("member", member.to_string())
    }));
    let organizations = &profile.organizations;
    problems.extend(organizations.iter().enumerate().filter_map(|(index, id)| {
        let twice = organizations.iter().take(index).any(|earlier| earlier == id);
        let wrong = match (atlas.organizations().active(*id), twice) {
            (None, _) => Code::UnknownOrganization,
            (Some(_), true) => Code::OrganizationTwice,
            (Some(_), false) => return None,
        };
        Some(
            Problem::new(wrong)
                .at(format!("/organizations/{index}"))
                .with("organization", id.to_string()),
        )
    }));
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}
