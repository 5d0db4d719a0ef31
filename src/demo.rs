//! The demo town: a fictional town, its people, and one month of their requests, all made from a
//! seed.
//!
//! Everything is written through the functions of the service. The town is founded forty days
//! before the present, and a clock runs through the days since: people are away and come back,
//! supervisors change who is responsible, residents send requests and handlers answer them.

mod accounts;
mod alliances;
mod areas;
mod blocks;
mod building_circles;
mod building_groups;
mod chronicle;
mod community;
mod course;
mod course_step;
mod demo_move;
mod drafting;
mod drafts;
mod founding;
mod handling;
mod happenings;
mod identifiers;
mod logins;
mod moving;
mod names;
mod opening;
mod organizations;
mod pioneer_posts;
mod plot;
mod progress;
mod roster;
mod rules;
mod situations;
mod stories;
mod tasks;
mod texts;

pub use logins::{DemoLogin, LOGINS, PASSWORD};
pub use opening::{Opening, open};
pub use progress::{Progress, progress};

use crate::clock::{Clock, SetClock};
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::plan::PlanConsent;
use crate::error::{Code, Result};
use crate::service::atlas_edits::{ChangeSet, apply_edits};
use crate::service::credentials::PasswordWorkers;
use crate::service::rulebook::Rulebook;
use crate::store::{Actor, Db};
use chronicle::Chronicle;
use chrono::TimeDelta;
use founding::Founding;
use plot::Plot;
use progress::Mark;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::sync::Arc;

/// The seed of the town that everybody sees.
pub const SEED: u64 = 0x0077_6569_7075;

/// Time from the founding of the town to the present.
const FOUNDED_BEFORE: TimeDelta = TimeDelta::days(40);

/// Fills an empty database with the town of a seed. `clock` is the one that the database was opened
/// with; it stands at the present, and is set back to it afterwards. The same seed and present make
/// the same town, except for the identifiers of requests and of change sets, and for what is random
/// for safety.
///
/// # Errors
/// [`Code::DemoDatabaseTaken`] if there is a town already; those of the database.
pub async fn fill(
    db: &Db,
    clock: &SetClock,
    rulebook: &Arc<Rulebook>,
    passwords: &PasswordWorkers,
    seed: u64,
) -> Result<()> {
    if db.atlas().tree().root().is_some() {
        return Err(Code::DemoDatabaseTaken.into());
    }
    let present = clock.now();
    clock.set(present - FOUNDED_BEFORE);
    let lived = live(db, clock, rulebook, passwords, seed, present).await;
    clock.set(present);
    lived?;
    progress::mark(db, Mark::Filled).await
}

async fn live(
    db: &Db,
    clock: &SetClock,
    rulebook: &Arc<Rulebook>,
    passwords: &PasswordWorkers,
    seed: u64,
    present: Instant,
) -> Result<()> {
    progress::mark(db, Mark::Begun).await?;
    let now = clock.now();
    let Founding { edits, areas, people, incoming, in_service, officials, shown } =
        Founding::new(seed, now)?;
    // The grid of a point is known once the grids exist: posts are made after them. Rules name
    // organisations by their codes, and are made after those.
    apply(db, now, edits).await?;
    let volunteer = shown.member(logins::POST_HOLDER)?;
    apply(db, now, pioneer_posts::posts(&db.atlas(), volunteer, seed, now)).await?;
    let liaison = shown.member(logins::LIAISON)?;
    let organizations = organizations::organizations(&db.atlas(), &officials, liaison, seed, now)?;
    apply(db, now, organizations).await?;
    apply(db, now, rules::rules(&db.atlas(), seed, now)?).await?;
    apply(db, now, roster::roster(&db.atlas(), seed, now)?).await?;
    let cast = accounts::open(db, passwords, people, &shown, seed).await?;
    community::settle(db, &cast, &in_service, seed).await?;
    alliances::found(db, &cast).await?;
    building_circles::found(db, &cast).await?;
    let plots = Plot::all(&areas, &db.atlas(), rulebook, &cast, seed, present)?;
    Chronicle {
        db,
        clock,
        rulebook,
        areas: &areas,
        cast: &cast,
        random: random(seed, SeedPart::Chronicle),
    }
    .live_through(&plots, &incoming, seed, present)
    .await
}

async fn apply(db: &Db, now: Instant, edits: Vec<AtlasEdit>) -> Result<()> {
    let set = ChangeSet { prepared_at: now, edits, allowances: PlanConsent::default() };
    apply_edits(db, Actor::Service, set).await.map(drop)
}

/// A part of the town with its own randomness: a change in one leaves the others as they were.
#[derive(Debug, Clone, Copy)]
enum SeedPart {
    Areas,
    BuildingGroups,
    Names,
    Founding,
    Accounts,
    Plots,
    Happenings,
    Chronicle,
    PioneerPosts,
    Rules,
    Community,
    Blocks,
    Organizations,
    Roster,
}

/// Returns the random generator that a part of the town has from the seed.
fn random(seed: u64, part: SeedPart) -> StdRng {
    StdRng::seed_from_u64(seed.rotate_left(8) ^ part as u64)
}
