//! Opening of the demo town of a file, which is made the first time, and again if its making was
//! interrupted.

use super::progress::{Progress, progress};
use super::{SEED, fill};
use crate::clock::{Clock, SetClock, SystemClock};
use crate::domain::atlas::Atlas;
use crate::error::{Code, Error, Problem, Result, system_reason};
use crate::service::credentials::PasswordWorkers;
use crate::service::rulebook::Rulebook;
use crate::store::connection::Location;
use crate::store::vault::Vault;
use crate::store::{Db, DbOptions, migration};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Input of [`open`].
#[derive(Debug, Clone)]
pub struct Opening {
    /// The SQLite file: the demo's own, because a half-filled one is removed.
    pub file: PathBuf,
    /// Options of the database.
    pub options: DbOptions,
    /// Levels, categories and tolerances, in an empty atlas.
    pub empty: Atlas,
    /// Vault that seals the personal data; the same at every start.
    pub vault: Arc<Vault>,
    /// Working time and the length of silence.
    pub rulebook: Arc<Rulebook>,
    /// Workers that hash the passwords of the logins that are shown.
    pub passwords: PasswordWorkers,
}

/// Opens the demo town by the clock of the machine. The folder must exist.
///
/// # Errors
/// [`Code::DemoBeingMade`] while another process fills it, [`Code::DemoDatabaseTaken`] when the
/// file holds another town; those of the database.
pub async fn open(opening: Opening) -> Result<Db> {
    let location = Location::Sqlite(opening.file.clone());
    // The holder of the lock fills or opens; it is released when the town is complete.
    let _only_one = lock(&opening.file)?;
    migration::up(&location, true)?;
    if how_far(&location)? == Progress::Interrupted {
        remove(&opening.file)?;
        migration::up(&location, true)?;
    }
    if how_far(&location)? == Progress::NotBegun {
        let clock = Arc::new(SetClock::at(SystemClock.now()));
        let db = opening.connect(&location, Arc::<SetClock>::clone(&clock))?;
        fill(&db, &clock, &opening.rulebook, &opening.passwords, SEED).await?;
    }
    opening.connect(&location, Arc::new(SystemClock))
}

impl Opening {
    fn connect(&self, location: &Location, clock: Arc<dyn Clock>) -> Result<Db> {
        Db::open(location, &self.options, self.empty.clone(), Arc::clone(&self.vault), clock)
    }
}

fn how_far(location: &Location) -> Result<Progress> {
    progress(&mut location.open_reader()?)
}

/// Locks the file, so that other processes neither fill nor remove it, until the lock is dropped.
fn lock(file: &Path) -> Result<File> {
    let path = file.with_extension("lock");
    let lock = File::create(&path).map_err(|fault| unusable(&path, fault))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Code::DemoBeingMade.into()),
        Err(TryLockError::Error(fault)) => Err(unusable(&path, fault)),
    }
}

/// Removes a database with all files that SQLite keeps beside it.
fn remove(file: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut path = file.as_os_str().to_owned();
        path.push(suffix);
        match fs::remove_file(&path) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
                return Err(unusable(Path::new(&path), fault));
            }
            _ => {}
        }
    }
    Ok(())
}

fn unusable(path: &Path, fault: io::Error) -> Error {
    let problem = Problem::new(Code::DemoFileUnusable).with("path", path.display().to_string());
    problem.with("reason", system_reason(&fault)).into()
}
