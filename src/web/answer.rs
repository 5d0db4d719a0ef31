//! Answers of handlers on success. The type of an answer determines its status and its headers, so
//! that the documentation matches what is sent.

use super::openapi::{AnswerHeader, Schemas};
use super::{idempotency, version};
use crate::error::{Error, Result};
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, ETAG, LOCATION};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::{ContentBuilder, RefOr, Response, ResponseBuilder, Schema};

/// Initial capacity: most documents fit; longer ones grow.
const USUAL_BYTES: usize = 1024;

/// The answer for each status.
pub type DocumentedStatuses = Vec<(StatusCode, Response)>;

/// An answer that the documentation can describe without a call.
pub trait DocumentedAnswer: Responder + 'static {
    /// Returns its statuses and the answer for each.
    fn document(schemas: &mut Schemas) -> DocumentedStatuses;
}

impl<T: DocumentedAnswer> DocumentedAnswer for Result<T> {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        T::document(schemas)
    }
}

/// A document that is answered alone and has a version.
pub trait Resource: Serialize + ToSchema + 'static {
    /// Returns its row version, if this reader may know it.
    fn version(&self) -> Option<i64>;
}

/// A resource with a path of its own.
pub trait Located: Resource {
    /// Returns the path where it is read.
    fn location(&self) -> String;
}

/// Implements [`Resource`] and [`Located`] for views read at a path followed by their `id`.
macro_rules! resources {
    ($($view:ty: $path:literal),+ $(,)?) => {$(
        impl $crate::web::answer::Resource for $view {
            fn version(&self) -> Option<i64> {
                Some(self.version)
            }
        }

        impl $crate::web::answer::Located for $view {
            fn location(&self) -> String {
                format!("{}/{}", $path, self.id)
            }
        }
    )+};
}
pub(super) use resources;

/// 200 with a document.
#[derive(Debug)]
pub struct Answer<T>(pub T);

impl<T: Serialize> Responder for Answer<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        json(&mut HttpResponse::Ok(), &self.0)
    }
}

impl<T: Serialize + ToSchema + 'static> DocumentedAnswer for Answer<T> {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        vec![described(StatusCode::OK, &[], schemas.reference::<T>())]
    }
}

/// 200 with a resource, as it is now.
#[derive(Debug)]
pub struct Current<T>(pub T);

impl<T: Resource> Responder for Current<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        json(tagged(&mut HttpResponse::Ok(), &self.0), &self.0)
    }
}

impl<T: Resource> DocumentedAnswer for Current<T> {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        vec![described(StatusCode::OK, &[AnswerHeader::EntityTag], schemas.reference::<T>())]
    }
}

/// 200 with a resource after a change.
#[derive(Debug)]
pub struct Changed<T> {
    /// The resource after the change.
    pub resource: T,
    /// True if the `Idempotency-Key` was used before, and nothing was done again.
    pub replayed: bool,
}

impl<T: Resource> Responder for Changed<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        marked(tagged(&mut response, &self.resource), self.replayed);
        json(&mut response, &self.resource)
    }
}

impl<T: Resource> DocumentedAnswer for Changed<T> {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        let headers = [AnswerHeader::EntityTag, AnswerHeader::Replayed];
        vec![described(StatusCode::OK, &headers, schemas.reference::<T>())]
    }
}

/// 201 with a created resource.
#[derive(Debug)]
pub struct Created<T> {
    /// The created resource.
    pub resource: T,
    /// True if the `Idempotency-Key` was used before, and nothing was done again.
    pub replayed: bool,
}

impl<T: Located> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Created();
        response.insert_header((LOCATION, self.resource.location()));
        marked(tagged(&mut response, &self.resource), self.replayed);
        json(&mut response, &self.resource)
    }
}

impl<T: Located> DocumentedAnswer for Created<T> {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        let headers = [AnswerHeader::Location, AnswerHeader::EntityTag, AnswerHeader::Replayed];
        vec![described(StatusCode::CREATED, &headers, schemas.reference::<T>())]
    }
}

/// 204: done, without a document.
#[derive(Debug, Clone, Copy)]
pub struct Done;

impl Responder for Done {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}

impl DocumentedAnswer for Done {
    fn document(_: &mut Schemas) -> DocumentedStatuses {
        let response = ResponseBuilder::new().description("Done.");
        vec![(StatusCode::NO_CONTENT, response.build())]
    }
}

fn tagged<'a>(
    response: &'a mut HttpResponseBuilder,
    resource: &impl Resource,
) -> &'a mut HttpResponseBuilder {
    if let Some(version) = resource.version() {
        response.insert_header((ETAG, version::entity_tag(version)));
    }
    response
}

fn marked(response: &mut HttpResponseBuilder, replayed: bool) {
    if replayed {
        response.insert_header((idempotency::REPLAYED, "true"));
    }
}

fn json(response: &mut HttpResponseBuilder, document: &impl Serialize) -> HttpResponse {
    let mut body = Vec::with_capacity(USUAL_BYTES);
    match serde_json::to_writer(&mut body, document) {
        Ok(()) => response.content_type(ContentType::json()).body(body),
        Err(fault) => Error::internal(fault).error_response(),
    }
}

/// Describes an answer of JSON with these headers.
pub(super) fn described(
    status: StatusCode,
    headers: &[AnswerHeader],
    schema: impl Into<RefOr<Schema>>,
) -> (StatusCode, Response) {
    described_as(status, headers, "application/json", schema)
}

/// Describes an answer of any media type with these headers.
pub(super) fn described_as(
    status: StatusCode,
    headers: &[AnswerHeader],
    media_type: &str,
    schema: impl Into<RefOr<Schema>>,
) -> (StatusCode, Response) {
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let description = match status {
        StatusCode::CREATED => "It was made.",
        StatusCode::SERVICE_UNAVAILABLE => "Not everything can be done now.",
        _ => "All went well.",
    };
    let response = ResponseBuilder::new().description(description).content(media_type, content);
    let response = headers
        .iter()
        .fold(response, |response, header| response.header(header.name(), header.described()));
    (status, response.build())
}
