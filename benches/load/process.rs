//! The real binary as a child process, and anonymous residents who send to it.

use crate::client::{Client, anonymous};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// A served database; killed when dropped.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
}

impl Process {
    /// Runs `wangge` with these arguments on a free port and waits until it says where it serves.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::run(command(folder).args(arguments))
    }

    /// The same with a command of one's own.
    pub fn run(command: &mut Command) -> Self {
        let mut child = command.args(["--listen", "127.0.0.1:0"]).spawn().expect("runs");
        let told = BufReader::new(child.stderr.take().expect("its error stream"));
        let (sender, receiver) = std::sync::mpsc::channel();
        // Reads on to the end, so that the child never waits for its reader.
        thread::spawn(move || {
            told.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line)))
        });
        let address = receiver
            .iter()
            .find_map(|line| address_in(&line))
            .expect("the service says where it serves");
        Self { child, address }
    }

    #[allow(dead_code, reason = "not every bench asks")]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().expect("is killed");
        self.child.wait().expect("has ended");
    }
}

/// `wangge` in a folder, without limits on how often one client may call.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
    command
        .current_dir(folder)
        .env("WANGGE_AUTH_ALLOW_LOG_SENDER", "true")
        .env("WANGGE_LIMITS_ADDRESS_PER_MINUTE", "1000000")
        .env("WANGGE_LIMITS_SIGN_IN_PER_MINUTE", "1000000")
        .env("WANGGE_LOG_FILTER", "warn,wangge::cli=info")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("127.0.0.1:")?;
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(SocketAddr::from(([127, 0, 0, 1], port.parse().ok()?)))
}

/// Sends from so many clients until `enough` says so or the service is gone; answers the
/// acknowledged identifiers.
pub fn send_until(
    address: SocketAddr,
    clients: usize,
    enough: impl Fn(usize, Duration) -> bool + Sync,
) -> Vec<Uuid> {
    let acknowledged = Mutex::new(Vec::new());
    let start = Instant::now();
    thread::scope(|scope| {
        for number in 0..clients {
            let (acknowledged, enough) = (&acknowledged, &enough);
            scope.spawn(move || {
                let mut client = Client::connect(address);
                for turn in 0.. {
                    let count = acknowledged.lock().expect("not poisoned").len();
                    if enough(count, start.elapsed()) {
                        return;
                    }
                    let request = anonymous(&Uuid::now_v7().to_string(), number * 1_000_003 + turn);
                    let Some((status, body)) = client.send(&request) else { return };
                    assert_eq!(status, 201, "{}", String::from_utf8_lossy(body));
                    let answer: serde_json::Value = serde_json::from_slice(body).expect("JSON");
                    let id = serde_json::from_value(answer["id"].clone()).expect("an identifier");
                    acknowledged.lock().expect("not poisoned").push(id);
                }
            });
        }
    });
    acknowledged.into_inner().expect("not poisoned")
}
