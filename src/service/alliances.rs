//! Alliances are made, change and end.

use super::command::{there, unchanged};
use super::once::WrittenOnce;
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

/// The years of a pact: what is kept as text has four digits.
const YEARS: RangeInclusive<i32> = 2000..=2199;

/// What an alliance is.
#[derive(Debug, Clone)]
pub struct AllianceProfile {
    /// What it is called.
    pub name: String,
    /// The days of the pact, both included.
    pub pact: (NaiveDate, NaiveDate),
    /// The member who speaks for it.
    pub liaison: Option<MemberId>,
    /// Who belongs to it.
    pub organizations: Vec<OrganizationId>,
}

/// Makes an alliance in a grid.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` when it is not the caller's; those of the profile.
pub async fn create_alliance(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    grid: GridId,
    profile: AllianceProfile,
) -> Result<WrittenOnce<AllianceId>> {
    let (scope, id) = (scope.clone(), AllianceId(new_id(db.now())));
    WrittenOnce::write(db, key, id, move |tx| {
        let (atlas, now) = (tx.atlas()?, tx.now());
        let there_and_theirs = atlas.tree().active(grid).is_some()
            && may_organize(&atlas, &scope.renewed(&atlas, now), grid);
        there(there_and_theirs, "/grid")?;
        check(&atlas, &profile)?;
        let [pact_from, pact_to] = days(&profile);
        let mut row = Alliance {
            id,
            grid_id: grid,
            name: profile.name.clone(),
            pact_from,
            pact_to,
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

/// Says anew what an alliance is.
///
/// # Errors
/// [`Code::NotFound`] when it is not the caller's, [`Code::StaleVersion`],
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
        let mut row = own(tx, &scope, id, version)?;
        check(&*tx.atlas()?, &profile)?;
        [row.pact_from, row.pact_to] = days(&profile);
        (row.name, row.liaison_id) = (profile.name.clone(), profile.liaison);
        tx.update_alliance(&mut row, &profile.organizations, &Actor::of(&scope), "alliance_changed")
    })
    .await
}

/// Ends an alliance; who belonged to it stays known.
///
/// # Errors
/// [`Code::NotFound`] when it is not the caller's, [`Code::StaleVersion`],
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
        let mut row = own(tx, &scope, id, version)?;
        row.retired_at = Some(StoredInstant(tx.now()));
        let organizations =
            Alliance::organizations(tx.connection, &[id])?.remove(&id).unwrap_or_default();
        tx.update_alliance(&mut row, &organizations, &Actor::of(&scope), "alliance_retired")
    })
    .await
}

fn own(tx: &mut Tx<'_>, scope: &Scope, id: AllianceId, version: i64) -> Result<Alliance> {
    let row = Alliance::load(tx.connection, id)?;
    let atlas = tx.atlas()?;
    there(may_organize(&atlas, &scope.renewed(&atlas, tx.now()), row.grid_id), "")?;
    unchanged(row.version, version)?;
    if row.retired_at.is_some() { Err(Code::AllianceRetired.into()) } else { Ok(row) }
}

fn check(atlas: &Atlas, profile: &AllianceProfile) -> Result<()> {
    let mut problems: Vec<Problem> = check_said(&profile.name)
        .and_then(|()| check_line(&profile.name))
        .err()
        .map(|p| p.at("/name"))
        .into_iter()
        .collect();
    for (day, place) in [(profile.pact.0, "/pact_from"), (profile.pact.1, "/pact_to")] {
        if !YEARS.contains(&day.year()) {
            let range =
                Problem::new(Code::OutOfRange).with("min", "2000-01-01").with("max", "2199-12-31");
            problems.push(range.at(place));
        }
    }
    if profile.pact.1 < profile.pact.0 {
        problems.push(Problem::new(Code::PactEndsBeforeItBegins).at("/pact_to"));
    }
    let liaison = profile.liaison.filter(|&member| !atlas.people().is_active(member));
    problems.extend(liaison.map(|member| {
        Problem::new(Code::UnknownMember).at("/liaison").with("member", member.to_string())
    }));
    let organizations = &profile.organizations;
    problems.extend(organizations.iter().enumerate().filter_map(|(index, id)| {
        let wrong = match (atlas.organizations().active(*id), organizations[..index].contains(id)) {
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

fn days(profile: &AllianceProfile) -> [String; 2] {
    [profile.pact.0, profile.pact.1].map(|day| day.format("%Y-%m-%d").to_string())
}
