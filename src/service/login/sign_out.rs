//! Ending sessions from a signed-in device.

use super::Authentication;
use crate::domain::id::{AccountId, SessionId};
use crate::error::Result;
use crate::store::{Actor, accounts, sessions};
use serde_json::json;

/// Ends one session of an account. Does nothing if it has ended.
///
/// # Errors
/// Those of [`Db::write`](crate::store::Db::write).
pub async fn sign_out(
    authentication: &Authentication,
    account: AccountId,
    session: SessionId,
) -> Result<()> {
    let ended = authentication.db.write(move |tx| {
        accounts::lock_known(tx, account)?;
        if sessions::end(tx, session)? {
            let payload = json!({ "session": session, "reason": "signed_out" });
            accounts::record(
                tx,
                &Actor::Account(account),
                account,
                "account.session_ended",
                payload,
            )?;
        }
        Ok(())
    });
    ended.await?;
    authentication.sessions.add_ended([session], authentication.db.now());
    Ok(())
}

/// Ends every session of an account.
///
/// # Errors
/// Those of [`Db::write`](crate::store::Db::write).
pub async fn sign_out_everywhere(
    authentication: &Authentication,
    account: AccountId,
) -> Result<()> {
    let ended = authentication.db.write(move |tx| {
        accounts::lock_known(tx, account)?;
        let ended = sessions::end_all(tx, account)?;
        let payload = json!({ "sessions": ended, "reason": "signed_out" });
        accounts::record(tx, &Actor::Account(account), account, "account.sessions_ended", payload)?;
        Ok(ended)
    });
    authentication.sessions.add_ended(ended.await?, authentication.db.now());
    Ok(())
}
