//! The application over a real connection.

use crate::support::app::Builder;
use actix_web::HttpServer;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use wangge::web::{State, app};

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
        exchange(server, "POST /test/note", &format!("Content-Type: application/json\r\n{headers}\r\n"), body)
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

#[actix_web::test]
async fn a_server_answers_as_the_application_does() {
    let Builder { table, config, services, .. } = Builder::new();
    let state = Arc::new(State::new(services, config.server, config.limits, super::routes::beside(&table)));
    let server = HttpServer::new(move || app(&state)).workers(1).disable_signals().bind(("127.0.0.1", 0)).unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let told = actix_web::rt::task::spawn_blocking(move || stories(address)).await;
    handle.stop(false).await;
    told.unwrap();
}
