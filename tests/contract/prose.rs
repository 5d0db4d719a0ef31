//! What the document says in words: of every operation, every part and every field.

use super::bounds::sources;
use crate::support::described;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use wangge::error::Code;
use wangge::web::{openapi, routes};

/// The most words of a summary.
const WORDS: usize = 12;

fn operations() -> Vec<&'static Value> {
    let paths = described::document()["paths"].as_object().unwrap().values();
    paths.flat_map(|item| item.as_object().unwrap().values()).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn a_summary_is_one_sentence_that_begins_with_what_the_operation_does() {
    let mut wrong = Vec::new();
    for operation in operations() {
        let summary = text(&operation["summary"]);
        let first = summary.split(' ').next().unwrap_or_default();
        let verb = first.ends_with('s') && first.starts_with(char::is_uppercase);
        let words = summary.split_whitespace().count();
        let sentences = summary.matches(". ").count() + 1;
        if !verb || words > WORDS || sentences > 1 || !summary.ends_with('.') {
            wrong.push(format!("{}: {words} words: {summary}", operation["operationId"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_operation_is_described_and_belongs_to_a_described_part() {
    let parts = described::document()["tags"].as_array().unwrap();
    let described: BTreeSet<&str> = parts
        .iter()
        .filter(|part| !text(&part["description"]).is_empty())
        .map(|part| text(&part["name"]))
        .collect();
    assert_eq!(described.len(), parts.len(), "a part has no description, or two have one name");
    for operation in operations() {
        let id = &operation["operationId"];
        assert!(!text(&operation["description"]).is_empty(), "{id} has no description");
        let tags = operation["tags"].as_array().unwrap();
        assert!(tags.len() == 1 && described.contains(text(&tags[0])), "{id}: {tags:?}");
    }
}

#[test]
fn every_field_is_described() {
    let mut without = BTreeSet::new();
    for (name, schema) in described::document()["components"]["schemas"].as_object().unwrap() {
        undescribed(name, schema, &mut without);
    }
    for operation in operations() {
        undescribed(text(&operation["operationId"]), operation, &mut without);
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if text(&parameter["description"]).is_empty() {
                let id = text(&operation["operationId"]);
                without.insert(format!("{id} {}", text(&parameter["name"])));
            }
        }
    }
    assert!(without.is_empty(), "{without:#?}");
}

/// Finds properties without a description. Where a value may be missing, the description stands
/// beside the reference to what it is.
fn undescribed(place: &str, schema: &Value, without: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            for (name, field) in fields.iter().filter(|(name, _)| *name != "example") {
                let Some(properties) = field.as_object().filter(|_| name == "properties") else {
                    undescribed(place, field, without);
                    continue;
                };
                for (name, property) in properties {
                    if !is_described(property) {
                        without.insert(format!("{place}.{name}"));
                    }
                    undescribed(place, property, without);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| undescribed(place, item, without)),
        _ => {}
    }
}

fn is_described(field: &Value) -> bool {
    let choices = field["oneOf"].as_array().into_iter().flatten();
    choices.chain([field]).any(|part| !text(&part["description"]).is_empty())
}

#[test]
fn no_two_schemas_share_a_name() {
    assert_eq!(openapi::schemas(&routes::table()).twice(), [""; 0]);
}

/// What the documentation of handlers lists as errors, with the file.
fn stated_errors() -> Vec<(String, String)> {
    let mut stated = Vec::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web")) {
        let text = fs::read_to_string(&path).unwrap();
        let before: Vec<&str> = text.split("#[utoipa::path(").collect();
        for before in before.iter().take(before.len() - 1) {
            let documentation = before.lines().rev().take_while(|line| line.starts_with("///"));
            let lines: Vec<&str> = documentation.collect();
            if let Some(end) = lines.iter().position(|line| *line == "/// # Errors") {
                stated.push((path.display().to_string(), lines[..end].join(" ")));
            }
        }
    }
    stated
}

#[test]
fn the_errors_of_a_handler_are_codes_of_the_table() {
    let stated = stated_errors();
    assert!(stated.len() > 100, "{}", stated.len());
    let mut unknown = Vec::new();
    for (file, errors) in &stated {
        for name in errors.split('`').skip(1).step_by(2) {
            if !Code::ALL.iter().any(|code| code.as_str() == name) {
                unknown.push(format!("{file}: {name}"));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}
