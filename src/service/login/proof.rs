//! Proof of being a member of staff: name, password, and the code of the authenticator app if one
//! is set up.
//!
//! An unknown name, a wrong password and a locked account get the same answer, after one hash and
//! the same statements, so that neither text nor timing reveals which names exist.

use super::{Authentication, Policy};
use crate::domain::id::AccountId;
use crate::domain::lockout;
use crate::domain::login_name::LoginName;
use crate::domain::period::Instant;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Result};
use crate::service::credentials::totp::TotpSecret;
use crate::store::account_identities::Totp;
use crate::store::accounts::Account;
use crate::store::passwords::Password;
use crate::store::{Actor, Db, Tx, account_identities, accounts, new_id, passwords};
use serde_json::json;

/// Credentials that a member of staff enters.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Login name.
    pub name: String,
    /// Password.
    pub password: SecretText,
    /// Present code of the authenticator app.
    pub totp: Option<SecretText>,
}

/// An account whose owner was verified.
#[derive(Debug)]
pub(super) struct Proven {
    pub account: Account,
    /// True if the password must be changed before anything else.
    pub one_time_password: bool,
    /// Authenticator app, if one was confirmed.
    pub totp: Option<Totp>,
    step: Option<i64>,
}

impl Proven {
    /// Consumes the proof: the code of the app is not accepted again, and the count of failures
    /// restarts at zero.
    pub fn take(&self, tx: &mut Tx<'_>) -> Result<()> {
        if let Some(step) = self.step {
            account_identities::set_totp_step(tx, self.account.id, step)?;
        }
        accounts::set_failures(tx, self.account.id, None)
    }

    /// Refuses a password that somebody else knows: they could set up an app of their own.
    pub fn require_own_password(&self) -> Result<()> {
        if self.one_time_password { Err(Code::PasswordChangeRequired.into()) } else { Ok(()) }
    }
}

/// Reason of a refused proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ProofRefusal {
    NameOrPassword,
    Locked,
    Disabled,
    DemoAccount,
    PasswordExpired,
    TotpMissing,
    TotpWrong,
}

impl ProofRefusal {
    const fn code(self) -> Code {
        match self {
            Self::NameOrPassword | Self::Locked => Code::SignInRefused,
            Self::Disabled => Code::AccountDisabled,
            Self::DemoAccount => Code::DemoAccountRefused,
            Self::PasswordExpired => Code::OneTimePasswordExpired,
            Self::TotpMissing => Code::TotpRequired,
            Self::TotpWrong => Code::TotpWrong,
        }
    }

    /// Returns the reason as recorded in events.
    const fn reason(self) -> &'static str {
        match self {
            Self::NameOrPassword => "name_or_password",
            Self::Locked => "locked",
            other => other.code().as_str(),
        }
    }

    const fn counts(self) -> bool {
        matches!(self, Self::NameOrPassword | Self::TotpWrong)
    }
}

/// Result of the checks before the transaction.
struct SignInAttempt {
    account: AccountId,
    /// Hash that the password was compared with, if it matches.
    verified: Option<String>,
    totp: Option<SecretText>,
}

/// Runs `then` in the transaction that accepts the proof. Its writes are committed unless it fails.
///
/// # Errors
/// [`Code::SignInRefused`], [`Code::TotpRequired`], [`Code::TotpWrong`],
/// [`Code::OneTimePasswordExpired`], [`Code::AccountDisabled`], [`Code::DemoAccountRefused`], and
/// those of `then`.
pub(super) async fn prove<T: Send + 'static>(
    authentication: &Authentication,
    credentials: Credentials,
    mut then: impl FnMut(&mut Tx<'_>, &Proven) -> Result<T> + Send + 'static,
) -> Result<T> {
    let attempt = verify(authentication, credentials).await?;
    let policy = authentication.policy.clone();
    let outcome = authentication.db.write(move |tx| match judge(tx, &policy, &attempt)? {
        Ok(proven) => then(tx, &proven).map(Ok),
        // A refusal is committed, so that it is counted.
        Err(refusal) => Ok(Err(refusal.code())),
    });
    outcome.await?.map_err(Into::into)
}

