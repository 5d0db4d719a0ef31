//! Reception of the bytes of a body, with limits of size and speed.

use super::super::pace::TransferPace;
use super::super::unread;
use crate::config::RequestLimits;
use crate::error::{Code, Problem, Result};
use actix_web::body::{BodyStream, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, BytesMut};
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Returns the minimum pace of bodies.
pub(in crate::web) fn pace(limits: &RequestLimits) -> TransferPace {
    TransferPace {
        deadline: Duration::from_secs(limits.body_deadline_s.into()),
        grace: Duration::from_secs(limits.slow_grace_s.into()),
        bytes_per_second: limits.body_min_bytes_per_s,
    }
}

/// Reads the raw body, up to `limit` bytes. The unread rest is held.
///
/// # Errors
/// [`Code::BodyTooLarge`], before anything is read when the client states the length;
/// [`Code::BodyTooSlow`]; [`Code::BodyIncomplete`].
pub(in crate::web) async fn read(
    request: &ServiceRequest,
    limit: usize,
    pace: TransferPace,
) -> Result<Bytes> {
    let stated =
        request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if stated.is_some_and(|length: usize| length > limit) {
        return Err(too_large(limit).into());
    }
    let mut payload = unread::take(request);
    let received = receive(&mut payload, limit, pace).await;
    unread::keep_rest(request, payload);
    received
}

async fn receive(payload: &mut Payload, limit: usize, pace: TransferPace) -> Result<Bytes> {
    let began = Instant::now();
    let mut stream = pin!(BodyStream::new(payload));
    let mut body = BytesMut::new();
    loop {
        let next = poll_fn(|cx| stream.as_mut().poll_next(cx));
        let next = timeout_at(pace.due(began, body.len() as u64), next)
            .await
            .map_err(|_| too_slow(pace))?;
        match next {
            Some(Ok(bytes)) if body.len() + bytes.len() > limit => {
                return Err(too_large(limit).into());
            }
            Some(Ok(bytes)) => body.extend_from_slice(&bytes),
            Some(Err(_)) => return Err(Code::BodyIncomplete.into()),
            None => return Ok(body.freeze()),
        }
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Code::BodyTooLarge).with("limit", limit)
}

fn too_slow(pace: TransferPace) -> Problem {
    let problem = Problem::new(Code::BodyTooSlow).with("seconds", pace.deadline.as_secs());
    problem.with("rate", pace.bytes_per_second)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::error::Error;
    use actix_http::h1;
    use tokio::time::sleep;

    const SECOND: Duration = Duration::from_secs(1);
    const PACE: TransferPace = TransferPace {
        deadline: Duration::from_secs(60),
        grace: Duration::from_secs(10),
        bytes_per_second: 10,
    };

    fn code(error: &Error) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| error.is(*code))
    }

    /// Sends `bytes` of a body per second; returns the outcome, and the seconds until it.
    async fn sent_at(bytes: usize, limit: usize) -> (Result<usize, Option<Code>>, u64) {
        let (mut sender, payload) = h1::Payload::create(false);
        let mut payload = Payload::from(payload);
        let began = Instant::now();
        let send = async {
            for _ in 0..40 {
                sender.feed_data(vec![b'x'; bytes].into());
                sleep(SECOND).await;
            }
            sender.feed_eof();
        };
        let receive = async {
            let received = receive(&mut payload, limit, PACE).await;
            (received, began.elapsed().as_secs())
        };
        let ((received, seconds), ()) = tokio::join!(receive, send);
        (received.map(|body| body.len()).map_err(|error| code(&error)), seconds)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_comes_at_the_least_rate_or_not_at_all() {
        assert_eq!(sent_at(12, 1000).await, (Ok(480), 40));
        // At one byte a second, each byte earns a tenth of a second.
        assert_eq!(sent_at(1, 1000).await, (Err(Some(Code::BodyTooSlow)), 11));
        assert_eq!(sent_at(12, 100).await, (Err(Some(Code::BodyTooLarge)), 8));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_has_a_deadline_however_much_came_at_once() {
        let (mut sender, payload) = h1::Payload::create(false);
        let began = Instant::now();
        sender.feed_data(vec![b'x'; 10_000].into());
        let error = receive(&mut payload.into(), 20_000, PACE).await.unwrap_err();
        assert_eq!((code(&error), began.elapsed().as_secs()), (Some(Code::BodyTooSlow), 60));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_whose_sender_is_gone_is_incomplete() {
        let (mut sender, payload) = h1::Payload::create(false);
        sender.set_error(actix_http::error::PayloadError::Incomplete(None));
        let error = receive(&mut payload.into(), 10, PACE).await.unwrap_err();
        assert_eq!(code(&error), Some(Code::BodyIncomplete));
    }
}
