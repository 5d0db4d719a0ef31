//! What the adversary has seen so far, and may name in the next call.

use super::document::singular;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// So many values of one name are remembered.
const REMEMBERED: usize = 60;
/// Texts that are longer are no values to be sent again.
const LONGEST: usize = 64;
/// Fields that mean somebody or something of another name.
const MEANT: [(&str, &str); 12] = [
    ("by", "member"),
    ("about_member", "member"),
    ("liaison", "member"),
    ("convenor", "member"),
    ("holder", "member"),
    ("leader", "member"),
    ("to", "member"),
    ("parent", "grid"),
    ("into", "grid"),
    ("home_organization", "organization"),
    ("co_handler", "organization"),
    ("secret", "receipt_secret"),
];

/// Values by the name of their field; identifiers by what they are of.
#[derive(Debug, Default)]
pub struct Pool {
    seen: BTreeMap<String, Vec<Value>>,
    versions: BTreeMap<String, i64>,
}

impl Pool {
    /// Remembers a value.
    pub fn remember(&mut self, name: &str, value: Value) {
        let values = self.seen.entry(name.to_owned()).or_default();
        if !values.contains(&value) {
            if values.len() == REMEMBERED {
                values.remove(REMEMBERED / 2);
            }
            values.push(value);
        }
    }

    /// Remembers what an answer names. `resource` is what it is about.
    pub fn learn(&mut self, resource: &str, answer: &Value) {
        match answer {
            Value::Object(fields) => self.learn_object(resource, fields),
            Value::Array(items) => items.iter().for_each(|item| self.learn(resource, item)),
            _ => {}
        }
    }

    fn learn_object(&mut self, resource: &str, fields: &Map<String, Value>) {
        let id = fields.get("id").and_then(Value::as_str);
        if let Some(id) = id {
            self.remember(resource, json!(id));
            if let Some(version) = fields.get("version").and_then(Value::as_i64) {
                self.versions.insert(id.to_owned(), version);
            }
            if let Some(kind) = fields.get("kind").filter(|_| resource == "unit") {
                self.remember("unit", json!({ "kind": kind, "id": id }));
                self.remember(kind.as_str().unwrap_or_default(), json!(id));
            }
        }
        for (name, value) in fields {
            match value {
                Value::String(text) if name == "next_cursor" => {
                    let end = text.rfind('~').map_or(0, |_| label_end(text));
                    self.remember("cursor", json!(text[..end]));
                }
                Value::String(text) if name != "id" && text.chars().count() <= LONGEST => {
                    self.remember(name, value.clone());
                }
                Value::Array(items) if name == "items" => {
                    items.iter().for_each(|item| self.learn(resource, item))
                }
                Value::Array(items) => {
                    let one = singular(name);
                    for item in items {
                        if item.is_string() {
                            self.remember(&one, item.clone());
                        }
                        self.learn(&one, item);
                    }
                }
                Value::Object(_) => {
                    if name == "geometry" || name == "boundary" {
                        self.remember("geometry", value.clone());
                    }
                    self.learn(name, value);
                }
                _ => {}
            }
        }
    }

    /// Everything seen under a name.
    pub fn under(&self, name: &str) -> &[Value] {
        let meant = MEANT.iter().find(|(field, _)| *field == name).map_or(name, |(_, meant)| meant);
        self.seen.get(name).or_else(|| self.seen.get(meant)).map_or(&[], Vec::as_slice)
    }

    /// The names under which something was seen.
    pub fn names(&self) -> Vec<&String> {
        self.seen.keys().collect()
    }

    /// The version in which something was seen last.
    pub fn version(&self, id: &str) -> Option<i64> {
        self.versions.get(id).copied()
    }
}

fn label_end(text: &str) -> usize {
    text.get(1..).and_then(|rest| rest.find('~')).map_or(0, |end| end + 2)
}