/// Compares the password with the stored one, outside any transaction.
async fn verify(
    authentication: &Authentication,
    credentials: Credentials,
) -> Result<SignInAttempt> {
    let (account, hash) = stored(&authentication.db, &credentials.name).await?;
    let right = authentication.passwords.verify(&credentials.password, hash.clone()).await?;
    Ok(SignInAttempt { account, verified: hash.filter(|_| right), totp: credentials.totp })
}

/// Returns the account of a name and its hash; an identifier of no account for an unknown name.
async fn stored(db: &Db, name: &str) -> Result<(AccountId, Option<String>)> {
    let nobody = AccountId(new_id(db.now()));
    let Ok(name) = LoginName::parse(name) else { return Ok((nobody, None)) };
    db.read(move |connection| {
        let account =
            accounts::by_login_name(connection, &name)?.map_or(nobody, |account| account.id);
        let password = passwords::of(connection, account)?;
        Ok((account, password.map(|password| password.hash)))
    })
    .await
}

/// Judges an attempt with its account locked, and records a refusal.
fn judge(
    tx: &mut Tx<'_>,
    policy: &Policy,
    attempt: &SignInAttempt,
) -> Result<Result<Proven, ProofRefusal>> {
    let account = accounts::lock(tx, attempt.account)?;
    let failures = account.as_ref().and_then(Account::failures);
    let verdict = weigh(tx, policy, attempt, account)?;
    if let Some(refusal) =
        verdict.as_ref().err().copied().filter(|&refusal| refusal != ProofRefusal::TotpMissing)
    {
        let failures = if refusal.counts() {
            Some(lockout::after_failure(failures, tx.now()))
        } else {
            failures
        };
        accounts::set_failures(tx, attempt.account, failures)?;
        let payload = json!({ "reason": refusal.reason(), "failures": failures.map_or(0, |failures| failures.count) });
        accounts::record(
            tx,
            &Actor::Anonymous,
            attempt.account,
            "account.sign_in_refused",
            payload,
        )?;
    }
    Ok(verdict)
}

fn weigh(
    tx: &mut Tx<'_>,
    policy: &Policy,
    attempt: &SignInAttempt,
    account: Option<Account>,
) -> Result<Result<Proven, ProofRefusal>> {
    let now = tx.now();
    let password = passwords::of(tx.connection, attempt.account)?;
    if account
        .as_ref()
        .is_some_and(|account| lockout::locked_until(account.failures(), now).is_some())
    {
        return Ok(Err(ProofRefusal::Locked));
    }
    // Somebody may have changed the password since it was compared.
    let right = password.filter(|password| attempt.verified.as_ref() == Some(&password.hash));
    let (Some(account), Some(password)) = (account, right) else {
        return Ok(Err(ProofRefusal::NameOrPassword));
    };
    if let Some(refusal) = barred(policy, &account, &password, now) {
        return Ok(Err(refusal));
    }
    let totp = account_identities::totp(tx.connection, tx.vault(), account.id)?
        .filter(|totp| totp.last_step.is_some());
    let step = match &totp {
        Some(totp) => second_factor(totp, attempt.totp.as_ref(), now)?.map(Some),
        None => Ok(None),
    };
    Ok(step.map(|step| Proven { account, one_time_password: password.one_time, totp, step }))
}

/// Returns the reason to refuse somebody with the right password, if any.
fn barred(
    policy: &Policy,
    account: &Account,
    password: &Password,
    now: Instant,
) -> Option<ProofRefusal> {
    let reasons = [
        (account.disabled_at.is_some(), ProofRefusal::Disabled),
        (account.demo && !policy.demo_accounts, ProofRefusal::DemoAccount),
        (password.is_expired(now), ProofRefusal::PasswordExpired),
    ];
    reasons.into_iter().find_map(|(holds, refusal)| holds.then_some(refusal))
}

/// Returns the step of a code.
fn second_factor(
    totp: &Totp,
    code: Option<&SecretText>,
    now: Instant,
) -> Result<Result<i64, ProofRefusal>> {
    let Some(code) = code else { return Ok(Err(ProofRefusal::TotpMissing)) };
    let secret = TotpSecret::from_base32(totp.secret.expose())?;
    Ok(secret.accepted_step(code.expose(), now, totp.last_step).ok_or(ProofRefusal::TotpWrong))
}
