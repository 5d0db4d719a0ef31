//! Change sets of responsibility over HTTP in a town of 150 grids with 10 000 open requests, on
//! SQLite: how long a preview of a moved border takes and what it costs those who submit meanwhile;
//! how long applying takes that moves 5 000 requests, how long anybody waits, and whether
//! everything acknowledged is there with whom it belongs to. With `WANGGE_TEST_POSTGRES` the same
//! on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/border.rs"]
mod border;
#[path = "load/burning.rs"]
mod burning;
#[path = "load/client.rs"]
mod client;
#[path = "../tests/support/database.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod database;
#[path = "load/full_town.rs"]
mod full_town;
#[path = "load/pace.rs"]
mod pace;
#[path = "load/supervisor.rs"]
mod supervisor;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;
#[path = "load/world.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod world;

use burning::{Burning, spent};
use database::TestDatabase;
use full_town::{GRIDS, REQUESTS, code, filled, leader, look_back_on};
use pace::sending;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};
use supervisor::{Draft, Supervisor};
use tokio::runtime::Runtime;
use town::{Town, grid_id, member_id};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Appointment, Capacity};
use wangge::domain::id::{AppointmentId, RequestId};
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::domain::routing::{Conflicts, RequestPlace, route};
use wangge::domain::unit::Unit;
use wangge::service::check::check_all;
use wangge::store::requests::{TouchedUnits, excluded_people_of, open_in};
use wangge::web::routes;
use world::World;

const RUNS: usize = 5;
/// Residents who submit meanwhile, and how often each does.
const RESIDENTS: usize = 8;
const EVERY: Duration = Duration::from_millis(20);
const MEASURED: Duration = Duration::from_secs(15);
const MOVED: usize = REQUESTS / 2;
/// Closed requests of years before, beside which the open ones must be found.
const CLOSED: usize = 10 * REQUESTS;

fn main() {
    measure("SQLite", TestDatabase::sqlite);
    if std::env::var("WANGGE_TEST_POSTGRES").is_ok() {
        measure("PostgreSQL", TestDatabase::new);
    }
}

