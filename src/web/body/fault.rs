//! What is wrong with the shape of an input, read from the words of serde, which gives them in no other form.

use crate::error::{Code, Problem, escaped, type_of};
use serde_json::{Value, json};
use serde_path_to_error::{Path, Segment};

/// What is wrong with the shape of an input.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault<'a> {
    /// A field is missing.
    Missing(&'a str),
    /// A field is not known.
    Unknown {
        /// Its name.
        field: &'a str,
        /// Those that are known.
        known: String,
    },
    /// A field is given twice.
    Duplicate(&'a str),
    /// A text is none of those that are allowed.
    Variant(String),
    /// A value has another JSON type than expected.
    Type {
        /// What was given.
        found: &'static str,
        /// What is expected.
        expected: String,
    },
    /// Anything else, in the words of the type that refused it.
    Other(&'a str),
}

impl<'a> Fault<'a> {
    /// Reads the text of a serde error.
    pub fn read(text: &'a str) -> Self {
        let text = text.rsplit_once(" at line ").map_or(text, |(text, _)| text);
        let named = |prefix| text.strip_prefix(prefix).and_then(|rest: &str| rest.split('`').nth(1));
        if let Some(field) = named("missing field ") {
            Self::Missing(field)
        } else if let Some(field) = named("unknown field ") {
            let (_, known) = text.split_once(", ").unwrap_or_default();
            Self::Unknown { field, known: quoted(known).join(", ") }
        } else if let Some(field) = named("duplicate field ") {
            Self::Duplicate(field)
        } else if let Some((_, allowed)) = text.strip_prefix("unknown variant ").and_then(|rest| rest.split_once(", "))
        {
            Self::Variant(quoted(allowed).join(", "))
        } else if let Some((found, expected)) =
            text.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "))
        {
            Self::Type { found: json_type(found), expected: expectation(expected) }
        } else if text.starts_with("invalid length ") && text.contains(", expected struct ") {
            Self::Type { found: "array", expected: "object".to_owned() }
        } else {
            Self::Other(text)
        }
    }

    /// A value of another JSON type than expected.
    pub fn of_type(found: &Value, expected: &str) -> Self {
        Self::Type { found: type_of(found), expected: expected.to_owned() }
    }

    /// The problem with a body; `pointer` is where serde was.
    pub fn in_body(&self, pointer: &str) -> Problem {
        match self {
            Self::Missing(field) => Problem::new(Code::Required).at(child(pointer, field)),
            Self::Unknown { field, known } => Problem::new(Code::UnknownField)
                .at(child(pointer, field))
                .with("field", *field)
                .with("known", known.as_str()),
            Self::Duplicate(field) => {
                Problem::new(Code::DuplicateField).at(child(pointer, field)).with("field", *field)
            }
            Self::Variant(allowed) => Problem::new(Code::UnknownValue).at(pointer).with("allowed", allowed.as_str()),
            Self::Type { found, expected } => {
                Problem::new(Code::WrongType).at(pointer).with("found", *found).with("expected", expected.as_str())
            }
            Self::Other(reason) => Problem::new(Code::InvalidValue).at(pointer).with("reason", told(reason)),
        }
    }

    /// The problem with a parameter of the path or the query; `name` is where serde was.
    pub fn in_parameter(&self, name: &str) -> Problem {
        let invalid = |expected: &str| {
            Problem::new(Code::InvalidParameter).at(name).with("name", name).with("expected", expected)
        };
        match self {
            Self::Missing(name) => Problem::new(Code::MissingParameter).at(*name).with("name", *name),
            Self::Unknown { field, known } => {
                Problem::new(Code::UnknownParameter).at(*field).with("name", *field).with("known", known.as_str())
            }
            Self::Duplicate(name) => Problem::new(Code::RepeatedParameter).at(*name).with("name", *name),
            Self::Variant(allowed) => invalid(allowed),
            Self::Type { expected, .. } => invalid(expected),
            Self::Other(reason) => invalid(reason),
        }
    }
}

/// A reason of a library, for people where it is one that they meet.
fn told(reason: &str) -> Value {
    let words = |zh: &str, en: &str| json!({ "zh": zh, "en": en });
    match reason {
        "HH:MM" => words("应为 HH:MM 形式的时间", "a time is written HH:MM"),
        reason if reason.starts_with("UUID parsing failed") => words("应为标识（UUID）", "an identifier is a UUID"),
        reason if reason.starts_with("invalid value: integer") => words("数值超出范围", "the number is out of range"),
        reason => Value::from(reason),
    }
}

/// The JSON pointer (RFC 6901) of a place.
pub fn pointer(path: &Path) -> String {
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => child(&pointer, key),
        Segment::Enum { variant } => child(&pointer, variant),
        Segment::Unknown => pointer,
    })
}

