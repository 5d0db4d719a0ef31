//! The OpenAPI document: what handlers say in words, their arguments and answers by their types,
//! what the route table knows of each, and an example of each.

pub mod chinese;
mod components;
mod examples;
mod header;
mod operation;
mod prose;
mod schemas;
mod tags;
mod variants;

pub use header::AnswerHeader;
pub use schemas::Schemas;

use super::table::RouteTable;
use crate::error::Language;
use actix_web::http::Method;
use serde_json::Value;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{
    ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, PathItem, ServerBuilder,
};

/// The document of a table in a language: indented, the keys of every object in order, so that two
/// versions compare line by line.
pub(super) fn text(table: &RouteTable, language: Language) -> String {
    let mut document = english(table);
    if language == Language::Chinese {
        chinese::lay_over(&mut document);
    }
    format!("{document:#}\n")
}

/// The document of a table in English. A `Value` keeps its keys in order; the types of utoipa do
/// not everywhere.
pub fn english(table: &RouteTable) -> Value {
    let mut document = serde_json::to_value(assemble(table)).unwrap_or_default();
    variants::name_variants(&mut document);
    prose::unwrap_lines(&mut document);
    examples::lay_over(&mut document);
    document
}

/// The document of a table.
pub fn assemble(table: &RouteTable) -> OpenApi {
    let mut document = table.documented().clone();
    document.info = InfoBuilder::new()
        .title("网格 Wangge")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(include_str!("openapi/introduction.md")))
        .license(Some(
            LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build(),
        ))
        .contact(Some(ContactBuilder::new().name(Some("Wangge")).build()))
        .build();
    document.servers = Some(vec![
        ServerBuilder::new()
            .url("/")
            .description(Some("The service that answers this document."))
            .build(),
    ]);
    document.tags = Some(tags::tags());
    let schemas = complete(&mut document, table);
    document.components = Some(components::components(schemas));
    document
}

/// The schemas that the operations of a table refer to.
pub fn schemas(table: &RouteTable) -> Schemas {
    complete(&mut table.documented().clone(), table)
}

/// Completes the operations of a table, and returns the schemas that they refer to.
fn complete(document: &mut OpenApi, table: &RouteTable) -> Schemas {
    let mut schemas = Schemas::default();
    for endpoint in table.endpoints() {
        let item = document.paths.paths.get_mut(endpoint.path);
        if let Some(operation) = item.and_then(|item| operation_of(item, &endpoint.method)) {
            operation::complete(operation, endpoint, &mut schemas);
        }
    }
    schemas
}

/// The operation of a path that answers a method.
pub fn operation_of<'a>(item: &'a mut PathItem, method: &Method) -> Option<&'a mut Operation> {
    if *method == Method::GET { item.get.as_mut() } else { item.post.as_mut() }
}
