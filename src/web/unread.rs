//! Bodies of requests, as long as nobody has read them to their end.
//!
//! The server goes on reading a body that nobody holds any more, for as long as the client cares to
//! send it. As long as somebody holds it the server knows that it will not be read, and closes the
//! connection behind the answer. So every body is kept from the first layer on, whatever route
//! there is for it.

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::web::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};

struct UnreadService {
    payload: Payload,
}

/// Keeps the body of a request until [`take`] or [`held`] takes it.
pub(super) fn keep(request: &mut ServiceRequest) {
    let payload = request.take_payload();
    keep_rest(request, payload);
}

/// Keeps what was not read of a body.
pub(super) fn keep_rest(request: &ServiceRequest, payload: Payload) {
    if !matches!(payload, Payload::None) {
        request.extensions_mut().insert(UnreadService { payload });
    }
}

/// The body of a request, to be read.
pub(super) fn take(request: &ServiceRequest) -> Payload {
    request
        .extensions_mut()
        .remove::<UnreadService>()
        .map_or(Payload::None, |unread| unread.payload)
}

/// The same answer, which holds the unread body of its request until it was sent.
pub(super) fn held(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let unread = response.request().extensions_mut().remove::<UnreadService>();
    match unread {
        Some(unread) => {
            response.map_body(|_, body| BoxBody::new(UnreadAnswer { body, _unread: unread }))
        }
        None => response,
    }
}

struct UnreadAnswer {
    body: BoxBody,
    _unread: UnreadService,
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
