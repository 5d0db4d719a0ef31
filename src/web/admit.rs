//! Admission between a matched route and its handler: authentication, rate limits, permission, and
//! the query and body.

use super::bodies::BodySender;
use super::handler::Admission;
use super::route::Endpoint;
use super::{State, body, caller, client, parameters, version};
use crate::error::{Error, Result};
use actix_web::HttpMessage;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use std::sync::Arc;
use tracing::Span;

/// Calls the handler of a request, if it is admitted.
pub(super) async fn admit(
    endpoint: Arc<Endpoint>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // Log lines of the handler name the route too.
    Span::current().record("route", endpoint.path);
    request.extensions_mut().insert(Arc::clone(&endpoint));
    match admission(endpoint, &request).await {
        Ok(admission) => {
            request.extensions_mut().insert(admission);
            next.call(request).await
        }
        Err(error) => Ok(request.error_response(error)),
    }
}

/// Checks in this order: a caller without permission is refused before their query is checked or
/// their body is read, and attempts with tokens are counted too.
async fn admission(endpoint: Arc<Endpoint>, request: &ServiceRequest) -> Result<Admission> {
    let state = request.app_data::<Data<State>>().cloned();
    let state = state.ok_or_else(|| Error::internal("the application has no state"))?;
    let caller = caller::authenticate(&state.services, request.headers()).await;
    let account = caller.as_ref().ok().and_then(Option::as_ref).map(|caller| caller.account);
    let address = client::subscriber(client::address(request.request(), state.server.trust_proxy));
    state.rates.check(endpoint.rate, account, address)?;
    let caller = caller?;
    endpoint.requirement.check(caller.as_ref())?;
    let query = parameters::pairs(request.query_string());
    parameters::refuse_unseen(request.match_info(), &query)?;
    parameters::refuse_repeated(&query)?;
    endpoint.check_query(&query)?;
    let sender = account.map_or(BodySender::Address(address), BodySender::Account);
    let body = match endpoint.method {
        Method::POST => posted(&endpoint, &state, sender, request).await?,
        _ => Bytes::new(),
    };
    Ok(Admission { endpoint, caller, query, body })
}

/// Receives the body of a POST. Nothing in it is ignored: what its handler does not read is
/// refused. A GET depends only on its URL, whatever is sent along.
async fn posted(
    endpoint: &Endpoint,
    state: &State,
    sender: BodySender,
    request: &ServiceRequest,
) -> Result<Bytes> {
    if !endpoint.needs.version {
        version::refuse(request.headers())?;
    }
    let _open = state.bodies.enter(sender)?;
    let limit = endpoint.body_limit.unwrap_or(state.limits.body_bytes);
    let body = body::read(request, limit, body::pace(&state.limits)).await?;
    if !endpoint.needs.body {
        body::refuse_fields(request.headers(), &body)?;
    }
    Ok(body)
}
