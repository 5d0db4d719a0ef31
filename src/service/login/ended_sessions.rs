//! Which sessions were ended while access tokens that name them may still be good.

use crate::domain::id::SessionId;
use crate::domain::period::Instant;
use crate::error::Result;
use crate::store::{Db, sessions};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// How much the clocks of two processes may differ.
const CLOCK_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// The sessions that were ended within the lifetime of an access token, in memory, so that no request reads them from the database.
/// What this process ends is known at once, what another one ends at the next call of [`Self::learn`].
#[derive(Debug, Default)]
pub(super) struct EndedSessions(RwLock<HashMap<SessionId, Instant>>);

impl EndedSessions {
    pub fn contains(&self, session: SessionId) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains_key(&session)
    }

    pub fn add(&self, ended: impl IntoIterator<Item = SessionId>, at: Instant) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.extend(ended.into_iter().map(|session| (session, at)));
    }

    /// Adds what the database knows, and forgets what no good token can name any more.
    pub async fn learn(&self, db: &Db, access_lifetime: TimeDelta) -> Result<()> {
        let since = db.now() - access_lifetime - CLOCK_DIFFERENCE;
        let ended = db.read(move |connection| sessions::ended_since(connection, since)).await?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, at| *at > since);
        known.extend(ended.into_iter().map(|(session, at)| (session, at.0)));
        Ok(())
    }
}
