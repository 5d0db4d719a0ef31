//! Sessions: opening one, and the two tokens of its device.

use super::{Authentication, Policy};
use crate::domain::id::{AccountId, SessionId};
use crate::domain::period::Instant;
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::credentials::refresh::{self, ReplacedToken, TokenChain, TokenHash};
use crate::store::column::StoredInstant;
use crate::store::sessions::{self, Session};
use crate::store::{Actor, Tx, accounts, new_id};
use serde_json::json;

/// The two tokens of a session.
#[derive(Debug, Clone)]
pub struct SessionTokens {
    /// Access token, sent with every request.
    pub access: SecretText,
    /// Expiry of the access token.
    pub access_expires: Instant,
    /// Refresh token, exchanged for the next two.
    pub refresh: SecretText,
    /// When the session ends by itself unless it is refreshed.
    pub session_expires: Instant,
}

/// A session whose refresh token was just created.
#[derive(Debug, Clone)]
pub(super) struct OpenedSession {
    pub account: AccountId,
    pub session: SessionId,
    pub refresh: SecretText,
    pub expires: Instant,
}

/// Opens a session of an account whose owner was verified by `method`.
pub(super) fn open(
    tx: &mut Tx<'_>,
    policy: &Policy,
    account: AccountId,
    method: &str,
) -> Result<OpenedSession> {
    let now = tx.now();
    let id = SessionId(new_id(now));
    let (token, hash) = refresh::generate(id);
    let expires = now + policy.session_lifetime;
    let session = Session {
        id,
        account_id: account,
        refresh_hash: hash.0.to_vec(),
        previous_hash: None,
        rotated_at: StoredInstant(now),
        created_at: StoredInstant(now),
        expires_at: StoredInstant(expires),
        ended_at: None,
    };
    sessions::insert(tx, &session)?;
    let payload = json!({ "session": id, "method": method });
    accounts::record(tx, &Actor::Account(account), account, "account.signed_in", payload)?;
    Ok(OpenedSession { account, session: id, refresh: token, expires })
}

/// Issues the present tokens of a session.
pub(super) fn tokens(
    authentication: &Authentication,
    opened: OpenedSession,
) -> Result<SessionTokens> {
    let now = authentication.db.now();
    let lifetime = authentication.policy.access_lifetime;
    authentication.sessions.add_opened(&opened);
    let access = authentication.tokens.issue(opened.account, opened.session, now, lifetime)?;
    Ok(SessionTokens {
        access: access.into(),
        access_expires: now + lifetime,
        refresh: opened.refresh,
        session_expires: opened.expires,
    })
}

/// Returns the refresh tokens of a stored session; `None` when a hash is damaged.
pub(super) fn chain(session: &Session) -> Option<TokenChain> {
    let previous = match &session.previous_hash {
        Some(previous) => {
            Some(ReplacedToken { hash: token_hash(previous)?, at: session.rotated_at.0 })
        }
        None => None,
    };
    Some(TokenChain {
        current: token_hash(&session.refresh_hash)?,
        previous,
        expires: session.expires_at.0,
    })
}

fn token_hash(bytes: &[u8]) -> Option<TokenHash> {
    bytes.try_into().ok().map(TokenHash)
}

/// Returns the session with other refresh tokens.
pub(super) fn with_chain(session: &Session, chain: &TokenChain) -> Session {
    Session {
        refresh_hash: chain.current.0.to_vec(),
        previous_hash: chain.previous.map(|previous| previous.hash.0.to_vec()),
        rotated_at: chain
            .previous
            .map_or(session.rotated_at, |previous| StoredInstant(previous.at)),
        expires_at: StoredInstant(chain.expires),
        ..session.clone()
    }
}
