//! The demo town: whole, plausible, and made once.

mod filled;
mod opened;
mod reassignments;
mod requests;
mod served;
mod situations;
mod town;

use crate::support::database::TestDatabase;
use crate::support::town::{at, rulebook, settings};
use std::sync::Arc;
use wangge::clock::SetClock;
use wangge::demo::{SEED, fill};
use wangge::domain::atlas::Atlas;
use wangge::domain::period::Instant;
use wangge::service::credentials::PasswordWorkers;
use wangge::service::credentials::password::Cost;
use wangge::store::vault::{KeyFile, Vault};
use wangge::store::{Db, DbOptions};

const PRESENT: &str = "2026-11-18T10:30:00+08:00";

/// A database filled with the demo town.
struct Demo {
    db: Db,
    clock: Arc<SetClock>,
    present: Instant,
    _database: TestDatabase,
}

impl Demo {
    async fn new() -> Self {
        Self::of(SEED, PRESENT).await
    }

    async fn of(seed: u64, present: &str) -> Self {
        let database = TestDatabase::new();
        let present = at(present);
        let clock = Arc::new(SetClock::at(present));
        let (empty, vault) = (Atlas::empty(settings()), Arc::new(Vault::new(KeyFile::random())));
        let db = Db::open(&database.location, &DbOptions::default(), empty, vault, clock.clone())
            .unwrap();
        fill(&db, &clock, &rulebook(), &passwords(), seed).await.unwrap();
        Self { db, clock, present, _database: database }
    }
}

/// Hashing at a cost for tests.
fn passwords() -> PasswordWorkers {
    PasswordWorkers::new(Cost { memory_kib: 8, iterations: 1, lanes: 1 }, 2).unwrap()
}
