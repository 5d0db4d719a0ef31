//! How often somebody may call, and what is counted.

use crate::support::app::TestApp;
use std::num::NonZeroU32;
use wangge::domain::role::Role;

async fn strict() -> TestApp {
    TestApp::build(|builder| {
        builder.config.limits.address_per_minute = NonZeroU32::new(2).unwrap();
        builder.config.server.trust_proxy = true;
    })
    .await
}

#[actix_web::test]
async fn an_address_may_call_so_often() {
    let app = strict().await;
    for _ in 0..2 {
        app.get("/api/v1/dictionaries").expect(200).await;
    }
    let reply = app.get("/api/v1/dictionaries").expect(429).await.code("too_many_requests");
    assert!((1..=60).contains(&reply.header("retry-after").parse::<u32>().unwrap()));
    app.get("/api/v1/dictionaries").address([10, 0, 0, 9]).expect(200).await;
    app.get("/api/v1/dictionaries").header("X-Forwarded-For", "9.9.9.9").expect(200).await;
    app.get("/api/v1/dictionaries").header("X-Forwarded-For", "9.9.9.9:41000").expect(200).await;
    app.get("/api/v1/dictionaries").header("X-Real-IP", "9.9.9.9").expect(429).await;
    app.get("/healthz").expect(200).await;
}

#[actix_web::test]
async fn wrong_tokens_count_too() {
    let app = strict().await;
    for _ in 0..2 {
        app.get("/api/v1/dictionaries").token("a.b.c").expect(401).await;
    }
    app.get("/api/v1/dictionaries").token("a.b.c").expect(429).await;
    app.get("/api/v1/dictionaries").role(Role::Resident).expect(429).await;
}

#[actix_web::test]
async fn an_account_may_call_so_often_from_wherever_it_is() {
    let app = TestApp::build(|builder| {
        builder.config.limits.account_per_minute = NonZeroU32::new(2).unwrap();
        builder.table = super::routes::beside(&builder.table);
    });
    let app = app.await;
    let token = app.token(&[Role::Supervisor]);
    for last in 1..=3 {
        let call = app.post("/test/supervise").token(&token).address([10, 0, 0, last]);
        call.expect(if last < 3 { 415 } else { 429 }).await;
    }
    app.post("/test/supervise").role(Role::Supervisor).expect(415).await;
}

#[actix_web::test]
async fn what_keeps_a_processor_for_seconds_may_be_asked_less_often() {
    let app = TestApp::build(|builder| {
        builder.config.limits.reckonings_per_minute = NonZeroU32::new(1).unwrap()
    })
    .await;
    let token = app.token(&[Role::Supervisor]);
    let suggest = || app.post("/api/v1/reassignments/suggest?stranger=1").token(&token);
    suggest().expect(400).await.code("unknown_parameter");
    suggest().expect(429).await.code("too_many_requests");
    app.post("/api/v1/reassignments?stranger=1").token(&token).expect(400).await;
}

#[actix_web::test]
async fn answers_are_counted_by_route_template() {
    let app = super::routes::app().await;
    app.get("/test/things/12").expect(400).await;
    app.get("/secret/path").expect(404).await;
    app.call(actix_web::http::Method::from_bytes(b"BREW").unwrap(), "/secret/path")
        .expect(404)
        .await;
    let text = app.get("/metrics").expect(200).await.body;
    let counted =
        |labels: &str| text.contains(&format!("wangge_http_requests_total{{{labels}}} 1"));
    assert!(counted(r#"method="GET",route="/test/things/{id}",status="4xx""#), "{text}");
    assert!(counted(r#"method="GET",route="unmatched",status="4xx""#), "{text}");
    assert!(counted(r#"method="other",route="unmatched",status="4xx""#), "{text}");
    assert!(text.contains("wangge_http_requests_in_flight 1"), "{text}");
    assert!(!text.contains("secret"));
}

#[actix_web::test]
async fn counters_are_for_this_machine_unless_configured() {
    let app = TestApp::start().await;
    app.get("/metrics").address([10, 0, 0, 9]).expect(404).await.code("unknown_route");
    for header in [
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "Forwarded",
        "Via",
        "CF-Connecting-IP",
    ] {
        app.get("/metrics").header(header, "127.0.0.1").expect(404).await.code("unknown_route");
    }
    let open = TestApp::build(|builder| builder.config.server.open_metrics = true).await;
    open.get("/metrics").address([10, 0, 0, 9]).expect(200).await;
}
