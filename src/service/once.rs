//! Idempotent writes.

use crate::error::{Error, Result};
use crate::store::idempotency::{self, IdempotentCall};
use crate::store::{Db, Revision, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Result of an idempotent write, now or when its key was first sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenOnce<M> {
    /// Result of the write, such as an identifier.
    pub made: M,
    /// True if the result is that of an earlier call.
    pub replayed: bool,
}

/// Returns the earlier result of a key, if any, without claiming the key.
///
/// # Errors
/// Those of [`idempotency::earlier`].
pub(super) async fn earlier(db: &Db, key: &IdempotentCall) -> Result<Option<Value>> {
    let vault = db.clone();
    let key = key.clone();
    db.read(move |connection| idempotency::earlier(connection, vault.vault(), &key)).await
}

impl<M: Serialize + DeserializeOwned + Clone + Send + 'static> WrittenOnce<M> {
    /// Runs a write, or returns the earlier result of its key.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyReused`](crate::error::Code::IdempotencyKeyReused); those of `write`
    /// and of the database.
    pub async fn write(
        db: &Db,
        key: IdempotentCall,
        made: M,
        mut write: impl FnMut(&mut Tx<'_>) -> Result<()> + Send + 'static,
    ) -> Result<Self> {
        db.write(move |tx| Self::within(tx, &key, &made, &mut write)).await
    }

    /// Runs a write, as [`Self::write`] does, in the caller's transaction.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn within(
        tx: &mut Tx<'_>,
        key: &IdempotentCall,
        made: &M,
        write: impl FnOnce(&mut Tx<'_>) -> Result<()>,
    ) -> Result<Self> {
        match Self::earlier(tx, key, made)? {
            Some(earlier) => Ok(earlier),
            None => write(tx).map(|()| Self { made: made.clone(), replayed: false }),
        }
    }

    /// Runs a write, as [`Self::write`] does, that may give or end a duty.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn revise(
        db: &Db,
        key: IdempotentCall,
        made: M,
        mut write: impl FnMut(&mut Revision<'_, '_>) -> Result<()> + Send + 'static,
    ) -> Result<Self> {
        db.revise(move |tx| match Self::earlier(tx, &key, &made)? {
            Some(earlier) => Ok(earlier),
            None => write(tx).map(|()| Self { made: made.clone(), replayed: false }),
        })
        .await
    }

    /// Returns the earlier result of a key, or claims the key.
    fn earlier(tx: &mut Tx<'_>, key: &IdempotentCall, made: &M) -> Result<Option<Self>> {
        let claimed = serde_json::to_value(made).map_err(Error::internal)?;
        let earlier = tx
            .replay(key, claimed)?
            .map(serde_json::from_value)
            .transpose()
            .map_err(Error::internal)?;
        Ok(earlier.map(|made| Self { made, replayed: true }))
    }
}
