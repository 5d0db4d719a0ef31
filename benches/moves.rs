//! Requests that move when responsibility changes: 10 000 open ones in a town of 150 grids, of
//! which new leaders of 75 grids take 5 000. Five runs of what a preview reads and decides, and
//! five of the whole change on fresh databases; with `WANGGE_TEST_POSTGRES` the same on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "../tests/support/database.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod database;
#[path = "load/full_town.rs"]
mod full_town;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;

use database::TestDatabase;
use full_town::{GRIDS, REQUESTS, code, filled, leader};
use std::time::{Duration, Instant};
use town::{Town, grid_id};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::geometry::Effort;
use wangge::domain::plan::{PlanConsent, plan};
use wangge::domain::rehold::ReholdContext;
use wangge::domain::unit::Unit;
use wangge::service::requests::rehold::moving;
use wangge::store::requests::MovingRequest;

const MOVED: usize = REQUESTS / 2;
const RUNS: usize = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    measure("SQLite", TestDatabase::sqlite).await;
    if std::env::var("WANGGE_TEST_POSTGRES").is_ok() {
        measure("PostgreSQL", TestDatabase::new).await;
    }
}

async fn measure(name: &str, database: impl Fn() -> TestDatabase) {
    let (mut previews, mut applies) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let town = filled(database()).await;
        let change = change(&town);
        if run == 0 {
            for _ in 0..RUNS {
                previews.push(preview(&town, &change).await);
            }
        }
        let start = Instant::now();
        let applied = town.apply(change).await.unwrap();
        applies.push(start.elapsed());
        assert_eq!(applied.moved.len(), MOVED);
    }
    println!(
        "{name}: {REQUESTS} open requests read, {MOVED} moves decided: {previews:.0?} (at most 150 ms)"
    );
    println!("{name}: {MOVED} requests moved, the whole change: {applies:.0?} (at most 2 s)");
}

/// How long it takes to tell what would move.
async fn preview(town: &Town, change: &[AtlasEdit]) -> Duration {
    let (before, now) = (town.db.atlas(), town.now());
    let allowances = PlanConsent { gaps: true, overlaps: false };
    let plan = plan(&before, change, allowances, now, &Effort::unbounded(), &mut Uuid::now_v7);
    let start = Instant::now();
    let moving: Vec<MovingRequest> = town
        .db
        .read(move |connection| {
            let reholding = ReholdContext {
                before: &before,
                after: &plan.atlas,
                vacated: &[],
                restored: None,
                at: now,
            };
            moving(connection, &reholding, &plan.touched)
        })
        .await
        .unwrap();
    assert_eq!(moving.len(), MOVED);
    start.elapsed()
}

/// New leaders for every other grid, and a deputy for the town, so that every open request is asked
/// about.
fn change(town: &Town) -> Vec<AtlasEdit> {
    let now = town.now();
    let replace = |number: usize| {
        let Duty { id, unit, .. } = leader(town, number);
        let next = town.member(&format!("{}-next", code(number)));
        let give = town.give(unit, next.id, Capacity::Leader);
        [AtlasEdit::EndDuty { duty: id, at: now }, AtlasEdit::AddMember(next), give]
    };
    let deputy = town.member("T-next");
    let give = town.give(Unit::Grid(grid_id("T")), deputy.id, Capacity::Deputy);
    let grids = (0..GRIDS).step_by(2).flat_map(replace);
    grids.chain([AtlasEdit::AddMember(deputy), give]).collect()
}
