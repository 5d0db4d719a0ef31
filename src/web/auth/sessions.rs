//! Sessions: their next tokens, and their end.

use super::{TokensView, check_secret};
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::login::{self, Authentication};
use crate::web::answer::{Answer, Done};
use crate::web::body::Body;
use crate::web::permission::{Permit, Public, SignedIn};
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// A refresh token to be exchanged.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshBody {
    /// Refresh token of the last answer.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String, min_length = 1, max_length = 256)]
    pub refresh_token: SecretText,
}

/// The sessions to be ended.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOutBody {
    /// True to end every session of the account on all devices; otherwise only this session ends.
    #[serde(default)]
    pub everywhere: bool,
}

/// Exchanges a refresh token for the next two tokens.
///
/// A refresh token that was used before ends the session. The only exception is the token before
/// the current one: it is accepted for 60 seconds after its exchange, because the answer may have
/// been lost.
///
/// # Errors
/// `required`, `too_long`, `refresh_token_invalid`, `refresh_token_reused`, `demo_account_refused`
#[utoipa::path(post, path = "/api/v1/auth/refresh")]
pub async fn refresh_tokens(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    Body(body): Body<RefreshBody>,
) -> Result<Answer<TokensView>> {
    let tokens = login::refresh(&authentication, &body.refresh_token).await?;
    Ok(Answer(tokens.into()))
}

/// Ends this session, or every session of the account.
///
/// The tokens of a session that has ended are refused at once.
#[utoipa::path(post, path = "/api/v1/auth/logout")]
pub async fn sign_out(
    permit: Permit<SignedIn>,
    authentication: Data<Authentication>,
    Body(body): Body<SignOutBody>,
) -> Result<Done> {
    let caller = permit.bearer;
    if body.everywhere {
        login::sign_out_everywhere(&authentication, caller.account).await?;
    } else {
        login::sign_out(&authentication, caller.account, caller.session).await?;
    }
    Ok(Done)
}
