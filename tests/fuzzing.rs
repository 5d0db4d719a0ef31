//! The fuzz targets over what is kept of their inputs: cases from life, and those that once found
//! something. The same functions are programs for a fuzzer in `tests/fuzz`.

mod address;
mod csv;
mod geojson;
mod refusal;
mod served;
mod split_line;
mod token;
mod transition;
mod xlsx;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// A target: its name, and what it holds of every input.
type Target = (&'static str, fn(&[u8]));

const TARGETS: &[Target] = &[
    ("address", address::check),
    ("csv", csv::check),
    ("geojson", geojson::check),
    ("split_line", split_line::check),
    ("token", token::check),
    ("transition", transition::check),
    ("xlsx", xlsx::check),
];

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(name)
}

fn replay(name: &str) {
    let (_, check) = TARGETS.iter().find(|(target, _)| *target == name).unwrap();
    let files = fs::read_dir(folder("corpus").join(name)).unwrap().map(|file| file.unwrap().path());
    let files: BTreeSet<PathBuf> = files.collect();
    assert!(files.len() > 4, "{name} has {} inputs", files.len());
    for file in files {
        println!("{}", file.display());
        check(&fs::read(file).unwrap());
    }
}

#[test]
fn every_target_has_a_program_and_inputs() {
    let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")), "{name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    let inputs: BTreeSet<_> =
        fs::read_dir(folder("corpus")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(inputs, TARGETS.iter().map(|(name, _)| (*name).into()).collect());
}

#[test]
fn an_address_reads_the_same_again() {
    replay("address");
}

#[test]
fn a_table_of_text_holds_what_its_file_holds() {
    replay("csv");
}

#[test]
fn a_boundary_that_is_taken_is_valid() {
    replay("geojson");
}

#[test]
fn the_pieces_of_a_split_tile_it() {
    replay("split_line");
}

#[test]
fn a_token_is_taken_from_us_alone() {
    replay("token");
}

#[test]
fn a_move_is_one_of_the_table() {
    replay("transition");
}

#[test]
fn a_workbook_holds_what_its_sheet_holds() {
    replay("xlsx");
}
