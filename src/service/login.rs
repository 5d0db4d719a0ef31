//! Signing in: staff by name, password and authenticator app; residents by a code sent to their
//! phone.
//!
//! Each step of staff's way in (changing a one-time password, setting up the app) proves name and
//! password anew, so there is no half-signed-in state to keep or to steal. Every session has an
//! access token that names it and a chain of refresh tokens; the access token is good while its
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

/// What a deployment asks of those who sign in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Whether staff must have a second factor.
    pub totp_required: bool,
    /// Whether accounts made for the demo, whose passwords everybody knows, may sign in.
    pub demo_accounts: bool,
    /// What authenticator apps show as the name of the service.
    pub issuer: String,
    /// How long an access token is good; at most an hour.
    pub access_lifetime: TimeDelta,
    /// A session ends by itself when it was not refreshed for so long.
    pub session_lifetime: TimeDelta,
    /// How long a code sent to a phone is good.
    pub code_lifetime: TimeDelta,
    /// How many codes a phone gets within an hour, 1 or more.
    pub codes_per_hour: usize,
}

/// What the verbs of signing in share in one process.
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
    /// Everything at work; [`Self::learn_ended_sessions`] is called before the first request.
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

    /// The signatures of access tokens.
    pub const fn tokens(&self) -> &Arc<AccessTokens> {
        &self.tokens
    }

    /// Learns which sessions other processes have ended; called every half second.
    ///
    /// # Errors
    /// Those of [`Db::read`]; what is known already stays known.
    pub async fn learn_ended_sessions(&self) -> Result<()> {
        self.sessions.learn(&self.db, self.policy.access_lifetime).await
    }
}
