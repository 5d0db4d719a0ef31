//! Reasons why the database cannot be read or written now.

use crate::error::Error;
use std::sync::{Mutex, PoisonError};

/// Reason that passes by itself or by an administrator's hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// The disk is full.
    DiskFull,
    /// The disk fails.
    DiskError,
    /// The file or the server takes no writes.
    ReadOnly,
    /// Somebody else holds a lock on the database.
    Locked,
    /// Parts of the file or of the server's files can no longer be read. Lasts until the service is
    /// restarted.
    Damaged,
    /// The file was moved or replaced.
    FileMoved,
    /// The server cannot be reached.
    Unreachable,
    /// The queue of writes is full.
    QueueFull,
    /// The thread that writes has ended.
    WriterStopped,
    /// None of these; the log says more.
    Other,
}

/// Texts of errors, and the outages they indicate.
const WORDS: &[(Outage, &[&str])] = &[
    (
        Outage::DiskFull,
        &["database or disk is full", "No space left on device", "could not extend file"],
    ),
    (Outage::DiskError, &["disk I/O error"]),
    (
        Outage::Damaged,
        &["malformed", "is not a database", "invalid page in block", "could not read block"],
    ),
    (
        Outage::ReadOnly,
        &["readonly database", "read-only transaction", "during recovery", "permission denied for"],
    ),
    (Outage::Locked, &["is locked", "lock timeout"]),
    (
        Outage::FileMoved,
        &["was moved away or replaced", "unable to open database file", "move it away"],
    ),
    (Outage::QueueFull, &["too many writes are waiting"]),
    (Outage::WriterStopped, &["the writer has stopped", "the service is stopping"]),
    (Outage::Unreachable, &["connect", "the database system is", "timed out"]),
];

impl Outage {
    /// Classifies an error.
    pub(super) fn of(error: &Error) -> Self {
        let text = error.to_string();
        WORDS
            .iter()
            .find(|(_, words)| words.iter().any(|word| text.contains(word)))
            .map_or(Self::Other, |(outage, _)| *outage)
    }

    /// Returns the code for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DiskFull => "disk_full",
            Self::DiskError => "disk_error",
            Self::ReadOnly => "read_only",
            Self::Damaged => "damaged",
            Self::Locked => "locked",
            Self::FileMoved => "file_moved",
            Self::Unreachable => "unreachable",
            Self::QueueFull => "queue_full",
            Self::WriterStopped => "writer_stopped",
            Self::Other => "unavailable",
        }
    }
}

/// Availability of the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Availability {
    /// Outage of reads; none if they work.
    pub read: Option<Outage>,
    /// Outage of writes; none if they work.
    pub write: Option<Outage>,
}

/// Outage of the last write; none once a write has reached the disk again.
#[derive(Debug, Default)]
pub(super) struct LastWrite(Mutex<Option<Outage>>);

impl LastWrite {
    pub(super) fn outage(&self) -> Option<Outage> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the result of a write, and logs a change.
    pub(super) fn note(&self, outage: Option<Outage>) {
        let before =
            std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), outage);
        match (before, outage) {
            (Some(_), None) => tracing::info!("the database takes writes again"),
            (before, Some(outage)) if before != Some(outage) => {
                tracing::warn!(reason = outage.as_str(), "the database takes no writes");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_either_database_tell_the_reason() {
        let cases = [
            ("database or disk is full", "disk_full"),
            ("could not extend file \"base/1/2\": No space left on device", "disk_full"),
            ("attempt to write a readonly database", "read_only"),
            ("cannot execute UPDATE in a read-only transaction", "read_only"),
            ("permission denied for table requests", "read_only"),
            ("database disk image is malformed", "damaged"),
            ("invalid page in block 7 of relation base/1/2", "damaged"),
            ("database is locked", "locked"),
            ("unable to open database file", "file_moved"),
            ("the database file a.db was moved away or replaced", "file_moved"),
            ("could not connect to server", "unreachable"),
            ("timed out waiting for connection", "unreachable"),
            ("too many writes are waiting", "queue_full"),
            ("disk I/O error", "disk_error"),
            ("out of memory", "unavailable"),
        ];
        for (text, expected) in cases {
            assert_eq!(
                Outage::of(&Error::Unavailable(text.to_owned())).as_str(),
                expected,
                "{text}"
            );
        }
    }
}
