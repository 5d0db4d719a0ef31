//! Setting up an authenticator app.

use super::Authentication;
use super::proof::{Credentials, prove};
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::credentials::totp::TotpSecret;
use crate::store::{Actor, account_identities, accounts};
use serde_json::json;

/// Creates a new secret for the app and returns its `otpauth://` address, which is shown only this
/// once. An earlier secret, whose code was part of the proof, is invalid from then on. The new one
/// takes effect once it is confirmed.
///
/// # Errors
/// Those of [`super::sign_in`];
/// [`Code::PasswordChangeRequired`](crate::error::Code::PasswordChangeRequired).
pub async fn enrol_totp(
    authentication: &Authentication,
    credentials: Credentials,
) -> Result<SecretText> {
    let issuer = authentication.policy.issuer.clone();
    prove(authentication, credentials, move |tx, proven| {
        proven.require_own_password()?;
        let id = proven.account.id;
        let secret = TotpSecret::random();
        proven.take(tx)?;
        account_identities::put_totp(tx, id, &secret.base32())?;
        accounts::record(tx, &Actor::Account(id), id, "account.totp_enrolled", json!({}))?;
        Ok(secret.uri(&issuer, proven.account.login_name.as_deref().unwrap_or_default()))
    })
    .await
}
