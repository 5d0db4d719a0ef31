//! Answers that are workbooks.

use super::answer::{DocumentedAnswer, DocumentedStatuses, described_as};
use super::openapi::Schemas;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, Responder};
use utoipa::openapi::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

/// Media type of workbooks.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// 200 with a workbook to be saved.
#[derive(Debug)]
pub struct SavedWorkbook {
    /// Name of the file.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

impl Responder for SavedWorkbook {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .content_type(WORKBOOK)
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", self.name)))
            .body(self.bytes)
    }
}

impl DocumentedAnswer for SavedWorkbook {
    fn document(_: &mut Schemas) -> DocumentedStatuses {
        let bytes = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
        vec![described_as(StatusCode::OK, &[], WORKBOOK, bytes)]
    }
}
