//! The sealed data of an account: a resident's phone, and the secret that staff share with an
//! authenticator app.

use super::connection::{AnyConnection, each};
use super::schema::account_identities;
use super::tx::Tx;
use super::vault::{Lookup, Sealed, SubjectKey, Vault, WrappedKey};
use crate::domain::id::AccountId;
use crate::domain::phone::Phone;
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use diesel::prelude::*;

const PHONE: &str = "account_identities.phone";
const TOTP_SECRET: &str = "account_identities.totp_secret";

/// The second factor of an account.
#[derive(Debug, Clone)]
pub struct Totp {
    /// Shared secret as base32.
    pub secret: SecretText,
    /// Time step of the last code that was used; none until the owner has shown once that the app
    /// works.
    pub last_step: Option<i64>,
}

/// Returns the hash by which the account of a phone is found, and the codes sent to it.
pub fn phone_lookup(vault: &Vault, phone: &Phone) -> Lookup {
    vault.lookup("account.phone", phone.as_str())
}

/// Finds the account of a phone.
pub fn by_phone(connection: &mut AnyConnection, phone: Lookup) -> Result<Option<AccountId>> {
    let found = account_identities::table.filter(account_identities::phone_lookup.eq(phone));
    Ok(found.select(account_identities::account_id).get_result(connection).optional()?)
}

/// Seals the phone of a new account.
pub fn insert_phone(tx: &mut Tx<'_>, account: AccountId, phone: &Phone) -> Result<()> {
    let (key, wrapped) = tx.vault().new_subject(account.0)?;
    let sealed = key.seal(PHONE, account.0, phone.as_str())?;
    diesel::insert_into(account_identities::table)
        .values((
            account_identities::account_id.eq(account),
            account_identities::wrapped_key.eq(wrapped),
            account_identities::phone.eq(sealed),
            account_identities::phone_lookup.eq(phone_lookup(tx.vault(), phone)),
        ))
        .execute(tx.connection)?;
    Ok(())
}

/// Returns the phone of an account; none for staff, and for residents whose data are erased.
pub fn phone(
    connection: &mut AnyConnection,
    vault: &Vault,
    account: AccountId,
) -> Result<Option<Phone>> {
    let columns = (account_identities::wrapped_key, account_identities::phone);
    let row: Option<(Option<WrappedKey>, Option<Sealed>)> = account_identities::table
        .find(account)
        .select(columns)
        .get_result(connection)
        .optional()?;
    let Some((Some(wrapped), Some(sealed))) = row else { return Ok(None) };
    let text = vault.unwrap(account.0, &wrapped)?.open(PHONE, account.0, &sealed)?;
    Ok(Some(Phone::parse(&text)?))
}

/// Returns the second factor of an account.
pub fn totp(
    connection: &mut AnyConnection,
    vault: &Vault,
    account: AccountId,
) -> Result<Option<Totp>> {
    let columns = (
        account_identities::wrapped_key,
        account_identities::totp_secret,
        account_identities::totp_step,
    );
    let row: Option<(Option<WrappedKey>, Option<Sealed>, Option<i64>)> = account_identities::table
        .find(account)
        .select(columns)
        .get_result(connection)
        .optional()?;
    let Some((Some(wrapped), Some(sealed), last_step)) = row else { return Ok(None) };
    let secret = vault.unwrap(account.0, &wrapped)?.open(TOTP_SECRET, account.0, &sealed)?;
    Ok(Some(Totp { secret: secret.into(), last_step }))
}

/// Sets the shared secret of an account, not yet shown to work.
pub fn put_totp(tx: &mut Tx<'_>, account: AccountId, secret: &SecretText) -> Result<()> {
    let (key, wrapped) = subject_key(tx, account)?;
    let sealed = key.seal(TOTP_SECRET, account.0, secret.expose())?;
    let columns = (
        account_identities::wrapped_key.eq(wrapped),
        account_identities::totp_secret.eq(sealed),
        account_identities::totp_step.eq(None::<i64>),
    );
    each!(&mut *tx.connection, |native| diesel::insert_into(account_identities::table)
        .values((account_identities::account_id.eq(account), columns.clone()))
        .on_conflict(account_identities::account_id)
        .do_update()
        .set(columns)
        .execute(native))?;
    Ok(())
}

/// Stores the time step of a code that was used, so that it is not used again.
pub fn set_totp_step(tx: &mut Tx<'_>, account: AccountId, step: i64) -> Result<()> {
    diesel::update(account_identities::table.find(account))
        .set(account_identities::totp_step.eq(step))
        .execute(tx.connection)?;
    Ok(())
}

/// Deletes the shared secret of an account. Returns true if there was one.
pub fn clear_totp(tx: &mut Tx<'_>, account: AccountId) -> Result<bool> {
    let enrolled = account_identities::table
        .find(account)
        .filter(account_identities::totp_secret.is_not_null());
    let cleared = diesel::update(enrolled)
        .set((
            account_identities::totp_secret.eq(None::<Sealed>),
            account_identities::totp_step.eq(None::<i64>),
        ))
        .execute(tx.connection)?;
    Ok(cleared == 1)
}

/// Returns the key under which the account's other data are sealed, or a new one.
fn subject_key(tx: &mut Tx<'_>, account: AccountId) -> Result<(SubjectKey, WrappedKey)> {
    let wrapped: Option<Option<WrappedKey>> = account_identities::table
        .find(account)
        .select(account_identities::wrapped_key)
        .get_result(tx.connection)
        .optional()?;
    match wrapped.flatten() {
        Some(wrapped) => Ok((tx.vault().unwrap(account.0, &wrapped)?, wrapped)),
        None => tx.vault().new_subject(account.0),
    }
}
