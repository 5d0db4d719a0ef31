//! Refreshing and ending sessions.

use crate::support::app::TestApp;
use crate::support::office::{Office, PASSWORD, login_name};
use crate::support::request::Reply;
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::service::accounts::{AccountOwner, end_sessions};
use wangge::store::Actor;

struct Device<'a> {
    app: &'a TestApp,
    tokens: Value,
}

impl<'a> Device<'a> {
    async fn sign_in(app: &'a TestApp) -> Self {
        let body = json!({ "name": "leader", "password": PASSWORD });
        let tokens =
            app.post("/api/v1/auth/login").json(&body).expect(200).await.json()["tokens"].take();
        Self { app, tokens }
    }

    async fn refresh(&self, status: u16) -> Reply {
        let body = json!({ "refresh_token": self.tokens["refresh_token"] });
        self.app.post("/api/v1/auth/refresh").json(&body).expect(status).await
    }

    async fn renewed(&self) -> Self {
        Self { app: self.app, tokens: self.refresh(200).await.json() }
    }

    async fn me(&self, status: u16) -> Reply {
        self.app.get("/api/v1/me").token(self.token()).expect(status).await
    }

    async fn sign_out(&self, everywhere: bool) {
        let call = self.app.post("/api/v1/auth/logout").token(self.token());
        call.json(&json!({ "everywhere": everywhere })).expect(204).await;
    }

    fn token(&self) -> &str {
        self.tokens["access_token"].as_str().unwrap()
    }
}

async fn office() -> Office {
    let office = Office::new().await;
    office.settle("leader", "G1-leader").await;
    office
}

#[actix_web::test]
async fn a_lost_answer_is_given_again_for_a_minute() {
    let office = office().await;
    let app = office.app().await;
    let device = Device::sign_in(&app).await;
    office.town.clock.advance(TimeDelta::minutes(15));
    device.me(401).await.code("token_expired");
    device.renewed().await;
    office.town.clock.advance(TimeDelta::seconds(60));
    let device = device.renewed().await;
    device.me(200).await;
    device.renewed().await.me(200).await;
}

#[actix_web::test]
async fn a_refresh_token_used_again_ends_the_session() {
    let office = office().await;
    let app = office.app().await;
    let stolen = Device::sign_in(&app).await;
    let owner = stolen.renewed().await;
    office.town.clock.advance(TimeDelta::seconds(61));
    stolen.refresh(401).await.code("refresh_token_reused");
    owner.me(401).await.code("session_ended");
    owner.refresh(401).await.code("refresh_token_invalid");
    stolen.refresh(401).await.code("refresh_token_invalid");
}

#[actix_web::test]
async fn signing_out_ends_one_session_or_all() {
    let office = office().await;
    let app = office.app().await;
    let (first, second, third) =
        (Device::sign_in(&app).await, Device::sign_in(&app).await, Device::sign_in(&app).await);
    first.sign_out(false).await;
    first.me(401).await.code("session_ended");
    first.refresh(401).await.code("refresh_token_invalid");
    second.me(200).await;
    second.sign_out(true).await;
    for device in [second, third] {
        device.me(401).await.code("session_ended");
        device.refresh(401).await.code("refresh_token_invalid");
    }
    app.post("/api/v1/auth/logout").json(&json!({})).expect(401).await.code("sign_in_required");
}

#[actix_web::test]
async fn a_session_ended_elsewhere_is_refused_after_the_next_look() {
    let office = office().await;
    let app = office.app().await;
    let device = Device::sign_in(&app).await;
    device.me(200).await;
    end_sessions(
        &office.town.another(),
        Actor::OperatingSystemUser("root".to_owned()),
        AccountOwner::LoginName(login_name("leader")),
    )
    .await
    .unwrap();
    office.authentication.learn_ended_sessions().await.unwrap();
    device.me(401).await.code("session_ended");
}

#[actix_web::test]
async fn the_keys_of_tokens_are_public() {
    let office = office().await;
    let app = office.app().await;
    let reply = app.get("/.well-known/jwks.json").expect(200).await;
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    let key = &reply.json()["keys"][0];
    assert_eq!(
        (&key["kty"], &key["crv"], &key["alg"]),
        (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA"))
    );
    assert!(key.get("d").is_none() && key["kid"].is_string());
}
