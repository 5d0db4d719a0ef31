//! A closed account may be used again.

use super::named;
use crate::domain::login_name::LoginName;
use crate::error::Result;
use crate::store::{Actor, Db, accounts};
use serde_json::json;

/// Opens an account that was closed. Opening one that is open changes nothing.
///
/// # Errors
/// [`Code::UnknownAccount`](crate::error::Code::UnknownAccount).
pub async fn enable_account(db: &Db, actor: Actor, name: LoginName) -> Result<()> {
    db.write(move |tx| {
        let account = named(tx, &name)?;
        if account.disabled_at.is_none() {
            return Ok(());
        }
        accounts::set_disabled(tx, account.id, None)?;
        accounts::record(tx, &actor, account.id, "account.enabled", json!({}))
    })
    .await
}
