//! Who may call.

use super::routes::app;
use chrono::TimeDelta;
use wangge::domain::role::Role;

#[actix_web::test]
async fn a_wrong_token_is_401_on_public_routes_too() {
    let app = app().await;
    let malformed = ["Bearer", "Bearer x", "Basic dXNlcjpwYXNz", "Bearer a.b.c"];
    for value in malformed {
        let reply =
            app.get("/api/v1/dictionaries").header("Authorization", value).expect(401).await;
        assert_eq!(reply.code("token_malformed").header("www-authenticate"), "Bearer");
    }
    let token = app.token(&[Role::Resident]);
    let (head, signature) = token.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { "B" } else { "A" };
    let forged = format!("{head}.{flipped}{}", &signature[1..]);
    app.get("/api/v1/dictionaries").token(&forged).expect(401).await.code("token_signature");
    app.get("/api/v1/dictionaries").token(&token).expect(200).await;
    app.clock.advance(TimeDelta::minutes(15));
    app.get("/api/v1/dictionaries").token(&token).expect(401).await.code("token_expired");
}

#[actix_web::test]
async fn whoever_may_not_is_refused_before_query_and_body_are_judged() {
    let app = app().await;
    let call = || app.post("/test/supervise?x=1").body("no json at all");
    call().expect(401).await.code("sign_in_required");
    let reply = call().role(Role::GridLeader).expect(403).await.code("role_required");
    assert_eq!(reply.json()["errors"][0]["params"]["roles"][0]["value"], "supervisor");
    call().role(Role::Supervisor).expect(400).await.code("unknown_parameter");
}

#[actix_web::test]
async fn an_optional_login_tells_who_calls_if_they_say_so() {
    let app = app().await;
    assert!(app.get("/test/who").expect(200).await.json().is_null());
    assert!(app.get("/test/who").role(Role::Resident).expect(200).await.json().is_string());
}

#[actix_web::test]
async fn a_session_that_has_ended_is_worth_nothing() {
    let (app, other) = (app().await, app().await);
    let token = other.token(&[Role::Resident]);
    app.get("/test/who").token(&token).expect(401).await.code("token_unknown_key");
}
