//! The documentation the service carries with it, complete without a network.

use super::State;
use super::html::escaped;
use super::parameters::Path;
use super::permission::{Permit, Public};
use crate::error::{Code, Error, Language, Result};
use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_ENCODING, ContentType, LOCATION};
use actix_web::web::Data;
use std::fmt::Write;
use std::sync::{Arc, LazyLock};
use utoipa_swagger_ui::Config;

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    // The page would send the document to a validator on the internet otherwise.
    Arc::new(Config::from("/api/v1/openapi.json").validator_url("none").display_operation_id(true))
});

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, body = Object)))]
pub async fn read_openapi(_: Permit<Public>, state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(state.table.document().to_owned())
}

/// To the page of the documentation.
pub async fn redirect_to_docs(_: Permit<Public>) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

/// The page of the documentation and the files it loads.
pub async fn show_docs(_: Permit<Public>, Path(file): Path<String>) -> Result<HttpResponse> {
    let found = utoipa_swagger_ui::serve(&file, Arc::clone(&CONFIG)).map_err(Error::internal)?;
    let file = found.ok_or(Code::UnknownRoute)?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(response.content_type(file.content_type).body(file.bytes.into_owned()))
}

/// Every code of the problem documents, where their `type` points to.
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
        let (name, status) = (code.as_str(), code.status());
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
