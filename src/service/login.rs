//! Signing in: staff by name, password and authenticator app; residents by a code sent to their
//! phone.
//!
//! Each step of a staff sign-in (changing a one-time password, setting up the app) proves name and
//! password again, so there is no half-signed-in state to keep or to steal. Every session has an
//! access token that names it and a chain of refresh tokens; the access token is valid while its
//! signature is, and the session has not been ended.

mod change_password;
mod code_sender;
mod confirm_totp;
mod enrol_totp;
mod forget_expired;
mod identify;
mod me;
mod proof;
mod refresh;
mod send_code;
mod session;
mod sessions;
mod sign_in;
mod sign_in_by_code;
mod sign_out;

pub use change_password::change_password;
pub use code_sender::{CodeSender, LogSender, Sending};
pub use confirm_totp::confirm_totp;
pub use enrol_totp::enrol_totp;
pub use forget_expired::forget_expired;
pub use identify::identify;
pub use me::{Me, MyMember, me};
pub use proof::Credentials;
pub use refresh::refresh;
pub use send_code::{RESEND_AFTER, send_code};
pub use session::SessionTokens;
pub use sign_in::{SignIn, sign_in};
pub use sign_in_by_code::sign_in_by_code;
pub use sign_out::{sign_out, sign_out_everywhere};

use crate::error::Result;
use crate::service::credentials::PasswordWorkers;
use crate::service::credentials::token::AccessTokens;
use crate::store::Db;
use chrono::TimeDelta;
use identify::LoginCache;
use sessions::Sessions;
use std::sync::Arc;

/// Sign-in policy of a deployment.
#[derive(Debug, Clone)]
pub struct Policy {
    /// True if staff must have a second factor.
    pub totp_required: bool,
    /// True if accounts made for the demo, whose passwords everybody knows, may sign in.
    pub demo_accounts: bool,
    /// Name of the service in authenticator apps.
    pub issuer: String,
    /// Lifetime of an access token; at most an hour.
    pub access_lifetime: TimeDelta,
    /// Time after which a session ends by itself if it was not refreshed.
    pub session_lifetime: TimeDelta,
    /// Lifetime of a code sent to a phone.
    pub code_lifetime: TimeDelta,
    /// Maximum number of codes sent to a phone within an hour, 1 or more.
    pub codes_per_hour: usize,
}

/// Shared state of the sign-in functions in one process.
pub struct Authentication {
    db: Db,
    tokens: Arc<AccessTokens>,
    passwords: PasswordWorkers,
    sender: Arc<dyn CodeSender>,
    policy: Policy,
    sessions: Sessions,
    logins: LoginCache,
}

impl Authentication {
    /// Creates the shared state; [`Self::learn_ended_sessions`] must be called before the first
    /// request.
    pub fn new(
        db: Db,
        tokens: Arc<AccessTokens>,
        passwords: PasswordWorkers,
        sender: Arc<dyn CodeSender>,
        policy: Policy,
    ) -> Self {
        Self {
            db,
            tokens,
            passwords,
            sender,
            policy,
            sessions: Sessions::default(),
            logins: LoginCache::default(),
        }
    }

    /// Returns the keys of access tokens.
    pub const fn tokens(&self) -> &Arc<AccessTokens> {
        &self.tokens
    }

    /// Loads the sessions that other processes have ended; called every half second.
    ///
    /// # Errors
    /// Those of [`Db::read`]; ended sessions known before stay known.
    pub async fn learn_ended_sessions(&self) -> Result<()> {
        self.sessions.learn(&self.db, self.policy.access_lifetime).await
    }
}
