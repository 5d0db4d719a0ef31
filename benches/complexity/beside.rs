//! How long residents wait who submit while supervisors have borders compared that are too complex,
//! in relation to how long they wait when nobody does.

use crate::comb::{Teeth, polygon};
use crate::database::TestDatabase;
use crate::pace::sending;
use crate::supervisor::Supervisor;
use crate::town::{Town, grid_id};
use crate::world::World;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Appointment;
use wangge::domain::id::AppointmentId;
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::web::routes;

const RUNS: usize = 5;
const RESIDENTS: usize = 8;
const EVERY: Duration = Duration::from_millis(20);
const MEASURED: Duration = Duration::from_secs(15);
/// Supervisors who preview at the same time, again and again.
const SUPERVISORS: usize = 4;

pub fn measure(name: &str, database: impl Fn() -> TestDatabase) {
    let mut ratios: Vec<f64> = (1..=RUNS).map(|turn| beside(name, turn, database())).collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "{name}: p99 of submissions beside comparisons / alone: {:.2} (at most 2)",
        ratios[RUNS / 2]
    );
}

fn beside(name: &str, turn: usize, database: TestDatabase) -> f64 {
    let world = World::of(town(database), RESIDENTS, 64, routes::table());
    let token = world.sign_in("supervisor");
    let previews = AtomicUsize::new(0);
    let (with, ()) = sending(&world, EVERY, || {
        thread::scope(|scope| {
            for _ in 0..SUPERVISORS {
                scope.spawn(|| preview_again_and_again(&world, &token, &previews));
            }
        });
    });
    let (without, ()) = sending(&world, EVERY, || thread::sleep(MEASURED));
    let ratio = with.p99().as_secs_f64() / without.p99().as_secs_f64();
    println!(
        "{name} {turn}: {} previews that are too complex beside {} submissions, p99 {:.1?}, alone {:.1?}: {ratio:.2}",
        previews.into_inner(),
        with.waits.len(),
        with.p99(),
        without.p99(),
    );
    ratio
}

fn preview_again_and_again(world: &World, token: &str, previews: &AtomicUsize) {
    let mut supervisor = Supervisor::connect(world.address, token);
    let mut draft = supervisor.draft(&[combs()]).unwrap();
    let start = Instant::now();
    while start.elapsed() < MEASURED {
        let preview = supervisor.preview(&mut draft).unwrap();
        assert_eq!(preview["problems"][0]["code"], "too_complex");
        previews.fetch_add(1, Ordering::Relaxed);
    }
}

/// Two grids that would be combs and cross a million times.
fn combs() -> Value {
    let comb = |grid: &str, towards| json!({ "grid": grid_id(grid), "geometry": polygon(crate::CORNER, crate::SIDE, 500, towards) });
    json!({ "move_boundary": { "boundaries": [comb("G1", Teeth::North), comb("G2", Teeth::East)] } })
}

/// The small town with a supervisor.
fn town(database: TestDatabase) -> Town {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let town = Town::on(database, wangge::store::DbOptions::default()).await;
        let supervisor = town.member("supervisor");
        let (id, member, grid) = (AppointmentId(Uuid::now_v7()), supervisor.id, grid_id("T"));
        let period = Period::since(town.now());
        let appointment = Appointment {
            id,
            member,
            role: Role::Supervisor,
            grid,
            organization: None,
            period,
            version: 1,
        };
        town.apply(vec![AtlasEdit::AddMember(supervisor), AtlasEdit::Appoint(appointment)])
            .await
            .unwrap();
        town
    })
}
