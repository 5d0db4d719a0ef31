//! Residents: phone and one-time code.

use super::{SignInView, check_secret};
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::login::{self, Authentication, RESEND_AFTER};
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::permission::{Permit, Public};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The phone that a one-time code is sent to.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneBody {
    /// Mobile number of mainland China. The country code, spaces and hyphens are accepted.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32, example = "13812341234")]
    pub phone: String,
}

/// A one-time code that was sent.
#[derive(Serialize, ToSchema)]
pub struct SentCodeView {
    /// Expiry time of the code.
    pub expires_at: DateTime<Utc>,
    /// Seconds until another code may be requested.
    #[schema(example = 60)]
    pub resend_after_seconds: i64,
}

/// A phone and the one-time code that was sent to it.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// Number that the code was sent to.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32, example = "13812341234")]
    pub phone: String,
    /// One-time code: six digits.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, min_length = 1, max_length = 256, example = "042917")]
    pub code: SecretText,
}

/// Sends a one-time code to a phone.
///
/// The answer is the same whether or not the phone has an account. Codes that were sent to the
/// phone before are no longer accepted.
///
/// # Errors
/// `required`, `too_long`, `phone_invalid`, `phone_not_mobile`, `code_too_soon`, `code_not_sent`
#[utoipa::path(post, path = "/api/v1/auth/code")]
pub async fn send_code(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    Body(body): Body<PhoneBody>,
) -> Result<Answer<SentCodeView>> {
    let expires_at = login::send_code(&authentication, &body.phone).await?;
    Ok(Answer(SentCodeView { expires_at, resend_after_seconds: RESEND_AFTER.num_seconds() }))
}

/// Signs a resident in by phone and one-time code.
///
/// The first sign-in creates an account for the phone. A code is accepted once and can be tried
/// five times.
///
/// # Errors
/// `required`, `too_long`, `phone_invalid`, `phone_not_mobile`, `code_wrong`, `account_disabled`,
/// `demo_account_refused`
#[utoipa::path(post, path = "/api/v1/auth/code/login")]
pub async fn sign_in_with_code(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    Body(body): Body<CodeBody>,
) -> Result<Answer<SignInView>> {
    let CodeBody { phone, code } = body;
    let tokens = login::sign_in_by_code(&authentication, &phone, code).await?;
    Ok(Answer(tokens.into()))
}
