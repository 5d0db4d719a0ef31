//! Logins, and the personal data behind them, sealed under the account's own key.

use super::connection::AnyConnection;
use super::schema::account_identities;
use super::vault::{Sealed, Vault, WrappedKey};
use crate::domain::id::AccountId;
use crate::error::Result;
use diesel::prelude::*;

const PHONE: &str = "account_identities.phone";

/// The phone of a login, in normal form; none when it has none or it was erased.
pub fn phone(connection: &mut AnyConnection, vault: &Vault, account: AccountId) -> Result<Option<String>> {
    let row: Option<(Option<WrappedKey>, Option<Sealed>)> = account_identities::table
        .find(account)
        .select((account_identities::wrapped_key, account_identities::phone))
        .get_result(connection)
        .optional()?;
    let Some((Some(wrapped), Some(phone))) = row else { return Ok(None) };
    Ok(Some(vault.unwrap(account.0, &wrapped)?.open(PHONE, account.0, &phone)?))
}
