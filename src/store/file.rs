//! The file of a SQLite database, and checks that it is still the one that was opened.

use super::connection::{LOG_MAX, Location};
use crate::error::{Error, Result};
use rustix::fs::statvfs;
use rustix::process::{Resource, getrlimit};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Maximum growth of the log by a write, or a group of a few, in bytes.
const ROOM: u64 = 256 << 10;

/// Path and identity of an opened file. An open file goes on being written after it was moved,
/// deleted or replaced, and what was acknowledged then would be missing from the database at that
/// path.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    /// Device and inode.
    identity: (u64, u64),
}

impl DatabaseFile {
    /// Identifies the database file that is there now; none on PostgreSQL.
    pub(super) fn of(location: &Location) -> Result<Option<Self>> {
        let Location::Sqlite(path) = location else { return Ok(None) };
        let identity = identity(path).map_err(|fault| Error::Unavailable(fault.to_string()))?;
        Ok(Some(Self { path: path.clone(), identity }))
    }

    /// Checks that the file is still there. Once it is back, work goes on.
    pub(super) fn require(&self) -> Result<()> {
        if identity(&self.path).is_ok_and(|found| found == self.identity) {
            return Ok(());
        }
        Err(Error::Unavailable(format!(
            "the database file {} was moved away or replaced",
            self.path.display()
        )))
    }

    /// Returns true if another file is there.
    pub(super) fn was_replaced(&self) -> bool {
        identity(&self.path).is_ok_and(|found| found != self.identity)
    }

    /// Returns true if the log beside the file may grow by a write: on its disk, and within the
    /// largest size that this process may give a file, which SQLite reports as a disk error. A
    /// single row may still fit where a request does not.
    pub(super) fn has_room(&self) -> bool {
        let log = self.log_length();
        let on_disk = statvfs(&self.path)
            .map_or(true, |disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= ROOM);
        on_disk && getrlimit(Resource::Fsize).current.is_none_or(|limit| log + ROOM <= limit)
    }

    /// Returns true if the log beside the file is longer than it should be.
    pub(super) fn has_long_log(&self) -> bool {
        self.log_length() > LOG_MAX && self.require().is_ok()
    }

    fn log_length(&self) -> u64 {
        // Not opened: closing it would release the locks that SQLite has on it.
        std::fs::metadata(self.beside("-wal")).map_or(0, |log| log.len())
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut beside = self.path.clone().into_os_string();
        beside.push(suffix);
        PathBuf::from(beside)
    }

    /// Checks that there is no log or index beside the file. They may belong to the file that was
    /// there before, and SQLite would replay that log into this one.
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
