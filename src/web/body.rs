//! The JSON body of a request.

mod fault;
mod receiving;
mod strings;
mod told;
mod validation;
mod words;

pub(super) use fault::{BodyFault, pointer};
pub(super) use receiving::{pace, read};
pub(super) use told::visit_text;
pub(super) use validation::{one_line, problems as invalid};

use super::handler::{Admission, Argument, Needs};
use super::openapi::Schemas;
use crate::error::{Code, JsonForm, Problem, Result};
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::{Value, json};
use std::future::{Ready, ready};
use told::ToldValue;
use utoipa::ToSchema;
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::{ContentBuilder, Required};
use validator::Validate;

/// A JSON body, of the right shape and within the ranges that `T` states.
///
/// Its errors: [`Code::UnsupportedMediaType`], [`Code::ContentEncodingUnsupported`],
/// [`Code::BodyNotUtf8`], [`Code::InvalidJson`], [`Code::ControlCharacter`], and those of
/// [`BodyFault`] and of [`validation`].
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Validate + ToSchema + 'static> Argument for Body<T> {
    fn declare(needs: &mut Needs) {
        needs.body = true;
        needs.documented_body = Some(|schemas| documented::<T>(schemas, Required::True));
        needs.codes.extend([Code::Required, Code::UnknownValue]);
    }
}

impl<T: DeserializeOwned + Validate> FromRequest for Body<T> {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Admission::with(request, |admission| {
            document(request.headers(), &admission.body).map(Self)
        }))
    }
}

/// Like [`Body`], but optional: a request without a body is read as the default.
#[derive(Debug)]
pub struct OptionalBody<T>(pub T);

impl<T: DeserializeOwned + Validate + Default + ToSchema + 'static> Argument for OptionalBody<T> {
    fn declare(needs: &mut Needs) {
        needs.body = true;
        needs.documented_body = Some(|schemas| documented::<T>(schemas, Required::False));
        needs.codes.extend([Code::Required, Code::UnknownValue]);
    }
}

impl<T: DeserializeOwned + Validate + Default> FromRequest for OptionalBody<T> {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Admission::with(request, |admission| {
            optional(request.headers(), &admission.body).map(Self)
        }))
    }
}

fn documented<T: ToSchema>(schemas: &mut Schemas, required: Required) -> RequestBody {
    let content = ContentBuilder::new().schema(Some(schemas.reference::<T>())).build();
    RequestBodyBuilder::new().content("application/json", content).required(Some(required)).build()
}

/// A body without any field.
#[derive(Default, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct NoFields {}

/// Checks that a body has no fields, for handlers that read none.
///
/// # Errors
/// Those of [`Body`]; [`Code::UnknownField`] at every field.
pub(super) fn refuse_fields(headers: &HeaderMap, body: &[u8]) -> Result<()> {
    optional(headers, body).map(|NoFields {}| ())
}

fn optional<T: DeserializeOwned + Validate + Default>(
    headers: &HeaderMap,
    body: &[u8],
) -> Result<T> {
    if body.is_empty() { Ok(T::default()) } else { document(headers, body) }
}

fn document<T: DeserializeOwned + Validate>(headers: &HeaderMap, body: &[u8]) -> Result<T> {
    check_media_type(headers)?;
    let value: T = parse(body)?;
    value.validate().map_err(|errors| invalid(&errors))?;
    Ok(value)
}

fn check_media_type(headers: &HeaderMap) -> Result<()> {
    let text = |name| {
        headers.get(name).map(|value| value.to_str().unwrap_or_default().to_ascii_lowercase())
    };
    if let Some(encoding) = text(CONTENT_ENCODING).filter(|encoding| encoding != "identity") {
        return Err(Problem::new(Code::ContentEncodingUnsupported)
            .with("encoding", encoding)
            .into());
    }
    let media_type = text(CONTENT_TYPE).unwrap_or_default();
    let mut parts = media_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let is_json = essence == "application/json"
        || essence.starts_with("application/") && essence.ends_with("+json");
    if is_json && !parts.any(is_other_charset) {
        Ok(())
    } else {
        Err(Code::UnsupportedMediaType.into())
    }
}

fn is_other_charset(part: &str) -> bool {
    part.strip_prefix("charset=").is_some_and(|name| name.trim_matches('"') != "utf-8")
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    let text = std::str::from_utf8(body)
        .map_err(|error| Problem::new(Code::BodyNotUtf8).with("byte", error.valid_up_to()))?;
    if !text.trim_ascii_start().starts_with('{') {
        return Err(no_object(text).into());
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = pointer(error.path());
        misread::<T>(text, &error.into_inner(), &path)
    })?;
    deserializer.end().map_err(|error| broken(&error))?;
    strings::check(text)?;
    Ok(value)
}

/// Determines why a body could not be read. A truncated one has no shape to judge, whatever its
/// beginning looks like.
fn misread<T: DeserializeOwned>(text: &str, error: &serde_json::Error, path: &str) -> Problem {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(syntax) => return broken(&syntax),
    };
    let told = serde_path_to_error::deserialize::<_, T>(ToldValue(&value)).err().map(|told| {
        let path = pointer(told.path());
        (told.into_inner().to_string(), path)
    });
    match told {
        // serde_json reports some values of another type as syntax errors.
        Some((words, place)) if place == path || !error.is_data() => {
            BodyFault::read(&words).in_body(&place)
        }
        _ => BodyFault::read(&error.to_string()).in_body(path),
    }
}

/// Returns the problem of a body that is no object; serde would take an array of its fields too.
fn no_object(text: &str) -> Problem {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => BodyFault::of_type(&value, JsonForm::Object).in_body(""),
        Err(error) => broken(&error),
    }
}

/// Returns the problem at the place where the text stops being JSON.
fn broken(error: &serde_json::Error) -> Problem {
    let reason = match error.classify() {
        Category::Eof => json!({ "zh": "内容到此中断", "en": "it breaks off here" }),
        _ => json!({ "zh": "此处写法有误", "en": "this is not written as JSON is" }),
    };
    Problem::new(Code::InvalidJson)
        .with("reason", reason)
        .with("line", error.line())
        .with("column", error.column())
}
