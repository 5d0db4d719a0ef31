//! Real tickets of a real hotline: in, and out again without loss. The data lies beside the
//! project; without it these tests say so and pass.

use crate::cli::desk::{Desk, said};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which column of the real file is which field. Six rows have no point; their area is the code of
/// a grid.
const MAPPING: &str = include_str!("chicago.toml");

/// One row in so many: all of them are for the bench.
const EVERY: usize = 20;

fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("WANGGE_SHARED_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
    }
    path.exists().then_some(path)
}

/// The heading, every so manieth row, and those without a point.
fn sample(file: &str) -> String {
    let wanted = |(index, line): &(usize, &str)| index % EVERY == 0 || line.contains(",,,");
    file.lines().enumerate().filter(wanted).map(|(_, line)| format!("{line}\n")).collect()
}

#[test]
fn the_real_file_comes_back_without_loss() {
    let (Some(areas), Some(tickets)) =
        (shared("chicago_community_areas.geojson"), shared("chicago_requests.csv"))
    else {
        return;
    };
    let desk = Desk::begun();
    let areas =
        desk.run(&["import", "grids", &areas.display().to_string(), "--level", "neighborhood"]);
    assert!(areas.status.success(), "{}", said(&areas));
    let sample = sample(&fs::read_to_string(tickets).unwrap());
    let (file, mapping) = (desk.write("tickets.csv", &sample), desk.write("mapping.toml", MAPPING));
    let import = ["import", "requests", &file, "--mapping", &mapping];
    let count = sample.lines().count() - 1;
    let done = desk.run(&import);
    assert!(
        said(&done).contains(&format!("imported {count}, already there 0, refused 0")),
        "{}",
        said(&done)
    );
    let again = said(&desk.run(&import));
    assert!(again.contains(&format!("imported 0, already there {count}, refused 0")), "{again}");
    let out = desk.folder.path().join("out.csv").display().to_string();
    let export = [
        "export",
        "requests",
        "--full",
        "--reason",
        "核对",
        "--system",
        "chicago311",
        "--out",
        &out,
    ];
    let done = desk.run(&export);
    assert!(done.status.success(), "{}", said(&done));
    let columns: Vec<&str> = sample.lines().next().unwrap().split(',').collect();
    assert_eq!(lines(&fs::read_to_string(&out).unwrap(), &columns), lines(&sample, &columns));
    assert!(said(&desk.run(&export)).contains("export_file"), "a file that is there is left alone");
}

/// The cells of some columns, line by line.
fn lines(file: &str, columns: &[&str]) -> BTreeSet<Vec<String>> {
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let header = reader.headers().unwrap().clone();
    let places: Vec<usize> = columns
        .iter()
        .map(|name| header.iter().position(|other| other == *name).unwrap())
        .collect();
    reader
        .records()
        .map(|line| places.iter().map(|&place| line.as_ref().unwrap()[place].to_owned()).collect())
        .collect()
}

#[test]
fn at_the_machine_refusals_are_counted_and_end_with_1() {
    let desk = Desk::begun();
    let mapping = desk.write("mapping.toml", MAPPING);
    let head = "number,created,completed,status,nature,address,lon,lat,community_area\n";
    let file = desk.write("tickets.csv", &format!("{head}1,2000-01-03,,Open,,4853 S WOOD,,,61\n"));
    let done = desk.run(&["import", "requests", &file, "--mapping", &mapping]);
    assert!(done.status.code() == Some(1) && said(&done).contains("refused 1"), "{}", said(&done));
    assert!(said(&done).contains("row 2, \"community_area\""), "{}", said(&done));
    let missing = desk.run(&["import", "requests", &file, "--mapping", "nowhere.toml"]);
    assert!(
        missing.status.code() == Some(1) && said(&missing).contains("file_unreadable"),
        "{}",
        said(&missing)
    );
    let unexplained = desk.run(&["export", "requests", "--full"]);
    assert!(
        unexplained.status.code() == Some(1) && said(&unexplained).contains("export_reason"),
        "{}",
        said(&unexplained)
    );
    assert_eq!(
        desk.run(&["export", "requests", "--reason", "归档"]).status.code(),
        Some(2),
        "--full must be said"
    );
}
