//! A write that is made once, however often it is sent.

use crate::error::{Error, Result};
use crate::store::idempotency::{self, IdempotentCall};
use crate::store::{Db, Revision, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a write made or changed, now or when its key was first sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenOnce<M> {
    /// Its identifier.
    pub made: M,
    /// Whether that was earlier.
    pub replayed: bool,
}

/// What a key led to when it was sent before, without claiming it.
///
/// # Errors
/// Those of [`idempotency::earlier`].
pub(super) async fn earlier(db: &Db, key: &IdempotentCall) -> Result<Option<Value>> {
    let (vault, key) = (db.clone(), key.clone());
    db.read(move |connection| idempotency::earlier(connection, vault.vault(), &key)).await
}

impl<M: Serialize + DeserializeOwned + Clone + Send + 'static> WrittenOnce<M> {
    /// Writes, or answers what was made when the key was sent before.
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

    /// The same in the caller's transaction.
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

    /// The same for what may give or end a duty on the way.
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

    /// What was made when the key was sent before; claims it when it was not.
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
