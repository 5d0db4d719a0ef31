//! Signing in: staff by password and authenticator app, residents by the code on their phone.

use super::document::Document;
use super::recorder::Examples;
use super::town::{PHONE, found, keys, member};
use crate::support::app::TestApp;
use crate::support::office::{AuthenticatorApp, LENIENT, Office};
use crate::support::town::settings;
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::service::login::Policy;

const ONE_TIME: &str = "7mK4-wq9T-xB2c";
const PASSWORD: &str = "河边第三棵柳树-1987";
const NAME: &str = "yao.qiuhe";

/// Somebody at the door.
struct Visitor {
    app: TestApp,
    examples: Examples,
}

impl Visitor {
    async fn to(office: &Office) -> Self {
        Self { app: office.app().await, examples: Examples::of_the_document() }
    }

    /// A call that is shown; with the token of whoever signed in.
    async fn shows(&self, operation: &str, token: &Value, body: Option<Value>) -> Value {
        let described = Document::get().operation(operation);
        let mut call = self.app.call(described.method.clone(), described.path);
        if let Some(token) = token.as_str() {
            call = call.token(token);
        }
        if let Some(body) = &body {
            call = call.json(body);
        }
        let reply = call.expect(described.status).await;
        self.examples.record(operation, json!({}), body, &reply)
    }
}

#[actix_web::test]
async fn staff_from_the_one_time_password_to_the_way_out() {
    let policy = Policy { totp_required: true, ..LENIENT() };
    let office = Office::on(found(settings()).await, keys(), policy);
    let (account, one_time) = office.hire(NAME, member("leader")).await;
    let visitor = Visitor::to(&office).await;
    visitor.examples.standing_for(one_time.expose(), ONE_TIME);
    visitor.examples.standing_for(&account.to_string(), "019c1bdd-1680-7009-8000-000000000006");
    let change = json!({ "name": NAME, "password": one_time.expose(), "new_password": PASSWORD });
    visitor.shows("change_password", &Value::Null, Some(change)).await;
    let mut typed = json!({ "name": NAME, "password": PASSWORD });
    let enrolled = visitor.shows("enrol_totp", &Value::Null, Some(typed.clone())).await;
    let authenticator = AuthenticatorApp::scan(enrolled["otpauth_uri"].as_str().unwrap());
    let mut shown = |told: &str| {
        let code = authenticator.shows(office.town.now());
        visitor.examples.standing_for(code.expose(), told);
        typed["totp"] = json!(code.expose());
        typed.clone()
    };
    let body = shown("492039");
    visitor.shows("confirm_totp", &Value::Null, Some(body)).await;
    office.town.clock.advance(TimeDelta::minutes(1));
    let body = shown("115760");
    let signed_in = visitor.shows("sign_in", &Value::Null, Some(body)).await;
    let tokens = &signed_in["tokens"];
    let access = &tokens["access_token"];
    visitor.shows("read_me", access, None).await;
    visitor.shows("read_jwks", &Value::Null, None).await;
    let refreshing = json!({ "refresh_token": tokens["refresh_token"] });
    visitor.shows("refresh_tokens", &Value::Null, Some(refreshing)).await;
    visitor.shows("sign_out", access, Some(json!({ "everywhere": false }))).await;
    visitor.examples.keep();
}

#[actix_web::test]
async fn residents_by_the_code_on_their_phone() {
    let office = Office::on(found(settings()).await, keys(), LENIENT());
    let visitor = Visitor::to(&office).await;
    visitor.shows("send_code", &Value::Null, Some(json!({ "phone": PHONE }))).await;
    let code = office.phones.last(PHONE);
    visitor.examples.standing_for(code.expose(), "384126");
    let body = json!({ "phone": PHONE, "code": code.expose() });
    visitor.shows("sign_in_with_code", &Value::Null, Some(body)).await;
    visitor.examples.keep();
}
