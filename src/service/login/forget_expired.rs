//! Removal of expired codes and ended sessions.

use crate::error::Result;
use crate::store::{Tx, login_codes, sessions};
use chrono::TimeDelta;

/// How long ended sessions are kept: every process has learned of them by then.
const SESSIONS: TimeDelta = TimeDelta::days(1);

/// How long expired codes are kept: longer than the window in which codes of one phone are counted.
const CODES: TimeDelta = TimeDelta::days(1);

/// Removes expired codes and ended sessions, as a job.
///
/// # Errors
/// Those of the database.
pub fn forget_expired(tx: &mut Tx<'_>) -> Result<()> {
    let now = tx.now();
    login_codes::forget(tx, now - CODES)?;
    sessions::forget(tx, now - SESSIONS)
}
