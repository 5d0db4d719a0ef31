//! What a story showed, compared with what is checked in, or written there.

use super::document::Document;
use super::layout;
use super::placeholders::Placeholders;
use crate::support::request::Reply;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Set to write the examples instead of comparing them.
const WRITE: &str = "WANGGE_WRITE_EXAMPLES";
/// The file of the examples.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/examples.json");
/// Stories run side by side, the file is one.
static WRITING: Mutex<()> = Mutex::new(());

/// The examples of a story.
pub struct Examples {
    shown: Mutex<BTreeMap<String, Value>>,
    placeholders: Mutex<Placeholders>,
}

/// The examples that are checked in.
pub fn checked_in() -> BTreeMap<String, Value> {
    serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap()
}

impl Examples {
    /// None yet.
    pub fn of_the_document() -> Self {
        Self { shown: Mutex::default(), placeholders: Mutex::default() }
    }

    /// Shows a text that is another one in every run as this one.
    pub fn standing_for(&self, real: &str, shown: &str) {
        self.placeholders.lock().unwrap().replace(real, shown);
    }

    /// Keeps a call and its answer, and returns the answer as it was.
    pub fn record(
        &self,
        operation: &str,
        parameters: Value,
        request: Option<Value>,
        reply: &Reply,
    ) -> Value {
        let described = Document::get().operation(operation);
        assert_eq!(reply.status.as_u16(), described.status, "{operation}: {}", reply.body);
        let is_text = reply.header("content-type").starts_with("text/plain");
        let told = || if is_text { Value::from(&*reply.body) } else { reply.json() };
        let response = described.answer().map(|_| told());
        let mut example = Map::new();
        if parameters.as_object().is_some_and(|parameters| !parameters.is_empty()) {
            example.insert("parameters".to_owned(), parameters);
        }
        example.extend(request.map(|request| ("request".to_owned(), request)));
        let told = response.clone().map(|response| shortened(operation, response));
        example.extend(told.map(|response| ("response".to_owned(), response)));
        let mut example = Value::Object(example);
        self.placeholders.lock().unwrap().apply(operation, &mut example);
        let before = self.shown.lock().unwrap().insert(operation.to_owned(), example);
        assert!(before.is_none(), "{operation} is shown twice");
        response.unwrap_or_default()
    }

    /// Fails when the examples are not those that are checked in, or writes them.
    pub fn keep(self) {
        let shown = self.shown.into_inner().unwrap();
        if std::env::var_os(WRITE).is_some() {
            let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
            let mut examples = checked_in();
            examples.extend(shown);
            std::fs::write(FILE, layout::text(&examples)).unwrap();
            return;
        }
        let known = checked_in();
        let different: Vec<String> = shown
            .iter()
            .filter_map(|(operation, shown)| {
                let known = known.get(operation).unwrap_or(&Value::Null);
                difference("", known, shown).map(|told| format!("{operation}{told}"))
            })
            .collect();
        assert!(
            different.is_empty(),
            "docs/examples.json differs; {WRITE}=1 writes it again\n{}",
            different.join("\n")
        );
    }
}

/// Where two values first differ, and how.
fn difference(pointer: &str, known: &Value, shown: &Value) -> Option<String> {
    match (known, shown) {
        _ if known == shown => None,
        (Value::Object(left), Value::Object(right)) => {
            let names = left.keys().chain(right.keys());
            names.into_iter().find_map(|name| {
                let other = |fields: &Map<String, Value>| fields.get(name).cloned();
                let (known, shown) = (other(left), other(right));
                let missing = json!("missing");
                difference(
                    &format!("{pointer}/{name}"),
                    known.as_ref().unwrap_or(&missing),
                    shown.as_ref().unwrap_or(&missing),
                )
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let pairs = left.iter().zip(right).enumerate();
            pairs.into_iter().find_map(|(index, (known, shown))| {
                difference(&format!("{pointer}/{index}"), known, shown)
            })
        }
        _ => Some(format!("{pointer}: {known} is checked in, {shown} is answered")),
    }
}

/// The answer of an operation without what is too long for an example: rule files and the document
/// itself have no pages.
fn shortened(operation: &str, mut response: Value) -> Value {
    match operation {
        "list_categories" | "list_levels" | "list_request_states" | "list_skills" => {
            response["items"].as_array_mut().unwrap().truncate(2);
        }
        "read_metrics" => {
            let lines = response.as_str().unwrap_or_default().lines();
            let counted = lines.filter(|line| line.contains("wangge_http_requests_total"));
            response = counted.take(3).map(|line| format!("{line}\n")).collect::<String>().into();
        }
        "read_openapi" => {
            response["info"]["description"] = json!("…");
            response["info"]["version"] = json!("1.0.0");
            response["tags"].as_array_mut().unwrap().truncate(1);
            for part in ["paths", "components"] {
                response[part] = json!({});
            }
        }
        _ => {}
    }
    response
}
