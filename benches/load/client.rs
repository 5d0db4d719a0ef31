//! A plain HTTP/1.1 client for load: one connection, one thread, no more work than it takes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

const REQUESTS: &str = "/api/v1/requests";

/// A connection that is kept.
pub struct Client {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("connects");
        stream.set_nodelay(true).expect("sets");
        Self { stream: BufReader::new(stream), line: String::new(), body: Vec::new() }
    }

    /// Sends a request and answers status and body; none when the connection broke.
    pub fn send(&mut self, request: &[u8]) -> Option<(u16, &[u8])> {
        self.stream.get_mut().write_all(request).ok()?;
        let status = self.status_line()?;
        let mut length = 0;
        while self.next_line()? > 2 {
            if let Some(value) = self.line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).ok()?;
        Some((status, &self.body))
    }

    fn status_line(&mut self) -> Option<u16> {
        self.next_line()?;
        self.line.split(' ').nth(1)?.parse().ok()
    }

    fn next_line(&mut self) -> Option<usize> {
        self.line.clear();
        self.stream.read_line(&mut self.line).ok().filter(|&read| read > 0)
    }
}

/// A submission of a resident who is signed in, at a point of the small town that follows from its
/// number.
#[allow(dead_code, reason = "not every bench signs in")]
pub fn submission(token: &str, key: &str, number: usize) -> Vec<u8> {
    let (lon, lat) = (121.40 + (number % 397) as f64 * 1e-4, 30.90 + (number % 193) as f64 * 1e-4);
    let headers = format!("Authorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n");
    post(REQUESTS, &headers, &body(lon, lat, number, false))
}

/// A submission of somebody who does not say who they are.
#[allow(dead_code, reason = "not every bench is anonymous")]
pub fn anonymous(key: &str, number: usize) -> Vec<u8> {
    let (lon, lat) = (121.40 + (number % 397) as f64 * 1e-4, 30.90 + (number % 193) as f64 * 1e-4);
    unsigned(key, &body(lon, lat, number, true))
}

/// The same with words of one's own.
pub fn unsigned(key: &str, body: &str) -> Vec<u8> {
    post(REQUESTS, &format!("Idempotency-Key: {key}\r\n"), body)
}

fn body(lon: f64, lat: f64, number: usize, anonymous: bool) -> String {
    format!(
        "{{\"place\":{{\"lon\":{lon:.4},\"lat\":{lat:.4}}},\"category\":\"environment.noise\",\"kind\":\"complaint\",\
         \"anonymous\":{anonymous},\
         \"description\":\"每晚十点以后工地仍在施工，老人孩子无法休息，请尽快协调处理，谢谢。第 {number} 次反映。\"}}"
    )
}

/// Staff who sign in.
#[allow(dead_code, reason = "not every bench signs in")]
pub fn login(name: &str, password: &str) -> Vec<u8> {
    post("/api/v1/auth/login", "", &format!("{{\"name\":\"{name}\",\"password\":\"{password}\"}}"))
}

/// A POST of somebody who is signed in.
#[allow(dead_code, reason = "not every bench signs in")]
pub fn keyed_post(path: &str, token: &str, key: &str, body: &str) -> Vec<u8> {
    post(path, &format!("Authorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"), body)
}

/// `headers` end with a line break when there are any.
fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A GET without signing in.
#[allow(dead_code, reason = "not every bench reads")]
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}
