//! The strings of a body, wherever they stand.

use crate::domain::characters::check_text;
use crate::error::{Problem, escaped};
use serde_json::Value;

/// Refuses control characters in the strings of a JSON text.
///
/// # Errors
/// [`Code::ControlCharacter`](crate::error::Code::ControlCharacter) at the first of them.
pub fn check(json: &str) -> Result<(), Problem> {
    // Those that are written out stand in the text itself, all others begin with a backslash: mostly there is neither.
    if !json.contains('\\') && check_text(json).is_ok() {
        return Ok(());
    }
    serde_json::from_str(json).map_or(Ok(()), |value| check_in(&value, ""))
}

fn check_in(value: &Value, pointer: &str) -> Result<(), Problem> {
    match value {
        Value::String(text) => check_text(text).map_err(|problem| problem.at(pointer)),
        Value::Array(items) => {
            let mut numbered = items.iter().enumerate();
            numbered.try_for_each(|(index, item)| check_in(item, &format!("{pointer}/{index}")))
        }
        Value::Object(fields) => {
            let mut named = fields.iter();
            named.try_for_each(|(name, field)| check_in(field, &format!("{pointer}/{}", escaped(name))))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}
