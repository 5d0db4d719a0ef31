//! A closed account may be used again.

use super::AccountOwner;
use crate::error::Result;
use crate::store::{Actor, Db, accounts};
use serde_json::json;

/// Opens an account that was closed. Opening one that is open changes nothing.
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
