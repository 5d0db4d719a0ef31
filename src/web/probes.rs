//! What those who run the service ask it.

use super::State;
use super::answer::Answer;
use super::client;
use super::handler::Argument;
use super::permission::{Permit, Public};
use super::problem::RETRY_UNAVAILABLE;
use crate::error::{Code, Error, Result};
use crate::store::{Availability, Outage};
use actix_web::dev::Payload;
use actix_web::http::header::{ContentType, RETRY_AFTER};
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

/// What the process can do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadinessReport {
    /// `ok`, or `degraded` when not everything can be done.
    #[schema(example = "ok")]
    status: &'static str,
    /// `ok`, or why nothing can be read: `file_moved`, `unreachable`, `unavailable` and others.
    #[schema(example = "ok")]
    read: &'static str,
    /// `ok`, or why nothing can be written: `disk_full`, `disk_error`, `damaged`, `read_only`,
    /// `locked`, `file_moved`, `unreachable`, `queue_full`, `writer_stopped`, `unavailable`.
    #[schema(example = "ok")]
    write: &'static str,
}

impl From<Availability> for ReadinessReport {
    fn from(availability: Availability) -> Self {
        let word = |outage: Option<Outage>| outage.map_or("ok", Outage::as_str);
        let status = if availability == Availability::default() { "ok" } else { "degraded" };
        Self { status, read: word(availability.read), write: word(availability.write) }
    }
}

/// The process is up.
#[utoipa::path(get, path = "/healthz", responses((status = 200, body = Health)))]
pub async fn read_health(_: Permit<Public>) -> Answer<Health> {
    Answer::ok(OK)
}

/// The process is up and its database can be read and written; else 503 with what cannot be done,
/// and why.
#[utoipa::path(
    get,
    path = "/readyz",
    responses((status = 200, body = ReadinessReport), (status = 503, body = ReadinessReport))
)]
pub async fn read_readiness(_: Permit<Public>, state: Data<State>) -> HttpResponse {
    let report = ReadinessReport::from(state.services.readiness.check().await);
    if report.status == OK.status {
        return HttpResponse::Ok().json(report);
    }
    HttpResponse::ServiceUnavailable().insert_header((RETRY_AFTER, RETRY_UNAVAILABLE)).json(report)
}

/// The counters of this process, for Prometheus; only for callers on the same machine unless
/// configured otherwise.
#[utoipa::path(get, path = "/metrics", responses((status = 200, content_type = "text/plain", body = String)))]
pub async fn read_metrics(
    _: Permit<Public>,
    _: Watcher,
    state: Data<State>,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body(state.services.metrics.text()?))
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
        ready(if open || client::is_local(request) {
            Ok(Self)
        } else {
            Err(Code::UnknownRoute.into())
        })
    }
}
