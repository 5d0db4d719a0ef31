//! The file of a SQLite database: whether it is still the one that was opened.

use super::connection::Location;
use crate::error::{Error, Result};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Which file was opened, and where. An open file goes on being written after it was moved away, deleted or replaced,
/// and whoever was answered then would find nothing where the database is said to be.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    /// Device and number on it.
    identity: (u64, u64),
}

impl DatabaseFile {
    /// The file of a database that is there now; none on PostgreSQL.
    pub(super) fn of(location: &Location) -> Result<Option<Self>> {
        let Location::Sqlite(path) = location else { return Ok(None) };
        let identity = identity(path).map_err(|fault| Error::Unavailable(fault.to_string()))?;
        Ok(Some(Self { path: path.clone(), identity }))
    }

    /// Refuses when it is there no more. Once it is back, all goes on.
    pub(super) fn require(&self) -> Result<()> {
        if identity(&self.path).is_ok_and(|found| found == self.identity) {
            return Ok(());
        }
        Err(Error::Unavailable(format!("the database file {} was moved away or replaced", self.path.display())))
    }

    /// Whether another file is there.
    pub(super) fn was_replaced(&self) -> bool {
        identity(&self.path).is_ok_and(|found| found != self.identity)
    }

    /// Refuses while there is a log, or its index, beside the file. They may belong to the file that was there before,
    /// and SQLite would play that log into this one.
    pub(super) fn require_nothing_beside(&self) -> Result<()> {
        for suffix in ["-wal", "-shm"] {
            let mut beside = self.path.clone().into_os_string();
            beside.push(suffix);
            let beside = PathBuf::from(beside);
            if beside.exists() {
                let words = format!("{} may belong to the database before: move it away", beside.display());
                return Err(Error::Unavailable(words));
            }
        }
        Ok(())
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let metadata = std::fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}
