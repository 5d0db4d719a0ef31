//! Id and language of a request, known before it is routed.

use super::language;
use crate::error::Language;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// Header that carries the id of a request in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST_REQUEST_ID: usize = 64;

/// Id and language of a request.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Id in every log line and in the answer: the client's own, if it is 1–64 letters, digits,
    /// `-`, `_` or `.`.
    pub request_id: HeaderValue,
    /// Language of the texts of the answer.
    pub language: Language,
}

impl Arrival {
    /// Reads the headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(REQUEST_ID).filter(|value| is_request_id(value.as_bytes()));
        Self {
            request_id: given.cloned().unwrap_or_else(new_request_id),
            language: language::preferred(
                headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()),
            ),
        }
    }

    /// Returns the id as text.
    pub fn request_id(&self) -> &str {
        self.request_id.to_str().unwrap_or_default()
    }
}

fn is_request_id(value: &[u8]) -> bool {
    (1..=LONGEST_REQUEST_ID).contains(&value.len())
        && value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

fn new_request_id() -> HeaderValue {
    let mut text = Uuid::encode_buffer();
    let text = Uuid::now_v7().hyphenated().encode_lower(&mut text);
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("none"))
}
