//! The keys by which others verify access tokens.

use crate::service::login::Authentication;
use crate::web::answer::{DocumentedAnswer, DocumentedStatuses, described};
use crate::web::openapi::{AnswerHeader, Schemas};
use crate::web::permission::{Permit, Public};
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use jsonwebtoken::jwk::JwkSet;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder};

/// A new key is there before it signs, but a removed one must go soon.
const CACHED_SECONDS: u32 = 300;

/// 200 with the public keys, which any cache may keep.
#[derive(Debug)]
pub struct PublicKeys(JwkSet);

impl Responder for PublicKeys {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let kept = format!("public, max-age={CACHED_SECONDS}");
        HttpResponse::Ok().insert_header((CACHE_CONTROL, kept)).json(self.0)
    }
}

impl DocumentedAnswer for PublicKeys {
    fn document(_: &mut Schemas) -> DocumentedStatuses {
        let keys = ArrayBuilder::new()
            .items(ObjectBuilder::new())
            .description(Some("Public keys as JWK (RFC 7517, RFC 8037), the active one first."));
        let set = ObjectBuilder::new().property("keys", keys).required("keys");
        vec![described(StatusCode::OK, &[AnswerHeader::CacheControl], set)]
    }
}

/// Lists the public keys that verify access tokens (RFC 7517).
///
/// The active key is the first. Any cache may keep the answer for five minutes.
#[utoipa::path(get, path = "/.well-known/jwks.json")]
pub async fn read_jwks(_: Permit<Public>, authentication: Data<Authentication>) -> PublicKeys {
    PublicKeys(authentication.tokens().jwks())
}
