//! Every answer of every story is one that the OpenAPI document describes: its status, the codes of
//! its problems, its headers, and its body by the schema; and every message is in one language.

use super::wording;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use actix_web::http::{Method, StatusCode};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};
use wangge::error::{Code, Language};
use wangge::web::routes;

/// Headers that the document describes wherever they are sent.
const DESCRIBED: [&str; 7] = [
    "content-language",
    "etag",
    "idempotent-replayed",
    "location",
    "retry-after",
    "www-authenticate",
    "x-request-id",
];

/// Fails when the document does not describe an answer of a route that it documents.
pub fn check(method: &Method, pattern: &str, status: StatusCode, headers: &HeaderMap, body: &[u8]) {
    if let Ok(body) = serde_json::from_slice::<Value>(body) {
        wording::check_body(&body);
    }
    let is_head = *method == Method::HEAD;
    let method = if is_head { Method::GET } else { method.clone() };
    let operation = &document()["paths"][pattern][method.as_str().to_ascii_lowercase()];
    if !operation.is_object() || status == StatusCode::METHOD_NOT_ALLOWED {
        return;
    }
    let id = operation["operationId"].as_str().unwrap();
    let response = response(operation, status).unwrap_or_else(|| {
        unreachable!("{id} answers {status}: {}", String::from_utf8_lossy(body))
    });
    for name in DESCRIBED.iter().filter(|name| headers.contains_key(**name)) {
        let described = response["headers"].as_object().is_some_and(|described| {
            described.keys().any(|known| known.eq_ignore_ascii_case(name))
        });
        assert!(described, "{id} {status} sends {name}");
    }
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or_default().split(';').next().unwrap_or_default();
    // The same body uncompressed is looked at in other stories.
    if media_type.ends_with("json") && !is_head && !headers.contains_key(CONTENT_ENCODING) {
        let body = serde_json::from_slice(body).unwrap();
        check_body(id, status, media_type, response, &body);
        if media_type == "application/problem+json" {
            check_codes(id, operation, &body);
        }
    }
}

fn check_body(id: &str, status: StatusCode, media_type: &str, response: &Value, body: &Value) {
    let content = &response["content"];
    let described = content.as_object().and_then(|content| {
        content.iter().find(|(name, _)| name.split(';').next() == Some(media_type))
    });
    let (_, described) =
        described.unwrap_or_else(|| unreachable!("{id} {status} answers {media_type}"));
    let errors = breaches(&described["schema"], body);
    assert!(errors.is_empty(), "{id} {status}: {errors:#?}\n{body:#}");
}

/// Where a value breaks a schema of the document.
pub fn breaches(schema: &Value, value: &Value) -> Vec<String> {
    let validator = validator(schema);
    let told = validator.iter_errors(value);
    told.map(|error| format!("{} at {}", error, error.instance_path())).collect()
}

/// Each problem has a code that the operation lists.
fn check_codes(id: &str, operation: &Value, body: &Value) {
    let listed = operation["x-codes"].as_object().unwrap();
    let known: BTreeSet<&str> = listed
        .values()
        .flat_map(|codes| codes.as_array().unwrap())
        .filter_map(Value::as_str)
        .collect();
    let named = body["errors"].as_array().into_iter().flatten().chain([body]);
    for code in named.filter_map(|problem| problem["code"].as_str()) {
        let is_listed = known.contains(code) || code == Code::MoreProblems.as_str();
        assert!(is_listed, "{id} does not list {code} among its errors");
    }
}

/// The answer of a status, followed to the components.
fn response(operation: &'static Value, status: StatusCode) -> Option<&'static Value> {
    let response = operation["responses"].get(status.as_str())?;
    match response["$ref"].as_str() {
        Some(reference) => document().pointer(reference.trim_start_matches('#')),
        None => Some(response),
    }
}

/// The document as it is served.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::from_str(&routes::document(Language::English)).unwrap())
}

/// The validator of a schema, made once.
fn validator(schema: &Value) -> Arc<Validator> {
    static VALIDATORS: OnceLock<Mutex<HashMap<String, Arc<Validator>>>> = OnceLock::new();
    let mut known = VALIDATORS.get_or_init(Mutex::default).lock().unwrap();
    let made = known.entry(schema.to_string()).or_insert_with(|| {
        let mut whole = json!({ "components": document()["components"] });
        for (name, value) in schema.as_object().unwrap() {
            whole[name] = value.clone();
        }
        Arc::new(jsonschema::draft202012::new(&whole).unwrap())
    });
    Arc::clone(made)
}
