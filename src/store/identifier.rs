//! New identifiers.

use crate::domain::period::Instant;
use uuid::{NoContext, Timestamp, Uuid};

/// A new UUIDv7 of an instant: sorts by time to the millisecond, else random.
pub fn new_id(now: Instant) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
}
