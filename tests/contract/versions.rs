//! Whoever changes what they have read says which version that was: another one is refused by every
//! route, and nothing happens.

use super::furnished::{EVERYBODY, hall, scope};
use super::lists::Named;
use super::values::values;
use crate::support::hall::{Hall, group_id};
use crate::support::town::{grid_id, member_id};
use crate::worlds::document::{Document, Operation};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A version that nothing has.
const STALE: i64 = 4711;

/// Changes that may be made without having read anything.
const OPTIONAL: [&str; 5] = [
    "/api/v1/absences/{id}/end",
    "/api/v1/reassignments/{id}/replay",
    "/api/v1/requests/{id}/receipt/renewal",
    "/api/v1/requests/{id}/transitions",
    "/api/v1/tasks/{id}/transitions",
];

/// A body with what must be said, or with all that may be, of things that are there.
fn bodies(operation: &Operation, whole: bool) -> Vec<Value> {
    let Some(schema) = &operation.body else { return vec![json!({})] };
    let mut bodies = values(Document::of_the_service(), "body", schema, whole);
    bodies.iter_mut().for_each(|body| real(body, ""));
    bodies
}

/// Puts in names that the town knows.
fn real(value: &mut Value, name: &str) {
    match value {
        Value::Object(_) if name == "zone" => {
            *value = json!({ "kind": "grid", "grid": grid_id("G1") })
        }
        Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| real(field, name)),
        Value::Array(items) if name == "building_groups" => {
            *items = vec![json!(group_id("Q1")), json!(group_id("Q2"))];
        }
        Value::Array(items) => items.iter_mut().for_each(|item| real(item, name)),
        Value::String(_) if ["member", "liaison", "convenor"].contains(&name) => {
            *value = json!(member_id("idle"))
        }
        Value::String(_) if name == "grid" => *value = json!(grid_id("N1")),
        Value::Number(_) if name == "version" => *value = json!(STALE),
        _ => {}
    }
}

/// Somebody's attempt to change something.
struct Attempt<'a> {
    hall: &'a Hall,
    who: &'a str,
    uri: String,
    body: Value,
}

impl Attempt<'_> {
    /// The status and the code of the answer, with these headers.
    async fn answer(&self, body: &Value, version: Option<i64>) -> (u16, String) {
        let call = self.hall.post(self.who, &self.uri, body);
        let call = match version {
            Some(version) => call.header("If-Match", format!("\"{version}\"")),
            None => call,
        };
        let reply = call.send().await;
        let code =
            if reply.status.is_success() { String::new() } else { reply.errors()[0].1.clone() };
        (reply.status.as_u16(), code)
    }
}

/// Everything that the lists name, as the first who may reads it.
async fn snapshot(hall: &Hall, named: &Named) -> BTreeMap<String, Value> {
    let mut read = BTreeMap::new();
    for (list, ids) in &named.ids {
        for id in ids {
            let uri = format!("{list}/{id}");
            for who in EVERYBODY {
                let reply = hall.get(who, &uri).send().await;
                if reply.status == 200 {
                    read.insert(uri, reply.json());
                    break;
                }
            }
        }
    }
    read
}

#[actix_web::test]
async fn a_stale_version_is_refused_by_every_change_and_nothing_happens() {
    let hall = hall().await;
    let named = Named::in_all_lists(&hall).await;
    let before = snapshot(&hall, &named).await;
    let mut wrong = Vec::new();
    let changes =
        Document::of_the_service().operations.iter().filter(|operation| operation.versioned);
    for operation in changes {
        if let Err(seen) = refuses_stale(&hall, &named, operation).await {
            wrong.push(format!("{}: {seen:?}", operation.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(snapshot(&hall, &named).await, before, "something was changed");
}

/// Whether somebody comes so far with something that only the version is wrong; else what they were
/// answered.
async fn refuses_stale(
    hall: &Hall,
    named: &Named,
    operation: &Operation,
) -> Result<(), BTreeMap<String, usize>> {
    let path = operation.path.strip_prefix("/api/v1").unwrap();
    let (resource, _) = path.split_once("/{id}").unwrap();
    let mut seen = BTreeMap::new();
    for id in named.ids.get(resource).into_iter().flatten() {
        for who in EVERYBODY.iter().filter(|who| operation.admits(&scope(hall, who))) {
            for body in bodies(operation, false) {
                let attempt = Attempt { hall, who, uri: path.replace("{id}", id), body };
                let (status, code) = attempt.answer(&attempt.body, Some(STALE)).await;
                if status == 412 {
                    assert_eq!(code, "stale_version", "{path}");
                    return attempt.is_refused_in_full(operation).await;
                }
                *seen.entry(format!("{status} {code}")).or_default() += 1;
            }
        }
    }
    Err(seen)
}

impl Attempt<'_> {
    /// The same version in the body is refused too, and none where one must be.
    async fn is_refused_in_full(
        &self,
        operation: &Operation,
    ) -> Result<(), BTreeMap<String, usize>> {
        let mut told = Vec::new();
        let mut body = self.body.clone();
        let takes = operation.body.as_ref().is_some_and(|schema| {
            Document::of_the_service().resolved(schema)["properties"]["version"].is_object()
        });
        if takes {
            body["version"] = json!(STALE);
            told.push(("412 stale_version", self.answer(&body, None).await));
            body["version"] = json!(STALE + 1);
            told.push(("400 versions_differ", self.answer(&body, Some(STALE)).await));
        }
        if !OPTIONAL.contains(&operation.path) {
            told.push(("428 version_required", self.answer(&self.body, None).await));
        }
        let wrong = told
            .into_iter()
            .filter(|(expected, (status, code))| *expected != format!("{status} {code}"));
        let wrong: BTreeMap<_, _> =
            wrong.map(|(expected, was)| (format!("{expected} expected, {was:?}"), 1)).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

#[test]
fn the_changes_that_need_no_version_are_changes() {
    let operations = &Document::of_the_service().operations;
    for path in OPTIONAL {
        assert!(
            operations.iter().any(|operation| operation.path == path && operation.versioned),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn a_stale_version_inside_a_body_is_refused_too() {
    let hall = hall().await;
    let operations = Document::of_the_service().operations.iter();
    let mut met = Vec::new();
    // Each entry of a batch is answered for itself.
    let is_batch = |operation: &&Operation| operation.path == "/api/v1/requests/transitions";
    let operations = operations.filter(|operation| !is_batch(operation));
    for operation in operations.filter(|operation| !operation.versioned) {
        for body in bodies(operation, true)
            .into_iter()
            .filter(|body| body.to_string().contains("\"version\""))
        {
            let uri = operation.path.strip_prefix("/api/v1").unwrap();
            let reply = hall.post("supervisor", uri, &body).expect(412).await.code("stale_version");
            assert!(reply.errors()[0].0.starts_with("/boundaries/0"), "{}", reply.body);
            met.push(operation.path);
        }
    }
    met.dedup();
    assert_eq!(met, ["/api/v1/grids/boundaries"]);
}
