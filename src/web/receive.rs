//! The outermost layer: applied to every request, with or without a route.

use super::arrival::{Arrival, REQUEST_ID};
use super::metrics::UNMATCHED;
use super::route::Endpoint;
use super::{State, parameters, problem, unread};
use crate::error::{Error, Result};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};
use std::sync::Arc;
use std::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, Span, info, info_span};

/// Policy of documents that are no page: they load nothing and are shown in no frame.
const POLICY_OF_DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// Policy of pages: they load what we serve, and nothing from elsewhere. The documentation page
/// sets styles on its elements.
const POLICY_OF_PAGES: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Gives the request its id, its language and its span, and the answer its format, its headers and
/// its log line.
pub(super) async fn receive<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let arrival = Arrival::of(request.headers());
    let span = info_span!(
        "request",
        request_id = arrival.request_id(),
        method = request.method().as_str(),
        route = Empty
    );
    answer(request, next, arrival).instrument(span).await
}

async fn answer<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
    arrival: Arrival,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let state = request.app_data::<web::Data<State>>().cloned();
    let state = state.ok_or_else(|| Error::internal("the application has no state"))?;
    let _in_flight = state.services.metrics.enter();
    let method = request.method().clone();
    unread::keep(&mut request);
    let response = match parameters::check(request.uri()) {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(error) => request.error_response(error),
    };
    let mut response = problem::rendered(response, &arrival);
    complete(response.headers_mut(), &arrival);
    finish(&state, &response, &method, started);
    Ok(unread::held(response))
}

/// Adds the headers of every answer; those set by a handler stay.
fn complete(headers: &mut HeaderMap, arrival: &Arrival) {
    let is_page =
        headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let policy = if is_page { POLICY_OF_PAGES } else { POLICY_OF_DATA };
    headers.insert(REQUEST_ID, arrival.request_id.clone());
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        set_default(headers, name, value);
    }
}

fn set_default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Counts and logs the answer: with the template of the route, never a path or a query.
fn finish(state: &State, response: &ServiceResponse<BoxBody>, method: &Method, started: Instant) {
    let duration = started.elapsed();
    let extensions = response.request().extensions();
    let endpoint = extensions.get::<Arc<Endpoint>>();
    if endpoint.is_none() {
        Span::current().record("route", UNMATCHED);
    }
    let route = endpoint.map_or(UNMATCHED, |endpoint| endpoint.path);
    state.services.metrics.answered(route, method, response.status(), duration);
    info!(status = response.status().as_u16(), duration_us = duration.as_micros(), "answered");
}
