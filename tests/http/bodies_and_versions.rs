//! No POST overlooks what it is sent: a body that says what the route does not know, and a version
//! that it does not compare.

use super::table::uri;
use crate::support::app::TestApp;
use crate::support::lobby::Lobby;
use crate::support::request::Call;
use actix_web::http::Method;
use serde_json::{Value, json};
use std::future::ready;
use wangge::error::Code;
use wangge::web::answer::Answer;
use wangge::web::openapi::assemble;
use wangge::web::permission::{Permit, Public};
use wangge::web::route::{Endpoint, Route};
use wangge::web::routes;

fn call<'a>(lobby: &'a Lobby, endpoint: &Endpoint) -> Call<'a> {
    lobby.call(&endpoint.method, &uri(endpoint))
}

fn posts() -> Vec<Endpoint> {
    routes::table()
        .endpoints()
        .filter(|endpoint| endpoint.method == Method::POST)
        .cloned()
        .collect()
}

#[actix_web::test]
async fn a_field_that_is_not_known_is_refused_by_every_post() {
    let lobby = Lobby::open().await;
    for endpoint in &posts() {
        let reply = call(&lobby, endpoint).json(&json!({ "unexpected": 1 })).send().await;
        if endpoint.needs.codes.contains(&Code::FormExpected) {
            reply.code("form_expected");
            continue;
        }
        assert_eq!(reply.status, 422, "{} {}: {}", endpoint.method, endpoint.path, reply.body);
        reply.code("unknown_field").at("/unexpected");
    }
}

#[actix_web::test]
async fn a_post_that_reads_no_body_takes_none_that_says_anything() {
    let silent = |_: Permit<Public>| ready(Answer("done"));
    let route = Route::new(Method::POST, "/test/silent", silent).computation();
    let app = TestApp::build(|builder| builder.table = builder.table.clone().with(route)).await;
    let call = || app.post("/test/silent");
    call().expect(200).await;
    call().json(&json!({})).expect(200).await;
    call()
        .json(&json!({ "unexpected": 1 }))
        .expect(422)
        .await
        .code("unknown_field")
        .at("/unexpected");
    call().body("unexpected").expect(415).await.code("unsupported_media_type");
    call()
        .header("Content-Type", "application/json")
        .body("[")
        .expect(400)
        .await
        .code("invalid_json");
}

#[actix_web::test]
async fn a_version_is_compared_or_refused() {
    let lobby = Lobby::open().await;
    let document = serde_json::to_value(assemble(&routes::table())).unwrap();
    for endpoint in &posts() {
        let takes = documented(&document, endpoint);
        assert_eq!(endpoint.needs.version, takes, "{} {}", endpoint.method, endpoint.path);
        let changes_one = endpoint.path.contains("{id}");
        if !takes {
            let reply = call(&lobby, endpoint).header("If-Match", "\"7\"").send().await;
            assert_eq!(reply.status, 400, "{} {}: {}", endpoint.method, endpoint.path, reply.body);
            reply.code("version_not_taken").at("If-Match");
        }
        assert!(
            takes || !changes_one || WITHOUT_VERSION.contains(&endpoint.path),
            "{} compares none",
            endpoint.path
        );
    }
}

/// What is done below a thing without changing it, or to what has no version.
const WITHOUT_VERSION: &[&str] = &[
    "/api/v1/building-groups/{id}/addresses",
    "/api/v1/addresses/{id}/retire",
    "/api/v1/aliases/{id}/retire",
    "/api/v1/pioneer-posts/{id}/holders",
    "/api/v1/building-circles/{id}/exchanges",
    "/api/v1/building-circles/{id}/topics",
    "/api/v1/community-roles/{id}/claims",
    "/api/v1/requests/{id}/unmask",
    "/api/v1/requests/{id}/receipt",
    "/api/v1/requests/{id}/correction-preview",
    "/api/v1/requests/{id}/lease",
    "/api/v1/requests/{id}/lease/release",
];

/// Whether the reference says that a route takes `If-Match`.
fn documented(document: &Value, endpoint: &Endpoint) -> bool {
    let method = endpoint.method.as_str().to_ascii_lowercase();
    let parameters = document["paths"][endpoint.path][method]["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    parameters.iter().any(|parameter| parameter["name"] == "If-Match")
}
