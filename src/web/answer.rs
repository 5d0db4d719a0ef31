//! What a handler answers when all went well.

use super::{idempotency, version};
use crate::error::Error;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ContentType, ETAG, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Serialize;

/// Most documents fit; longer ones grow.
const USUAL_BYTES: usize = 1024;

/// A JSON document and what the headers say about it.
#[derive(Debug)]
pub struct Answer<T> {
    status: StatusCode,
    body: T,
    version: Option<i64>,
    location: Option<String>,
    replayed: bool,
    cached_seconds: Option<u32>,
}

impl<T: Serialize> Answer<T> {
    /// 200 with a document.
    pub const fn ok(body: T) -> Self {
        Self {
            status: StatusCode::OK,
            body,
            version: None,
            location: None,
            replayed: false,
            cached_seconds: None,
        }
    }

    /// 201 with the document that now exists at `location`.
    pub fn created(location: String, body: T) -> Self {
        Self { status: StatusCode::CREATED, location: Some(location), ..Self::ok(body) }
    }

    /// The same, of a single resource with this row version.
    #[must_use]
    pub fn version(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }

    /// The same, marked when the `Idempotency-Key` had been used before.
    #[must_use]
    pub fn replayed(self, replayed: bool) -> Self {
        Self { replayed, ..self }
    }

    /// The same, which is nobody's own and may be kept by anybody for so many seconds.
    #[must_use]
    pub fn cached(self, seconds: u32) -> Self {
        Self { cached_seconds: Some(seconds), ..self }
    }
}

impl<T: Serialize> Responder for Answer<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(version) = self.version {
            response.insert_header((ETAG, version::entity_tag(version)));
        }
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        if self.replayed {
            response.insert_header((idempotency::REPLAYED, "true"));
        }
        if let Some(seconds) = self.cached_seconds {
            response.insert_header((CACHE_CONTROL, format!("public, max-age={seconds}")));
        }
        let mut body = Vec::with_capacity(USUAL_BYTES);
        match serde_json::to_writer(&mut body, &self.body) {
            Ok(()) => response.content_type(ContentType::json()).body(body),
            Err(fault) => Error::internal(fault).error_response(),
        }
    }
}
