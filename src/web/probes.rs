//! Health, readiness and metrics of the service.

use super::answer::{Answer, DocumentedAnswer, DocumentedStatuses, described, described_as};
use super::handler::Argument;
use super::openapi::{AnswerHeader, Schemas};
use super::permission::{Permit, Public};
use super::problem::RETRY_UNAVAILABLE;
use super::{State, client};
use crate::error::{Code, Error, Result};
use crate::store::{Availability, Outage};
use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, RETRY_AFTER};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use std::future::{Ready, ready};
use utoipa::ToSchema;
use utoipa::openapi::{ObjectBuilder, Schema, Type};

/// State of the process.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`
    #[schema(example = "ok")]
    status: &'static str,
}

const OK: Health = Health { status: "ok" };

/// Availability of the database.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadinessReport {
    /// `ok`, or `degraded` if not everything can be done.
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
        let status = if availability == Availability::default() { "ok" } else { "degraded" };
        Self { status, read: word(availability.read), write: word(availability.write) }
    }
}

fn word(outage: Option<Outage>) -> &'static str {
    outage.map_or("ok", Outage::as_str)
}

/// Reads whether the process is up.
#[utoipa::path(get, path = "/healthz")]
pub async fn read_health(_: Permit<Public>) -> Answer<Health> {
    Answer(OK)
}

/// Reads whether the database can be read and written.
///
/// 503 when something cannot be done, with the reason.
#[utoipa::path(get, path = "/readyz")]
pub async fn read_readiness(_: Permit<Public>, state: Data<State>) -> ReadinessReport {
    ReadinessReport::from(state.services.readiness.check().await)
}

impl Responder for ReadinessReport {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        if self.status == OK.status {
            return HttpResponse::Ok().json(self);
        }
        HttpResponse::ServiceUnavailable()
            .insert_header((RETRY_AFTER, RETRY_UNAVAILABLE))
            .json(self)
    }
}

impl DocumentedAnswer for ReadinessReport {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        let report = schemas.reference::<Self>();
        let retry = [AnswerHeader::RetryAfter];
        vec![
            described(StatusCode::OK, &[], report.clone()),
            described(StatusCode::SERVICE_UNAVAILABLE, &retry, report),
        ]
    }
}

/// Reads the counters of this process, for Prometheus.
///
/// For callers on the same machine only, unless configured otherwise; for others the route does not
/// exist.
///
/// # Errors
/// `unknown_route`
#[utoipa::path(get, path = "/metrics")]
pub async fn read_metrics(
    _: Permit<Public>,
    _: Watcher,
    state: Data<State>,
) -> Result<MetricsText> {
    Ok(MetricsText(state.services.metrics.text()?))
}

/// Counters in the text format of Prometheus.
pub struct MetricsText(String);

impl Responder for MetricsText {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().content_type(ContentType::plaintext()).body(self.0)
    }
}

impl DocumentedAnswer for MetricsText {
    fn document(_: &mut Schemas) -> DocumentedStatuses {
        let text = ObjectBuilder::new().schema_type(Type::String);
        vec![described_as(StatusCode::OK, &[], "text/plain", Schema::from(text))]
    }
}

/// Caller who may read the metrics. For others the route does not exist.
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
