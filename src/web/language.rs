//! Language of an answer, from `Accept-Language` (RFC 9110, section 12.5.4).

use super::handler::{Admission, Argument, Needs};
use crate::error::{Code, Language, Problem, Result};
use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

/// Returns the language of the range with the highest weight, the first of equals; Chinese if no
/// range names a supported one.
pub fn preferred(accept_language: Option<&str>) -> Language {
    wished(accept_language).unwrap_or_default()
}

/// Like [`preferred`]; none if no range names a supported language.
fn wished(accept_language: Option<&str>) -> Option<Language> {
    let mut best = (0.0, None);
    for range in accept_language.unwrap_or_default().split(',') {
        if let Some((weight, language)) = weighted(range)
            && weight > best.0
        {
            best = (weight, language);
        }
    }
    best.1
}

/// Parses a range with its weight; `*` has no language, and unsupported languages are skipped.
fn weighted(range: &str) -> Option<(f32, Option<Language>)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?.to_ascii_lowercase();
    let language = match tag.split('-').next()? {
        "zh" => Some(Language::Chinese),
        "en" => Some(Language::English),
        "*" => None,
        _ => return None,
    };
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((weight.map_or(Some(1.0), |weight| weight.parse().ok())?, language))
}

fn accepted(request: &HttpRequest) -> Option<&str> {
    request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok())
}

/// Language that the caller prefers.
#[derive(Debug, Clone, Copy)]
pub struct Preferred(pub Language);

impl Argument for Preferred {
    fn declare(needs: &mut Needs) {
        needs.documented.push(|_| vec![documented_header()]);
    }
}

impl FromRequest for Preferred {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(preferred(accepted(request)))))
    }
}

/// Query parameter that takes precedence over `Accept-Language`.
const PARAMETER: &str = "lang";

/// The one language that texts are wanted in: that of `?lang=`, else of `Accept-Language`; none if
/// neither names one.
///
/// Its error: [`Code::InvalidParameter`].
#[derive(Debug, Clone, Copy)]
pub struct Wished(pub Option<Language>);

impl Argument for Wished {
    fn declare(needs: &mut Needs) {
        needs.parameters.push(PARAMETER);
        needs.documented.push(|_| vec![documented_parameter(), documented_header()]);
        needs.codes.extend([Code::InvalidParameter, Code::Required]);
    }
}

impl FromRequest for Wished {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Admission::with(request, |admission| {
            let given = admission.query.iter().find(|(name, _)| name == PARAMETER);
            match given.map(|(_, value)| value.as_str()) {
                None => Ok(Self(wished(accepted(request)))),
                Some("zh") => Ok(Self(Some(Language::Chinese))),
                Some("en") => Ok(Self(Some(Language::English))),
                Some(_) => Err(Problem::new(Code::InvalidParameter)
                    .at(PARAMETER)
                    .with("name", PARAMETER)
                    .with("expected", vec!["zh", "en"])
                    .into()),
            }
        }))
    }
}

fn documented_header() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).examples(["zh-CN"]);
    let description = "The language of texts for people: Chinese (`zh`) or English (`en`).";
    optional("Accept-Language", ParameterIn::Header, description, text)
}

fn documented_parameter() -> Parameter {
    let word = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["zh", "en"]));
    optional(PARAMETER, ParameterIn::Query, "Goes before `Accept-Language`.", word)
}

fn optional(name: &str, place: ParameterIn, description: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weightiest_of_our_languages_wins_and_chinese_without_one() {
        let cases = [
            (None, Language::Chinese),
            (Some(""), Language::Chinese),
            (Some("en"), Language::English),
            (Some("EN-gb"), Language::English),
            (Some("fr, en;q=0.4, zh;q=0.3"), Language::English),
            (Some("zh-CN,zh;q=0.9,en;q=0.8"), Language::Chinese),
            (Some("en;q=0.8, zh-TW"), Language::Chinese),
            (Some("en, zh"), Language::English),
            (Some("en;q=0"), Language::Chinese),
            (Some("*;q=0.5, en;q=0.6"), Language::English),
            (Some("fr;q=0.9, de"), Language::Chinese),
            (Some("en;q=high"), Language::Chinese),
        ];
        for (header, language) in cases {
            assert_eq!(preferred(header), language, "{header:?}");
        }
    }
}
