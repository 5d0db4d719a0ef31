//! Identifiers that follow from the seed.

use crate::domain::period::Instant;
use rand::RngExt;
use rand::rngs::StdRng;
use uuid::Uuid;

/// Generator of UUIDv7s of one instant.
pub(super) struct DemoIdentifiers {
    pub random: StdRng,
    pub at: Instant,
}

impl DemoIdentifiers {
    /// Returns the next UUID.
    pub fn next(&mut self) -> Uuid {
        let milliseconds = u64::try_from(self.at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &self.random.random()).into_uuid()
    }
}
