//! The file of a SQLite database: whether it is still the one that was opened.

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
    /// The file that is there now.
    pub(super) fn at(path: &Path) -> Result<Self> {
        let identity = identity(path).map_err(|fault| Error::Unavailable(fault.to_string()))?;
        Ok(Self { path: path.to_owned(), identity })
    }

    /// Refuses when it is there no more. Once it is back, all goes on; another file in its place needs a restart.
    pub(super) fn require(&self) -> Result<()> {
        if identity(&self.path).is_ok_and(|found| found == self.identity) {
            return Ok(());
        }
        Err(Error::Unavailable(format!("the database file {} was moved away or replaced", self.path.display())))
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let metadata = std::fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}
