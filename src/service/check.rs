//! Checking the invariants on live data.

use super::atlas_edits::REHOLD;
use crate::domain::atlas::Atlas;
use crate::domain::check::{InvariantBreach, check};
use crate::domain::period::Instant;
use crate::domain::unit::Unit;
use crate::error::{Code, Error, Problem, Result};
use crate::store::requests::{HeldRequest, held};
use crate::store::{Db, waiting_jobs};
use chrono::TimeDelta;
use serde::Deserialize;
use std::collections::HashSet;

/// How long open requests may wait for their next holder after a duty ended.
const GRACE: TimeDelta = TimeDelta::seconds(60);
/// How often the data is read again when the atlas was revised meanwhile.
const ATTEMPTS: usize = 5;

#[derive(Deserialize)]
struct Rehold {
    unit: Unit,
    at: Instant,
}

/// Returns the breaches of invariants, now and at every future instant at which a period begins or
/// ends.
///
/// # Errors
/// Those of the database.
pub async fn check_all(db: &Db) -> Result<Vec<InvariantBreach>> {
    let (mut requests, mut waiting) = open(db).await?;
    let mut atlas = db.atlas();
    for _ in 1..ATTEMPTS {
        db.refresh().await?;
        if db.atlas().revision() == atlas.revision() {
            break;
        }
        // Requests read under another atlas could look like breaches.
        (requests, waiting) = open(db).await?;
        atlas = db.atlas();
    }
    let now = db.now();
    tokio::task::spawn_blocking(move || {
        let mut breaches = check(&atlas, now);
        breaches.extend(without_duty(&atlas, &requests, &excused(&waiting, now), now));
        breaches
    })
    .await
    .map_err(Error::internal)
}

/// Returns the open requests and the pending jobs that will reassign some of them.
async fn open(db: &Db) -> Result<(Vec<HeldRequest>, Vec<Rehold>)> {
    db.refresh().await?;
    db.read(|connection| {
        let waiting = waiting_jobs(connection, REHOLD)?;
        Ok((
            held(connection)?,
            waiting
                .into_iter()
                .map(|payload| serde_json::from_value(payload).map_err(Error::internal))
                .collect::<Result<_>>()?,
        ))
    })
    .await
}

/// Returns the units whose open requests are about to be reassigned.
fn excused(waiting: &[Rehold], now: Instant) -> HashSet<Unit> {
    waiting.iter().filter(|job| job.at <= now && now - job.at < GRACE).map(|job| job.unit).collect()
}

/// Returns the open requests whose holder has no present duty at the unit they are assigned to.
fn without_duty(
    atlas: &Atlas,
    requests: &[HeldRequest],
    excused: &HashSet<Unit>,
    now: Instant,
) -> Vec<InvariantBreach> {
    let people = atlas.people();
    let mut breaches = Vec::new();
    for held in requests {
        if people.answers_for(held.holder, held.unit, now) || excused.contains(&held.unit) {
            continue;
        }
        let member = people
            .member(held.holder)
            .map_or_else(|| held.holder.to_string(), |member| member.code.clone());
        let problem = Problem::new(Code::HolderWithoutDuty)
            .with("number", held.number.as_str())
            .with("request", held.id.to_string())
            .with("member", member)
            .with("unit", atlas.code_of(held.unit));
        breaches.push(InvariantBreach { at: now, problem });
    }
    breaches
}
