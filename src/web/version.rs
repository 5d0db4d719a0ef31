//! Version that a change is based on: `If-Match` (RFC 9110, section 13.1.1), or `version` in the
//! body.

use super::handler::{Argument, Needs};
use crate::error::{Code, Problem, Result};
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, IF_MATCH};
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

/// Version in the header `If-Match`, if there is one.
///
/// Its error: [`Code::VersionMalformed`].
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(Option<i64>);

impl IfMatch {
    /// Returns the version that the caller has read, from the header or else from the body, if any.
    ///
    /// # Errors
    /// [`Code::VersionsDiffer`] when both are given and differ.
    pub fn given(self, body: Option<i64>) -> Result<Option<i64>> {
        match (self.0, body) {
            (Some(header), Some(body)) if header != body => {
                Err(Problem::new(Code::VersionsDiffer).at("/version").into())
            }
            (header, body) => Ok(header.or(body)),
        }
    }

    /// Like [`IfMatch::given`], where a change must be based on a version.
    ///
    /// # Errors
    /// Those of [`IfMatch::given`], and [`Code::VersionRequired`].
    pub fn required(self, body: Option<i64>) -> Result<i64> {
        self.given(body)?.ok_or_else(|| Code::VersionRequired.into())
    }
}

impl Argument for IfMatch {
    fn declare(needs: &mut Needs) {
        needs.version = true;
        needs.documented.push(|_| vec![documented()]);
        needs.codes.extend([Code::VersionMalformed, Code::VersionsDiffer, Code::StaleVersion]);
    }
}

impl FromRequest for IfMatch {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.headers()).map(Self))
    }
}

/// Checks that no version is given to a handler that compares none, so nobody believes it was.
///
/// # Errors
/// [`Code::VersionNotTaken`]
pub(super) fn refuse(headers: &HeaderMap) -> Result<()> {
    if headers.contains_key(IF_MATCH) {
        return Err(Problem::new(Code::VersionNotTaken).at("If-Match").into());
    }
    Ok(())
}

/// Returns the entity tag of a version.
pub(super) fn entity_tag(version: i64) -> String {
    format!("\"{version}\"")
}

fn read(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let is_alone = headers.get_all(IF_MATCH).count() == 1;
    let version = value.to_str().ok().and_then(version_of).filter(|_| is_alone);
    version.map(Some).ok_or_else(|| Problem::new(Code::VersionMalformed).at("If-Match").into())
}

/// Parses the version in a tag. A proxy that compresses answers makes a tag weak; it still names
/// the version that was read, in whichever encoding.
fn version_of(tag: &str) -> Option<i64> {
    let tag = tag.trim();
    let opaque = tag.strip_prefix("W/").unwrap_or(tag);
    opaque.strip_prefix('"')?.strip_suffix('"')?.parse().ok().filter(|version| *version > 0)
}

fn documented() -> Parameter {
    ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The `ETag` of what you read, such as `\"7\"`; or send it as `version` in the body. A tag \
             that a proxy made weak (`W/\"7\"`) names the same version.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn header(value: &'static str) -> Option<Option<i64>> {
        let mut headers = HeaderMap::new();
        headers.insert(IF_MATCH, HeaderValue::from_static(value));
        read(&headers).ok()
    }

    #[test]
    fn one_tag_is_read_weak_or_strong_and_nothing_else() {
        assert_eq!((header("\"7\""), header("W/\"7\"")), (Some(Some(7)), Some(Some(7))));
        for wrong in ["7", "*", "w/\"7\"", "W/7", "\"7\", \"8\"", "\"x\"", "\"0\"", "\"-1\"", ""] {
            assert_eq!(header(wrong), None, "{wrong}");
        }
        assert_eq!(read(&HeaderMap::new()).ok(), Some(None));
        let mut twice = HeaderMap::new();
        ["\"7\"", "\"8\""]
            .into_iter()
            .for_each(|tag| twice.append(IF_MATCH, HeaderValue::from_static(tag)));
        assert!(read(&twice).is_err(), "neither of two is taken for what was read");
        assert_eq!(entity_tag(7), "\"7\"");
    }

    #[test]
    fn header_and_body_must_agree() {
        assert_eq!(IfMatch(Some(7)).required(Some(7)).ok(), Some(7));
        assert_eq!(IfMatch(None).required(Some(7)).ok(), Some(7));
        assert_eq!(IfMatch(None).given(None).ok(), Some(None));
        assert!(IfMatch(None).required(None).is_err() && IfMatch(Some(7)).given(Some(8)).is_err());
    }
}
