//! The operations of the document, by their ids.

use crate::support::described;
use actix_web::http::Method;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The operations of the document.
pub struct Document {
    pub operations: BTreeMap<&'static str, Operation>,
}

/// What the document says of an operation.
pub struct Operation {
    pub method: Method,
    pub path: &'static str,
    /// The status of its success.
    pub status: u16,
    /// Whether it takes an `Idempotency-Key`.
    pub keyed: bool,
    pub value: &'static Value,
}

impl Document {
    pub fn get() -> &'static Self {
        static DOCUMENT: OnceLock<Document> = OnceLock::new();
        DOCUMENT.get_or_init(|| {
            let mut operations = BTreeMap::new();
            for (path, item) in described::document()["paths"].as_object().unwrap() {
                for (method, value) in item.as_object().unwrap() {
                    let operation = Operation::of(path, method, value);
                    operations.insert(value["operationId"].as_str().unwrap(), operation);
                }
            }
            Self { operations }
        })
    }

    pub fn operation(&self, id: &str) -> &Operation {
        self.operations.get(id).unwrap_or_else(|| unreachable!("there is no operation {id}"))
    }
}

impl Operation {
    fn of(path: &'static str, method: &str, value: &'static Value) -> Self {
        let statuses = value["responses"].as_object().unwrap().keys();
        let mut successes = statuses.filter(|status| status.starts_with('2'));
        let status = successes.next().unwrap().parse().unwrap();
        let keyed = parameters(value).any(|parameter| parameter["name"] == "Idempotency-Key");
        let method = method.to_uppercase().parse().unwrap();
        Self { method, path, status, keyed, value }
    }

    /// The schema of a parameter in the path or the query.
    pub fn parameter(&self, name: &str) -> Option<&'static Value> {
        let named = |parameter: &&Value| parameter["name"] == name && parameter["in"] != "header";
        parameters(self.value).find(named).map(|parameter| &parameter["schema"])
    }

    /// The schema of its body.
    pub fn body(&self) -> Option<&'static Value> {
        let content = self.value["requestBody"]["content"].as_object()?;
        content.values().next().map(|body| &body["schema"])
    }

    /// The schema of its answer, unless that is a page of paper or a workbook.
    pub fn answer(&self) -> Option<&'static Value> {
        let content = self.value["responses"][self.status.to_string()]["content"].as_object()?;
        let is_shown = |media_type: &str| {
            !media_type.starts_with("text/html") && !media_type.ends_with("spreadsheetml.sheet")
        };
        let shown = content.iter().find(|(media_type, _)| is_shown(media_type));
        shown.map(|(_, content)| &content["schema"])
    }

    /// The address with its parameters.
    pub fn uri(&self, parameters: &Value) -> String {
        let mut uri = self.path.to_owned();
        let mut joint = '?';
        for (name, value) in parameters.as_object().unwrap() {
            assert!(self.parameter(name).is_some(), "{} takes no {name}", self.path);
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let variable = format!("{{{name}}}");
            if uri.contains(&variable) {
                uri = uri.replace(&variable, &text);
            } else {
                uri = format!("{uri}{joint}{name}={}", text.replace('+', "%2B"));
                joint = '&';
            }
        }
        uri
    }
}

fn parameters(operation: &'static Value) -> impl Iterator<Item = &'static Value> {
    operation["parameters"].as_array().into_iter().flatten()
}
