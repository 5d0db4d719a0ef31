//! Memory of the demo after 10 000 submissions, with people signing in between them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/client.rs"]
mod client;
#[path = "load/process.rs"]
mod process;

use client::{Client, login};
use process::{Process, send_until};
use std::net::SocketAddr;

const SUBMISSIONS: usize = 10_000;
const CLIENTS: usize = 16;
/// Every so many submissions people sign in.
const ROUND: usize = 1_000;
/// Who sign in at the same time, and how often in a round.
const AT_ONCE: usize = 8;
const LOGINS: usize = 20;
/// Staff of the demo.
const NAMES: [&str; 4] = ["worker", "grid-leader", "secretary", "town-desk"];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path(), &["demo", "--data-dir", "data"]);
    println!("ready: {}", memory(process.id()));
    let mut acknowledged = 0;
    while acknowledged < SUBMISSIONS {
        sign_in(process.address);
        acknowledged += send_until(process.address, CLIENTS, |count, _| count >= ROUND).len();
    }
    println!(
        "after {acknowledged} submissions: {} (at most 120 MiB resident)",
        memory(process.id())
    );
    process.kill();
}

/// People sign in, several at the same time.
fn sign_in(address: SocketAddr) {
    std::thread::scope(|scope| {
        for number in 0..AT_ONCE {
            scope.spawn(move || {
                let mut client = Client::connect(address);
                for turn in (number..LOGINS).step_by(AT_ONCE) {
                    let (status, body) =
                        client.send(&login(NAMES[turn % NAMES.len()], "weipu-demo")).unwrap();
                    assert_eq!(status, 200, "{}", String::from_utf8_lossy(body));
                }
            });
        }
    });
}

/// Resident memory now and at its highest, as the kernel counts it.
fn memory(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let mib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    };
    format!("{:.0} MiB resident, {:.0} MiB at its highest", mib("VmRSS:"), mib("VmHWM:"))
}
