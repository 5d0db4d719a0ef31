//! Enabling a disabled account.

use super::AccountOwner;
use crate::error::Result;
use crate::store::{Actor, Db, accounts};
use serde_json::json;

/// Enables an account that was disabled. Does nothing to an account that is enabled.
///
/// # Errors
/// [`Code::UnknownAccount`](crate::error::Code::UnknownAccount),
/// [`Code::NoAccountOfPhone`](crate::error::Code::NoAccountOfPhone).
pub async fn enable_account(db: &Db, actor: Actor, whose: AccountOwner) -> Result<()> {
    db.write(move |tx| {
        let account = whose.account(tx)?;
        if account.disabled_at.is_none() {
            return Ok(());
        }
        accounts::set_disabled(tx, account.id, None)?;
        accounts::record(tx, &actor, account.id, "account.enabled", json!({}))
    })
    .await
}
