//! Administration of accounts. Staff have a login name, residents a phone; names and phones of
//! members are kept elsewhere.

mod create_staff_account;
mod disable_account;
mod enable_account;
mod end_sessions;
mod one_time_password;
mod reset_password;
mod reset_totp;

pub use create_staff_account::{FirstPassword, NewStaffAccount, create_staff_account};
pub use disable_account::disable_account;
pub use enable_account::enable_account;
pub use end_sessions::end_sessions;
pub use one_time_password::ONE_TIME_LIFETIME;
pub use reset_password::reset_password;
pub use reset_totp::reset_totp;

use crate::domain::login_name::LoginName;
use crate::domain::phone::Phone;
use crate::error::{Code, Problem, Result};
use crate::store::accounts::{self, Account};
use crate::store::{Tx, account_identities};

/// Key by which an administrator identifies an account.
#[derive(Debug, Clone)]
pub enum AccountOwner {
    /// Login name of a member of staff.
    LoginName(LoginName),
    /// Phone that a resident signs in with.
    Phone(Phone),
}

impl AccountOwner {
    /// Returns the account, locked for update.
    fn account(&self, tx: &mut Tx<'_>) -> Result<Account> {
        match self {
            Self::LoginName(name) => named(tx, name),
            Self::Phone(phone) => {
                let lookup = account_identities::phone_lookup(tx.vault(), phone);
                let id = account_identities::by_phone(tx.connection, lookup)?
                    .ok_or(Code::NoAccountOfPhone)?;
                accounts::lock_known(tx, id)
            }
        }
    }
}

/// Returns the account with a login name, locked for update.
fn named(tx: &mut Tx<'_>, name: &LoginName) -> Result<Account> {
    match accounts::by_login_name(tx.connection, name)? {
        Some(account) => accounts::lock_known(tx, account.id),
        None => Err(Problem::new(Code::UnknownAccount).with("name", name.as_str()).into()),
    }
}
