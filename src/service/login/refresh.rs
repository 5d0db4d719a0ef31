//! Exchanging a refresh token for the next pair of tokens.

use super::session::{self, OpenedSession, SessionTokens};
use super::{Authentication, Policy};
use crate::domain::id::AccountId;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Error, Result};
use crate::service::credentials::refresh::{self, TokenChain, TokenExchange, TokenHash};
use crate::store::sessions::Session;
use crate::store::{Actor, Tx, accounts, sessions};
use serde_json::json;

/// Outcome of the transaction for a presented token.
enum RefreshOutcome {
    Granted(OpenedSession),
    Reused(Session),
}

/// Exchanges a refresh token. One that was used before ends the session, unless it is the one
/// before the current one and was replaced at most 60 s ago: then its answer may have been lost.
///
/// # Errors
/// [`Code::RefreshTokenInvalid`], [`Code::RefreshTokenReused`], [`Code::DemoAccountRefused`].
pub async fn refresh(authentication: &Authentication, token: &SecretText) -> Result<SessionTokens> {
    let (id, presented) = refresh::parse(token.expose())?;
    let policy = authentication.policy.clone();
    let outcome = authentication.db.write(move |tx| {
        let going = sessions::find(tx.connection, id)?.filter(|session| session.ended_at.is_none());
        let session = going.ok_or(Code::RefreshTokenInvalid)?;
        require_admitted(tx, &policy, session.account_id)?;
        exchange(tx, &policy, session, presented)
    });
    match outcome.await? {
        RefreshOutcome::Granted(opened) => session::tokens(authentication, opened),
        RefreshOutcome::Reused(session) => {
            authentication.sessions.add_ended([session.id], authentication.db.now());
            Err(Code::RefreshTokenReused.into())
        }
    }
}

/// Refuses demo accounts where they may not sign in. Disabled accounts need no check: their
/// sessions have ended.
fn require_admitted(tx: &mut Tx<'_>, policy: &Policy, account: AccountId) -> Result<()> {
    match accounts::find(tx.connection, account)? {
        Some(account) if account.demo && !policy.demo_accounts => {
            Err(Code::DemoAccountRefused.into())
        }
        Some(_) => Ok(()),
        None => Err(Code::RefreshTokenInvalid.into()),
    }
}

fn exchange(
    tx: &mut Tx<'_>,
    policy: &Policy,
    session: Session,
    presented: TokenHash,
) -> Result<RefreshOutcome> {
    let (token, successor) = refresh::generate(session.id);
    let chain = session::chain(&session)
        .ok_or_else(|| Error::internal("the refresh hashes of a session are damaged"))?;
    match chain.exchange(presented, successor, tx.now()) {
        TokenExchange::Granted(next) => {
            let next = TokenChain { expires: tx.now() + policy.session_lifetime, ..next };
            if !sessions::rotate(tx, &session, &session::with_chain(&session, &next))? {
                return Err(Error::Contended("the session was refreshed meanwhile".to_owned()));
            }
            let account = session.account_id;
            let session = session.id;
            let expires = next.expires;
            Ok(RefreshOutcome::Granted(OpenedSession { account, session, refresh: token, expires }))
        }
        TokenExchange::Expired => Err(Code::RefreshTokenInvalid.into()),
        TokenExchange::Reused => {
            // Lock order: the account before its sessions.
            accounts::lock_known(tx, session.account_id)?;
            if sessions::end(tx, session.id)? {
                let payload =
                    json!({ "session": session.id, "reason": Code::RefreshTokenReused.as_str() });
                let account = session.account_id;
                accounts::record(tx, &Actor::Anonymous, account, "account.session_ended", payload)?;
            }
            Ok(RefreshOutcome::Reused(session))
        }
    }
}
