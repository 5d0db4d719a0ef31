//! The database: one door for writes, a pool for reads, and the published atlas.

use super::connection::{AnyConnection, Location, Readers, Writers};
use super::file::DatabaseFile;
use super::number::Numbers;
use super::tx::{Effects, Revision, Tx};
use super::vault::Vault;
use super::work::{Task, Work};
use super::{atlas, lookup_key, postgres, sqlite};
use crate::clock::Clock;
use crate::domain::atlas::Atlas;
use crate::domain::period::Instant;
use crate::error::{Error, Result};
use arc_swap::ArcSwap;
use diesel::r2d2::{ManageConnection, Pool};
use std::sync::Arc;
use std::time::Duration;

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections that read, 1 or more.
    pub readers: u32,
    /// Connections that write, 1 or more; PostgreSQL only.
    pub writers: u32,
    /// Writes that SQLite commits together, 1–64; 1 switches group commit off.
    pub group_limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, writers: 8, group_limit: 64 }
    }
}

/// What every transaction shares.
pub(super) struct Shared {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) vault: Arc<Vault>,
    pub(super) atlas: ArcSwap<Atlas>,
    pub(super) numbers: Numbers,
    /// None on PostgreSQL.
    pub(super) file: Option<DatabaseFile>,
}

impl Shared {
    /// Refuses when the file of the database is not there any more.
    pub(super) fn require_file(&self) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), DatabaseFile::require)
    }

    /// Takes over what a committed transaction left.
    pub(super) fn publish(&self, effects: Effects) {
        self.numbers.give_back(effects.blocks);
        if let Some(atlas) = effects.atlas {
            self.publish_atlas(atlas);
        }
    }

    /// A newer atlas replaces an older one, never the other way round.
    pub(super) fn publish_atlas(&self, atlas: Arc<Atlas>) {
        self.atlas.rcu(|published| {
            if atlas.revision() > published.revision() { Arc::clone(&atlas) } else { Arc::clone(published) }
        });
    }
}

enum Door {
    Sqlite(sqlite::Door),
    Postgres(postgres::Door),
}

/// The database of one process. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    door: Arc<Door>,
    readers: Pool<Readers>,
    shared: Arc<Shared>,
}

impl Db {
    /// Opens a migrated database and loads its atlas on top of `empty`, which brings the configured levels and tolerances.
    ///
    /// # Errors
    /// [`Code::LookupKeyDiffers`](crate::error::Code::LookupKeyDiffers) when it was filled under another key file.
    pub fn open(
        location: &Location,
        options: &Options,
        empty: Atlas,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let readers = pool(Readers(location.clone()), options.readers)?;
        let atlas = {
            let mut connection = location.open_writer(false)?;
            lookup_key::require(&mut connection, &vault)?;
            atlas::current(&mut connection, &Arc::new(empty))?
        };
        let file = match location {
            Location::Sqlite(path) => Some(DatabaseFile::at(path)?),
            Location::Postgres(_) => None,
        };
        let (atlas, numbers) = (ArcSwap::new(atlas), Numbers::default());
        let shared = Arc::new(Shared { clock, vault, atlas, numbers, file });
        let door = match location {
            Location::Sqlite(_) => {
                Door::Sqlite(sqlite::Door::open(location, Arc::clone(&shared), options.group_limit)?)
            }
            Location::Postgres(_) => {
                let writers = pool(Writers(location.clone()), options.writers)?;
                Door::Postgres(postgres::Door::new(writers, Arc::clone(&shared)))
            }
        };
        Ok(Self { door: Arc::new(door), readers, shared })
    }

    /// The last published atlas.
    pub fn atlas(&self) -> Arc<Atlas> {
        self.shared.atlas.load_full()
    }

    /// The present instant.
    pub fn now(&self) -> Instant {
        self.shared.clock.now()
    }

    /// Opens and seals personal data.
    pub fn vault(&self) -> &Vault {
        &self.shared.vault
    }

    /// Runs a write. The closure has no effect outside its transaction and may be run again.
    pub async fn write<T: Send + 'static>(
        &self,
        closure: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (work, result) = Task::boxed(closure, false);
        self.submit(work);
        result.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Runs a write that changes the atlas.
    pub async fn revise<T: Send + 'static>(
        &self,
        mut closure: impl FnMut(&mut Revision<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (work, result) = Task::boxed(move |tx: &mut Tx<'_>| closure(&mut Revision(tx)), true);
        self.submit(work);
        result.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Runs a read on a pooled connection, off the threads that serve.
    pub async fn read<T: Send + 'static>(
        &self,
        closure: impl FnOnce(&mut AnyConnection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (readers, shared) = (self.readers.clone(), Arc::clone(&self.shared));
        let read = move || {
            shared.require_file()?;
            closure(&mut *readers.get().map_err(|fault| Error::Unavailable(fault.to_string()))?)
        };
        tokio::task::spawn_blocking(read).await.unwrap_or_else(|fault| Err(Error::internal(fault)))
    }

    /// Publishes what other processes have revised; called every half second.
    pub async fn refresh(&self) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        self.read(move |connection| {
            let current = atlas::current(connection, &shared.atlas.load_full())?;
            shared.publish_atlas(current);
            Ok(())
        })
        .await
    }

    fn submit(&self, work: Box<dyn Work>) {
        match &*self.door {
            Door::Sqlite(door) => door.submit(work),
            Door::Postgres(door) => {
                let door = door.clone();
                tokio::task::spawn_blocking(move || door.run(work));
            }
        }
    }
}

fn stopped() -> Error {
    Error::Unavailable("the service is stopping".to_owned())
}

fn pool<M: ManageConnection>(manager: M, size: u32) -> Result<Pool<M>> {
    Pool::builder()
        .max_size(size.max(1))
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(10))
        .build(manager)
        .map_err(|fault| Error::Unavailable(fault.to_string()))
}
