//! Checks of the strings of a body, at any depth.

use crate::domain::characters::{check_line, check_said, check_text, is_plain};
use crate::error::{Problem, escaped};
use serde_json::Value;

/// Fields whose texts may have several lines, at any depth below them. Every other text has one.
const SEVERAL_LINES: [&str; 9] =
    ["answers", "description", "note", "reason", "redacted", "reply", "tasks", "text", "words"];

/// Field in which a blank text counts as no answer, as in the form it comes from.
const MAY_BE_BLANK: &str = "answers";

/// Checks that the strings of a JSON text have no forbidden characters and are not blank: what is
/// not said is left out.
///
/// # Errors
/// [`crate::error::Code::ControlCharacter`] and [`crate::error::Code::Required`], at the first
/// wrong string.
pub fn check(json: &str) -> Result<(), Problem> {
    // Characters are either written literally or escaped with a backslash: mostly there is nothing
    // to find either way.
    if !json.contains('\\') && is_plain(json) && !has_blank(json) {
        return Ok(());
    }
    serde_json::from_str(json).map_or(Ok(()), |value| check_in(&value, TextSort::Line))
}

/// Returns true if a string is blank. Without backslashes every quote begins or ends a string.
fn has_blank(json: &str) -> bool {
    json.split('"').skip(1).step_by(2).any(|text| text.trim().is_empty())
}

/// Rule for a text.
#[derive(Clone, Copy)]
enum TextSort {
    Line,
    Lines,
    LinesOrBlank,
}

impl TextSort {
    /// Returns the rule for a field of an object under this rule.
    fn of_field(self, name: &str) -> Self {
        match self {
            Self::Line if name == MAY_BE_BLANK => Self::LinesOrBlank,
            Self::Line if SEVERAL_LINES.contains(&name) => Self::Lines,
            other => other,
        }
    }

    fn check(self, text: &str) -> Result<(), Problem> {
        match self {
            Self::Line => check_line(text).and_then(|()| check_said(text)),
            Self::Lines => check_text(text).and_then(|()| check_said(text)),
            Self::LinesOrBlank => check_text(text),
        }
    }
}

/// Checks a value. The pointer is built only on errors: a body may have millions of values.
fn check_in(value: &Value, sort: TextSort) -> Result<(), Problem> {
    match value {
        Value::String(text) => sort.check(text),
        Value::Array(items) => {
            let mut numbered = items.iter().enumerate();
            numbered.try_for_each(|(index, item)| {
                check_in(item, sort).map_err(|problem| problem.below(&format!("/{index}")))
            })
        }
        Value::Object(fields) => {
            let mut named = fields.iter();
            named.try_for_each(|(name, field)| {
                check_line(name)?;
                check_in(field, sort.of_field(name))
                    .map_err(|problem| problem.below(&format!("/{}", escaped(name))))
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn found(json: &str) -> Option<(Code, String)> {
        check(json).err().map(|problem| (problem.code, problem.pointer))
    }

    #[test]
    fn a_text_that_shows_nothing_is_missing_however_it_is_written() {
        for blank in ["", " ", "\u{3000}\u{A0}", "\\u0020", "\u{301}"] {
            let json = format!(r#"{{"a":[{{"b":"{blank}"}}],"c":"漏"}}"#);
            assert_eq!(found(&json), Some((Code::Required, "/a/0/b".to_owned())), "{json}");
        }
        assert_eq!(
            found(r#"{"description":"\n\t "}"#),
            Some((Code::Required, "/description".to_owned()))
        );
        assert_eq!(found(r#"{"answers":{"a":"","b":[" "]},"description":"漏 水"}"#), None);
        assert_eq!(
            found("{\"answers\":{\"a\":\"\u{301}\"}}"),
            Some((Code::Required, "/answers/a".to_owned()))
        );
    }

    #[test]
    fn a_text_has_one_line_unless_its_field_may_have_several() {
        for broken in ["\\n", "\\t", "\\r", "\\u000a"] {
            assert_eq!(
                found(&format!(
                    r#"{{"description":"漏{broken}水","answers":{{"a":"b{broken}c"}}}}"#
                )),
                None
            );
            let name = format!(r#"{{"place":{{"names":["a","漏{broken}水"]}}}}"#);
            assert_eq!(
                found(&name),
                Some((Code::ControlCharacter, "/place/names/1".to_owned())),
                "{name}"
            );
        }
        assert_eq!(
            found("{\"name\":\"a\u{2028}b\"}"),
            Some((Code::ControlCharacter, "/name".to_owned()))
        );
        assert_eq!(
            found("{\"answers\":{\"a\u{200B}\":1}}"),
            Some((Code::ControlCharacter, "/answers".to_owned()))
        );
    }
}
