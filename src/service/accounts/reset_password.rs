//! Replacing the lost password of a member of staff.

use super::named;
use super::one_time_password::OneTimePassword;
use crate::domain::login_name::LoginName;
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::credentials::PasswordWorkers;
use crate::store::{Actor, Db, accounts, passwords, sessions};
use serde_json::json;

/// Replaces the password of an account by a one-time password and returns it. Ends every session
/// and any lock.
///
/// # Errors
/// [`Code::UnknownAccount`](crate::error::Code::UnknownAccount).
pub async fn reset_password(
    db: &Db,
    workers: &PasswordWorkers,
    actor: Actor,
    name: LoginName,
) -> Result<SecretText> {
    let password = OneTimePassword::new(workers).await?;
    let text = password.text.clone();
    let reset = db.write(move |tx| {
        let account = named(tx, &name)?;
        passwords::put(tx, account.id, &password.row(tx.now()))?;
        accounts::set_failures(tx, account.id, None)?;
        let ended = sessions::end_all(tx, account.id)?;
        accounts::record(
            tx,
            &actor,
            account.id,
            "account.password_reset",
            json!({ "ended_sessions": ended }),
        )
    });
    reset.await?;
    Ok(text)
}
