//! Accounts of staff, as administrators keep them. An account is its login name; names and phones of members are elsewhere.

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
use crate::error::{Code, Problem, Result};
use crate::store::Tx;
use crate::store::accounts::{self, Account};

/// The account of a name, to be changed.
fn named(tx: &mut Tx<'_>, name: &LoginName) -> Result<Account> {
    match accounts::by_login_name(tx.connection, name)? {
        Some(account) => accounts::lock_known(tx, account.id),
        None => Err(Problem::new(Code::UnknownAccount).with("name", name.as_str()).into()),
    }
}
