//! A write that is made once, however often it is sent.

use crate::error::{Error, Result};
use crate::store::idempotency::Key;
use crate::store::{Db, Tx};
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

impl<M: Serialize + DeserializeOwned + Clone + Send + 'static> Once<M> {
    /// Writes, or answers what was made when the key was sent before.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyReused`](crate::error::Code::IdempotencyKeyReused); those of `write` and of the database.
    pub async fn write(
        db: &Db,
        key: Key,
        made: M,
        mut write: impl FnMut(&mut Tx<'_>) -> Result<()> + Send + 'static,
    ) -> Result<Self> {
        db.write(move |tx| {
            let claimed = serde_json::to_value(&made).map_err(Error::internal)?;
            if let Some(earlier) = tx.replay(&key, claimed)? {
                let made = serde_json::from_value(earlier).map_err(Error::internal)?;
                return Ok(Self { made, replayed: true });
            }
            write(tx)?;
            Ok(Self { made: made.clone(), replayed: false })
        })
        .await
    }
}
