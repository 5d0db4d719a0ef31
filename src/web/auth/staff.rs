//! Staff: name, password, authenticator app. Every step proves name and password anew.

use super::{SignInView, check_secret};
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::login::{self, Authentication, Credentials};
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::permission::{Permit, Public};
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The credentials of a member of staff.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CredentialsBody {
    /// Login name.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "zhang.wei")]
    pub name: String,
    /// Password.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 256)]
    pub password: SecretText,
    /// Current code of the authenticator app; required once one is confirmed.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 256, example = "042917")]
    pub totp: Option<SecretText>,
}

/// The credentials of a member of staff and their new password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordBody {
    /// Login name.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "zhang.wei")]
    pub name: String,
    /// Current password.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 256)]
    pub password: SecretText,
    /// Current code of the authenticator app; required once one is confirmed.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 256, example = "042917")]
    pub totp: Option<SecretText>,
    /// New password: 8–128 characters. It must differ from the current password and the login
    /// name, and must not be one of the most common passwords.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128)]
    pub new_password: SecretText,
}

/// The new secret of an authenticator app.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentView {
    /// Address to be shown as a QR code. It is answered only this once.
    #[schema(example = "otpauth://totp/Wangge:zhang.wei?secret=…")]
    pub otpauth_uri: String,
}

impl From<CredentialsBody> for Credentials {
    fn from(body: CredentialsBody) -> Self {
        Self { name: body.name, password: body.password, totp: body.totp }
    }
}

/// Signs a member of staff in by name and password.
///
/// There are no tokens when the password must be changed or an authenticator app set up first;
/// `status` tells which. The answer to an unknown name, a wrong password and a locked account is
/// the same.
///
/// # Errors
/// `required`, `too_long`, `sign_in_refused`, `totp_required`, `totp_wrong`,
/// `one_time_password_expired`, `account_disabled`, `demo_account_refused`
#[utoipa::path(post, path = "/api/v1/auth/login")]
pub async fn sign_in(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    Body(body): Body<CredentialsBody>,
) -> Result<Answer<SignInView>> {
    let outcome = login::sign_in(&authentication, body.into()).await?;
    Ok(Answer(outcome.into()))
}

/// Changes the password of a member of staff and signs them in.
///
/// Every other session of the account ends. There are no tokens when an authenticator app must be
/// set up first.
///
/// # Errors
/// `required`, `too_long`, `sign_in_refused`, `totp_required`, `totp_wrong`,
/// `one_time_password_expired`, `account_disabled`, `demo_account_refused`, `password_unchanged`,
/// `password_too_short`, `password_is_name`, `password_common`
#[utoipa::path(post, path = "/api/v1/auth/password")]
pub async fn change_password(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    Body(body): Body<PasswordBody>,
) -> Result<Answer<SignInView>> {
    let PasswordBody { name, password, totp, new_password } = body;
    let credentials = Credentials { name, password, totp };
    let outcome = login::change_password(&authentication, credentials, new_password).await?;
    Ok(Answer(outcome.into()))
}

/// Creates a new secret for the authenticator app of the caller.
///
/// An earlier secret is no longer valid. Codes of the new one are required once it is confirmed.
///
/// # Errors
/// `required`, `too_long`, `sign_in_refused`, `totp_required`, `totp_wrong`,
/// `one_time_password_expired`, `account_disabled`, `demo_account_refused`,
/// `password_change_required`
#[utoipa::path(post, path = "/api/v1/auth/totp")]
pub async fn enrol_totp(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    Body(body): Body<CredentialsBody>,
) -> Result<Answer<EnrolmentView>> {
    let uri = login::enrol_totp(&authentication, body.into()).await?;
    Ok(Answer(EnrolmentView { otpauth_uri: uri.expose().to_owned() }))
}

/// Confirms the caller's authenticator app and signs them in.
///
/// The first code of the app is sent as `totp`.
///
/// # Errors
/// `required`, `too_long`, `sign_in_refused`, `totp_required`, `totp_wrong`, `totp_not_pending`,
/// `one_time_password_expired`, `account_disabled`, `demo_account_refused`,
/// `password_change_required`
#[utoipa::path(post, path = "/api/v1/auth/totp/confirm")]
pub async fn confirm_totp(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    Body(body): Body<CredentialsBody>,
) -> Result<Answer<SignInView>> {
    let tokens = login::confirm_totp(&authentication, body.into()).await?;
    Ok(Answer(tokens.into()))
}