fn measure(name: &str, database: impl Fn() -> TestDatabase) {
    previews(name, town(database()));
    let mut ratios: Vec<f64> =
        (1..=RUNS).map(|turn| beside_previews(name, turn, town(database()))).collect();
    ratios.sort_by(f64::total_cmp);
    println!(
        "{name}: p99 beside previews / beside as much reckoning: {:.2} (at most 1.5)",
        ratios[RUNS / 2]
    );
    for turn in 1..=RUNS {
        apply(name, turn, town(database()));
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The full town, with a supervisor and with somebody who could take over for every leader.
fn town(database: TestDatabase) -> Town {
    let runtime = runtime();
    runtime.block_on(async {
        let town = filled(database).await;
        let next = (0..GRIDS)
            .map(code)
            .chain(["T".to_owned()])
            .map(|code| town.member(&format!("{code}-next")));
        let mut edits: Vec<AtlasEdit> = next.map(AtlasEdit::AddMember).collect();
        let supervisor = town.member("supervisor");
        let (id, member, grid) = (AppointmentId(Uuid::now_v7()), supervisor.id, grid_id("T"));
        let period = Period::since(town.now());
        edits.push(AtlasEdit::AddMember(supervisor));
        edits.push(AtlasEdit::Appoint(Appointment {
            id,
            member,
            role: Role::Supervisor,
            grid,
            organization: None,
            period,
            version: 1,
        }));
        town.apply(edits).await.unwrap();
        town
    })
}

/// How long a preview of a moved border takes; then the same beside ten times as many requests that
/// have ended.
fn previews(name: &str, town: Town) {
    let (operation, runtime) = (moved_border(&town), runtime());
    let world = World::of(town, 0, 64, routes::table());
    let token = world.sign_in("supervisor");
    let mut draft = Supervisor::connect(world.address, &token).draft(&[operation]).unwrap();
    let mut five = || -> Vec<Duration> {
        // The service ends connections that wait as long as it takes to look back.
        let mut supervisor = Supervisor::connect(world.address, &token);
        (0..RUNS).map(|_| previewed(&mut supervisor, &mut draft)).collect()
    };
    println!("{name}: previews of a moved border {:.1?} (at most 300 ms)", five());
    runtime.block_on(look_back_on(&world.town, CLOSED));
    println!("{name}: the same beside {CLOSED} closed requests {:.1?} (at most 300 ms)", five());
}

fn previewed(supervisor: &mut Supervisor, draft: &mut Draft) -> Duration {
    let start = Instant::now();
    let preview = supervisor.preview(draft).unwrap();
    assert_eq!(preview["problems"], json!([]));
    assert!(
        preview["size"]["requests"].as_u64().unwrap() > 0,
        "a preview that moves nothing is too easy"
    );
    start.elapsed()
}

/// How long submissions take beside previews, in relation to how long they take beside a thread
/// that only reckons as much.
fn beside_previews(name: &str, turn: usize, town: Town) -> f64 {
    let operation = moved_border(&town);
    let world = World::of(town, RESIDENTS, 64, routes::table());
    let mut supervisor = Supervisor::connect(world.address, &world.sign_in("supervisor"));
    let mut draft = supervisor.draft(&[operation]).unwrap();
    let mut previewed = || previewed(&mut supervisor, &mut draft);
    previewed();
    let before = spent();
    let alone: Duration = (0..RUNS).map(|_| previewed()).sum();
    let cost = spent().saturating_sub(before) / u32::try_from(RUNS).unwrap();
    let mut beside = Vec::new();
    let (with, ()) = sending(&world, EVERY, || {
        let start = Instant::now();
        while start.elapsed() < MEASURED {
            beside.push(previewed());
        }
    });
    let pace = MEASURED / u32::try_from(beside.len()).unwrap();
    let (without, ()) = sending(&world, EVERY, || Burning { cost, pace }.go(MEASURED));
    beside.sort_unstable();
    let ratio = with.p99().as_secs_f64() / without.p99().as_secs_f64();
    println!(
        "{name} {turn}: {} previews beside {} submissions, median {:.0?}, alone {:.0?}; \
         p99 {:.1?}, beside {cost:.0?} of reckoning every {pace:.0?} {:.1?}: {ratio:.2}",
        beside.len(),
        with.waits.len(),
        beside[beside.len() / 2],
        alone / u32::try_from(RUNS).unwrap(),
        with.p99(),
        without.p99(),
    );
    ratio
}

/// Some grid leaves three tenths of itself to a neighbour.
fn moved_border(town: &Town) -> Value {
    let atlas = town.db.atlas();
    let of = |number: usize| (grid_id(&code(number)), atlas.shape(grid_id(&code(number))).unwrap());
    let pairs = (0..GRIDS).flat_map(|giver| (0..GRIDS).map(move |taker| (giver, taker)));
    let mut moves = pairs.filter(|(giver, taker)| giver != taker).filter_map(|(giver, taker)| {
        let ((giver, from), (taker, to)) = (of(giver), of(taker));
        border::moved((giver, from), (taker, to), 3)
    });
    moves.next().unwrap()
}

/// Applies what moves 5 000 requests while residents submit, and looks at what is there then.
fn apply(name: &str, turn: usize, town: Town) {
    let operations = takeovers(&town);
    let world = World::of(town, RESIDENTS, 64, routes::table());
    let mut supervisor = Supervisor::connect(world.address, &world.sign_in("supervisor"));
    let mut draft = supervisor.draft(&operations).unwrap();
    assert_eq!(supervisor.preview(&mut draft).unwrap()["problems"], json!([]));
    let around = Duration::from_millis(500);
    let (sent, (took, moved)) = sending(&world, EVERY, || {
        thread::sleep(around);
        let start = Instant::now();
        let applied = supervisor.apply(&mut draft).unwrap();
        let took = start.elapsed();
        thread::sleep(around);
        (took, applied["moved_requests"].as_u64().unwrap())
    });
    assert!(moved >= MOVED as u64, "{moved}");
    let allowed = took.mul_f64(1.25) + Duration::from_millis(100);
    let (lost, misrouted) = amiss(&world, &sent.acknowledged);
    println!(
        "{name} {turn}: {moved} requests moved in {} ms (at most 2 000 on SQLite); {} submitted meanwhile, \
         the longest wait {} ms (at most {}); {lost} lost, {misrouted} misrouted",
        took.as_millis(),
        sent.waits.len(),
        sent.longest().as_millis(),
        allowed.as_millis(),
    );
    assert_eq!((lost, misrouted), (0, 0));
}

/// New leaders for every other grid, and a deputy for the town, so that every open request is asked
/// about.
fn takeovers(town: &Town) -> Vec<Value> {
    let replace = |number: usize| {
        let by = member_id(&format!("{}-next", code(number)));
        json!({ "replace_holder": { "duty": leader(town, number).id, "by": by } })
    };
    let deputy = json!({ "assign_duty": {
        "unit": Unit::Grid(grid_id("T")), "member": member_id("T-next"), "capacity": Capacity::Deputy,
    } });
    (0..GRIDS).step_by(2).map(replace).chain([deputy]).collect()
}

/// How many acknowledged requests are not there, and how many open ones are not with whom routing
/// them anew names.
fn amiss(world: &World, acknowledged: &[RequestId]) -> (usize, usize) {
    let runtime = runtime();
    runtime.block_on(async {
        let breaches = check_all(&world.db).await.unwrap();
        assert!(breaches.is_empty(), "{breaches:?}");
        let (atlas, now) = (world.db.atlas(), world.db.now());
        let grids = atlas.tree().downward(grid_id("T"));
        let read = move |connection: &mut _| {
            let open = open_in(
                connection,
                &TouchedUnits { grids: grids.clone(), ..TouchedUnits::default() },
            )?;
            let ids: Vec<RequestId> = open.iter().map(|request| request.id).collect();
            Ok((open, excluded_people_of(connection, &ids)?))
        };
        let (open, mut excluded_people) = world.db.read(read).await.unwrap();
        assert_eq!(open.len(), REQUESTS + acknowledged.len());
        let there = |id: &&RequestId| open.binary_search_by_key(*id, |request| request.id).is_err();
        let lost = acknowledged.iter().filter(there).count();
        let misrouted = open.iter().filter(|request| {
            let conflicts = Conflicts {
                excluded_people: excluded_people.remove(&request.id).unwrap_or_default(),
                ..Conflicts::default()
            };
            let place = RequestPlace::Point(request.routable.place().point.unwrap());
            let routed =
                route(&atlas, &place, &request.routable.matter(), &conflicts, now).unwrap();
            routed.holding != request.holding()
        });
        let misrouted = misrouted.count();
        (lost, misrouted)
    })
}
