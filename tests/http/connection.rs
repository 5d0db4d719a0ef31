//! The application over a real connection.

use crate::support::app::Builder;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use wangge::config::Config;
use wangge::web::State;
use wangge::web::server::server;

/// How long a connection may stay open that the server should close: less than an exchange may
/// take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The answer to a request line, headers and body.
fn exchange(server: SocketAddr, line: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(server).unwrap();
    let request = format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n{body}");
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn stories(server: SocketAddr) {
    let head = exchange(server, "HEAD /healthz", "", "");
    assert!(head.starts_with("HTTP/1.1 200 OK") && head.ends_with("\r\n\r\n"), "{head}");

    let post = |headers: &str, body: &str| {
        exchange(
            server,
            "POST /test/note",
            &format!("Content-Type: application/json\r\n{headers}\r\n"),
            body,
        )
    };
    let large = "x".repeat(5_000_000);
    let stated = post(&format!("Content-Length: {}", large.len()), &large);
    assert!(stated.contains("body_too_large"), "{stated}");
    let chunk = format!("12d\r\n{}\r\n0\r\n\r\n", &large[..301]);
    let streamed = post("Transfer-Encoding: chunked", &chunk);
    assert!(streamed.contains("body_too_large"), "{streamed}");
    let broken = post("Transfer-Encoding: chunked", "no chunk\r\n");
    assert!(broken.contains("body_incomplete"), "{broken}");
}

/// Tells stories of a server whose configuration was changed.
async fn served(
    change: impl FnOnce(&mut Config),
    stories: impl FnOnce(SocketAddr) + Send + 'static,
) {
    let Builder { table, mut config, services, .. } = Builder::new();
    change(&mut config);
    let state =
        Arc::new(State::new(services, config.server, config.limits, super::routes::beside(&table)));
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let server = server(&state, listener).unwrap().workers(1).disable_signals().run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let told = actix_web::rt::task::spawn_blocking(move || stories(address)).await;
    handle.stop(false).await;
    told.unwrap();
}

#[actix_web::test]
async fn a_server_answers_as_the_application_does() {
    served(|_| {}, stories).await;
}

/// A client that sends a beginning and then nothing.
fn stalled(server: SocketAddr, beginning: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server).unwrap();
    stream.write_all(beginning.as_bytes()).unwrap();
    stream
}

/// What comes until the server closes the connection. One that stays open is told apart from one
/// that is reset.
fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let read = stream.read_to_end(&mut text).map_err(|fault| fault.kind());
    assert_ne!(read, Err(ErrorKind::WouldBlock), "the connection is still open");
    String::from_utf8_lossy(&text).into_owned()
}

const NOTE: &str = "POST /test/note HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

