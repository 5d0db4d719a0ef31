//! Jobs that several processes look at.

use crate::support::town::Town;
use chrono::TimeDelta;
use serde_json::Value;
use wangge::jobs::run_due;
use wangge::store::{Db, Job, due_job};

/// One that is done by forgetting what expired, and makes the next one.
const KIND: &str = "expire";

async fn enqueue(town: &Town, kind: &'static str) {
    town.db.write(move |tx| tx.job(kind, Value::Null, tx.now())).await.unwrap();
}

async fn due(db: &Db) -> Option<Job> {
    let now = db.now();
    db.read(move |connection| due_job(connection, now)).await.unwrap()
}

#[tokio::test]
async fn one_of_two_processes_takes_a_job() {
    let town = Town::new().await;
    let other = town.another();
    enqueue(&town, KIND).await;
    let (here, there) = (due(&town.db).await.unwrap(), due(&other).await.unwrap());
    assert!(town.db.write(move |tx| tx.take_job(&here)).await.unwrap());
    assert!(!other.write(move |tx| tx.take_job(&there)).await.unwrap());
}

#[tokio::test]
async fn two_processes_that_race_do_every_job_once() {
    const JOBS: usize = 20;
    let town = Town::new().await;
    let other = town.another();
    for _ in 0..JOBS {
        enqueue(&town, KIND).await;
    }
    // Each job makes one for an hour later: one done twice would make two.
    for _ in 0..2 {
        let (here, there) =
            tokio::join!(run_due(&town.db, &town.rulebook), run_due(&other, &town.rulebook));
        assert_eq!(here.unwrap() + there.unwrap(), JOBS);
        town.clock.advance(TimeDelta::hours(1));
    }
}

#[tokio::test]
async fn a_job_whose_process_vanishes_is_done_by_another_at_once() {
    let town = Town::new().await;
    let other = town.another();
    enqueue(&town, KIND).await;
    let job = due(&town.db).await.unwrap();
    let vanished = town.db.write(move |tx| -> wangge::error::Result<()> {
        assert!(tx.take_job(&job)?);
        unreachable!("the process ends in the middle of the job")
    });
    assert!(vanished.await.is_err());
    assert_eq!(run_due(&other, &town.rulebook).await.unwrap(), 1);
}

#[tokio::test]
async fn a_job_that_fails_is_put_off_longer_each_time() {
    let town = Town::new().await;
    enqueue(&town, "unheard_of").await;
    for wait in [10, 20, 40] {
        assert_eq!(run_due(&town.db, &town.rulebook).await.unwrap(), 0);
        town.clock.advance(TimeDelta::seconds(wait - 1));
        assert!(due(&town.db).await.is_none());
        town.clock.advance(TimeDelta::seconds(1));
        assert!(due(&town.db).await.is_some());
    }
}
