//! What those who run the service ask it.

use super::State;
use super::answer::Answer;
use super::client;
use super::handler::Argument;
use super::permission::{Permit, Public};
use crate::error::{Code, Error, Result};
use actix_web::dev::Payload;
use actix_web::http::header::ContentType;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;
use std::future::{Ready, ready};
use utoipa::ToSchema;

/// Whether the process can do its work.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`
    #[schema(example = "ok")]
    status: &'static str,
}

const OK: Health = Health { status: "ok" };

/// The process is up.
#[utoipa::path(get, path = "/healthz", responses((status = 200, body = Health)))]
pub async fn read_health(_: Permit<Public>) -> Answer<Health> {
    Answer::ok(OK)
}

/// The process is up and its database answers.
#[utoipa::path(get, path = "/readyz", responses((status = 200, body = Health)))]
pub async fn read_readiness(_: Permit<Public>, state: Data<State>) -> Result<Answer<Health>> {
    state.services.readiness.check().await?;
    Ok(Answer::ok(OK))
}

/// The counters of this process, for Prometheus; only for callers on the same machine unless configured otherwise.
#[utoipa::path(get, path = "/metrics", responses((status = 200, content_type = "text/plain", body = String)))]
pub async fn read_metrics(_: Permit<Public>, _: Watcher, state: Data<State>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().content_type(ContentType::plaintext()).body(state.services.metrics.text()?))
}

/// Whoever may watch the process. To others there is no such route.
#[derive(Debug)]
pub struct Watcher;

impl Argument for Watcher {}

impl FromRequest for Watcher {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let open = request.app_data::<Data<State>>().is_some_and(|state| state.server.open_metrics);
        ready(if open || client::is_local(request) { Ok(Self) } else { Err(Code::UnknownRoute.into()) })
    }
}
