//! The headers of answers, as the document describes them.

use crate::web::idempotency;
use utoipa::openapi::{Header, HeaderBuilder, ObjectBuilder, Type};

/// A header that an answer may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerHeader {
    /// The id of the request.
    RequestId,
    /// The row version of what is answered.
    EntityTag,
    /// The hash of what is answered.
    ContentTag,
    /// Where the new resource is.
    Location,
    /// That an idempotency key was used before.
    Replayed,
    /// How long an answer may be kept.
    CacheControl,
    /// The language of the labels.
    ContentLanguage,
    /// After how many seconds to ask again.
    RetryAfter,
    /// How to prove who calls.
    Authenticate,
}

impl AnswerHeader {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RequestId => "X-Request-Id",
            Self::EntityTag | Self::ContentTag => "ETag",
            Self::Location => "Location",
            Self::Replayed => idempotency::REPLAYED,
            Self::CacheControl => "Cache-Control",
            Self::ContentLanguage => "Content-Language",
            Self::RetryAfter => "Retry-After",
            Self::Authenticate => "WWW-Authenticate",
        }
    }

    /// Its description and schema.
    pub(in crate::web) fn described(self) -> Header {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let (description, schema) = match self {
            Self::RequestId => ("Identifies the request in the log of the service.", text),
            Self::EntityTag => ("The row version, such as `\"7\"`: what `If-Match` takes.", text),
            Self::ContentTag => {
                ("Identifies the content, such as `W/\"9f2c…\"`: what `If-None-Match` takes.", text)
            }
            Self::Location => ("The path of the new resource.", text),
            Self::Replayed => (
                "`true` when the `Idempotency-Key` was used before and nothing was done again.",
                text.enum_values(Some(["true"])),
            ),
            Self::CacheControl => ("How long the answer may be kept, and by whom.", text),
            Self::ContentLanguage => (
                "The one language that labels are told in; missing when they are told in both.",
                text.enum_values(Some(["zh-CN", "en"])),
            ),
            Self::RetryAfter => (
                "After how many seconds to send the request again.",
                ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)),
            ),
            Self::Authenticate => ("`Bearer`: send an access token.", text),
        };
        HeaderBuilder::new().description(Some(description)).schema(Some(schema)).build()
    }
}
