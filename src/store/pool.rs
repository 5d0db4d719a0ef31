//! Connection pools and their timeouts.

use crate::error::{Error, Result};
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use std::time::Duration;

/// Timeout if the server cannot be reached: somebody with a phone in hand waits, and may send
/// again.
const UNREACHABLE: Duration = Duration::from_secs(2);

/// Additional wait if the server is there and all connections are in use: behind an import, for
/// example.
const IN_USE: Duration = Duration::from_secs(8);

/// Creates a pool of at most `size` connections; one is opened at once.
pub(super) fn pool<M: ManageConnection>(manager: M, size: u32) -> Result<Pool<M>> {
    let builder =
        Pool::builder().max_size(size.max(1)).min_idle(Some(1)).connection_timeout(UNREACHABLE);
    builder.build(manager).map_err(unavailable)
}

/// Returns a working connection.
///
/// # Errors
/// [`Error::Unavailable`]
pub(super) fn connection<M: ManageConnection>(pool: &Pool<M>) -> Result<PooledConnection<M>> {
    let first = pool.get();
    if first.is_err() && pool.state().connections > 0 {
        return pool.get_timeout(IN_USE).map_err(unavailable);
    }
    first.map_err(unavailable)
}

fn unavailable(fault: impl std::fmt::Display) -> Error {
    Error::Unavailable(fault.to_string())
}
