//! What every answer carries.

use super::routes::app;
use crate::support::app::TestApp;
use serde_json::json;
use std::future::ready;
use std::sync::Arc;
use wangge::domain::role::Role;
use wangge::store::{Availability, Outage};

#[actix_web::test]
async fn the_id_of_a_request_comes_back() {
    let app = app().await;
    let given = app.get("/healthz").header("X-Request-Id", "gateway-7.3_a").expect(200).await;
    assert_eq!(given.header("x-request-id"), "gateway-7.3_a");
    for wrong in ["two words", "网格", "", &"x".repeat(65)] {
        let reply = app
            .get("/nothing")
            .header("X-Request-Id", wrong)
            .expect(404)
            .await
            .code("unknown_route");
        assert!(uuid::Uuid::try_parse(reply.header("x-request-id")).is_ok(), "{wrong}");
    }
}

#[actix_web::test]
async fn every_answer_has_the_security_headers() {
    let app = app().await;
    for (uri, status) in [
        ("/healthz", 200),
        ("/nothing", 404),
        ("/%ff", 400),
        ("/docs/", 200),
        ("/test/faults/internal", 500),
    ] {
        let reply = app.get(uri).expect(status).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
    assert_eq!(
        app.get("/api/v1/dictionaries").expect(200).await.header("cache-control"),
        "public, max-age=3600"
    );
}

#[actix_web::test]
async fn a_fault_says_nothing_of_its_reason() {
    let app = app().await;
    let internal = app.get("/test/faults/internal").expect(500).await.code("internal");
    assert!(!internal.body.contains("hunter2") && internal.header("retry-after").is_empty());
    for kind in ["unavailable", "contended"] {
        let reply = app.get(&format!("/test/faults/{kind}")).expect(503).await.code("unavailable");
        assert!(!reply.body.contains("10.1.2.3") && !reply.body.contains("revision"));
        assert_eq!(reply.header("retry-after"), "2");
    }
}

#[actix_web::test]
async fn a_single_resource_has_its_version_as_tag() {
    let app = app().await;
    let reply = app.get("/test/things/0199a3f2-6a52-7c1e-9d4b-1f2e3d4c5b6a").expect(200).await;
    assert_eq!(reply.header("etag"), "\"7\"");
}

#[actix_web::test]
async fn a_key_knows_who_used_it_for_what() {
    let app = app().await;
    let note = serde_json::json!({ "title": "漏水" });
    let reply = app.post("/test/notes").keyed().json(&note).expect(201).await;
    assert_eq!(
        (reply.header("location"), reply.header("idempotent-replayed")),
        ("/test/notes/1", "")
    );
    let used = reply.json();
    assert_eq!(
        (&used["actor"], &used["route"], &used["hash"]),
        (&"anonymous".into(), &"POST /test/notes".into(), &32.into())
    );
    let known =
        app.post("/test/notes").role(Role::Resident).header("Idempotency-Key", "order-17-again");
    let reply = known.json(&note).expect(201).await;
    assert_eq!(reply.header("idempotent-replayed"), "true");
    assert!(
        reply.json()["actor"].as_str().is_some_and(|actor| uuid::Uuid::try_parse(actor).is_ok())
    );
}

#[actix_web::test]
async fn pages_follow_each_other_to_the_end() {
    let app = app().await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page =
            app.get(&format!("/test/numbers?count=7&limit=3{cursor}")).expect(200).await.json();
        seen.extend(page["items"].as_array().unwrap().iter().filter_map(serde_json::Value::as_u64));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(
        app.get("/test/numbers").expect(200).await.json()["items"].as_array().unwrap().len(),
        50
    );
}

#[actix_web::test]
async fn readiness_follows_the_database() {
    let down = TestApp::build(|builder| {
        let full = Availability { read: None, write: Some(Outage::DiskFull) };
        builder.services.readiness = Arc::new(move || ready(full));
    });
    let down = down.await;
    down.get("/healthz").expect(200).await;
    let told = down.get("/readyz").expect(503).await;
    assert_eq!(told.header("retry-after"), "2");
    assert_eq!(told.json(), json!({ "status": "degraded", "read": "ok", "write": "disk_full" }));
    let told = TestApp::start().await.get("/readyz").expect(200).await.json();
    assert_eq!(told, json!({ "status": "ok", "read": "ok", "write": "ok" }));
}
