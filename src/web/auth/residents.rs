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

/// Where a code shall be sent.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneBody {
    /// A mobile number of the mainland, however it is typed.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "13812341234")]
    pub phone: String,
}

/// A code that was sent.
#[derive(Serialize, ToSchema)]
pub struct SentCodeView {
    /// When the code expires.
    pub expires_at: DateTime<Utc>,
    /// After so many seconds another one may be asked for.
    #[schema(example = 60)]
    pub resend_after_seconds: i64,
}

/// A phone and the code that was sent to it.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeBody {
    /// The number that the code was sent to.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "13812341234")]
    pub phone: String,
    /// The code: six digits.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, example = "042917")]
    pub code: SecretText,
}

/// Sends a one-time code to a phone, whether or not somebody has an account there.
#[utoipa::path(post, path = "/api/v1/auth/code", request_body = PhoneBody, responses((status = 200, body = SentCodeView)))]
pub async fn send_code(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    body: Body<PhoneBody>,
) -> Result<Answer<SentCodeView>> {
    let expires_at = login::send_code(&authentication, &body.0.phone).await?;
    Ok(Answer::ok(SentCodeView { expires_at, resend_after_seconds: RESEND_AFTER.num_seconds() }))
}

/// Signs a resident in by a code; the first time an account is made for the phone.
#[utoipa::path(post, path = "/api/v1/auth/code/login", request_body = CodeBody, responses((status = 200, body = SignInView)))]
pub async fn sign_in_with_code(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    body: Body<CodeBody>,
) -> Result<Answer<SignInView>> {
    let CodeBody { phone, code } = body.0;
    let tokens = login::sign_in_by_code(&authentication, &phone, code).await?;
    Ok(Answer::ok(tokens.into()))
}
