//! Requests that are wrong before their body is looked at.

use super::routes::app;
use actix_web::http::Method;
use uuid::Uuid;

const ID: &str = "0199a3f2-6a52-7c1e-9d4b-1f2e3d4c5b6a";

#[actix_web::test]
async fn an_unknown_route_is_a_problem_in_the_language_of_the_caller() {
    let app = app().await;
    let chinese = app.get("/api/v1/nothing").expect(404).await.code("unknown_route").json();
    assert_eq!(chinese["title"], "找不到");
    let english = app
        .get("/api/v1/nothing")
        .header("Accept-Language", "en-GB,zh;q=0.5")
        .expect(404)
        .await
        .json();
    assert_eq!(
        (&english["title"], &english["detail"]),
        (&"Not Found".into(), &english["errors"][0]["message"])
    );
    app.get("/api/v1/dictionaries/").expect(404).await.code("unknown_route");
    app.get("/docs/nothing.js").expect(404).await.code("unknown_route");
}

#[actix_web::test]
async fn another_method_is_405_with_those_that_are_possible() {
    let app = app().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
        let reply =
            app.call(method, "/api/v1/dictionaries").expect(405).await.code("method_not_allowed");
        assert_eq!(reply.header("allow"), "GET, HEAD");
    }
    let reply = app.get("/test/things/fixed").expect(405).await.code("method_not_allowed");
    assert_eq!(reply.header("allow"), "POST");
    app.call(Method::HEAD, "/api/v1/dictionaries").expect(200).await;
}

#[actix_web::test]
async fn bytes_that_are_not_utf8_are_refused_wherever_they_stand() {
    let app = app().await;
    for uri in ["/api/v1/%ff", "/api/v1/dictionaries?x=%E7%BD", "/%2"] {
        app.get(uri).expect(400).await.code("malformed_url");
    }
}

#[actix_web::test]
async fn control_characters_are_refused_wherever_they_stand() {
    let app = app().await;
    for uri in
        ["/test/named/a%00b", "/api/v1/dictionaries?x=%0A", "/api/v1/dictionaries?x=a%E2%80%AE"]
    {
        app.get(uri).expect(422).await.code("control_character");
    }
}

#[actix_web::test]
async fn a_wrong_path_parameter_is_named() {
    let app = app().await;
    app.get(&format!("/test/things/{ID}")).expect(200).await;
    app.get("/test/things/12").expect(400).await.code("invalid_parameter").at("id");
    let name = app.get("/test/named/%E7%BD%91%E6%A0%BC%2F%252F").expect(200).await.json();
    assert_eq!(name, "网格/%2F");
}

#[actix_web::test]
async fn a_wrong_query_is_named() {
    let app = app().await;
    app.get("/api/v1/dictionaries?verbose=1")
        .expect(400)
        .await
        .code("unknown_parameter")
        .at("verbose");
    app.get("/test/numbers?counts=1").expect(400).await.code("unknown_parameter").at("counts");
    app.get("/test/numbers?count=two").expect(400).await.code("invalid_parameter").at("count");
    app.get("/test/numbers?urgency=low").expect(400).await.code("invalid_parameter").at("urgency");
    app.get("/test/numbers?after=NaN").expect(400).await.code("invalid_parameter").at("after");
    app.get("/test/numbers?count=1&count=2")
        .expect(400)
        .await
        .code("repeated_parameter")
        .at("count");
    app.get("/test/numbers?count=0").expect(422).await.code("out_of_range").at("count");
}

#[actix_web::test]
async fn a_wrong_page_is_named() {
    let app = app().await;
    app.get("/test/numbers?limit=0").expect(422).await.code("out_of_range").at("limit");
    app.get("/test/numbers?limit=201").expect(422).await.code("out_of_range").at("limit");
    app.get("/test/numbers?limit=many").expect(400).await.code("invalid_parameter").at("limit");
    app.get("/test/numbers?cursor=abc").expect(400).await.code("invalid_cursor").at("cursor");
}

#[actix_web::test]
async fn a_missing_or_malformed_key_is_refused() {
    let app = app().await;
    let note = serde_json::json!({ "title": "漏水" });
    app.post("/test/notes").json(&note).expect(400).await.code("idempotency_key_missing");
    for key in [
        "short",
        "with a space in it",
        "order-17",
        &Uuid::nil().to_string(),
        &Uuid::max().to_string(),
    ] {
        let stranger = app.post("/test/notes").header("Idempotency-Key", key).json(&note);
        stranger.expect(400).await.code("idempotency_key_malformed").at("Idempotency-Key");
    }
}

#[actix_web::test]
async fn a_missing_malformed_or_stale_version_is_refused() {
    let app = app().await;
    let change = || app.post("/test/change").role(wangge::domain::role::Role::Resident);
    let nothing = serde_json::json!({});
    let seven = serde_json::json!({ "version": 7 });
    change().json(&nothing).expect(428).await.code("version_required");
    change().json(&nothing).header("If-Match", "7").expect(400).await.code("version_malformed");
    change().json(&seven).header("If-Match", "\"8\"").expect(400).await.code("versions_differ");
    change().json(&nothing).header("If-Match", "\"8\"").expect(412).await.code("stale_version");
    change().json(&nothing).header("If-Match", "\"7\"").expect(200).await;
    change().json(&seven).expect(200).await;
}
