//! The file of a SQLite database: whether it is still the one that was opened.

use super::connection::Location;
use crate::error::{Error, Result};
use rustix::fs::statvfs;
use rustix::process::{Resource, getrlimit};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What a write, or a group of a few, takes in the log at most, in bytes.
const ROOM: u64 = 256 << 10;

/// Which file was opened, and where. An open file goes on being written after it was moved away,
/// deleted or replaced, and whoever was answered then would find nothing where the database is said
/// to be.
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
        Err(Error::Unavailable(format!(
            "the database file {} was moved away or replaced",
            self.path.display()
        )))
    }

    /// Whether another file is there.
    pub(super) fn was_replaced(&self) -> bool {
        identity(&self.path).is_ok_and(|found| found != self.identity)
    }

    /// Whether the log beside the file may grow by a write: on its disk, and within the largest
    /// size that this process may give a file, which SQLite calls an error of the disk. A single
    /// row may still fit where a request does not.
    pub(super) fn has_room(&self) -> bool {
        // Never opened: closing it would end the locks that SQLite has on it.
        let log = std::fs::metadata(self.beside("-wal")).map_or(0, |log| log.len());
        let on_disk = statvfs(&self.path)
            .map_or(true, |disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= ROOM);
        on_disk && getrlimit(Resource::Fsize).current.is_none_or(|limit| log + ROOM <= limit)
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut beside = self.path.clone().into_os_string();
        beside.push(suffix);
        PathBuf::from(beside)
    }

    /// Refuses while there is a log, or its index, beside the file. They may belong to the file
    /// that was there before, and SQLite would play that log into this one.
    pub(super) fn require_nothing_beside(&self) -> Result<()> {
        for suffix in ["-wal", "-shm"] {
            let beside = self.beside(suffix);
            if beside.exists() {
                let words =
                    format!("{} may belong to the database before: move it away", beside.display());
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
