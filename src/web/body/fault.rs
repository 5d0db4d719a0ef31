//! Faults in the shape of an input, parsed from serde's messages, which it offers in no other form.
//! The messages are not passed on: they are English, and repeat what was sent.

use super::words::{self, PatternReason};
use crate::error::{Code, JsonForm, Problem, both, escaped};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// Fault in the shape of an input.
#[derive(Debug, PartialEq, Eq)]
pub enum BodyFault<'a> {
    /// A field is missing.
    Missing(&'a str),
    /// A field is unknown.
    Unknown {
        /// Its name.
        field: &'a str,
        /// The known fields.
        known: Vec<&'a str>,
    },
    /// A field is given twice.
    Duplicate(&'a str),
    /// A text is none of those allowed.
    Variant(Vec<&'a str>),
    /// A value has another JSON type than expected.
    Type {
        /// Type that was sent.
        found: JsonForm,
        /// Type that is expected.
        expected: JsonForm,
    },
    /// A value of the right type has the wrong format.
    Written(JsonForm),
    /// Anything else.
    Other(PatternReason),
}

impl<'a> BodyFault<'a> {
    /// Parses the message of a serde error.
    pub fn read(text: &'a str) -> Self {
        let text = text.rsplit_once(" at line ").map_or(text, |(text, _)| text);
        let named =
            |prefix| text.strip_prefix(prefix).and_then(|rest: &str| rest.split('`').nth(1));
        if let Some(field) = named("missing field ") {
            Self::Missing(field)
        } else if let Some(field) = named("unknown field ") {
            let (_, known) = text.split_once(", ").unwrap_or_default();
            Self::Unknown { field, known: quoted(known) }
        } else if let Some(field) = named("duplicate field ") {
            Self::Duplicate(field)
        } else if let Some((_, allowed)) =
            text.strip_prefix("unknown variant ").and_then(|rest| rest.split_once(", "))
        {
            Self::Variant(quoted(allowed))
        } else if let Some((found, expected)) = expectation(text, "invalid type: ") {
            Self::Type { found: words::found(found), expected: words::expected(expected) }
        } else if text.starts_with("invalid length ") && text.contains(", expected struct ") {
            Self::Type { found: JsonForm::List, expected: JsonForm::Object }
        } else if let Some((_, expected)) = expectation(text, super::told::REFUSED) {
            Self::Written(words::expected(expected))
        } else {
            words::form(text).map_or_else(|| Self::Other(words::reason(text)), Self::Written)
        }
    }

    /// Creates the fault of a value with another JSON type than expected.
    pub const fn of_type(found: &Value, expected: JsonForm) -> Self {
        Self::Type { found: JsonForm::of(found), expected }
    }

    /// Returns the problem with a body; `pointer` is serde's position.
    pub fn in_body(&self, pointer: &str) -> Problem {
        let invalid =
            |zh, en| Problem::new(Code::InvalidValue).at(pointer).with("reason", both(zh, en));
        match self {
            Self::Missing(field) => Problem::new(Code::Required).at(child(pointer, field)),
            Self::Unknown { field, known } => Problem::new(Code::UnknownField)
                .at(child(pointer, field))
                .with("field", *field)
                .with("known", known.clone()),
            Self::Duplicate(field) => {
                Problem::new(Code::DuplicateField).at(child(pointer, field)).with("field", *field)
            }
            Self::Variant(allowed) => {
                Problem::new(Code::UnknownValue).at(pointer).with("allowed", allowed.clone())
            }
            Self::Type { found, expected } => Problem::new(Code::WrongType)
                .at(pointer)
                .with("found", *found)
                .with("expected", *expected),
            Self::Written(form) => {
                let (_, zh, en) = form.words();
                invalid(&format!("应为{zh}"), &format!("it should be {en}"))
            }
            Self::Other((below, words)) => {
                invalid(words.zh, words.en).at(format!("{pointer}{below}"))
            }
        }
    }

    /// Returns the problem with a parameter of the path or the query; `name` is serde's position.
    pub fn in_parameter(&self, name: &str) -> Problem {
        let invalid = |expected: Value| {
            Problem::new(Code::InvalidParameter)
                .at(name)
                .with("name", name)
                .with("expected", expected)
        };
        match self {
            Self::Missing(name) => {
                Problem::new(Code::MissingParameter).at(*name).with("name", *name)
            }
            Self::Unknown { field, known } => Problem::new(Code::UnknownParameter)
                .at(*field)
                .with("name", *field)
                .with("known", known.clone()),
            Self::Duplicate(name) => {
                Problem::new(Code::RepeatedParameter).at(*name).with("name", *name)
            }
            Self::Variant(allowed) => invalid(allowed.clone().into()),
            Self::Type { expected, .. } | Self::Written(expected) => invalid((*expected).into()),
            Self::Other(_) => invalid(JsonForm::Described.into()),
        }
    }
}

/// Splits serde's message into what was found and what was expected.
fn expectation<'a>(text: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    text.strip_prefix(prefix)?.rsplit_once(", expected ")
}

/// Returns the JSON pointer (RFC 6901) of a path.
pub fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => child(&pointer, key),
        Segment::Enum { variant } => child(&pointer, variant),
        Segment::Unknown => pointer,
    })
}

/// Returns the pointer of a field. serde's position is inside an unknown field when it refuses it,
/// but beside a missing one.
fn child(pointer: &str, field: &str) -> String {
    let escaped = escaped(field);
    match pointer.rsplit_once('/') {
        Some((_, last)) if last == escaped => pointer.to_owned(),
        _ => format!("{pointer}/{escaped}"),
    }
}

fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests;
