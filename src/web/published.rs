//! Public documents that change seldom: cached by clients, revalidated by their tag.

use super::answer::{DocumentedAnswer, DocumentedStatuses, described};
use super::handler::Argument;
use super::openapi::{AnswerHeader, Schemas};
use crate::error::{Error, Language};
use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, ContentType, ETAG, HeaderMap, IF_NONE_MATCH, VARY,
};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, Responder, ResponseError,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use utoipa::ToSchema;
use utoipa::openapi::{Response, ResponseBuilder};

/// Number of bytes of the hash in a tag.
const TAG_BYTES: usize = 12;

/// 200 with a public document that anybody may cache, or 304 if the caller has it.
#[derive(Debug)]
pub struct Published<T> {
    /// Document.
    pub document: T,
    /// The one language of its labels; none: both.
    pub language: Option<Language>,
    /// Seconds that it may be cached without revalidation.
    pub seconds: u32,
}

impl<T: Serialize> Responder for Published<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let written = match self.language {
            None => serde_json::to_vec(&self.document),
            Some(language) => serde_json::to_value(&self.document).and_then(|mut document| {
                keep_language(&mut document, language);
                serde_json::to_vec(&document)
            }),
        };
        match written {
            Ok(body) => respond(body, self.language, self.seconds, request),
            Err(fault) => Error::internal(fault).error_response(),
        }
    }
}

fn respond(
    body: Vec<u8>,
    language: Option<Language>,
    seconds: u32,
    request: &HttpRequest,
) -> HttpResponse {
    let tag = content_tag(&body);
    let is_known = is_known(request.headers(), &tag);
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, format!("public, max-age={seconds}")))
        .insert_header((VARY, "Accept-Language"));
    if is_known {
        return response.finish();
    }
    tell_language(&mut response, language);
    response.content_type(ContentType::json()).body(body)
}

fn tell_language(response: &mut HttpResponseBuilder, language: Option<Language>) {
    if let Some(language) = language {
        response.insert_header((CONTENT_LANGUAGE, language.tag()));
    }
}

/// Returns the weak tag of a content: compressed or not, it is the same.
pub(super) fn content_tag(body: &[u8]) -> String {
    let hash: Vec<u8> = Sha256::digest(body).into_iter().take(TAG_BYTES).collect();
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(hash))
}

/// The tags of what the caller has already (`If-None-Match`): an answer need not be made then.
#[derive(Debug)]
pub struct HeldTags(HeaderMap);

impl HeldTags {
    /// Returns true if the caller has the content of a tag.
    pub fn contains(&self, tag: &str) -> bool {
        is_known(&self.0, tag)
    }
}

impl Argument for HeldTags {}

impl FromRequest for HeldTags {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.headers().clone())))
    }
}

/// Returns true if the caller has the content (RFC 9110, section 13.1.2: compared weakly).
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let given = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    given
        .flat_map(|value| value.split(','))
        .any(|one| one.trim() == "*" || opaque(one) == opaque(tag))
}

fn opaque(tag: &str) -> String {
    tag.trim().trim_start_matches("W/").to_owned()
}

/// Removes the labels of the other language at any depth.
fn keep_language(document: &mut Value, language: Language) {
    match document {
        Value::Object(fields) => {
            let [kept, other] = match language {
                Language::Chinese => ["zh", "en"],
                Language::English => ["en", "zh"],
            };
            if fields.contains_key(kept) {
                fields.remove(other);
            }
            fields.values_mut().for_each(|value| keep_language(value, language));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| keep_language(item, language)),
        _ => {}
    }
}

impl<T: Serialize + ToSchema + 'static> DocumentedAnswer for Published<T> {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        let headers =
            [AnswerHeader::ContentTag, AnswerHeader::CacheControl, AnswerHeader::ContentLanguage];
        vec![described(StatusCode::OK, &headers, schemas.reference::<T>()), not_modified()]
    }
}

/// Describes a 304 for the documentation.
pub(super) fn not_modified() -> (StatusCode, Response) {
    let tag = AnswerHeader::ContentTag;
    let response = ResponseBuilder::new()
        .description("The caller has it already.")
        .header(tag.name(), tag.described())
        .build();
    (StatusCode::NOT_MODIFIED, response)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;
    use serde_json::json;

    #[test]
    fn a_content_is_known_by_its_tag_weak_or_not() {
        let tag = content_tag(b"{}");
        let known = |given: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_str(given).unwrap());
            is_known(&headers, &tag)
        };
        assert!(known(&tag) && known(&tag[2..]) && known("*") && known(&format!("\"x\", {tag}")));
        assert!(!known("\"x\"") && !known(&content_tag(b"[]")));
    }

    #[test]
    fn labels_are_told_in_one_language() {
        let mut document = json!({ "items": [{ "value": "a", "zh": "甲", "en": "A" }], "en": 1 });
        keep_language(&mut document, Language::Chinese);
        assert_eq!(document, json!({ "items": [{ "value": "a", "zh": "甲" }], "en": 1 }));
    }
}
