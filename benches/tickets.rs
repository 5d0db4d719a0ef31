//! Importing and exporting the tickets of a real hotline, 18 601 of them, on SQLite; five runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/client.rs"]
#[allow(dead_code, reason = "not every bench sends")]
mod client;
#[path = "load/process.rs"]
#[allow(dead_code, reason = "not every bench serves")]
mod process;

use process::command;
use std::collections::BTreeSet;
use std::fs::{create_dir, read_to_string};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

const RUNS: usize = 5;
const TICKETS: usize = 18_601;
/// The columns of the file, which an export gives back as they came.
const COLUMNS: [&str; 9] = [
    "number",
    "created",
    "completed",
    "status",
    "nature",
    "address",
    "lon",
    "lat",
    "community_area",
];

fn main() {
    let data = std::env::var_os("WANGGE_SHARED_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join(data);
    let (areas, tickets) =
        (data.join("chicago_community_areas.geojson"), data.join("chicago_requests.csv"));
    if !tickets.exists() {
        println!("skipped: there is no {}", tickets.display());
        return;
    }
    let came = lines(&tickets);
    assert_eq!(came.len(), TICKETS);
    for run in 1..=RUNS {
        let folder = tempfile::tempdir().unwrap();
        begin(folder.path(), &areas);
        let import = import(&tickets);
        let first = timed(
            folder.path(),
            &import,
            &format!("imported {TICKETS}, already there 0, refused 0"),
        );
        let again = timed(folder.path(), &import, &format!("already there {TICKETS}, refused 0"));
        let out = folder.path().join("out.csv");
        let export =
            ["export", "requests", "--full", "--reason", "bench", "--out", out.to_str().unwrap()];
        let export = timed(
            folder.path(),
            &export.map(str::to_owned),
            &format!("exported {TICKETS} requests"),
        );
        assert_eq!(lines(&out), came, "what came does not go out again");
        println!(
            "{run}: import {first:.1} s, the same file again {again:.1} s, export {export:.1} s"
        );
    }
}

/// A town whose neighbourhoods are the community areas.
fn begin(folder: &Path, areas: &Path) {
    create_dir(folder.join("data")).unwrap();
    let root = "init --code CHI --name Chicago --supervisor first --second-supervisor second";
    let root: Vec<String> = root.split(' ').map(str::to_owned).collect();
    timed(folder, &root, "");
    let areas = ["import", "grids", areas.to_str().unwrap(), "--level", "neighborhood"];
    timed(folder, &areas.map(str::to_owned), "created 77");
}

fn import(tickets: &Path) -> [String; 5] {
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/city/chicago.toml");
    let [tickets, mapping] = [tickets, &mapping].map(|path| path.to_str().unwrap().to_owned());
    ["import".to_owned(), "requests".to_owned(), tickets, "--mapping".to_owned(), mapping]
}

/// Runs the binary to its end, and answers the seconds it took.
fn timed(folder: &Path, arguments: &[String], expected: &str) -> f64 {
    let start = Instant::now();
    let done = command(folder).args(arguments).stdout(Stdio::piped()).output().unwrap();
    let (seconds, said) =
        (start.elapsed().as_secs_f64(), String::from_utf8_lossy(&done.stdout).into_owned());
    assert!(
        done.status.success() && said.contains(expected),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    seconds
}

/// The cells of the columns, line by line.
fn lines(file: &Path) -> BTreeSet<Vec<String>> {
    let text = read_to_string(file).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let places = COLUMNS.map(|name| header.iter().position(|other| other == name).unwrap());
    let cells =
        |line: csv::StringRecord| places.iter().map(|&place| line[place].to_owned()).collect();
    reader.records().map(|line| cells(line.unwrap())).collect()
}
