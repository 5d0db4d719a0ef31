//! Unread bodies of requests.
//!
//! After a body is dropped, the server goes on reading it, for as long as the client sends it.
//! While it is held, the server knows that it will not be read, and closes the connection after the
//! answer. So every body is held from the first layer on, with or without a route for it.

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::web::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};

struct UnreadBody {
    payload: Payload,
}

/// Holds the body of a request until [`take`] or [`held`] takes it.
pub(super) fn keep(request: &mut ServiceRequest) {
    let payload = request.take_payload();
    keep_rest(request, payload);
}

/// Holds the unread rest of a body.
pub(super) fn keep_rest(request: &ServiceRequest, payload: Payload) {
    if !matches!(payload, Payload::None) {
        request.extensions_mut().insert(UnreadBody { payload });
    }
}

/// Takes the body of a request, to read it.
pub(super) fn take(request: &ServiceRequest) -> Payload {
    request.extensions_mut().remove::<UnreadBody>().map_or(Payload::None, |unread| unread.payload)
}

/// Makes the answer hold the unread body of its request until it is sent.
pub(super) fn held(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let unread = response.request().extensions_mut().remove::<UnreadBody>();
    match unread {
        Some(unread) => {
            response.map_body(|_, body| BoxBody::new(UnreadAnswer { body, _unread: unread }))
        }
        None => response,
    }
}

struct UnreadAnswer {
    body: BoxBody,
    _unread: UnreadBody,
}

impl MessageBody for UnreadAnswer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
