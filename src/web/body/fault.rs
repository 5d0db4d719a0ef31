//! Faults in the shape of an input, parsed from serde's messages, which it offers in no other form.
//! The messages are not passed on: they are English, and repeat what was sent.

use super::words::{self, PatternReason};
use crate::error::{Code, JsonForm, Problem, escaped};
use serde_json::{Value, json};
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
        known: String,
    },
    /// A field is given twice.
    Duplicate(&'a str),
    /// A text is none of those allowed.
    Variant(String),
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
            Self::Unknown { field, known: quoted(known).join(", ") }
        } else if let Some(field) = named("duplicate field ") {
            Self::Duplicate(field)
        } else if let Some((_, allowed)) =
            text.strip_prefix("unknown variant ").and_then(|rest| rest.split_once(", "))
        {
            Self::Variant(quoted(allowed).join(", "))
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
        let invalid = |zh: &str, en: &str| {
            Problem::new(Code::InvalidValue)
                .at(pointer)
                .with("reason", json!({ "zh": zh, "en": en }))
        };
        match self {
            Self::Missing(field) => Problem::new(Code::Required).at(child(pointer, field)),
            Self::Unknown { field, known } => Problem::new(Code::UnknownField)
                .at(child(pointer, field))
                .with("field", *field)
                .with("known", known.as_str()),
            Self::Duplicate(field) => {
                Problem::new(Code::DuplicateField).at(child(pointer, field)).with("field", *field)
            }
            Self::Variant(allowed) => {
                Problem::new(Code::UnknownValue).at(pointer).with("allowed", allowed.as_str())
            }
            Self::Type { found, expected } => Problem::new(Code::WrongType)
                .at(pointer)
                .with("found", *found)
                .with("expected", *expected),
            Self::Written(form) => {
                let (_, zh, en) = form.words();
                invalid(&format!("应为{zh}"), &format!("it should be {en}"))
            }
            Self::Other((below, zh, en)) => invalid(zh, en).at(format!("{pointer}{below}")),
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
                .with("known", known.as_str()),
            Self::Duplicate(name) => {
                Problem::new(Code::RepeatedParameter).at(*name).with("name", *name)
            }
            Self::Variant(allowed) => invalid(allowed.as_str().into()),
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
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        Red,
        Green,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape counts")]
    struct FaultShape {
        colour: Colour,
        sides: Vec<f64>,
        count: u32,
        inner: Option<Box<FaultShape>>,
    }

    fn refused(json: &str) -> Option<(String, Problem)> {
        let error = serde_path_to_error::deserialize::<_, FaultShape>(
            &mut serde_json::Deserializer::from_str(json),
        )
        .err()?;
        let path = pointer(error.path());
        let text = error.into_inner().to_string();
        Some((path.clone(), BodyFault::read(&text).in_body(&path)))
    }

    #[test]
    fn every_kind_of_fault_is_told_with_its_place() {
        let cases = [
            (r#"{"sides":[],"count":1}"#, Code::Required, "/colour"),
            (r#"{"colour":"red","sides":[],"count":1,"corner":2}"#, Code::UnknownField, "/corner"),
            (r#"{"colour":"red","count":1,"count":2,"sides":[]}"#, Code::DuplicateField, "/count"),
            (r#"{"colour":"blue","sides":[],"count":1}"#, Code::UnknownValue, "/colour"),
            (r#"{"colour":"red","sides":[1,"2"],"count":1}"#, Code::WrongType, "/sides/1"),
            (r#"{"colour":"red","sides":[],"count":-1}"#, Code::InvalidValue, "/count"),
            (
                r#"{"colour":"red","sides":[],"count":1,"inner":{"colour":"red","sides":3}}"#,
                Code::WrongType,
                "/inner/sides",
            ),
            (
                r#"{"colour":"red","sides":[],"count":1,"inner":{"a/b~c":1}}"#,
                Code::UnknownField,
                "/inner/a~1b~0c",
            ),
            (r#"[]"#, Code::WrongType, ""),
        ];
        for (json, code, place) in cases {
            let Some((_, problem)) = refused(json) else { unreachable!("{json} was accepted") };
            assert_eq!((problem.code, problem.pointer.as_str()), (code, place), "{json}");
        }
    }

    #[test]
    fn types_are_told_whatever_stands_in_the_text() {
        let cases = [
            (
                "invalid type: string \"a, expected b\", expected u32 at line 1 column 9",
                JsonForm::Text,
                JsonForm::Integer,
            ),
            (
                "invalid type: floating point `1.5`, expected usize",
                JsonForm::Number,
                JsonForm::Integer,
            ),
            ("invalid type: null, expected struct Place", JsonForm::Null, JsonForm::Object),
            (
                "invalid length 1, expected struct Place with 2 elements",
                JsonForm::List,
                JsonForm::Object,
            ),
        ];
        for (text, found, expected) in cases {
            assert_eq!(BodyFault::read(text), BodyFault::Type { found, expected }, "{text}");
        }
    }

    #[test]
    fn fields_and_values_that_are_known_are_listed() {
        assert_eq!(
            BodyFault::read("unknown field `c`, expected one of `a`, `b`"),
            BodyFault::Unknown { field: "c", known: "a, b".to_owned() }
        );
        assert_eq!(
            BodyFault::read("unknown variant `x`, expected `a` or `b`"),
            BodyFault::Variant("a, b".to_owned())
        );
    }

    #[test]
    fn what_people_write_wrongly_is_told_in_their_language_and_not_repeated() {
        let chinese =
            |text| BodyFault::read(text).in_body("/id").message(crate::error::Language::Chinese);
        assert_eq!(
            chinese("UUID parsing failed: invalid character: found `z` at 1"),
            "取值无效：应为标识（UUID）"
        );
        assert_eq!(chinese("HH:MM"), "取值无效：应为钟点，如 09:30");
        assert_eq!(
            chinese("invalid value: integer `100000`, expected u16"),
            "取值无效：数值超出范围"
        );
        assert_eq!(chinese("words of another library"), "取值无效：与接口文档（/docs）所写的不符");
        let asked =
            BodyFault::read("refused a text, expected an RFC 3339 formatted date and time string");
        let told = asked.in_parameter("at").message(crate::error::Language::Chinese);
        assert_eq!(told, "参数 at 取值无效，应为：带时差的时刻，如 2026-03-02T09:00:00+08:00");
    }
}
