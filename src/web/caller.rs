//! Caller of a request: the `Authorization` token, and the account and roles behind it now.

use super::Services;
use crate::domain::id::{AccountId, SessionId};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Result};
use crate::service::credentials::token::Claims;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Account.
    pub account: AccountId,
    /// Session of the device.
    pub session: SessionId,
    /// Roles and scope at this moment.
    pub scope: Arc<Scope>,
}

/// Result that is awaited on the thread that serves the request.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// Identification of the account behind a verified token.
pub trait Identify: Send + Sync + 'static {
    /// Returns the caller behind the claims, as of now.
    ///
    /// # Errors
    /// A problem with status 401 when the session has ended or the account is closed.
    fn identify(&self, claims: Claims) -> Pending<'_, Caller>;
}

impl<F, R> Identify for F
where
    F: Fn(Claims) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Caller>> + 'static,
{
    fn identify(&self, claims: Claims) -> Pending<'_, Caller> {
        Box::pin(self(claims))
    }
}

/// Identifies the caller from the headers of a request; none if they name nobody.
///
/// # Errors
/// The codes of [`crate::service::credentials::token::AccessTokens::verify`] and of [`Identify`]: a
/// wrong token is refused on public routes too, so that nobody mistakes a public answer for their
/// own.
pub(super) async fn authenticate(
    services: &Services,
    headers: &HeaderMap,
) -> Result<Option<Caller>> {
    let Some(token) = bearer_token(headers)? else { return Ok(None) };
    let claims = services.tokens.verify(token, services.clock.now()).map_err(Error::from)?;
    services.identify.identify(claims).await.map(Some)
}

fn bearer_token(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(value) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let (scheme, token) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Code::TokenMalformed)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(Some(token.trim()))
    } else {
        Err(Code::TokenMalformed.into())
    }
}
