//! Creation of identifiers.

use crate::domain::period::Instant;
use uuid::{NoContext, Timestamp, Uuid};

/// Creates a UUIDv7 for an instant: sorts by time to the millisecond, otherwise random.
pub fn new_id(now: Instant) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
}
