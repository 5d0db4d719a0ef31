//! Residents, by the code on their phone.

use crate::support::office::{Office, PHONE};
use chrono::TimeDelta;
use serde_json::json;
use std::num::NonZeroU32;

#[actix_web::test]
async fn a_code_signs_in_once() {
    let office = Office::new().await;
    let app = office.app().await;
    let sent =
        app.post("/api/v1/auth/code").json(&json!({ "phone": PHONE })).expect(200).await.json();
    assert_eq!(sent["resend_after_seconds"], 60);
    let code = office.phones.last(PHONE);
    let body = json!({ "phone": "8613812341234", "code": code.expose() });
    let reply = app.post("/api/v1/auth/code/login").json(&body).expect(200).await.json();
    let me = app
        .get("/api/v1/me")
        .token(reply["tokens"]["access_token"].as_str().unwrap())
        .expect(200)
        .await;
    assert_eq!(me.header("cache-control"), "no-store");
    let me = me.json();
    assert_eq!((&me["phone"], &me["roles"]), (&json!("138****1234"), &json!(["resident"])));
    assert!(me.get("member").is_none() && me.get("login_name").is_none());
    app.post("/api/v1/auth/code/login").json(&body).expect(401).await.code("code_wrong");
}

#[actix_web::test]
async fn a_phone_waits_a_minute_and_a_code_five_attempts() {
    let office = Office::new().await;
    let app = office.app().await;
    let ask = || app.post("/api/v1/auth/code").json(&json!({ "phone": PHONE }));
    ask().expect(200).await;
    assert_eq!(ask().expect(429).await.code("code_too_soon").header("retry-after"), "60");
    for _ in 0..5 {
        let body = json!({ "phone": PHONE, "code": "12345" });
        app.post("/api/v1/auth/code/login").json(&body).expect(401).await.code("code_wrong");
    }
    let body = json!({ "phone": PHONE, "code": office.phones.last(PHONE).expose() });
    app.post("/api/v1/auth/code/login").json(&body).expect(401).await.code("code_wrong");
    office.town.clock.advance(TimeDelta::minutes(1));
    ask().expect(200).await;
}

#[actix_web::test]
async fn an_address_asks_for_so_many_codes_an_hour() {
    let office = Office::new().await;
    let app = office.app_with(|limits| limits.codes_per_address_per_hour = NonZeroU32::MIN).await;
    let ask = |phone: &str| app.post("/api/v1/auth/code").json(&json!({ "phone": phone }));
    ask("13812341234").expect(200).await;
    let reply = ask("13812341235").expect(429).await.code("too_many_requests");
    assert!((3500..=3601).contains(&reply.header("retry-after").parse::<u32>().unwrap()));
    ask("13812341235").address([10, 0, 0, 9]).expect(200).await;
}

#[actix_web::test]
async fn what_is_no_mobile_number_is_told() {
    let office = Office::new().await;
    let app = office.app().await;
    let cases =
        [("12345", "phone_invalid"), ("021-63521234", "phone_not_mobile"), ("", "required")];
    for (phone, code) in cases {
        let reply =
            app.post("/api/v1/auth/code").json(&json!({ "phone": phone })).expect(422).await;
        reply.code(code).at("/phone");
        let body = json!({ "phone": phone, "code": "123456" });
        app.post("/api/v1/auth/code/login").json(&body).expect(422).await.code(code).at("/phone");
    }
}

#[actix_web::test]
async fn a_broken_gateway_is_503() {
    let office = Office::new().await;
    *office.phones.broken.lock().unwrap() = true;
    let app = office.app().await;
    let reply = app.post("/api/v1/auth/code").json(&json!({ "phone": PHONE })).expect(503).await;
    assert!(!reply.code("code_not_sent").header("retry-after").is_empty());
}
