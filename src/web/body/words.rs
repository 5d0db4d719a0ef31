//! Phrases in the messages of serde and of the types it reads, and their meanings.

use super::told::ONE_CHOICE;
use crate::domain::geometry::geojson::{GEOMETRY_REASONS, GeometryReason};
use crate::error::{Bilingual, JsonForm, both};

/// Parses the type that serde found.
pub(super) fn found(words: &str) -> JsonForm {
    match words.split_whitespace().next().unwrap_or_default() {
        "string" | "character" => JsonForm::Text,
        "integer" => JsonForm::Integer,
        "floating" => JsonForm::Number,
        "boolean" => JsonForm::Boolean,
        "sequence" => JsonForm::List,
        "map" => JsonForm::Object,
        _ => JsonForm::Null,
    }
}

/// Parses the type that serde, or the type that it was to read, expected.
pub(super) fn expected(words: &str) -> JsonForm {
    match words {
        "a string" | "string" | "a borrowed string" | "a character" | "variant identifier" => {
            JsonForm::Text
        }
        "f32" | "f64" => JsonForm::Number,
        "a boolean" => JsonForm::Boolean,
        "a sequence" => JsonForm::List,
        "a map" => JsonForm::Object,
        "a formatted UUID string" => JsonForm::Uuid,
        "an RFC 3339 formatted date and time string" => JsonForm::Instant,
        "a formatted date string" => JsonForm::Date,
        "a formatted time string" => JsonForm::Time,
        "positions of longitude and latitude in nested lists" => JsonForm::Coordinates,
        integer if is_integer(integer) => JsonForm::Integer,
        list if list.starts_with("an array of length ") || list.starts_with("a tuple of size ") => {
            JsonForm::List
        }
        object
            if ["struct ", "internally tagged ", "adjacently tagged "]
                .iter()
                .any(|is| object.starts_with(is)) =>
        {
            JsonForm::Object
        }
        word if word.starts_with("enum ") => JsonForm::Text,
        _ => JsonForm::Described,
    }
}

/// Parses the form that a type of ours or of a library expects when it refuses a text.
pub(super) fn form(words: &str) -> Option<JsonForm> {
    match words {
        "HH:MM" => Some(JsonForm::Time),
        words if words.starts_with("UUID parsing failed") => Some(JsonForm::Uuid),
        _ => None,
    }
}

/// Another reason: JSON pointer below the value, words.
pub(super) type PatternReason = (&'static str, Bilingual<'static>);

/// Translates the message with which a type of ours or serde refuses a value.
pub(super) fn reason(words: &str) -> PatternReason {
    const UNKNOWN: Bilingual<'static> =
        both("与接口文档（/docs）所写的不符", "it is not what the reference at /docs says");
    let known = REASONS.iter().chain(&GEOMETRY_REASONS);
    let reason = known.into_iter().find(|(begins, ..)| words.starts_with(begins));
    reason.map_or(("", UNKNOWN), |(_, below, words)| (*below, *words))
}

const REASONS: [GeometryReason; 3] = [
    (ONE_CHOICE, "", both("须恰写其中一项", "exactly one of the choices is to be named")),
    ("invalid value: integer", "", both("数值超出范围", "the number is out of range")),
    ("invalid length ", "", both("列表的长度不对", "the list has another length")),
];

fn is_integer(words: &str) -> bool {
    matches!(words.trim_start_matches(['u', 'i']), "8" | "16" | "32" | "64" | "128" | "size")
}
