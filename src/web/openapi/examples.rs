//! One example of each operation, as the stories of `tests/examples` told it.

use serde_json::{Map, Value};

/// The examples by the ids of their operations.
const EXAMPLES: &str = include_str!("../../../docs/examples.json");

/// Adds to each operation its example of parameters, body and answer.
pub(super) fn lay_over(document: &mut Value) {
    let examples: Map<String, Value> = serde_json::from_str(EXAMPLES).unwrap_or_default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let items = paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut);
    for operation in items.flat_map(Map::values_mut) {
        let id = operation["operationId"].as_str();
        if let Some(example) = id.and_then(|id| examples.get(id)) {
            complete(operation, example);
        }
    }
}

fn complete(operation: &mut Value, example: &Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let value = parameter["name"].as_str().and_then(|name| example["parameters"].get(name));
        put(parameter, value.filter(|_| parameter["in"] != "header"));
    }
    let body = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
    for content in body.into_iter().flat_map(Map::values_mut) {
        put(content, example.get("request"));
    }
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    let successes = responses.into_iter().flatten().filter(|(status, _)| status.starts_with('2'));
    for content in successes.filter_map(|(_, answer)| answer.get_mut("content")?.as_object_mut()) {
        content.values_mut().for_each(|content| put(content, example.get("response")));
    }
}

fn put(described: &mut Value, example: Option<&Value>) {
    if let (Some(fields), Some(example)) = (described.as_object_mut(), example) {
        fields.insert("example".to_owned(), example.clone());
    }
}
