//! The built-in documentation, complete without a network.

use super::State;
use super::answer::{DocumentedAnswer, DocumentedStatuses, described};
use super::html::escaped;
use super::language::Wished;
use super::openapi::{AnswerHeader, Schemas};
use super::parameters::Path;
use super::permission::{Permit, Public};
use super::published::{content_tag, is_known, not_modified};
use super::table::RouteTable;
use crate::error::{Code, Error, Language, Result};
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, ContentType, ETAG, LOCATION, VARY,
};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use std::fmt::Write;
use std::sync::{Arc, LazyLock};
use utoipa::openapi::{ObjectBuilder, Schema, Type};
use utoipa_swagger_ui::{Config, Url};

/// The pages of the reference, by the language that they open with.
static PAGES: LazyLock<[Arc<Config<'static>>; 2]> =
    LazyLock::new(|| [Language::Chinese, Language::English].map(page));

/// Both documents are offered, that of the language first.
fn page(language: Language) -> Arc<Config<'static>> {
    let is_first = |other| language == other;
    let urls = [
        Url::with_primary("中文", "/api/v1/openapi.json?lang=zh", is_first(Language::Chinese)),
        Url::with_primary("English", "/api/v1/openapi.json?lang=en", is_first(Language::English)),
    ];
    // The page would send the document to a validator on the internet otherwise.
    Arc::new(Config::new(urls).validator_url("none").display_operation_id(true))
}

/// Reads this document.
///
/// In English; in Chinese when `lang` or `Accept-Language` names it.
#[utoipa::path(get, path = "/api/v1/openapi.json")]
pub async fn read_openapi(
    _: Permit<Public>,
    Wished(language): Wished,
    state: Data<State>,
) -> OpenApiAnswer {
    OpenApiAnswer { table: state.table.clone(), language: language.unwrap_or(Language::English) }
}

/// 200 with the OpenAPI document, or 304 if the caller has it.
pub struct OpenApiAnswer {
    table: RouteTable,
    language: Language,
}

impl Responder for OpenApiAnswer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let text = self.table.document(self.language);
        let tag = content_tag(text.as_bytes());
        if is_known(request.headers(), &tag) {
            return HttpResponse::NotModified().insert_header((ETAG, tag)).finish();
        }
        HttpResponse::Ok()
            .insert_header((ETAG, tag))
            .insert_header((CONTENT_LANGUAGE, self.language.tag()))
            .insert_header((VARY, "Accept-Language"))
            .content_type(ContentType::json())
            .body(text.to_owned())
    }
}

impl DocumentedAnswer for OpenApiAnswer {
    fn document(_: &mut Schemas) -> DocumentedStatuses {
        let headers = [AnswerHeader::ContentTag, AnswerHeader::ContentLanguage];
        let object = ObjectBuilder::new().schema_type(Type::Object);
        vec![described(StatusCode::OK, &headers, Schema::from(object)), not_modified()]
    }
}

/// Redirects to the page of the documentation.
pub async fn redirect_to_docs(_: Permit<Public>, Wished(language): Wished) -> HttpResponse {
    let wish = language.map(|language| format!("?lang={}", language.code())).unwrap_or_default();
    HttpResponse::PermanentRedirect().insert_header((LOCATION, format!("/docs/{wish}"))).finish()
}

/// Serves the page of the documentation and the files it loads, in Chinese unless `lang` or
/// `Accept-Language` names English.
pub async fn show_docs(
    _: Permit<Public>,
    Wished(language): Wished,
    Path(file): Path<String>,
) -> Result<HttpResponse> {
    let language = language.unwrap_or_default();
    let [chinese, english] = &*PAGES;
    let page = if language == Language::Chinese { chinese } else { english };
    let found = utoipa_swagger_ui::serve(&file, Arc::clone(page)).map_err(Error::internal)?;
    let found = found.ok_or(Code::UnknownRoute)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((VARY, "Accept-Language")).content_type(found.content_type);
    if found.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    let bytes = found.bytes.into_owned();
    let page = String::from_utf8(bytes).map(|text| opened_in(&text, language).into_bytes());
    Ok(response.body(page.unwrap_or_else(|error| error.into_bytes())))
}

/// Tells the script that a page begins with which language it was opened in.
fn opened_in(page: &str, language: Language) -> String {
    let script = format!("{INITIALIZER}?lang={}", language.code());
    page.replace(&format!("{INITIALIZER}\""), &format!("{script}\""))
}

/// The script that knows where the documents are.
const INITIALIZER: &str = "swagger-initializer.js";

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
