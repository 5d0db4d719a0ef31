//! The log of SQLite beside a long reader grows, and shrinks again while the service runs.

use super::disk::{beside, file};
use crate::support::town::Town;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection;
use serde_json::json;
use std::time::{Duration, Instant};
use uuid::Uuid;
use wangge::error::Result;
use wangge::store::{Actor, ChangeEvent, RecordedEvent};

const MIB: u64 = 1 << 20;

/// More than a checkpoint of the log takes on any machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// A town on SQLite, and the length of the log beside it.
async fn town() -> Option<Town> {
    let town = Town::new().await;
    (!town.database.is_postgres()).then_some(town)
}

fn log(town: &Town) -> u64 {
    let log = format!("{}-wal", file(&town.database).display());
    std::fs::metadata(log).map_or(0, |log| log.len())
}

/// Writes an event of so many bytes; returns what it happened to.
async fn write(town: &Town, bytes: u64) -> Uuid {
    let aggregate = Uuid::now_v7();
    let text = "x".repeat(usize::try_from(bytes).unwrap());
    let event = move || ChangeEvent {
        aggregate,
        sequence: 1,
        kind: "happened",
        payload: json!({ "text": text }),
    };
    town.db.write(move |tx| -> Result<()> { tx.event(&Actor::Service, event()) }).await.unwrap();
    aggregate
}

/// Begins to read, and lets the log grow to 48 MiB meanwhile.
async fn read_long(town: &Town) -> SqliteConnection {
    let mut reader = beside(&town.database);
    reader.batch_execute("BEGIN; SELECT count(*) FROM events;").unwrap();
    for _ in 0..48 {
        write(town, MIB).await;
    }
    assert!(log(town) > 48 * MIB, "{}", log(town));
    reader
}

#[actix_web::test]
async fn a_log_that_grew_beside_a_long_reader_is_cut_by_the_next_writes() {
    let Some(town) = town().await else { return };
    let mut reader = read_long(&town).await;
    let grown = log(&town);
    write(&town, 1).await;
    assert!(log(&town) >= grown, "the reader needs it");
    reader.batch_execute("COMMIT").unwrap();
    let mut last = Uuid::nil();
    for _ in 0..4 {
        last = write(&town, 1).await;
    }
    assert!(log(&town) <= 32 * MIB, "{}", log(&town));
    let kept = town.db.read(move |connection| RecordedEvent::of(connection, last)).await.unwrap();
    assert_eq!(kept.len(), 1);
}

#[actix_web::test]
async fn a_log_that_grew_beside_a_long_reader_is_emptied_when_nothing_is_written() {
    let Some(town) = town().await else { return };
    let mut reader = read_long(&town).await;
    reader.batch_execute("COMMIT").unwrap();
    let begun = Instant::now();
    while log(&town) > 0 {
        assert!(begun.elapsed() < DEADLINE, "{}", log(&town));
        town.db.read(|connection| RecordedEvent::of(connection, Uuid::nil())).await.unwrap();
    }
    let again = write(&town, 1).await;
    let kept = town.db.read(move |connection| RecordedEvent::of(connection, again)).await.unwrap();
    assert_eq!(kept.len(), 1, "writing goes on");
}
