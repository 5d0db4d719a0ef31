//! Staff, from their one-time password on.

use crate::support::app::TestApp;
use crate::support::office::{AuthenticatorApp, LENIENT, Office, PASSWORD};
use crate::support::request::Reply;
use crate::support::town::member_id;
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::service::accounts::{AccountOwner, disable_account};
use wangge::service::login::Policy;
use wangge::store::Actor;

async fn login(app: &TestApp, password: &str, status: u16) -> Reply {
    let body = json!({ "name": "leader", "password": password });
    app.post("/api/v1/auth/login").json(&body).expect(status).await
}

fn with_code(app: &AuthenticatorApp, office: &Office) -> Value {
    json!({ "name": "leader", "password": PASSWORD, "totp": app.shows(office.town.now()).expose() })
}

#[actix_web::test]
async fn from_the_one_time_password_to_the_first_token() {
    let office = Office::with(Policy { totp_required: true, ..LENIENT() }).await;
    let (_, one_time) = office.hire("leader", member_id("G1-leader")).await;
    let app = office.app().await;
    let reply = login(&app, one_time.expose(), 200).await.json();
    assert_eq!(reply, json!({ "status": "password_change_required" }));
    let typed = json!({ "name": "leader", "password": one_time.expose() });
    app.post("/api/v1/auth/totp").json(&typed).expect(403).await.code("password_change_required");

    let change =
        json!({ "name": "leader", "password": one_time.expose(), "new_password": PASSWORD });
    let reply = app.post("/api/v1/auth/password").json(&change).expect(200).await.json();
    assert_eq!(reply, json!({ "status": "totp_enrolment_required" }));
    login(&app, one_time.expose(), 401).await.code("sign_in_refused");
    assert_eq!(login(&app, PASSWORD, 200).await.json()["status"], "totp_enrolment_required");

    let typed = json!({ "name": "leader", "password": PASSWORD });
    app.post("/api/v1/auth/totp/confirm").json(&typed).expect(409).await.code("totp_not_pending");
    let enrolled = app.post("/api/v1/auth/totp").json(&typed).expect(200).await.json();
    let phone = AuthenticatorApp::scan(enrolled["otpauth_uri"].as_str().unwrap());
    app.post("/api/v1/auth/totp/confirm").json(&typed).expect(401).await.code("totp_required");
    let confirmed = app
        .post("/api/v1/auth/totp/confirm")
        .json(&with_code(&phone, &office))
        .expect(200)
        .await
        .json();
    assert_eq!(confirmed["status"], "signed_in");
    let token = confirmed["tokens"]["access_token"].as_str().unwrap();
    app.get("/api/v1/me").token(token).expect(200).await;

    login(&app, PASSWORD, 401).await.code("totp_required");
    app.post("/api/v1/auth/login")
        .json(&with_code(&phone, &office))
        .expect(401)
        .await
        .code("totp_wrong");
    office.town.clock.advance(TimeDelta::seconds(30));
    let reply = app.post("/api/v1/auth/login").json(&with_code(&phone, &office)).expect(200).await;
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.json()["status"], "signed_in");
}

#[actix_web::test]
async fn the_sixth_attempt_is_refused_for_a_quarter_of_an_hour_like_an_unknown_name() {
    let office = Office::new().await;
    office.settle("leader", "G1-leader").await;
    let app = office.app().await;
    let refused = |reply: Reply| {
        let mut body = reply.code("sign_in_refused").json();
        body["request_id"].take();
        body
    };
    let wrong = refused(login(&app, "wrong password", 401).await);
    for _ in 1..5 {
        assert_eq!(refused(login(&app, "wrong password", 401).await), wrong);
    }
    assert_eq!(refused(login(&app, PASSWORD, 401).await), wrong);
    let unknown = json!({ "name": "nobody", "password": PASSWORD });
    assert_eq!(refused(app.post("/api/v1/auth/login").json(&unknown).expect(401).await), wrong);
    office.town.clock.advance(TimeDelta::minutes(15));
    assert_eq!(login(&app, PASSWORD, 200).await.json()["status"], "signed_in");
}

#[actix_web::test]
async fn an_expired_one_time_password_and_a_disabled_account_are_told_to_their_owner() {
    let office = Office::new().await;
    let (_, one_time) = office.hire("leader", member_id("G1-leader")).await;
    let app = office.app().await;
    office.town.clock.advance(TimeDelta::hours(24));
    login(&app, one_time.expose(), 401).await.code("one_time_password_expired");
    let name = crate::support::office::login_name("leader");
    disable_account(&office.town.db, Actor::Service, AccountOwner::LoginName(name)).await.unwrap();
    login(&app, one_time.expose(), 403).await.code("account_disabled");
    login(&app, "wrong password", 401).await.code("sign_in_refused");
}

#[actix_web::test]
async fn a_new_password_has_rules() {
    let office = Office::new().await;
    office.settle("leader", "G1-leader").await;
    let app = office.app().await;
    let long = "长".repeat(129);
    let rules = [
        ("short", "password_too_short"),
        (long.as_str(), "too_long"),
        ("password", "password_common"),
        (PASSWORD, "password_unchanged"),
        ("", "required"),
    ];
    for (new, code) in rules {
        let body = json!({ "name": "leader", "password": PASSWORD, "new_password": new });
        let reply = app.post("/api/v1/auth/password").json(&body).expect(422).await;
        reply.code(code).at("/new_password");
    }
}
