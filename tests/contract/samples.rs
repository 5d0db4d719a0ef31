//! Bodies as the document describes them: with everything that may stand in them, and one for each
//! choice.

use super::values::values;
use crate::worlds::document::{Document, Operation};
use serde_json::Value;
use std::collections::BTreeSet;

/// A POST with a body of the right shape.
pub struct Sample {
    pub operation: &'static Operation,
    pub body: Value,
}

/// A value somewhere in a sample.
pub struct Leaf<'a> {
    pub sample: &'a Sample,
    pub pointer: String,
    pub value: &'a Value,
}

/// The bodies of every route that takes one.
pub fn samples() -> Vec<Sample> {
    let document = Document::of_the_service();
    let bodies = |operation: &'static Operation| {
        let bodies =
            operation.body.iter().flat_map(|schema| values(document, "body", schema, true));
        bodies.map(|body| Sample { operation, body }).collect::<Vec<_>>()
    };
    document.operations.iter().flat_map(bodies).collect()
}

impl Sample {
    /// The same with another value at a place.
    pub fn with(&self, pointer: &str, value: Value) -> Value {
        let mut body = self.body.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    }

    /// The method and the template of the path.
    pub fn route(&self) -> String {
        format!("{} {}", self.operation.method, self.operation.path)
    }
}

/// Every place of the samples, each once.
pub fn leaves(samples: &[Sample]) -> Vec<Leaf<'_>> {
    let mut seen = BTreeSet::new();
    let mut leaves = Vec::new();
    for sample in samples {
        let mut found = Vec::new();
        collect(&sample.body, String::new(), &mut found);
        for (pointer, value) in found {
            if seen.insert((sample.route(), pointer.clone(), kind(value))) {
                leaves.push(Leaf { sample, pointer, value });
            }
        }
    }
    leaves
}

fn collect<'a>(value: &'a Value, pointer: String, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| collect(item, format!("{pointer}/{index}"), found));
        }
        Value::Object(fields) => {
            fields
                .iter()
                .for_each(|(name, field)| collect(field, format!("{pointer}/{name}"), found));
        }
        _ => {}
    }
    found.push((pointer, value));
}

const fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

/// The path of a route with something that is not there in place of its variables.
pub fn uri(operation: &Operation) -> String {
    let filled = |segment: &'static str| {
        if segment.starts_with('{') { "0199a3f2-6a52-7c1e-9d4b-1f2e3d4c5b6a" } else { segment }
    };
    operation.path.split('/').map(filled).collect::<Vec<_>>().join("/")
}
