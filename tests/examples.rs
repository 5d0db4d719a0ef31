//! The example of each operation in the document: what is sent and what is answered, told by
//! stories in one town. `docs/examples.json` is what they told last.

mod community;
mod document;
mod grids;
mod imports;
mod layout;
mod people;
mod placeholders;
mod places;
mod reassignments;
mod recorder;
mod requests;
mod rule_files;
mod sign_in;
mod story;
mod town;

use crate::support::described::breaches;
use document::{Document, Operation};
use recorder::checked_in;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

#[test]
fn every_operation_has_an_example_and_none_is_surplus() {
    let examples = checked_in();
    let known: BTreeSet<&str> = Document::get().operations.keys().copied().collect();
    let told: BTreeSet<&str> = examples.keys().map(String::as_str).collect();
    assert_eq!(known.difference(&told).collect::<Vec<_>>(), [&""; 0], "without an example");
    assert_eq!(told.difference(&known).collect::<Vec<_>>(), [&""; 0], "without an operation");
}

#[test]
fn every_example_is_as_the_schemas_say() {
    let mut wrong = Vec::new();
    for (id, example) in checked_in() {
        if let Some(operation) = Document::get().operations.get(id.as_str()) {
            let found = breaches_of(operation, &example);
            wrong.extend(found.into_iter().map(|breach| format!("{id}: {breach}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn breaches_of(operation: &Operation, example: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let parts = [("request", operation.body()), ("response", operation.answer())];
    for (name, schema) in parts {
        match (schema, example.get(name)) {
            (Some(schema), Some(value)) => found.extend(breaches(schema, value)),
            (Some(_), None) => found.push(format!("has no {name}")),
            (None, Some(_)) => found.push(format!("has a {name}")),
            (None, None) => {}
        }
    }
    for (name, value) in example["parameters"].as_object().into_iter().flatten() {
        match operation.parameter(name) {
            Some(schema) => found.extend(breaches(schema, value)),
            None => found.push(format!("has no parameter {name}")),
        }
    }
    found
}

#[test]
fn every_operation_is_shown_by_one_story() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/examples");
    let mut shown = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for call in [".reads(", ".sends(", ".shows(", ".uploads("] {
            let named = text.split(call).skip(1).filter_map(|rest| {
                rest.trim_start().strip_prefix('"')?.split_once('"').map(|(id, _)| id.to_owned())
            });
            shown.extend(named);
        }
    }
    shown.sort();
    let known: Vec<&str> = Document::get().operations.keys().copied().collect();
    assert_eq!(shown, known);
}
