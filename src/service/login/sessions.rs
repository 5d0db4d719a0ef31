//! Cache of open and ended sessions, so that a request rarely reads them from the database.

use super::session::OpenedSession;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::period::Instant;
use crate::error::{Code, Result};
use crate::service::credentials::token::Claims;
use crate::store::{Db, sessions};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// How much longer than the lifetime of an access token an ended session is remembered: more than
/// the clocks of two processes may differ.
const REMEMBERED_LONGER: TimeDelta = TimeDelta::minutes(5);

/// Sessions kept in memory, at 56 bytes each; beyond that the cache is cleared.
const KEPT: usize = 100_000;

/// Sessions that this process has seen. Those it ended itself are known at once, those ended by
/// another process at the next call of [`Self::learn`]. A session that was never seen is looked up
/// once.
#[derive(Debug, Default)]
pub(super) struct Sessions(RwLock<KnownSessions>);

#[derive(Debug, Default)]
struct KnownSessions {
    /// Sessions ended within the lifetime of an access token, and when.
    ended: HashMap<SessionId, Instant>,
    going: HashMap<SessionId, OpenSession>,
}

/// A session that was open when it was read.
#[derive(Debug, Clone, Copy)]
struct OpenSession {
    account: AccountId,
    expires: Instant,
}

impl Sessions {
    /// Checks that the session of a token is open and belongs to the account of the token.
    ///
    /// # Errors
    /// [`Code::SessionEnded`] also when there is no such session; those of the database.
    pub async fn require_going(&self, db: &Db, claims: &Claims) -> Result<()> {
        let Claims { account, session, .. } = *claims;
        if self.is_known(claims, db.now()) {
            return Ok(());
        }
        let row = db.read(move |connection| sessions::find(connection, session)).await?;
        let row = row.filter(|row| row.ended_at.is_none()).ok_or(Code::SessionEnded)?;
        self.add(session, OpenSession { account: row.account_id, expires: row.expires_at.0 });
        if row.account_id == account && self.is_known(claims, db.now()) {
            return Ok(());
        }
        Err(Code::SessionEnded.into())
    }

    /// Adds a session that was just opened or refreshed.
    pub fn add_opened(&self, opened: &OpenedSession) {
        self.add(opened.session, OpenSession { account: opened.account, expires: opened.expires });
    }

    /// Adds sessions that were ended at an instant.
    pub fn add_ended(&self, ended: impl IntoIterator<Item = SessionId>, at: Instant) {
        self.write().end(ended.into_iter().map(|session| (session, at)));
    }

    /// Adds the ended sessions in the database, and forgets those that no valid token can name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn learn(&self, db: &Db, access_lifetime: TimeDelta) -> Result<()> {
        let since = db.now() - access_lifetime - REMEMBERED_LONGER;
        let ended = db.read(move |connection| sessions::ended_since(connection, since)).await?;
        let mut known = self.write();
        known.ended.retain(|_, at| *at > since);
        known.end(ended.into_iter().map(|(session, at)| (session, at.0)));
        Ok(())
    }

    fn is_known(&self, claims: &Claims, now: Instant) -> bool {
        let going = self.read().going.get(&claims.session).copied();
        going.is_some_and(|going| going.account == claims.account && now < going.expires)
    }

    /// Adds an open session, unless it was ended while its row was read.
    fn add(&self, session: SessionId, going: OpenSession) {
        let mut known = self.write();
        if known.ended.contains_key(&session) {
            return;
        }
        if known.going.len() >= KEPT {
            known.going.clear();
        }
        known.going.insert(session, going);
    }

    fn read(&self) -> RwLockReadGuard<'_, KnownSessions> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, KnownSessions> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KnownSessions {
    fn end(&mut self, ended: impl Iterator<Item = (SessionId, Instant)>) {
        for (session, at) in ended {
            self.going.remove(&session);
            self.ended.insert(session, at);
        }
    }
}
