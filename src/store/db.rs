//! The database: one entry point for writes, a pool for reads, and the published atlas.

use super::connection::{AnyConnection, Location, Writers};
use super::opened::OpenedStore;
use super::outage::{Availability, LastWrite, Outage};
use super::pool::{connection, pool};
use super::schema::revision;
use super::tx::{Revision, Tx};
use super::vault::Vault;
use super::work::{AnyWrite, WriteTask};
use super::{atlas, past, postgres, sqlite};
use crate::clock::Clock;
use crate::domain::atlas::{Atlas, Extent};
use crate::domain::id::AccountId;
use crate::domain::period::Instant;
use crate::error::{Code, Error, Problem, Result};
use arc_swap::ArcSwap;
use diesel::prelude::*;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Maximum wait of [`Db::availability`] for its trial write.
const TRIAL: Duration = Duration::from_secs(1);

/// Options of opening a database.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Number of connections that read, 1 or more.
    pub readers: u32,
    /// Number of connections that write, 1 or more; PostgreSQL only.
    pub writers: u32,
    /// Maximum number of writes that SQLite commits together, 1–64; 1 switches group commit off.
    pub group_limit: usize,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self { readers: 4, writers: 8, group_limit: 64 }
    }
}

/// State shared by all transactions.
pub(super) struct StoreState {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) vault: Arc<Vault>,
    /// Replaced only by the one writer of SQLite.
    pub(super) opened: ArcSwap<OpenedStore>,
    last_write: LastWrite,
    /// Held while a trial write runs.
    trying: tokio::sync::Mutex<()>,
    /// Held while polygons are compared.
    comparing: Arc<Semaphore>,
    /// Held during searches and counts of seconds.
    reckoning: Arc<Semaphore>,
    /// Accounts that hold `reckoning` or wait for it.
    reckoners: Mutex<HashSet<AccountId>>,
}

impl StoreState {
    fn reckoners(&self) -> MutexGuard<'_, HashSet<AccountId>> {
        self.reckoners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Permit for a computation of seconds; released when dropped. Move it into the closure that
/// computes, which runs on even if nobody awaits it any more.
pub struct LongTurn {
    _permit: Option<OwnedSemaphorePermit>,
    _place: Option<TurnPlace>,
}

/// The one place of an account among those that hold a long turn or wait for one.
struct TurnPlace {
    shared: Arc<StoreState>,
    account: AccountId,
}

impl Drop for TurnPlace {
    fn drop(&mut self) {
        self.shared.reckoners().remove(&self.account);
    }
}

/// Seconds after which an account may ask for another long turn.
const RETRY_RECKONING: u64 = 5;

enum WriteDoor {
    Sqlite(sqlite::SqliteDoor),
    Postgres(postgres::PostgresDoor),
}

/// The database of one process. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    door: Arc<WriteDoor>,
    shared: Arc<StoreState>,
}

impl Db {
    /// Opens a migrated database and loads its atlas into `empty`, which brings the configured
    /// levels and tolerances.
    ///
    /// # Errors
    /// [`Code::LookupKeyDiffers`] when it was filled under another key file.
    pub fn open(
        location: &Location,
        options: &DbOptions,
        empty: Atlas,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let opened = OpenedStore::at(location, options.readers, empty, &vault)?;
        let shared = Arc::new(StoreState {
            clock,
            vault,
            opened: ArcSwap::from_pointee(opened),
            last_write: LastWrite::default(),
            trying: tokio::sync::Mutex::default(),
            comparing: Arc::new(Semaphore::new(1)),
            reckoning: Arc::new(Semaphore::new(1)),
            reckoners: Mutex::default(),
        });
        let door = match location {
            Location::Sqlite(_) => WriteDoor::Sqlite(sqlite::SqliteDoor::open(
                location.clone(),
                Arc::clone(&shared),
                options.group_limit,
            )?),
            Location::Postgres(_) => {
                let writers = pool(Writers(location.clone()), options.writers)?;
                WriteDoor::Postgres(postgres::PostgresDoor::new(writers, Arc::clone(&shared)))
            }
        };
        Ok(Self { door: Arc::new(door), shared })
    }

    /// Returns the last published atlas.
    pub fn atlas(&self) -> Arc<Atlas> {
        self.shared.opened.load().atlas.load_full()
    }

    /// Returns the present instant.
    pub fn now(&self) -> Instant {
        self.shared.clock.now()
    }

    /// Returns the vault, which opens and seals personal data.
    pub fn vault(&self) -> &Vault {
        &self.shared.vault
    }

