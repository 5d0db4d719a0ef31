//! What operations refer to: schemas, the problems of each status, and the way to sign in.

use super::header::AnswerHeader;
use super::schemas::Schemas;
use crate::error::Code;
use crate::web::problem::{self, ProblemDocument};
use actix_web::http::StatusCode;
use std::collections::BTreeSet;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ComponentsBuilder, ContentBuilder, Ref, Response, ResponseBuilder,
};

/// The name of the one way to prove who calls.
pub(super) const BEARER: &str = "bearer";

/// The components of the document.
pub(super) fn components(mut schemas: Schemas) -> Components {
    let problem = schemas.reference::<ProblemDocument>();
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    ComponentsBuilder::new()
        .schemas_from_iter(schemas.into_named())
        .security_scheme(BEARER, SecurityScheme::Http(token))
        .responses_from_iter(
            error_statuses().map(|status| (name(status), problems(status, &problem))),
        )
        .build()
}

/// The name of a response among the components.
pub(super) fn name(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("Error").replace([' ', '-'], "")
}

/// The statuses of problems. 405 is met by other methods than those of an operation.
fn error_statuses() -> impl Iterator<Item = StatusCode> {
    let statuses: BTreeSet<u16> = Code::ALL.iter().map(|code| code.status()).collect();
    statuses
        .into_iter()
        .filter_map(|status| StatusCode::from_u16(status).ok())
        .filter(|&known| known != StatusCode::METHOD_NOT_ALLOWED)
}

fn problems(status: StatusCode, problem: &Ref) -> Response {
    let content = ContentBuilder::new().schema(Some(problem.clone())).build();
    let companion = match status {
        StatusCode::UNAUTHORIZED => Some(AnswerHeader::Authenticate),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Some(AnswerHeader::RetryAfter)
        }
        _ => None,
    };
    let response = ResponseBuilder::new()
        .description(status.canonical_reason().unwrap_or("Error"))
        .content(problem::MEDIA_TYPE, content);
    companion
        .into_iter()
        .chain([AnswerHeader::RequestId])
        .fold(response, |response, header| response.header(header.name(), header.described()))
        .build()
}
