//! Ending the sessions of somebody else's account.

use super::AccountOwner;
use crate::error::Result;
use crate::store::{Actor, Db, accounts, sessions};
use serde_json::json;

/// Ends every session of an account and returns how many there were. Running processes learn of it
/// within a second.
///
/// # Errors
/// [`Code::UnknownAccount`](crate::error::Code::UnknownAccount),
/// [`Code::NoAccountOfPhone`](crate::error::Code::NoAccountOfPhone).
pub async fn end_sessions(db: &Db, actor: Actor, whose: AccountOwner) -> Result<usize> {
    db.write(move |tx| {
        let account = whose.account(tx)?;
        let ended = sessions::end_all(tx, account.id)?;
        let payload = json!({ "sessions": ended, "reason": "by_administrator" });
        accounts::record(tx, &actor, account.id, "account.sessions_ended", payload)?;
        Ok(ended.len())
    })
    .await
}
