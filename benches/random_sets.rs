//! Random change sets on real areas: 500 that are valid, one after the other, on the community
//! areas of Chicago. After each `check` is clean, but for the holes that were accepted at import,
//! and 1 000 points have exactly one holder.
//!
//! The number of sets may be given: `cargo bench --bench random_sets -- 100`. With
//! `WANGGE_TEST_POSTGRES` on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "../tests/support/chance.rs"]
mod chance;
#[path = "../tests/support/council.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod council;
#[path = "../tests/support/database.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod database;
#[path = "../tests/support/realm.rs"]
mod realm;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;

use chance::Chance;
use council::Council;
use std::collections::BTreeMap;
use std::time::Instant;
use town::{Town, grid_id};
use wangge::error::Error;
use wangge::jobs::run_due;
use wangge::store::DbOptions;

const POINTS: i32 = 1000;

fn main() {
    let wanted =
        std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(500);
    let Some(file) = realm::shared("chicago_community_areas.geojson") else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let town = Town::unfounded_with(database::TestDatabase::new(), DbOptions::default(), realm::unlimited());
        let members = realm::found(&town, &file, "neighborhood").await;
        realm::sound(&town, POINTS).await;
        let council = Council::appoint(&town, grid_id("R")).await;
        let (mut state, mut named, mut applied, mut tried) = (0x5eed_u64, 0, 0, 0);
        let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        let start = Instant::now();
        let mut pick = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below.max(1)
        };
        while applied < wanted {
            tried += 1;
            town.clock.advance(chrono::TimeDelta::minutes(1 + pick(600) as i64));
            run_due(&town.db, &town.rulebook).await.unwrap();
            let (atlas, now) = (town.db.atlas(), wangge::clock::Clock::now(&*town.clock));
            let count = 1 + pick(3);
            let mut chance = Chance { pick: &mut pick, named: &mut named };
            let actions: Vec<_> = (0..count).filter_map(|_| chance.action(&atlas, &members, now)).collect();
            match council.carry_out(&actions).await {
                Ok(_) => {
                    applied += 1;
                    actions.iter().for_each(|action| *kinds.entry(action.kind()).or_default() += 1);
                    realm::sound(&town, POINTS).await;
                    if applied % 50 == 0 {
                        let grids = town.db.atlas().tree().all().count();
                        println!("{applied} of {tried} applied, {grids} grids, {:.0} s", start.elapsed().as_secs_f64());
                    }
                }
                Err(Error::Refused(problems)) => {
                    let code = problems.first().map(|problem| problem.code.as_str()).unwrap_or_default();
                    *refused.entry(code).or_default() += 1;
                }
                Err(fault) => unreachable!("{fault}: {actions:?}"),
            }
        }
        println!("{applied} valid sets of {tried}: after each the check was clean and {POINTS} points had one holder");
        println!("applied: {kinds:?}");
        println!("refused: {refused:?}");
    });
}
