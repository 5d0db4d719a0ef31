//! How the examples are written: what fits in a line stands in one.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

const WIDTH: usize = 100;

/// The text of the file.
pub fn text(examples: &BTreeMap<String, Value>) -> String {
    let mut text = String::from("{");
    let mut joint = "\n";
    for (operation, example) in examples {
        write!(text, "{joint}  \"{operation}\": ").unwrap();
        broken(&mut text, example, 2);
        joint = ",\n";
    }
    text + "\n}\n"
}

fn lay(text: &mut String, value: &Value, indent: usize) {
    let line = flat(value);
    let before = text.chars().rev().take_while(|&character| character != '\n').count();
    if before + line.chars().count() < WIDTH {
        text.push_str(&line);
    } else {
        broken(text, value, indent);
    }
}

/// One part a line.
fn broken(text: &mut String, value: &Value, indent: usize) {
    let margin = " ".repeat(indent + 2);
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let mut joint = "{\n";
            for (name, field) in fields {
                write!(text, "{joint}{margin}\"{name}\": ").unwrap();
                lay(text, field, indent + 2);
                joint = ",\n";
            }
            write!(text, "\n{}}}", " ".repeat(indent)).unwrap();
        }
        Value::Array(items) if !items.is_empty() => {
            let mut joint = "[\n";
            for item in items {
                write!(text, "{joint}{margin}").unwrap();
                lay(text, item, indent + 2);
                joint = ",\n";
            }
            write!(text, "\n{}]", " ".repeat(indent)).unwrap();
        }
        _ => text.push_str(&flat(value)),
    }
}

fn flat(value: &Value) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let fields: Vec<String> =
                fields.iter().map(|(name, field)| format!("\"{name}\": {}", flat(field))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
