//! Changing the own password, in particular a one-time password.

use super::Authentication;
use super::proof::{Credentials, prove};
use super::sign_in::{SignIn, enter};
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Problem, Result};
use crate::service::credentials::password;
use crate::store::passwords::Password;
use crate::store::{Actor, accounts, passwords, sessions};
use serde_json::json;

/// Changes the password, ends every session of the account, and signs in.
///
/// # Errors
/// Those of [`super::sign_in`]; [`Code::PasswordTooShort`], [`Code::TooLong`],
/// [`Code::PasswordIsName`], [`Code::PasswordCommon`], [`Code::PasswordUnchanged`] at
/// `/new_password`.
pub async fn change_password(
    authentication: &Authentication,
    credentials: Credentials,
    new_password: SecretText,
) -> Result<SignIn> {
    check(&credentials, &new_password)?;
    let hash = authentication.passwords.hash(&new_password).await?;
    let policy = authentication.policy.clone();
    let changed = prove(authentication, credentials, move |tx, proven| {
        let id = proven.account.id;
        passwords::put(tx, id, &Password::chosen(hash.clone()))?;
        let ended = sessions::end_all(tx, id)?;
        let payload = json!({ "ended_sessions": ended });
        accounts::record(tx, &Actor::Account(id), id, "account.password_changed", payload)?;
        Ok((enter(tx, &policy, proven)?, ended))
    });
    let (step, ended) = changed.await?;
    authentication.sessions.add_ended(ended, authentication.db.now());
    step.finish(authentication)
}

fn check(credentials: &Credentials, new_password: &SecretText) -> Result<(), Problem> {
    if *new_password == credentials.password {
        return Err(at_new_password(Code::PasswordUnchanged.into()));
    }
    password::check(new_password.expose(), &credentials.name).map_err(at_new_password)
}

fn at_new_password(problem: Problem) -> Problem {
    problem.at("/new_password")
}
