//! What would have been: 100 000 requests of a town of 150 grids, routed by the present world and
//! by one in which 20 grids have another border and one is split. Five runs of the whole verb,
//! reading included; with `WANGGE_TEST_POSTGRES` the same on PostgreSQL.
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
#[allow(dead_code, reason = "other benches use more of it")]
mod full_town;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;

use chrono::TimeDelta;
use database::TestDatabase;
use full_town::{EACH, code, fill, founded};
use std::time::{Duration, Instant};
use town::{Town, grid_id, member_id};
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Appointment;
use wangge::domain::geometry::cut::cut;
use wangge::domain::geometry::geojson::Geometry;
use wangge::domain::geometry::{Effort, Point, Position};
use wangge::domain::id::{AccountId, AppointmentId, ReassignmentId};
use wangge::domain::login_name::LoginName;
use wangge::domain::period::Period;
use wangge::domain::reassignment::operation::{MoveBoundary, RedrawnGrid, SplitGrid, SplitPart};
use wangge::domain::reassignment::{Operation, OperationSpec, ReassignmentOrigin};
use wangge::domain::role::Role;
use wangge::domain::scope::Scope;
use wangge::service::reassignments::{NewReassignment, ReassignmentProfile, create, replay};
use wangge::store::accounts::{self, Account};
use wangge::store::idempotency::IdempotentCall;

const REQUESTS: usize = 100_000;
const RUNS: usize = 5;
/// Pairs of neighbouring numbers that exchange their land.
const EXCHANGES: usize = 10;
/// The grid that is split, which exchanges nothing.
const SPLIT: usize = EACH * 3;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    measure("SQLite", TestDatabase::sqlite()).await;
    if std::env::var("WANGGE_TEST_POSTGRES").is_ok() {
        measure("PostgreSQL", TestDatabase::new()).await;
    }
}

async fn measure(name: &str, database: TestDatabase) {
    let town = founded(database).await;
    let scope = supervisor(&town).await;
    fill(&town, REQUESTS).await;
    town.clock.advance(TimeDelta::hours(1));
    let draft = drafted(&town, &scope).await;
    let mut runs: Vec<Duration> = Vec::new();
    let mut elsewhere = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        let replayed = replay(&town.db, &scope, draft, None, None).await.unwrap();
        runs.push(start.elapsed());
        assert_eq!(replayed.tally.n, REQUESTS);
        elsewhere = replayed.tally.elsewhere;
    }
    assert!(elsewhere > REQUESTS / 10);
    println!(
        "{name}: {REQUESTS} requests replayed, {elsewhere} go elsewhere: {runs:.2?} (at most 5 s)"
    );
}

/// Somebody who supervises the town.
async fn supervisor(town: &Town) -> Scope {
    let member = town.member("supervisor");
    let id = AppointmentId(Uuid::now_v7());
    let (role, period) = (Role::Supervisor, Period::since(town.now()));
    let appointment = Appointment {
        id,
        member: member.id,
        role,
        grid: grid_id("T"),
        organization: None,
        period,
        version: 1,
    };
    town.apply(vec![AtlasEdit::AddMember(member), AtlasEdit::Appoint(appointment)]).await.unwrap();
    let account = AccountId(Uuid::now_v7());
    let login = LoginName::parse("supervisor").unwrap();
    let row = Account::new(account, Some((&login, member_id("supervisor"))), false, town.now());
    town.db.write(move |tx| accounts::insert(tx, &row)).await.unwrap();
    Scope::of(&town.db.atlas(), account, Some(member_id("supervisor")), town.now())
}

async fn drafted(town: &Town, scope: &Scope) -> ReassignmentId {
    let atlas = town.db.atlas();
    let operations =
        [exchange(&atlas), split(&atlas)].map(|action| Operation::new(Uuid::now_v7(), action));
    let (origin, profile) = (ReassignmentOrigin::Drafted, ReassignmentProfile::default());
    let new = NewReassignment { origin, profile, operations: operations.into(), undoes: None };
    let text = String::from;
    let key = IdempotentCall {
        actor: text("bench"),
        route: text("bench"),
        key: text("bench"),
        body_hash: Vec::new(),
    };
    create(&town.db, scope, key, new).await.unwrap().made
}

/// Grids that get each other's land.
fn exchange(atlas: &Atlas) -> OperationSpec {
    let shape = |number| atlas.shape(grid_id(&code(number))).unwrap();
    let redrawn = |number: usize| RedrawnGrid {
        grid: grid_id(&code(number)),
        geometry: Geometry::from(shape(number ^ 1).as_ref()),
    };
    OperationSpec::MoveBoundary(MoveBoundary {
        boundaries: (0..2 * EXCHANGES).map(redrawn).collect(),
    })
}

/// A grid of which the eastern part becomes one of its own: the line goes from north to south where
/// it makes two parts.
fn split(atlas: &Atlas) -> OperationSpec {
    let grid = grid_id(&code(SPLIT));
    let shape = atlas.shape(grid).unwrap();
    let bounds = shape.bounds();
    let line = |tenths: i32| {
        let lon_e7 = bounds.min.lon_e7 + (bounds.max.lon_e7 - bounds.min.lon_e7) / 10 * tenths;
        [bounds.max.lat_e7 + 1000, bounds.min.lat_e7 - 1000].map(|lat_e7| Point { lon_e7, lat_e7 })
    };
    let cuts = |line: &[Point; 2]| {
        cut(shape, line, &Effort::unbounded()).is_ok_and(|cut| cut.pieces.len() == 2)
    };
    let line = (1..10).map(line).find(cuts).unwrap();
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    let line =
        line.map(|point| Position { lon: degrees(point.lon_e7), lat: degrees(point.lat_e7) });
    let part = |code: Option<&str>| SplitPart {
        code: code.map(str::to_owned),
        name: code.map(str::to_owned),
        leader: code.map(|_| member_id("G0-deputy")),
        geometry: None,
    };
    let parts = vec![part(Some("NEW")), part(None)];
    OperationSpec::SplitGrid(SplitGrid {
        grid,
        line: Some(line.to_vec()),
        parts,
        building_groups: Vec::new(),
    })
}
