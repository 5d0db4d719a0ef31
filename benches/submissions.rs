//! Submissions over HTTP: token verified, key stored, routed, sealed, events written, `synchronous
//! = FULL`.
//!
//! Five alternations of: with group commit, without it, and a bare loop of the same statements in
//! groups of 64, each on a fresh SQLite file. With `WANGGE_TEST_POSTGRES` the same over HTTP on
//! PostgreSQL is printed beside it.
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
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;
#[path = "load/world.rs"]
mod world;

use client::{Client, submission};
use database::TestDatabase;
use diesel::prelude::*;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;
use wangge::domain::id::RequestId;
use wangge::domain::request::{Answers, AssignmentCause};
use wangge::domain::routing::{CoverVerdict, RoutingTrace, TraceStep};
use wangge::store::idempotency::IdempotentCall;
use wangge::store::requests::{NewDetails, RequestRow};
use wangge::store::{Actor, ChangeEvent, Tx, schema};
use world::World;

const CLIENTS: usize = 64;
const ALTERNATIONS: usize = 5;
const MEASURED: Duration = Duration::from_secs(5);
const GROUP: usize = 64;

fn main() {
    let mut rates = [Vec::new(), Vec::new(), Vec::new()];
    for turn in 1..=ALTERNATIONS {
        let (with, sample) = over_http(TestDatabase::sqlite(), 64);
        let (without, _) = over_http(TestDatabase::sqlite(), 1);
        let bare = bare_loop(&sample);
        println!(
            "{turn}: with group commit {with:.0}/s, without {without:.0}/s, bare loop {bare:.0}/s"
        );
        for (all, rate) in rates.iter_mut().zip([with, without, bare]) {
            all.push(rate);
        }
    }
    let [with, without, bare] = rates;
    println!("with group commit / without: {:.2} (at least 2.5)", median_ratio(&with, &without));
    println!("with group commit / bare loop: {:.2} (at least 0.35)", median_ratio(&with, &bare));
    if std::env::var("WANGGE_TEST_POSTGRES").is_ok() {
        let runs: Vec<f64> =
            (0..ALTERNATIONS).map(|_| over_http(TestDatabase::new(), 64).0).collect();
        println!("PostgreSQL: {runs:.0?}/s");
    }
}

/// Acknowledged submissions a second, and the rows of one.
fn over_http(database: TestDatabase, group_limit: usize) -> (f64, RequestRow) {
    let world = World::start(database, CLIENTS, group_limit);
    load(&world, Duration::from_secs(1));
    let rate = load(&world, MEASURED);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let any = world.db.read(|c| {
        Ok(schema::requests::table.select(RequestRow::as_select()).limit(1).get_result(c)?)
    });
    (rate, runtime.block_on(any).unwrap())
}

fn load(world: &World, length: Duration) -> f64 {
    let acknowledged = AtomicUsize::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        for (number, token) in world.tokens.iter().enumerate() {
            let acknowledged = &acknowledged;
            scope.spawn(move || {
                let mut client = Client::connect(world.address);
                for turn in 0.. {
                    if start.elapsed() >= length {
                        return;
                    }
                    let request =
                        submission(token, &Uuid::now_v7().to_string(), number * 1_000_003 + turn);
                    let (status, body) = client.send(&request).expect("an answer");
                    assert_eq!(status, 201, "{}", String::from_utf8_lossy(body));
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    acknowledged.into_inner() as f64 / start.elapsed().as_secs_f64()
}

/// The same rows by the same statements, 64 to a transaction, and nothing else: submissions a
/// second.
fn bare_loop(sample: &RequestRow) -> f64 {
    let world = World::start(TestDatabase::sqlite(), 0, 64);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut row = RequestRow { reporter_account_id: None, ..sample.clone() };
    let atlas = world.db.atlas();
    let grid = atlas.tree().get(row.place_grid_id).unwrap().id;
    let duty = *atlas.people().chain(row.unit(), world.db.now()).next().unwrap();
    (row.place_grid_id, row.duty_id, row.holder_id) = (grid, duty.id, duty.member);
    let start = Instant::now();
    let mut stored = 0;
    while start.elapsed() < MEASURED {
        let row = row.clone();
        let group = world.db.write(move |tx| (0..GROUP).try_for_each(|_| store(tx, row.clone())));
        runtime.block_on(group).unwrap();
        stored += GROUP;
    }
    stored as f64 / start.elapsed().as_secs_f64()
}

fn store(tx: &mut Tx<'_>, mut row: RequestRow) -> wangge::error::Result<()> {
    row.id = RequestId(Uuid::now_v7());
    let (actor, key) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    tx.replay(
        &IdempotentCall {
            actor,
            route: "POST /api/v1/requests".to_owned(),
            key,
            body_hash: vec![0; 32],
        },
        json!(row.id),
    )?;
    row.number = format!("T-20260302-{:05}", tx.number("T-20260302")?);
    tx.insert_request(&row)?;
    let description = "每晚十点以后工地仍在施工，老人孩子无法休息，请尽快协调处理，谢谢。";
    let details = NewDetails {
        description,
        address: None,
        contact_name: None,
        contact_phone: None,
        answers: &Answers::default(),
        upstream: &[],
        contents: None,
    };
    tx.insert_details(row.id, &details)?;
    let trace = RoutingTrace(vec![
        TraceStep::Covers { grid: row.place_grid_id, verdict: CoverVerdict::Taken },
        TraceStep::Vacant { unit: row.holding().unit },
    ]);
    tx.insert_assignment(row.id, 1, row.holding(), AssignmentCause::Routing, trace, tx.now())?;
    for (sequence, kind) in [(1, "submitted"), (2, "assigned")] {
        let payload =
            json!({"kind": "complaint", "category": "environment.noise", "holding": row.holding()});
        tx.event(&Actor::Anonymous, ChangeEvent { aggregate: row.id.0, sequence, kind, payload })?;
    }
    Ok(())
}

fn median_ratio(a: &[f64], b: &[f64]) -> f64 {
    let mut ratios: Vec<f64> = a.iter().zip(b).map(|(a, b)| a / b).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}
