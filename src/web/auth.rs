//! Signing in and out over HTTP.

mod keys;
mod residents;
mod sessions;
mod staff;

pub use keys::*;
pub use residents::*;
pub use sessions::*;
pub use staff::*;

use super::caller::{Caller, Identify, Pending};
use crate::domain::secret_text::SecretText;
use crate::domain::vocabulary::vocabulary;
use crate::service::credentials::token::Claims;
use crate::service::login::{Authentication, SessionTokens, SignIn, identify};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use validator::ValidationError;

/// The most characters of a secret that is looked at.
const LONGEST_SECRET: usize = 256;

vocabulary! {
    /// The outcome of a step of signing in.
    SignInStatus {
        SignedIn = "signed_in" "已登录" "Signed in",
        PasswordChangeRequired = "password_change_required" "须先修改一次性密码" "The one-time password must be changed first",
        TotpEnrolmentRequired = "totp_enrolment_required" "须先设置动态验证码" "An authenticator app must be set up first",
    }
}

/// The outcome of a step of signing in, with the tokens of the session once there is one.
#[derive(Serialize, ToSchema)]
pub struct SignInView {
    /// Outcome; `tokens` is present only with `signed_in`.
    pub status: SignInStatus,
    /// Tokens of the new session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<TokensView>,
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
pub struct TokensView {
    /// Access token, to be sent as `Authorization: Bearer …` with every request.
    pub access_token: String,
    /// Expiry time of the access token.
    pub access_expires_at: DateTime<Utc>,
    /// Refresh token, to be exchanged once for the next two tokens.
    pub refresh_token: String,
    /// End of the session, unless it is refreshed before.
    pub session_expires_at: DateTime<Utc>,
}

impl From<SessionTokens> for TokensView {
    fn from(tokens: SessionTokens) -> Self {
        Self {
            access_token: tokens.access.expose().to_owned(),
            access_expires_at: tokens.access_expires,
            refresh_token: tokens.refresh.expose().to_owned(),
            session_expires_at: tokens.session_expires,
        }
    }
}

impl From<SessionTokens> for SignInView {
    fn from(tokens: SessionTokens) -> Self {
        Self { status: SignInStatus::SignedIn, tokens: Some(tokens.into()) }
    }
}

impl From<SignIn> for SignInView {
    fn from(outcome: SignIn) -> Self {
        let status = match outcome {
            SignIn::SignedIn(tokens) => return tokens.into(),
            SignIn::PasswordChangeRequired => SignInStatus::PasswordChangeRequired,
            SignIn::TotpEnrolmentRequired => SignInStatus::TotpEnrolmentRequired,
        };
        Self { status, tokens: None }
    }
}

impl Identify for Authentication {
    fn identify(&self, claims: Claims) -> Pending<'_, Caller> {
        Box::pin(async move {
            let scope = Arc::new(identify(self, &claims).await?);
            Ok(Caller { account: claims.account, session: claims.session, scope })
        })
    }
}

/// Secrets are checked here, so that none of them gets into the values of an error.
fn check_secret(secret: &SecretText) -> Result<(), ValidationError> {
    match secret.expose().chars().count() {
        0 => Err(ValidationError::new("required")),
        length if length > LONGEST_SECRET => {
            let mut error = ValidationError::new("too_long");
            error.add_param("max".into(), &LONGEST_SECRET);
            Err(error)
        }
        _ => Ok(()),
    }
}
