//! Creation of a login for a member.

use super::one_time_password::OneTimePassword;
use crate::domain::id::{AccountId, MemberId};
use crate::domain::login_name::LoginName;
use crate::domain::period::Instant;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Problem, Result};
use crate::service::credentials::PasswordWorkers;
use crate::store::accounts::{self, Account};
use crate::store::passwords::{self, Password};
use crate::store::{Actor, Db, Tx, new_id};
use serde_json::json;

/// First password of a new account.
pub enum FirstPassword {
    /// Generated here and read out; valid for [`super::ONE_TIME_LIFETIME`], to be changed at the
    /// first sign-in.
    OneTime,
    /// A publicly known password: the account is for the demo and cannot sign in to a production
    /// service.
    Demo(SecretText),
}

/// A staff account with its password hashed, ready to be written in the caller's transaction.
pub struct NewStaffAccount {
    name: LoginName,
    member: MemberId,
    first: First,
}

enum First {
    OneTime(OneTimePassword),
    Demo { text: SecretText, hash: String },
}

impl NewStaffAccount {
    /// Prepares an account for a member, outside any transaction: hashing takes long.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::error::Error::Internal) when hashing fails.
    pub async fn prepare(
        workers: &PasswordWorkers,
        name: LoginName,
        member: MemberId,
        first: FirstPassword,
    ) -> Result<Self> {
        let first = match first {
            FirstPassword::OneTime => First::OneTime(OneTimePassword::new(workers).await?),
            FirstPassword::Demo(text) => First::Demo { hash: workers.hash(&text).await?, text },
        };
        Ok(Self { name, member, first })
    }

    /// Returns the password to tell the owner.
    pub const fn password(&self) -> &SecretText {
        match &self.first {
            First::OneTime(password) => &password.text,
            First::Demo { text, .. } => text,
        }
    }

    /// Writes the account.
    ///
    /// # Errors
    /// [`Code::UnknownMember`], [`Code::MemberInactive`], [`Code::MemberHasAccount`],
    /// [`Code::LoginNameInUse`].
    pub fn create(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<AccountId> {
        self.check(tx)?;
        let now = tx.now();
        let id = AccountId(new_id(now));
        accounts::insert(
            tx,
            &Account::new(id, Some((&self.name, self.member)), self.is_demo(), now),
        )?;
        passwords::put(tx, id, &self.first.row(now))?;
        let payload = json!({ "member": self.member, "demo": self.is_demo() });
        accounts::record(tx, actor, id, "account.created", payload)?;
        Ok(id)
    }

    fn check(&self, tx: &mut Tx<'_>) -> Result<()> {
        let atlas = tx.atlas()?;
        let member = atlas.people().member(self.member).ok_or_else(|| {
            Problem::new(Code::UnknownMember).with("member", self.member.to_string())
        })?;
        let refused = |code| Err(Problem::new(code).with("code", member.code.as_str()).into());
        if !member.active {
            return refused(Code::MemberInactive);
        }
        if accounts::by_member(tx.connection, self.member)?.is_some() {
            return refused(Code::MemberHasAccount);
        }
        if accounts::by_login_name(tx.connection, &self.name)?.is_some() {
            return Err(Problem::new(Code::LoginNameInUse).with("name", self.name.as_str()).into());
        }
        Ok(())
    }

    const fn is_demo(&self) -> bool {
        matches!(self.first, First::Demo { .. })
    }
}

impl First {
    fn row(&self, now: Instant) -> Password {
        match self {
            Self::OneTime(password) => password.row(now),
            Self::Demo { hash, .. } => Password::chosen(hash.clone()),
        }
    }
}

/// Creates a login with a one-time password for a member; returns the account and the password.
///
/// # Errors
/// Those of [`NewStaffAccount::create`].
pub async fn create_staff_account(
    db: &Db,
    workers: &PasswordWorkers,
    actor: Actor,
    name: LoginName,
    member: MemberId,
) -> Result<(AccountId, SecretText)> {
    let new = NewStaffAccount::prepare(workers, name, member, FirstPassword::OneTime).await?;
    let password = new.password().clone();
    let id = db.write(move |tx| new.create(tx, &actor)).await?;
    Ok((id, password))
}
