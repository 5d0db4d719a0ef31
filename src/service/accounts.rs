//! Accounts, as administrators keep them. Staff have a login name, residents a phone; names and
//! phones of members are elsewhere.

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

/// What an administrator knows somebody's account by.
#[derive(Debug, Clone)]
pub enum AccountOwner {
    /// The login name of somebody of staff.
    LoginName(LoginName),
    /// The phone that a resident signs in with.
    Phone(Phone),
}

impl AccountOwner {
    /// The account, to be changed.
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

/// The account of a name, to be changed.
fn named(tx: &mut Tx<'_>, name: &LoginName) -> Result<Account> {
    match accounts::by_login_name(tx.connection, name)? {
        Some(account) => accounts::lock_known(tx, account.id),
        None => Err(Problem::new(Code::UnknownAccount).with("name", name.as_str()).into()),
    }
}
