//! The language an answer is written in, from `Accept-Language` (RFC 9110, section 12.5.4).

use super::handler::Argument;
use crate::error::{Language, Result};
use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// The language of the range with the highest weight, the first of equals. Chinese when there is
/// none of ours.
pub fn preferred(accept_language: Option<&str>) -> Language {
    let mut best = (0.0, Language::default());
    for range in accept_language.unwrap_or_default().split(',') {
        if let Some((weight, language)) = weighted(range)
            && weight > best.0
        {
            best = (weight, language);
        }
    }
    best.1
}

fn weighted(range: &str) -> Option<(f32, Language)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?.to_ascii_lowercase();
    let language = match tag.split('-').next()? {
        "zh" | "*" => Language::Chinese,
        "en" => Language::English,
        _ => return None,
    };
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((weight.map_or(Some(1.0), |weight| weight.parse().ok())?, language))
}

/// The language that the caller prefers.
#[derive(Debug, Clone, Copy)]
pub struct Preferred(pub Language);

impl Argument for Preferred {}

impl FromRequest for Preferred {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        ready(Ok(Self(preferred(header))))
    }
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
