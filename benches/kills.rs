//! Acknowledged submissions lost over 5 × `kill -9` under the load of 64 clients, on SQLite.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/client.rs"]
mod client;
#[path = "load/process.rs"]
mod process;

use diesel::prelude::*;
use process::{Process, command, send_until};
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;
use wangge::domain::id::RequestId;
use wangge::store::connection::Location;
use wangge::store::schema::{request_details, requests};

const KILLS: usize = 5;
const CLIENTS: usize = 64;
const UNDER_LOAD: Duration = Duration::from_secs(3);

fn main() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let root = [
        "init",
        "--code",
        "T",
        "--name",
        "试镇",
        "--level",
        "town",
        "--supervisor",
        "wang",
        "--second-supervisor",
        "li",
    ];
    assert!(command(folder.path()).args(root).status().unwrap().success());
    let mut acknowledged: BTreeSet<Uuid> = BTreeSet::new();
    for kill in 1..=KILLS {
        let process = Process::start(folder.path(), &["serve"]);
        let address = process.address;
        let killer = std::thread::spawn(move || {
            std::thread::sleep(UNDER_LOAD);
            process.kill();
        });
        acknowledged.extend(send_until(address, CLIENTS, |_, _| false));
        killer.join().unwrap();
        let there = stored(&Location::Sqlite(folder.path().join("data/wangge.db")));
        let lost = acknowledged.difference(&there).count();
        println!(
            "kill {kill}: {} acknowledged so far, {} stored, {lost} lost",
            acknowledged.len(),
            there.len()
        );
        assert_eq!(lost, 0, "acknowledged submissions were lost");
    }
}

/// The requests that are there whole, with what the reporter said.
fn stored(location: &Location) -> BTreeSet<Uuid> {
    let mut connection = location.open_writer(false).unwrap();
    let whole = requests::table
        .inner_join(request_details::table.on(request_details::request_id.eq(requests::id)));
    let ids: Vec<RequestId> = whole.select(requests::id).load(&mut connection).unwrap();
    ids.into_iter().map(|id| id.0).collect()
}
