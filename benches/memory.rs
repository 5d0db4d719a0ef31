//! Memory of the demo after 10 000 submissions.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on should stop")]

#[path = "load/client.rs"]
mod client;
#[path = "load/process.rs"]
mod process;

use process::{Process, send_until};

const SUBMISSIONS: usize = 10_000;
const CLIENTS: usize = 16;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path(), &["demo", "--data-dir", "data"]);
    println!("ready: {}", memory(process.id()));
    let acknowledged = send_until(process.address, CLIENTS, |count, _| count >= SUBMISSIONS);
    println!("after {} submissions: {} (at most 120 MiB resident)", acknowledged.len(), memory(process.id()));
    process.kill();
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