    /// Runs a write. The closure has no effect outside its transaction and may be run again.
    pub async fn write<T: Send + 'static>(
        &self,
        closure: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (work, result) = WriteTask::boxed(closure, false);
        self.submit(work);
        self.noted(result.await.unwrap_or_else(|_| Err(stopped())))
    }

    /// Runs a write that changes the atlas.
    pub async fn revise<T: Send + 'static>(
        &self,
        mut closure: impl FnMut(&mut Revision<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (work, result) =
            WriteTask::boxed(move |tx: &mut Tx<'_>| closure(&mut Revision(tx)), true);
        self.submit(work);
        self.noted(result.await.unwrap_or_else(|_| Err(stopped())))
    }

    /// Returns why the last write failed; none if it succeeded. A write that changed nothing proves
    /// nothing: an outage ends when [`Db::try_write`] has succeeded.
    pub fn outage(&self) -> Option<Outage> {
        self.shared.last_write.outage()
    }

    /// Rewrites a row unchanged, to find out whether a write reaches the disk. Does nothing while
    /// another trial write runs.
    pub async fn try_write(&self) {
        let Ok(_alone) = self.shared.trying.try_lock() else { return };
        let written = self
            .write(|tx| {
                diesel::update(revision::table)
                    .set(revision::number.eq(revision::number))
                    .execute(tx.connection)?;
                Ok(())
            })
            .await;
        match (written, self.outage()) {
            // One row may fit where a request does not, and be intact where others are not.
            (Ok(()), Some(Outage::DiskFull)) if !self.shared.opened.load().has_room() => {}
            (Ok(()), Some(Outage::Damaged)) | (Err(Error::Contended(_)), _) => {}
            (Ok(()), _) => self.shared.last_write.note(None),
            (Err(fault), _) => self.shared.last_write.note(Some(Outage::of(&fault))),
        }
    }

    /// Returns what can be done with the database now. After a failed write it tries once more, and
    /// waits up to a second for that.
    pub async fn availability(&self) -> Availability {
        let read = self
            .read(|connection| Ok(revision::table.select(revision::number).first(connection)?))
            .await
            .map(|_: i64| ())
            .err()
            .map(|fault| Outage::of(&fault));
        if self.outage().is_some() {
            let db = self.clone();
            let tried = tokio::spawn(async move { db.try_write().await });
            // A slower one is recorded when it ends.
            let _ = tokio::time::timeout(TRIAL, tried).await;
        }
        Availability { read, write: self.outage().or(read) }
    }

    fn noted<T>(&self, written: Result<T>) -> Result<T> {
        // A fault of the service itself is no outage, unless it is the file's.
        let outage = match &written {
            Err(fault @ Error::Unavailable(_)) => Some(Outage::of(fault)),
            Err(fault @ Error::Internal(_)) => {
                Some(Outage::of(fault)).filter(|outage| *outage != Outage::Other)
            }
            Ok(_) | Err(Error::Refused(_) | Error::Contended(_)) => None,
        };
        if let Some(outage) = outage {
            let is_full = outage == Outage::DiskError && !self.shared.opened.load().has_room();
            self.shared.last_write.note(Some(if is_full { Outage::DiskFull } else { outage }));
        }
        written
    }

    /// Waits for the turn to compare polygons: one at a time, so that processors, memory and
    /// connections are left for everybody else.
    pub async fn turn(&self) -> LongTurn {
        // The semaphore is never closed.
        LongTurn {
            _permit: Arc::clone(&self.shared.comparing).acquire_owned().await.ok(),
            _place: None,
        }
    }

    /// Waits for the turn to search or count for seconds: also one at a time, independently of
    /// comparisons of polygons. An account may wait only once, so that repeated calls do not starve
    /// others.
    ///
    /// # Errors
    /// [`Code::CalculationRunning`] while the account waits or has its turn.
    pub async fn long_turn(&self, account: AccountId) -> Result<LongTurn, Problem> {
        if !self.shared.reckoners().insert(account) {
            return Err(Problem::new(Code::CalculationRunning).with("seconds", RETRY_RECKONING));
        }
        let place = Some(TurnPlace { shared: Arc::clone(&self.shared), account });
        Ok(LongTurn {
            _permit: Arc::clone(&self.shared.reckoning).acquire_owned().await.ok(),
            _place: place,
        })
    }

    /// Runs a read on a pooled connection, off the async threads.
    pub async fn read<T: Send + 'static>(
        &self,
        closure: impl FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        read_from(self.shared.opened.load_full(), closure).await
    }

    /// Loads the atlas of a past instant, as far as `extent` requires. Levels, categories and
    /// tolerances are those of the present.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn atlas_at(&self, at: Instant, extent: Extent) -> Result<Arc<Atlas>> {
        let opened = self.shared.opened.load_full();
        let known = Arc::clone(&opened);
        read_from(opened, move |connection| past::atlas_at(connection, &known, at, extent)).await
    }

    /// Publishes revisions made by other processes; called every half second. Opens a file that
    /// replaced the database file.
    pub async fn refresh(&self) -> Result<()> {
        let opened = self.shared.opened.load_full();
        if opened.was_replaced() {
            return self.write(|_| Ok(())).await;
        }
        let publish = Arc::clone(&opened);
        read_from(opened, move |connection| {
            let current = atlas::current(connection, &publish.atlas.load_full())?;
            publish.publish_atlas(current);
            Ok(())
        })
        .await
    }

    fn submit(&self, work: Box<dyn AnyWrite>) {
        match &*self.door {
            WriteDoor::Sqlite(door) => door.submit(work),
            WriteDoor::Postgres(door) => {
                let door = door.clone();
                tokio::task::spawn_blocking(move || door.run(work));
            }
        }
    }
}

fn stopped() -> Error {
    Error::Unavailable("the service is stopping".to_owned())
}

async fn read_from<T: Send + 'static>(
    opened: Arc<OpenedStore>,
    closure: impl FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(move || {
        opened.require_file()?;
        closure(&mut *connection(&opened.readers)?)
    })
    .await
    .unwrap_or_else(|fault| Err(Error::internal(fault)))
}
