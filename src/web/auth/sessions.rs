//! Sessions: their next tokens, and their end.

use super::{TokensView, check_secret};
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::login::{self, Authentication};
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::permission::{Permit, Public, SignedIn};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// A refresh token.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshBody {
    /// The refresh token that was given out last.
    #[validate(custom(function = "check_secret"))]
    #[schema(value_type = String)]
    pub refresh_token: SecretText,
}

/// Which sessions end.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOutBody {
    /// Every session of the account, on whatever device; else this one alone.
    #[serde(default)]
    pub everywhere: bool,
}

/// Exchanges a refresh token for the next two tokens. One that was used before ends the session,
/// unless it is the one before the last and was used within the last 60 seconds.
#[utoipa::path(post, path = "/api/v1/auth/refresh", request_body = RefreshBody, responses((status = 200, body = TokensView)))]
pub async fn refresh_tokens(
    _: Permit<Public>,
    authentication: Data<Authentication>,
    body: Body<RefreshBody>,
) -> Result<Answer<TokensView>> {
    let tokens = login::refresh(&authentication, &body.0.refresh_token).await?;
    Ok(Answer::ok(tokens.into()))
}

/// Ends this session, or all of the account: their tokens are refused from then on.
#[utoipa::path(post, path = "/api/v1/auth/logout", request_body = SignOutBody, responses((status = 204)))]
pub async fn sign_out(
    permit: Permit<SignedIn>,
    authentication: Data<Authentication>,
    body: Body<SignOutBody>,
) -> Result<HttpResponse> {
    let caller = permit.bearer;
    if body.0.everywhere {
        login::sign_out_everywhere(&authentication, caller.account).await?;
    } else {
        login::sign_out(&authentication, caller.account, caller.session).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
