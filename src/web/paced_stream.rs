//! A connection whose other side must keep up, in every state of the exchange.
//!
//! It limits two things that no layer above can see: the time from the first byte of a request to
//! the first of its answer, and the speed at which an answer is read. The connection to a client
//! that falls behind is closed, and its resources are freed.

use super::pace::TransferPace;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// Limits of the other side of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Maximum time from the first byte of a request to the first of its answer.
    pub exchange: Duration,
    /// Minimum pace at which an answer is read once it exceeds the buffers of the connection.
    pub answer: TransferPace,
}

/// A connection that fails if the other side does not keep up.
pub(super) struct PacedStream<S> {
    stream: S,
    patience: Patience,
    /// Timer of the exchange; none between an answer and the next request.
    exchange: Option<Pin<Box<Sleep>>>,
    /// Unread part of an answer; none while everything written was accepted.
    backlog: Option<Backlog>,
}

/// An answer that the other side does not accept at once.
struct Backlog {
    began: Instant,
    taken: u64,
    timer: Pin<Box<Sleep>>,
}

impl<S> PacedStream<S> {
    /// Wraps a connection.
    pub fn new(stream: S, patience: Patience) -> Self {
        Self { stream, patience, exchange: None, backlog: None }
    }

    fn poll_exchange(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        match &mut self.exchange {
            Some(timer) => timer.as_mut().poll(cx).map(|()| io::ErrorKind::TimedOut.into()),
            None => Poll::Pending,
        }
    }

    fn poll_backlog(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let pace = self.patience.answer;
        let backlog = self.backlog.get_or_insert_with(|| {
            let began = Instant::now();
            Backlog { began, taken: 0, timer: Box::pin(sleep_until(pace.due(began, 0))) }
        });
        backlog.timer.as_mut().reset(pace.due(backlog.began, backlog.taken));
        backlog.timer.as_mut().poll(cx).map(|()| io::ErrorKind::TimedOut.into())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PacedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Checked first, so that data arriving without a pause times out too.
        if let Poll::Ready(late) = self.poll_exchange(cx) {
            return Poll::Ready(Err(late));
        }
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buffer) {
            Poll::Ready(read) => {
                if buffer.filled().len() > before && self.exchange.is_none() {
                    self.exchange = Some(Box::pin(sleep(self.patience.exchange)));
                }
                Poll::Ready(read)
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PacedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, bytes) {
            Poll::Ready(written) => {
                self.exchange = None;
                if let (Some(backlog), Ok(written)) = (&mut self.backlog, &written) {
                    backlog.taken += *written as u64;
                }
                Poll::Ready(written)
            }
            Poll::Pending => Poll::Ready(Err(ready!(self.poll_backlog(cx)))),
        }
    }

    /// Ends the backlog: the server flushes when it has nothing left to write.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = ready!(Pin::new(&mut self.stream).poll_flush(cx));
        self.backlog = None;
        Poll::Ready(flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const SECOND: Duration = Duration::from_secs(1);

    /// Creates the server's side of a connection that buffers 16 bytes, and the client's.
    fn connection() -> (PacedStream<DuplexStream>, DuplexStream) {
        let (server, client) = duplex(16);
        let answer =
            TransferPace { deadline: Duration::MAX, grace: 10 * SECOND, bytes_per_second: 8 };
        (PacedStream::new(server, Patience { exchange: 60 * SECOND, answer }), client)
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_never_complete_ends() {
        let (mut server, mut client) = connection();
        let began = Instant::now();
        client.write_all(b"POST").await.unwrap();
        server.read_exact(&mut [0; 4]).await.unwrap();
        let dribble = async {
            while client.write_all(b"x").await.is_ok() {
                sleep(SECOND).await;
            }
        };
        let read = async {
            let mut text = Vec::new();
            let read = server.read_to_end(&mut text).await;
            drop(server);
            read
        };
        let (read, ()) = tokio::join!(read, dribble);
        assert_eq!(read.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), 60);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_comes_without_a_pause_ends_too() {
        let (mut server, mut client) = connection();
        client.write_all(b"PO").await.unwrap();
        server.read_exact(&mut [0; 2]).await.unwrap();
        sleep(61 * SECOND).await;
        client.write_all(b"ST").await.unwrap();
        let late = server.read_exact(&mut [0; 2]).await.unwrap_err();
        assert_eq!(late.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn between_an_answer_and_the_next_request_nothing_is_due() {
        let (mut server, mut client) = connection();
        client.write_all(b"GET").await.unwrap();
        server.read_exact(&mut [0; 3]).await.unwrap();
        server.write_all(b"200").await.unwrap();
        let later = async {
            sleep(300 * SECOND).await;
            client.write_all(b"GET").await.unwrap();
        };
        let (read, ()) = tokio::join!(async { server.read_exact(&mut [0; 3]).await }, later);
        read.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_nobody_reads_ends() {
        let (mut server, _client) = connection();
        let began = Instant::now();
        let written = server.write_all(&[0; 100]).await;
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed(), 10 * SECOND);
    }

    /// Writes 800 bytes to a client that reads `bytes` per second, and returns the outcome.
    async fn read_at(bytes: usize) -> io::Result<()> {
        let (mut server, mut client) = connection();
        let write = async {
            let written = server.write_all(&[0; 800]).await;
            drop(server);
            written
        };
        let read = async {
            while client.read(&mut vec![0; bytes]).await.is_ok_and(|read| read > 0) {
                sleep(SECOND).await;
            }
        };
        tokio::join!(write, read).0
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_read_at_the_least_rate_or_not_at_all() {
        read_at(10).await.unwrap();
        assert_eq!(read_at(2).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
