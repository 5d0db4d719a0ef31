//! Moves over HTTP in a town of 150 grids with 10 000 open requests, on SQLite, while residents
//! submit 300 requests a second: how long the leaders who make them wait. With
//! `WANGGE_TEST_POSTGRES` the same on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/client.rs"]
mod client;
#[path = "../tests/support/database.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod database;
#[path = "load/full_town.rs"]
mod full_town;
#[path = "load/pace.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod pace;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;
#[path = "load/world.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod world;

use client::{Client, keyed_post};
use database::TestDatabase;
use diesel::prelude::*;
use full_town::{code, filled, leader};
use pace::sending;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use town::Town;
use uuid::Uuid;
use wangge::domain::id::RequestId;
use wangge::domain::request::Answers;
use wangge::store::Tx;
use wangge::store::requests::NewDetails;
use wangge::store::schema::requests;
use wangge::web::routes;
use world::World;

const RUNS: usize = 5;
/// Residents who submit meanwhile, and how often each does: 300 a second in all.
const RESIDENTS: usize = 9;
const EVERY: Duration = Duration::from_millis(30);
/// Leaders who handle what their grids have, one after the other, and how often one of them moves.
const LEADERS: usize = 5;
const PACE: Duration = Duration::from_millis(10);
const MEASURED: Duration = Duration::from_secs(15);

fn main() {
    measure("SQLite", TestDatabase::sqlite);
    if std::env::var("WANGGE_TEST_POSTGRES").is_ok() {
        measure("PostgreSQL", TestDatabase::new);
    }
}

fn measure(name: &str, database: impl Fn() -> TestDatabase) {
    let mut best = Duration::MAX;
    for turn in 1..=RUNS {
        best = best.min(moves(name, turn, database()));
    }
    println!("{name}: 95 of 100 moves within {best:.1?} in the best run (at most 5 ms)");
}

/// What 95 of 100 moves did not take longer than.
fn moves(name: &str, turn: usize, database: TestDatabase) -> Duration {
    let runtime = runtime();
    let town = runtime.block_on(filled(database));
    let held: Vec<Vec<RequestId>> =
        (0..LEADERS).map(|number| runtime.block_on(described(&town, number))).collect();
    let world = World::of(town, RESIDENTS, 64, routes::table());
    let tokens: Vec<String> =
        (0..LEADERS).map(|number| world.sign_in(&format!("{}-leader", code(number)))).collect();
    let handled = tokens.iter().zip(&held);
    let mut planned = handled.flat_map(|(token, ids)| {
        ids.iter().flat_map(move |id| handling().into_iter().map(move |step| (token, id, step)))
    });
    let (sent, mut waits) = sending(&world, EVERY, || {
        let (mut client, mut waits, start) =
            (Client::connect(world.address), Vec::new(), Instant::now());
        for due in (0..).map(|turn| start + PACE * turn) {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if start.elapsed() >= MEASURED {
                break;
            }
            let (token, id, step) = planned.next().expect("enough to do");
            waits.push(moved(&mut client, token, *id, &step));
        }
        waits
    });
    waits.sort_unstable();
    let of_100 = |part: usize| waits[waits.len() * part / 100];
    println!(
        "{name} {turn}: {} moves, median {:.1?}, 95 of 100 {:.1?}, longest {:.1?}, beside {:.0} \
         submissions a second, 99 of 100 within {:.1?}",
        waits.len(),
        of_100(50),
        of_100(95),
        waits[waits.len() - 1],
        sent.waits.len() as f64 / MEASURED.as_secs_f64(),
        sent.p99(),
    );
    of_100(95)
}

/// The open requests of one grid, which are stored without what was said: they get that, too.
async fn described(town: &Town, number: usize) -> Vec<RequestId> {
    let of = requests::table
        .filter(requests::holder_id.eq(leader(town, number).member))
        .filter(requests::about_staff.eq(false))
        .select(requests::id);
    let ids: Vec<RequestId> = town.db.read(move |c| Ok(of.load(c)?)).await.unwrap();
    let told = ids.clone();
    let describe = move |tx: &mut Tx<'_>| {
        let details = NewDetails {
            description: "每晚十点以后工地仍在施工，老人孩子无法休息。",
            address: None,
            contact_name: None,
            contact_phone: None,
            answers: &Answers::default(),
            upstream: &[],
            contents: None,
        };
        told.iter().try_for_each(|&id| tx.insert_details(id, &details))
    };
    town.db.write(describe).await.unwrap();
    ids
}

/// The moves by which a leader handles one request.
fn handling() -> [Value; 7] {
    let words = "现场看过，夜里确有噪声，已与工地约定时间。";
    [
        json!({ "action": "accept" }),
        json!({ "action": "note", "words": words }),
        json!({ "action": "escalate", "escalation_reason": "several_units", "words": words,
            "no_contact": "seen_on_site" }),
        json!({ "action": "recall" }),
        json!({ "action": "start" }),
        json!({ "action": "progress", "words": words }),
        json!({ "action": "resolve", "outcome": "solved", "reply": words }),
    ]
}

fn moved(client: &mut Client, token: &str, id: RequestId, step: &Value) -> Duration {
    let path = format!("/api/v1/requests/{id}/transitions");
    let request = keyed_post(&path, token, &Uuid::now_v7().to_string(), &step.to_string());
    let start = Instant::now();
    let (status, body) = client.send(&request).expect("the service answers");
    let waited = start.elapsed();
    assert_eq!(status, 200, "{step} {}", String::from_utf8_lossy(body));
    waited
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
