//! Confirming a new authenticator app.

use super::Authentication;
use super::proof::{Credentials, prove};
use super::session::{self, SessionTokens};
use crate::error::{Code, Result};
use crate::service::credentials::totp::TotpSecret;
use crate::store::{Actor, account_identities, accounts};
use serde_json::json;

/// Accepts the first code of a newly set up app, which is required from then on, and signs in.
///
/// # Errors
/// Those of [`super::enrol_totp`]; [`Code::TotpNotPending`], [`Code::TotpRequired`] without a code,
/// [`Code::TotpWrong`].
pub async fn confirm_totp(
    authentication: &Authentication,
    credentials: Credentials,
) -> Result<SessionTokens> {
    let policy = authentication.policy.clone();
    let code = credentials.totp.clone();
    let opened = prove(authentication, credentials, move |tx, proven| {
        proven.require_own_password()?;
        let id = proven.account.id;
        let pending = account_identities::totp(tx.connection, tx.vault(), id)?
            .filter(|totp| totp.last_step.is_none());
        let secret = TotpSecret::from_base32(pending.ok_or(Code::TotpNotPending)?.secret.expose())?;
        let code = code.as_ref().ok_or(Code::TotpRequired)?;
        let step = secret.accepted_step(code.expose(), tx.now(), None).ok_or(Code::TotpWrong)?;
        proven.take(tx)?;
        account_identities::set_totp_step(tx, id, step)?;
        accounts::record(tx, &Actor::Account(id), id, "account.totp_confirmed", json!({}))?;
        session::open(tx, &policy, id, "password_and_totp")
    });
    session::tokens(authentication, opened.await?)
}
