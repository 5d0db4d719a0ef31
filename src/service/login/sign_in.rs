//! Sign-in of staff.

use super::proof::{Credentials, Proven, prove};
use super::session::{self, OpenedSession, SessionTokens};
use super::{Authentication, Policy};
use crate::error::Result;
use crate::store::Tx;

/// Result of an accepted proof.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// They are signed in.
    SignedIn(SessionTokens),
    /// They must change the one-time password first.
    PasswordChangeRequired,
    /// They must set up an authenticator app first.
    TotpEnrolmentRequired,
}

/// Outcome of the transaction.
pub(super) enum SignInStep {
    Opened(OpenedSession),
    PasswordChangeRequired,
    TotpEnrolmentRequired,
}

/// Signs staff in, or returns the required step before that.
///
/// # Errors
/// Those of the proof: [`Code::SignInRefused`](crate::error::Code::SignInRefused),
/// [`Code::TotpRequired`](crate::error::Code::TotpRequired),
/// [`Code::TotpWrong`](crate::error::Code::TotpWrong),
/// [`Code::OneTimePasswordExpired`](crate::error::Code::OneTimePasswordExpired),
/// [`Code::AccountDisabled`](crate::error::Code::AccountDisabled),
/// [`Code::DemoAccountRefused`](crate::error::Code::DemoAccountRefused).
pub async fn sign_in(authentication: &Authentication, credentials: Credentials) -> Result<SignIn> {
    let policy = authentication.policy.clone();
    let step = prove(authentication, credentials, move |tx, proven| {
        if proven.one_time_password {
            return Ok(SignInStep::PasswordChangeRequired);
        }
        enter(tx, &policy, proven)
    });
    step.await?.finish(authentication)
}

/// Opens a session unless the app must be set up first. In that case the proof is not consumed.
pub(super) fn enter(tx: &mut Tx<'_>, policy: &Policy, proven: &Proven) -> Result<SignInStep> {
    if policy.totp_required && proven.totp.is_none() {
        return Ok(SignInStep::TotpEnrolmentRequired);
    }
    proven.take(tx)?;
    let method = if proven.totp.is_some() { "password_and_totp" } else { "password" };
    session::open(tx, policy, proven.account.id, method).map(SignInStep::Opened)
}

impl SignInStep {
    /// Issues the tokens of an opened session.
    pub fn finish(self, authentication: &Authentication) -> Result<SignIn> {
        match self {
            Self::Opened(opened) => session::tokens(authentication, opened).map(SignIn::SignedIn),
            Self::PasswordChangeRequired => Ok(SignIn::PasswordChangeRequired),
            Self::TotpEnrolmentRequired => Ok(SignIn::TotpEnrolmentRequired),
        }
    }
}