/// The pointer of a member. serde stands inside an unknown field when it refuses it, beside a missing one.
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

/// The JSON type of what serde found.
fn json_type(found: &str) -> &'static str {
    match found.split_whitespace().next().unwrap_or_default() {
        "string" | "character" => "string",
        "integer" => "integer",
        "floating" => "number",
        "boolean" => "boolean",
        "sequence" => "array",
        "map" => "object",
        _ => "null",
    }
}

/// What serde expected, as a JSON type where it names one of Rust's.
fn expectation(expected: &str) -> String {
    match expected {
        "a string" | "string" | "a borrowed string" | "a character" => "string".to_owned(),
        "f32" | "f64" => "number".to_owned(),
        "a boolean" => "boolean".to_owned(),
        "a sequence" => "array".to_owned(),
        "a map" => "object".to_owned(),
        integer if matches!(integer.trim_start_matches(['u', 'i']), "8" | "16" | "32" | "64" | "128" | "size") => {
            "integer".to_owned()
        }
        other if other.starts_with("struct ") => "object".to_owned(),
        other => other.to_owned(),
    }
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
    struct Shape {
        colour: Colour,
        sides: Vec<f64>,
        count: u32,
        inner: Option<Box<Shape>>,
    }

    fn refused(json: &str) -> Option<(String, Problem)> {
        let error =
            serde_path_to_error::deserialize::<_, Shape>(&mut serde_json::Deserializer::from_str(json)).err()?;
        let path = pointer(error.path());
        let text = error.into_inner().to_string();
        Some((path.clone(), Fault::read(&text).in_body(&path)))
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
            (r#"{"colour":"red","sides":[],"count":1,"inner":{"a/b~c":1}}"#, Code::UnknownField, "/inner/a~1b~0c"),
            (r#"[]"#, Code::WrongType, ""),
        ];
        for (json, code, place) in cases {
            let Some((_, problem)) = refused(json) else { unreachable!("{json} was accepted") };
            assert_eq!((problem.code, problem.pointer.as_str()), (code, place), "{json}");
        }
    }

    #[test]
    fn types_are_named_as_json_names_them() {
        let expected = |text| match Fault::read(text) {
            Fault::Type { found, expected } => (found, expected),
            other => unreachable!("{other:?}"),
        };
        assert_eq!(
            expected("invalid type: string \"a, expected b\", expected u32 at line 1 column 9"),
            ("string", "integer".to_owned())
        );
        assert_eq!(expected("invalid type: floating point `1.5`, expected usize"), ("number", "integer".to_owned()));
        assert_eq!(expected("invalid type: null, expected struct Place"), ("null", "object".to_owned()));
        assert_eq!(
            Fault::read("unknown field `c`, expected one of `a`, `b`"),
            Fault::Unknown { field: "c", known: "a, b".to_owned() }
        );
        assert_eq!(Fault::read("unknown variant `x`, expected `a` or `b`"), Fault::Variant("a, b".to_owned()));
    }

    #[test]
    fn what_people_write_wrongly_is_told_in_their_language() {
        let told = |reason| Problem::new(Code::InvalidValue).with("reason", told(reason));
        let chinese = |reason| told(reason).message(crate::error::Language::Chinese);
        assert!(chinese("UUID parsing failed: invalid character").contains("应为标识（UUID）"));
        assert!(chinese("HH:MM").contains("应为 HH:MM 形式的时间"));
        assert!(chinese("invalid value: integer `100000`, expected u16").contains("数值超出范围"));
    }
}
