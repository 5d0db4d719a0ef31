//! Removing a lost authenticator app.

use super::named;
use crate::domain::login_name::LoginName;
use crate::error::{Code, Problem, Result};
use crate::store::{Actor, Db, account_identities, accounts, sessions};
use serde_json::json;

/// Removes the authenticator app of an account, so that another one can be set up. Ends every
/// session.
///
/// # Errors
/// [`Code::UnknownAccount`], [`Code::TotpNotEnrolled`].
pub async fn reset_totp(db: &Db, actor: Actor, name: LoginName) -> Result<()> {
    db.write(move |tx| {
        let account = named(tx, &name)?;
        if !account_identities::clear_totp(tx, account.id)? {
            return Err(Problem::new(Code::TotpNotEnrolled).with("name", name.as_str()).into());
        }
        let ended = sessions::end_all(tx, account.id)?;
        accounts::record(
            tx,
            &actor,
            account.id,
            "account.totp_reset",
            json!({ "ended_sessions": ended }),
        )
    })
    .await
}
