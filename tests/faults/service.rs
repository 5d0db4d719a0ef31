//! The real binary as a child process, and plain HTTP to it.

use crate::support::database::TestDatabase;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use uuid::Uuid;
use wangge::store::connection::Location;

/// A town of one grid, and the process that serves it.
pub struct Service {
    pub database: TestDatabase,
    folder: TempDir,
    child: Option<Child>,
    pub address: String,
}

/// A status, the header `Retry-After`, and the body.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    pub retry_after: Option<String>,
    pub body: Value,
}

impl Service {
    /// A town that has begun and is served. `shell` is run before, in the process that becomes the
    /// service.
    pub fn start(database: TestDatabase, shell: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut service = Self { database, folder, child: None, address: String::new() };
        let mut init = service.command("exec \"$@\"", "init");
        init.args([
            "--code",
            "T",
            "--name",
            "试点镇",
            "--supervisor",
            "leader",
            "--second-supervisor",
            "deputy",
        ]);
        let begun = init.output().unwrap();
        assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
        service.serve(shell);
        service
    }

    /// Serves, and waits for the line that says where.
    pub fn serve(&mut self, shell: &str) {
        let mut serve = self.command(&format!("{shell} exec \"$@\""), "serve");
        let mut child =
            serve.args(["--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let serving = lines.find_map(|line| {
            let line: Value = serde_json::from_str(&line.unwrap()).unwrap_or_default();
            line["fields"]["address"].as_str().map(str::to_owned)
        });
        // The pipe is read on, so that the process never waits for it.
        std::thread::spawn(move || lines.for_each(drop));
        self.child = Some(child);
        self.address = serving.unwrap();
    }

    fn command(&self, shell: &str, verb: &str) -> Command {
        let path = |name: &str| self.folder.path().join(name);
        let url = match &self.database.location {
            Location::Sqlite(file) => format!("sqlite://{}", file.display()),
            Location::Postgres(url) => url.clone(),
        };
        let mut command = Command::new("sh");
        command.args(["-c", shell, "sh", env!("CARGO_BIN_EXE_wangge"), verb]);
        command.env("WANGGE_DATABASE_URL", url);
        command
            .env("WANGGE_KEYS_VAULT", path("vault-keys.toml"))
            .env("WANGGE_KEYS_TOKENS", path("token-keys.toml"));
        command
            .env("WANGGE_AUTH_ALLOW_LOG_SENDER", "true")
            .env("WANGGE_AUTH_ARGON2_MEMORY_KIB", "8192");
        command.env("WANGGE_LIMITS_ADDRESS_PER_MINUTE", "1000000").env("WANGGE_LOG_FORMAT", "json");
        command
    }

    /// Ends the process as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn submit(&self) -> Heard {
        submit(&self.address).unwrap()
    }

    pub fn get(&self, path: &str) -> Heard {
        call(&self.address, &format!("GET {path} HTTP/1.1"), "").unwrap()
    }

    /// What a route answers that is not JSON.
    pub fn text(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    /// What the receipt of a request says.
    pub fn follow(&self, sent: &Value) -> Heard {
        let start =
            format!("POST /api/v1/requests/{}/receipt HTTP/1.1", sent["id"].as_str().unwrap());
        call(&self.address, &start, &json!({ "secret": sent["receipt_secret"] }).to_string())
            .unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends an anonymous request.
pub fn submit(address: &str) -> std::io::Result<Heard> {
    let body = json!({
        "place": { "grid_code": "T" },
        "category": "environment.noise",
        "kind": "complaint",
        "description": "夜里施工噪声",
        "anonymous": true,
    });
    let start = format!("POST /api/v1/requests HTTP/1.1\r\nIdempotency-Key: {}", Uuid::now_v7());
    call(address, &start, &body.to_string())
}

fn call(address: &str, start: &str, body: &str) -> std::io::Result<Heard> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "{start}\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let header =
        |line: &str| line.to_ascii_lowercase().strip_prefix("retry-after: ").map(str::to_owned);
    Ok(Heard {
        status: status.ok_or(std::io::ErrorKind::InvalidData)?,
        retry_after: head.lines().find_map(header),
        body: serde_json::from_str(body)?,
    })
}
