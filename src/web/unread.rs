//! Bodies of requests that were answered before they had come to their end.
//!
//! The server goes on reading a body that nobody wants any more, for as long as the client cares to send it. As long as
//! somebody holds it the server knows that it will not be read, and closes the connection behind the answer.

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::web::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};

struct Unread {
    _payload: Payload,
}

/// Keeps the rest of a request's body until [`held`] takes it.
pub(super) fn keep(request: &mut ServiceRequest) {
    let payload = request.take_payload();
    request.extensions_mut().insert(Unread { _payload: payload });
}

/// The same answer, which holds the unread body of its request until it was sent.
pub(super) fn held(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let unread = response.request().extensions_mut().remove::<Unread>();
    match unread {
        Some(unread) => response.map_body(|_, body| BoxBody::new(Answer { body, _unread: unread })),
        None => response,
    }
}

struct Answer {
    body: BoxBody,
    _unread: Unread,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}
