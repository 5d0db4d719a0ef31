//! The strings of a body, wherever they stand.

use crate::domain::characters::{check_text, is_plain};
use crate::error::{Problem, escaped};
use serde_json::Value;

/// Refuses what no text may hold in the strings of a JSON text.
///
/// # Errors
/// Those of [`check_text`], at the first string that is wrong.
pub fn check(json: &str) -> Result<(), Problem> {
    // What is written out stands in the text itself, all else begins with a backslash: mostly there is neither.
    if !json.contains('\\') && is_plain(json) {
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
