//! The OpenAPI document: what the handlers declare, and what the route table knows about each of
//! them.

use super::problem::{self, ProblemDocument};
use super::route::Endpoint;
use super::routes;
use super::table::RouteTable;
use crate::domain::role::Role;
use crate::web::permission::Requirement;
use actix_web::http::{Method, StatusCode};
use serde_json::json;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr,
    Response, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

/// The name of the one way to prove who calls.
const BEARER: &str = "bearer";

/// The document of the standard table: indented, the keys of every object in order, so that two
/// versions compare line by line.
pub fn document() -> String {
    text(&routes::table())
}

/// The document of a table.
pub(super) fn text(table: &RouteTable) -> String {
    // A `Value` keeps its keys in order; the types of utoipa do not everywhere.
    let document = serde_json::to_value(assemble(table)).unwrap_or_default();
    format!("{document:#}\n")
}

/// The document of a table.
pub fn assemble(table: &RouteTable) -> OpenApi {
    let mut document = table.documented().clone();
    document.info = InfoBuilder::new()
        .title("网格 Wangge")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(include_str!("openapi/introduction.md")))
        .build();
    for endpoint in table.endpoints() {
        if let Some(operation) = document
            .paths
            .paths
            .get_mut(endpoint.path)
            .and_then(|item| operation(item, &endpoint.method))
        {
            complete(operation, endpoint);
        }
    }
    document.merge(OpenApiBuilder::new().components(Some(components().build())).build());
    document
}

/// The operation of a path that answers a method.
pub fn operation<'a>(item: &'a mut PathItem, method: &Method) -> Option<&'a mut Operation> {
    if *method == Method::GET { item.get.as_mut() } else { item.post.as_mut() }
}

fn components() -> ComponentsBuilder {
    let mut schemas = vec![(ProblemDocument::name().into_owned(), ProblemDocument::schema())];
    ProblemDocument::schemas(&mut schemas);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(BEARER, SecurityScheme::Http(token))
        .responses_from_iter(
            error_statuses().map(|status| (name(status), problem_response(status))),
        )
}

/// Adds what the table knows: who may call, what the arguments read, and how it may fail.
fn complete(operation: &mut Operation, endpoint: &Endpoint) {
    let signed_in = SecurityRequirement::new::<_, [&str; 0], &str>(BEARER, []);
    let mut roles: Option<Vec<&str>> = None;
    operation.security = Some(match endpoint.requirement {
        Requirement::Anyone => vec![SecurityRequirement::default(), signed_in],
        Requirement::Roles(required) => {
            roles = Some(required.iter().map(Role::as_str).collect());
            vec![signed_in]
        }
    });
    let extensions = [("x-permission", json!(endpoint.permission)), ("x-roles", json!(roles))];
    operation.extensions.get_or_insert_default().merge(Extensions::from_iter(extensions));
    let parameters = operation.parameters.get_or_insert_default();
    parameters.extend(endpoint.needs.documented.iter().map(|documented| RefOr::T(documented())));
    for status in possible(endpoint) {
        let reference = RefOr::Ref(Ref::from_response_name(name(status)));
        operation.responses.responses.entry(status.as_str().to_owned()).or_insert(reference);
    }
}

/// The statuses of the problems that the layers around a handler may answer.
fn possible(endpoint: &Endpoint) -> impl Iterator<Item = StatusCode> {
    error_statuses().filter(|status| match *status {
        StatusCode::FORBIDDEN => endpoint.requirement != Requirement::Anyone,
        StatusCode::NOT_FOUND => endpoint.path.contains('{'),
        StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::UNPROCESSABLE_ENTITY => endpoint.needs.body,
        _ => true,
    })
}

fn error_statuses() -> impl Iterator<Item = StatusCode> {
    [
        StatusCode::BAD_REQUEST,
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::NOT_FOUND,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::INTERNAL_SERVER_ERROR,
        StatusCode::SERVICE_UNAVAILABLE,
    ]
    .into_iter()
}

fn problem_response(status: StatusCode) -> Response {
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemDocument::name()))).build();
    ResponseBuilder::new()
        .description(status.canonical_reason().unwrap_or("Error"))
        .content(problem::MEDIA_TYPE, content)
        .build()
}

/// The name of a response among the components.
fn name(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("Error").replace(' ', "")
}
