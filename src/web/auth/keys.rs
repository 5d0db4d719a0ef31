//! The keys by which others verify access tokens.

use crate::service::login::Authentication;
use crate::web::answer::Answer;
use crate::web::permission::{Permit, Public};
use actix_web::web::Data;
use serde_json::{Value, json};

/// A new key is there before it signs, but a removed one must go soon.
const CACHED_SECONDS: u32 = 300;

/// The public keys of access tokens (RFC 7517).
#[utoipa::path(get, path = "/.well-known/jwks.json", responses((status = 200, body = Object)))]
pub async fn read_jwks(_: Permit<Public>, authentication: Data<Authentication>) -> Answer<Value> {
    Answer::ok(json!(authentication.tokens().jwks())).cached(CACHED_SECONDS)
}
