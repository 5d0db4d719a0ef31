//! A write that is made once, however often it is sent.

use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::idempotency::Key;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a write made or changed, now or when its key was first sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Once<M> {
    /// Its identifier.
    pub made: M,
    /// Whether that was earlier.
    pub replayed: bool,
}

impl<M: Serialize + DeserializeOwned> Once<M> {
    /// Made just now.
    pub const fn now(made: M) -> Self {
        Self { made, replayed: false }
    }

    /// Claims the key for what is about to be made; answers what was made when the key was sent before.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyReused`](crate::error::Code::IdempotencyKeyReused); those of the database.
    pub fn earlier(tx: &mut Tx<'_>, key: &Key, made: &M) -> Result<Option<Self>> {
        let made = serde_json::to_value(made).map_err(Error::internal)?;
        let Some(earlier) = tx.replay(key, made)? else { return Ok(None) };
        let made = serde_json::from_value(earlier).map_err(Error::internal)?;
        Ok(Some(Self { made, replayed: true }))
    }
}