#[actix_web::test]
async fn a_body_that_does_not_come_is_refused_and_its_connection_closed() {
    let impatient = |config: &mut Config| config.limits.slow_grace_s = 1;
    let stories = |server| {
        let bodies = [
            ("announced and not sent", "Content-Length: 20\r\n\r\n"),
            ("begun", "Content-Length: 20\r\n\r\n{\"title\":"),
            ("in chunks", "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"ti\r\n"),
            ("after asking", "Expect: 100-continue\r\nContent-Length: 20\r\n\r\n"),
        ];
        let sent =
            bodies.map(|(what, headers)| (what, stalled(server, &format!("{NOTE}{headers}"))));
        for (what, stream) in sent {
            let answer = rest(stream);
            assert!(
                answer.contains("HTTP/1.1 408") && answer.contains("body_too_slow"),
                "{what}: {answer}"
            );
            assert!(answer.to_ascii_lowercase().contains("connection: close"), "{what}: {answer}");
        }
    };
    served(impatient, stories).await;
}

#[actix_web::test]
async fn a_chunked_body_that_nobody_wants_ends_with_the_answer() {
    let stories = |server| {
        let unwanted = [
            ("POST /test/supervise", "401"),
            ("POST /test/note?unknown=1", "400"),
            ("GET /healthz", "200"),
            ("GET /nowhere", "404"),
            ("POST /nowhere", "404"),
            ("POST /healthz", "405"),
            ("DELETE /test/note", "405"),
        ];
        for (line, status) in unwanted {
            let head = format!(
                "{line} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n"
            );
            let answer = rest(stalled(server, &head));
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{line}: {answer}");
            assert!(answer.to_ascii_lowercase().contains("connection: close"), "{line}: {answer}");
        }
    };
    served(|_| {}, stories).await;
}

#[actix_web::test]
async fn an_answer_that_nobody_reads_ends_the_connection() {
    let impatient = |config: &mut Config| {
        config.limits.slow_grace_s = 1;
        config.limits.answer_min_bytes_per_s = 1_000_000;
    };
    let stories = |server| {
        let mut stream = TcpStream::connect(server).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        let asked = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100);
        // The buffers on the way fill in both directions; then nothing is taken any more.
        let fault = loop {
            if let Err(fault) = stream.write_all(asked.as_bytes()) {
                break fault.kind();
            }
        };
        assert_ne!(fault, ErrorKind::WouldBlock, "the connection is still open");
        assert!(
            exchange(server, "GET /healthz", "", "").starts_with("HTTP/1.1 200"),
            "others are served"
        );
    };
    served(impatient, stories).await;
}

#[actix_web::test]
async fn a_client_sends_so_many_bodies_at_the_same_time() {
    let strict = |config: &mut Config| {
        config.limits.bodies_per_client = 1;
        config.limits.bodies_at_once = 2;
        config.server.trust_proxy = true;
    };
    let stories = |server| {
        let send = |client: &str| {
            let headers = format!(
                "Content-Type: application/json\r\nX-Forwarded-For: {client}\r\nContent-Length: 14\r\n"
            );
            exchange(server, "POST /test/note", &headers, r#"{"title": "a"}"#)
        };
        // The server asks for the body once it has counted it.
        let begin = |client: &str| {
            let headers = format!(
                "X-Forwarded-For: {client}\r\nExpect: 100-continue\r\nContent-Length: 14\r\n\r\n"
            );
            let mut stream = stalled(server, &format!("{NOTE}{headers}"));
            stream.read_exact(&mut [0; 25]).unwrap();
            stream
        };
        let first = begin("1.1.1.1");
        let refused = send("1.1.1.1");
        assert!(
            refused.starts_with("HTTP/1.1 429") && refused.contains("too_many_bodies"),
            "{refused}"
        );
        assert!(refused.to_ascii_lowercase().contains("retry-after: 5"), "{refused}");
        assert!(send("2.2.2.2").starts_with("HTTP/1.1 200"), "another client is not concerned");
        let _second = begin("2.2.2.2");
        let full = send("3.3.3.3");
        assert!(full.starts_with("HTTP/1.1 503") && full.contains("bodies_at_capacity"), "{full}");
        drop(first);
        let is_free = |_| send("1.1.1.1").starts_with("HTTP/1.1 200");
        assert!((0..1_000).any(is_free), "the place of whoever went is never free");
    };
    served(strict, stories).await;
}

#[actix_web::test]
async fn a_head_that_does_not_come_ends_the_connection() {
    let impatient = |config: &mut Config| {
        config.limits.head_deadline_s = 1;
        config.limits.exchange_deadline_s = 2;
    };
    let stories = |server| {
        let first = stalled(server, "GET /healthz HTTP/1.1\r\nHost:");
        let mut second = stalled(server, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        second.read_exact(&mut [0; 12]).unwrap();
        second.write_all(b"GET /healthz HTTP/1.1\r\nHost:").unwrap();
        assert!(rest(first).starts_with("HTTP/1.1 408"));
        assert!(!rest(second).contains("HTTP/1.1"), "one answer, and then the end");
    };
    served(impatient, stories).await;
}
