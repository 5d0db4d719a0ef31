//! The Chinese of the document, laid over the English that the code says. It stands in one file,
//! each text under its operation, parameter, schema or field, beside a hash of the English: a test
//! finds what is missing, left over, or older than the English.

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Hexadecimal digits of a hash.
const HASH_DIGITS: usize = 8;

static TEXTS: LazyLock<BTreeMap<String, Text>> =
    LazyLock::new(|| serde_json::from_str(include_str!("chinese.json")).unwrap_or_default());

/// A Chinese text, and the hash of the English that it renders.
#[derive(Debug, Deserialize)]
struct Text(String, String);

/// Puts the Chinese in the place of every text that has one.
pub(super) fn lay_over(document: &mut Value) {
    visit(document, &mut |key, english| {
        if let Some(Text(_, chinese)) = TEXTS.get(&key) {
            english.clone_from(chinese);
        }
    });
}

/// Lists the texts of an English document without a Chinese one, those whose Chinese renders an
/// older English, and the Chinese ones that nothing asks for; each with what the file should hold.
pub fn unsettled(mut document: Value) -> Vec<String> {
    let mut left = TEXTS.keys().collect::<std::collections::BTreeSet<_>>();
    let mut unsettled = Vec::new();
    visit(&mut document, &mut |key, english| {
        left.remove(&key);
        let hash = hash(english);
        match TEXTS.get(&key) {
            Some(Text(known, chinese)) if *known == hash && !chinese.is_empty() => {}
            Some(_) => unsettled.push(format!("outdated {key} {hash} {english}")),
            None => unsettled.push(format!("missing {key} {hash} {english}")),
        }
    });
    unsettled.sort();
    unsettled.dedup();
    unsettled.extend(left.into_iter().map(|key| format!("surplus {key}")));
    unsettled
}

fn hash(english: &str) -> String {
    let digest = Sha256::digest(english);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.chars().take(HASH_DIGITS).collect()
}

/// Calls with every text for people and its key. Texts of answers and headers are the same in many
/// places and are their own keys.
fn visit(document: &mut Value, found: &mut impl FnMut(String, &mut String)) {
    for (part, value) in fields(document) {
        match part.as_str() {
            "info" => texts(value, "info", found),
            "servers" => items(value).for_each(|server| texts(server, "server", found)),
            "tags" => items(value).for_each(|tag| {
                let key = format!("tags/{}", name(tag, "name"));
                texts(tag, &key, found);
                text(&mut tag["name"], format!("{key}/name"), found);
            }),
            "paths" => fields(value).for_each(|(_, path)| {
                fields(path).for_each(|(_, one)| operation(one, found));
            }),
            "components" => fields(value).for_each(|(sort, components)| {
                fields(components).for_each(|(name, one)| match sort.as_str() {
                    "responses" => answer(one, found),
                    "schemas" => texts(one, &format!("schemas/{name}"), found),
                    _ => {}
                });
            }),
            _ => {}
        }
    }
}

fn operation(operation: &mut Value, found: &mut impl FnMut(String, &mut String)) {
    let id = format!("operations/{}", name(operation, "operationId"));
    for (field, value) in fields(operation) {
        match field.as_str() {
            "summary" | "description" => text(value, format!("{id}/{field}"), found),
            "tags" => items(value).for_each(|tag| {
                let key = format!("tags/{}/name", tag.as_str().unwrap_or_default());
                text(tag, key, found);
            }),
            "parameters" => {
                for parameter in items(value) {
                    let key = match parameter["in"].as_str() {
                        Some("header") => format!("parameters/{}", name(parameter, "name")),
                        Some("path") => {
                            let english = name(parameter, "description");
                            format!("parameters/path/{english}")
                        }
                        _ => format!("{id}/parameters/{}", name(parameter, "name")),
                    };
                    texts(parameter, &key, found);
                }
            }
            "requestBody" => texts(value, &format!("{id}/body"), found),
            "responses" => fields(value).for_each(|(_, response)| answer(response, found)),
            _ => {}
        }
    }
}

fn answer(response: &mut Value, found: &mut impl FnMut(String, &mut String)) {
    for (field, value) in fields(response) {
        match field.as_str() {
            "description" => {
                let english = value.as_str().unwrap_or_default().to_owned();
                text(value, format!("answers/{english}"), found);
            }
            "headers" => fields(value).for_each(|(_, header)| answer(header, found)),
            _ => {}
        }
    }
}

/// The descriptions inside a value, under keys of their fields.
fn texts(value: &mut Value, key: &str, found: &mut impl FnMut(String, &mut String)) {
    match value {
        Value::Object(object) => {
            for (field, value) in object {
                match (field.as_str(), &*value) {
                    ("description", Value::String(_)) => text(value, key.to_owned(), found),
                    ("example" | "examples" | "enum" | "default", _) => {}
                    ("properties", _) => fields(value).for_each(|(name, property)| {
                        texts(property, &format!("{key}/{name}"), found);
                    }),
                    _ => texts(value, &format!("{key}/{field}"), found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                texts(item, &format!("{key}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn text(value: &mut Value, key: String, found: &mut impl FnMut(String, &mut String)) {
    if let Value::String(english) = value {
        found(key, english);
    }
}

fn name(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}

fn fields(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

fn items(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_array_mut().into_iter().flatten()
}
