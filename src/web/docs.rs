//! The built-in documentation, complete without a network.

use super::State;
use super::answer::{DocumentedAnswer, DocumentedStatuses, described};
use super::html::escaped;
use super::openapi::{AnswerHeader, Schemas};
use super::parameters::Path;
use super::permission::{Permit, Public};
use super::published::{content_tag, is_known, not_modified};
use super::table::RouteTable;
use crate::error::{Code, Error, Language, Result};
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, ContentType, ETAG, LOCATION};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use std::fmt::Write;
use std::sync::{Arc, LazyLock};
use utoipa::openapi::{ObjectBuilder, Schema, Type};
use utoipa_swagger_ui::Config;

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    // The page would send the document to a validator on the internet otherwise.
    Arc::new(Config::from("/api/v1/openapi.json").validator_url("none").display_operation_id(true))
});

/// Reads this document.
#[utoipa::path(get, path = "/api/v1/openapi.json")]
pub async fn read_openapi(_: Permit<Public>, state: Data<State>) -> OpenApiAnswer {
    OpenApiAnswer(state.table.clone())
}

/// 200 with the OpenAPI document, or 304 if the caller has it.
pub struct OpenApiAnswer(RouteTable);

impl Responder for OpenApiAnswer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let text = self.0.document();
        let tag = content_tag(text.as_bytes());
        if is_known(request.headers(), &tag) {
            return HttpResponse::NotModified().insert_header((ETAG, tag)).finish();
        }
        HttpResponse::Ok()
            .insert_header((ETAG, tag))
            .content_type(ContentType::json())
            .body(text.to_owned())
    }
}

impl DocumentedAnswer for OpenApiAnswer {
    fn document(_: &mut Schemas) -> DocumentedStatuses {
        let headers = [AnswerHeader::ContentTag];
        let object = ObjectBuilder::new().schema_type(Type::Object);
        vec![described(StatusCode::OK, &headers, Schema::from(object)), not_modified()]
    }
}

/// Redirects to the page of the documentation.
pub async fn redirect_to_docs(_: Permit<Public>) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

/// Serves the page of the documentation and the files it loads.
pub async fn show_docs(_: Permit<Public>, Path(file): Path<String>) -> Result<HttpResponse> {
    let found = utoipa_swagger_ui::serve(&file, Arc::clone(&CONFIG)).map_err(Error::internal)?;
    let file = found.ok_or(Code::UnknownRoute)?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(response.content_type(file.content_type).body(file.bytes.into_owned()))
}

/// Serves the page of all problem codes, where the `type` of problem documents points to.
pub async fn show_errors(_: Permit<Public>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::html()).body(errors_page())
}

fn errors_page() -> String {
    let mut page = String::from(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>错误代码 · Error codes</title>\
         <style>body{font-family:sans-serif;margin:2rem}td,th{padding:.3rem .8rem;text-align:left;vertical-align:top}\
         tr:target{background:#ff9}</style><h1>错误代码 · Error codes</h1>\
         <table><tr><th>code<th>HTTP<th>中文<th>English",
    );
    for code in Code::ALL {
        let name = code.as_str();
        let status = code.status();
        let [chinese, english] =
            [Language::Chinese, Language::English].map(|language| escaped(code.text(language)));
        // Writing to a string cannot fail.
        let _ = write!(
            page,
            "<tr id=\"{name}\"><td><code>{name}</code><td>{status}<td>{chinese}<td lang=\"en\">{english}"
        );
    }
    page + "</table></html>"
}
