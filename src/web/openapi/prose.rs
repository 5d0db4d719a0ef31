//! The prose of the document: doc comments are wrapped at the width of the source, texts are not.

use serde_json::Value;

/// Joins the lines of a paragraph in every description.
pub(super) fn unwrap_lines(document: &mut Value) {
    match document {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" || name == "summary" => {
                        *text = unwrapped(text);
                    }
                    _ => unwrap_lines(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(unwrap_lines),
        _ => {}
    }
}

/// A line goes on in the next one unless that is blank or begins an item of a list.
fn unwrapped(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines() {
        let begins = line.is_empty() || line.starts_with("- ");
        match joined.chars().last() {
            None => {}
            Some('\n') => {}
            Some(_) if begins => joined.push('\n'),
            Some(_) => joined.push(' '),
        }
        joined.push_str(line.trim());
        if line.is_empty() {
            joined.push('\n');
        }
    }
    joined.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_paragraph_are_joined_and_lists_stay() {
        let text = "One\nparagraph.\n\nAnother:\n- one\n  item\n- two\n";
        assert_eq!(unwrapped(text), "One paragraph.\n\nAnother:\n- one item\n- two");
    }
}
