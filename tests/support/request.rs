//! One request and its answer.

use super::app::TestApp;
use actix_web::body::{MessageBody, to_bytes};
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use serde_json::Value;
use std::net::SocketAddr;
use uuid::Uuid;
use wangge::domain::role::Role;

/// A request that is being put together.
pub struct Call<'a> {
    app: &'a TestApp,
    request: TestRequest,
}

impl<'a> Call<'a> {
    pub fn new(app: &'a TestApp, method: Method, uri: &str) -> Self {
        let peer = SocketAddr::from(([127, 0, 0, 1], 40_000));
        Self {
            app,
            request: TestRequest::default()
                .method(method)
                .uri(uri)
                .peer_addr(peer)
                .insert_header(("Host", "localhost")),
        }
    }

    /// From somebody new who has signed in with this role.
    pub fn role(self, role: Role) -> Self {
        let token = self.app.token(&[role]);
        self.token(&token)
    }

    pub fn token(self, token: &str) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    pub fn header(self, name: &'static str, value: impl AsRef<str>) -> Self {
        Self { request: self.request.append_header((name, value.as_ref())), ..self }
    }

    pub fn address(self, address: [u8; 4]) -> Self {
        Self { request: self.request.peer_addr(SocketAddr::from((address, 40_000))), ..self }
    }

    /// With a key nobody has used.
    pub fn keyed(self) -> Self {
        self.header("Idempotency-Key", Uuid::now_v7().to_string())
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json").body(body.to_string())
    }

    pub fn body(self, body: impl Into<actix_web::web::Bytes>) -> Self {
        Self { request: self.request.set_payload(body), ..self }
    }

    pub async fn send(self) -> Reply {
        let response = self.app.answer(self.request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body().boxed()).await.unwrap();
        Reply { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// Sends it, compares the status, and returns the bytes of the answer.
    pub async fn bytes(self, status: u16) -> Vec<u8> {
        let response = self.app.answer(self.request).await;
        assert_eq!(response.status().as_u16(), status);
        to_bytes(response.into_body().boxed()).await.unwrap().to_vec()
    }

    /// Sends it and compares the status.
    pub async fn expect(self, status: u16) -> Reply {
        let reply = self.send().await;
        assert_eq!(reply.status.as_u16(), status, "{}", reply.body);
        reply
    }
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| unreachable!("{error}: {}", self.body))
    }

    /// The items of a list.
    #[track_caller]
    pub fn items(&self) -> Vec<Value> {
        let items = self.json()["items"].as_array().cloned();
        items.unwrap_or_else(|| unreachable!("not a list: {}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The answer is a problem document with this code.
    #[track_caller]
    pub fn code(self, code: &str) -> Self {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        let problem = self.json();
        assert_eq!(problem["code"], code, "{}", self.body);
        assert_eq!(problem["status"], self.status.as_u16());
        assert_eq!(problem["type"], format!("/docs/errors#{code}"));
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        self
    }

    /// What is wrong, as (pointer, code).
    pub fn errors(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
    }

    /// Nothing else is wrong: what follows from the first fault is not told beside it.
    #[track_caller]
    pub fn alone(self) -> Self {
        assert_eq!(self.errors().len(), 1, "{}", self.body);
        self
    }

    /// The message for people.
    pub fn detail(&self) -> String {
        self.json()["detail"].as_str().unwrap_or_default().to_owned()
    }

    /// The first thing that is wrong is here.
    #[track_caller]
    pub fn at(self, pointer: &str) -> Self {
        assert_eq!(self.errors()[0].0, pointer, "{}", self.body);
        self
    }
}
