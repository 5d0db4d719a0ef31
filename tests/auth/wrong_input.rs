//! Bodies that are not what they should be.

use crate::support::office::Office;
use serde_json::{Value, json};

/// Each route that takes a body, and one that is right in form.
fn routes() -> [(&'static str, Value); 7] {
    let credentials = json!({ "name": "leader", "password": "x", "totp": "123456" });
    let change = json!({ "name": "leader", "password": "x", "new_password": "correct horse" });
    [
        ("/api/v1/auth/login", credentials.clone()),
        ("/api/v1/auth/totp", credentials.clone()),
        ("/api/v1/auth/totp/confirm", credentials),
        ("/api/v1/auth/password", change),
        ("/api/v1/auth/code", json!({ "phone": "13812341234" })),
        ("/api/v1/auth/code/login", json!({ "phone": "13812341234", "code": "123456" })),
        ("/api/v1/auth/refresh", json!({ "refresh_token": "x" })),
    ]
}

#[actix_web::test]
async fn each_field_has_a_type_a_length_and_a_name() {
    let office = Office::new().await;
    let app = office.app().await;
    for (route, right) in routes() {
        for field in right.as_object().unwrap().keys() {
            let pointer = format!("/{field}");
            let send = |value: Value| {
                let mut body = right.clone();
                body[field] = value;
                app.post(route).json(&body)
            };
            send(json!("x".repeat(300))).expect(422).await.code("too_long").at(&pointer);
            send(json!("")).expect(422).await.code("required").at(&pointer);
            send(json!(7)).expect(422).await.code("wrong_type").at(&pointer);
        }
        let mut stranger = right.clone();
        stranger["account"] = json!("x");
        app.post(route).json(&stranger).expect(422).await.code("unknown_field");
        app.post(route).json(&json!({})).expect(422).await.code("required");
        app.post(route).body("name=leader").expect(415).await.code("unsupported_media_type");
        app.get(route).expect(405).await.code("method_not_allowed");
    }
}

#[actix_web::test]
async fn no_secret_comes_back_in_an_answer() {
    let office = Office::new().await;
    let app = office.app().await;
    let secret = "s3cret".repeat(50);
    let body = json!({ "name": "leader", "password": secret, "totp": secret });
    let reply = app.post("/api/v1/auth/login").json(&body).expect(422).await;
    assert!(!reply.body.contains("s3cret"), "{}", reply.body);
}

#[actix_web::test]
async fn what_is_no_refresh_token_is_refused() {
    let office = Office::new().await;
    let app = office.app().await;
    for token in ["x", "不是令牌", &"A".repeat(64)] {
        let body = json!({ "refresh_token": token });
        app.post("/api/v1/auth/refresh")
            .json(&body)
            .expect(401)
            .await
            .code("refresh_token_invalid");
    }
}
