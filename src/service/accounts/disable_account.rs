//! Disabling an account.

use super::AccountOwner;
use crate::error::Result;
use crate::store::{Actor, Db, accounts, sessions};
use serde_json::json;

/// Disables an account and ends its sessions. Does nothing to an account that is disabled.
///
/// # Errors
/// [`Code::UnknownAccount`](crate::error::Code::UnknownAccount),
/// [`Code::NoAccountOfPhone`](crate::error::Code::NoAccountOfPhone).
pub async fn disable_account(db: &Db, actor: Actor, whose: AccountOwner) -> Result<()> {
    db.write(move |tx| {
        let account = whose.account(tx)?;
        if account.disabled_at.is_some() {
            return Ok(());
        }
        accounts::set_disabled(tx, account.id, Some(tx.now()))?;
        let ended = sessions::end_all(tx, account.id)?;
        accounts::record(
            tx,
            &actor,
            account.id,
            "account.disabled",
            json!({ "ended_sessions": ended }),
        )
    })
    .await
}
