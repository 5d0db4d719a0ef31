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

/// What a member of staff types.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CredentialsBody {
    /// The login name.
    #[validate(length(min = 1, max = 64))]
    #[schema(example = "zhang.wei")]
    pub name: String,
    /// The password.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, format = Password)]
    pub password: SecretText,
    /// The present code of the authenticator app, once one is set up.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = Option<String>, example = "042917")]
    pub totp: Option<SecretText>,
}

/// What a member of staff types to change their password.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordBody {
    /// The login name.
    #[validate(length(min = 1, max = 64))]
    #[schema(example = "zhang.wei")]
    pub name: String,
    /// The password so far.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, format = Password)]
    pub password: SecretText,
    /// The present code of the authenticator app, once one is set up.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = Option<String>, example = "042917")]
    pub totp: Option<SecretText>,
    /// The password from now on: 8–128 characters, not the name, none of the commonest.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, format = Password)]
    pub new_password: SecretText,
}

/// The secret of an authenticator app.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentView {
    /// To be shown as a QR code, this once.
    #[schema(example = "otpauth://totp/Wangge:zhang.wei?secret=…")]
    pub otpauth_uri: String,
}

impl From<CredentialsBody> for Credentials {
    fn from(body: CredentialsBody) -> Self {
        Self { name: body.name, password: body.password, totp: body.totp }
    }
}

/// Signs staff in, or says what must come first.
#[utoipa::path(post, path = "/api/v1/auth/login", request_body = CredentialsBody, responses((status = 200, body = SignInView)))]
pub async fn sign_in(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    body: Body<CredentialsBody>,
) -> Result<Answer<SignInView>> {
    let outcome = login::sign_in(&authentication, body.0.into()).await?;
    Ok(Answer::ok(outcome.into()))
}

/// Changes the password of staff, ends all their sessions, and signs them in.
#[utoipa::path(post, path = "/api/v1/auth/password", request_body = PasswordBody, responses((status = 200, body = SignInView)))]
pub async fn change_password(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    body: Body<PasswordBody>,
) -> Result<Answer<SignInView>> {
    let PasswordBody { name, password, totp, new_password } = body.0;
    let credentials = Credentials { name, password, totp };
    let outcome = login::change_password(&authentication, credentials, new_password).await?;
    Ok(Answer::ok(outcome.into()))
}

/// Makes a new secret for the authenticator app of staff; it counts once it is confirmed.
#[utoipa::path(post, path = "/api/v1/auth/totp", request_body = CredentialsBody, responses((status = 200, body = EnrolmentView)))]
pub async fn enrol_totp(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    body: Body<CredentialsBody>,
) -> Result<Answer<EnrolmentView>> {
    let uri = login::enrol_totp(&authentication, body.0.into()).await?;
    Ok(Answer::ok(EnrolmentView { otpauth_uri: uri.expose().to_owned() }))
}

/// Takes the first code of the authenticator app, given as `totp`, and signs in.
#[utoipa::path(post, path = "/api/v1/auth/totp/confirm", request_body = CredentialsBody, responses((status = 200, body = SignInView)))]
pub async fn confirm_totp(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    body: Body<CredentialsBody>,
) -> Result<Answer<SignInView>> {
    let tokens = login::confirm_totp(&authentication, body.0.into()).await?;
    Ok(Answer::ok(tokens.into()))
}
