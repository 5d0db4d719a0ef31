//! How an overview is sent.

use super::super::GEOJSON;
use super::BoundaryOverview;
use crate::error::{Error, Result};
use crate::web::answer::{DocumentedAnswer, DocumentedStatuses, described_as};
use crate::web::openapi::{AnswerHeader, Schemas};
use crate::web::published::not_modified;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, ContentEncoding, ETAG, Encoding, Header, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io::Read;

/// Level of compression: a third of the time of the usual one, and larger by 2 %.
const COMPRESSION: u32 = 4;

/// 200 with an overview, or 304 if the caller has it.
#[derive(Debug)]
pub struct OverviewAnswer {
    pub(super) tag: String,
    /// The overview as JSON, compressed with gzip; none if the caller has it.
    pub(super) body: Option<Bytes>,
}

impl Responder for OverviewAnswer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = match self.body {
            Some(_) => HttpResponse::Ok(),
            None => HttpResponse::NotModified(),
        };
        response
            .insert_header((ETAG, self.tag))
            .insert_header((CACHE_CONTROL, "private, no-cache"))
            .insert_header((VARY, "Accept-Encoding"));
        let Some(packed) = self.body else { return response.finish() };
        response.content_type(GEOJSON);
        if takes_gzip(request) {
            return response.insert_header(ContentEncoding::Gzip).body(packed);
        }
        match unpacked(&packed) {
            Ok(body) => response.body(body),
            Err(fault) => fault.error_response(),
        }
    }
}

impl DocumentedAnswer for OverviewAnswer {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        let headers = [AnswerHeader::ContentTag, AnswerHeader::CacheControl];
        let schema = schemas.reference::<BoundaryOverview>();
        vec![described_as(StatusCode::OK, &headers, GEOJSON, schema), not_modified()]
    }
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .is_ok_and(|accepted| accepted.negotiate(offered.iter()) == Some(Encoding::gzip()))
}

/// Writes an overview as JSON, compressed with gzip.
pub(super) fn packed(overview: &BoundaryOverview) -> Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(COMPRESSION));
    let text = serde_json::to_vec(overview).map_err(Error::internal)?;
    std::io::Write::write_all(&mut encoder, &text).map_err(Error::internal)?;
    encoder.finish().map(Bytes::from).map_err(Error::internal)
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut text).map_err(Error::internal)?;
    Ok(text)
}
