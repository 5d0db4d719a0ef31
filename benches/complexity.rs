//! The most that comparing polygons costs for inputs that the limits allow, and for some that they
//! refuse: each case in a process of its own, five runs, with the peak of its memory and what it
//! keeps afterwards; `without` and the name of a case as arguments take the bound on work away, to
//! see what it is for. Then what others wait meanwhile, on SQLite, and with `WANGGE_TEST_POSTGRES`
//! on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "complexity/beside.rs"]
mod beside;
#[path = "load/client.rs"]
mod client;
#[path = "../tests/support/comb.rs"]
mod comb;
#[path = "../tests/support/database.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod database;
#[path = "load/pace.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod pace;
#[path = "../tests/support/realm.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod realm;
#[path = "load/supervisor.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod supervisor;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;
#[path = "load/world.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod world;

use comb::{Teeth, ring};
use database::TestDatabase;
use std::fs::File;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use wangge::domain::datum::Datum;
use wangge::domain::geometry::cut::cut;
use wangge::domain::geometry::tiling::{gaps, overhangs, overlaps};
use wangge::domain::geometry::{Effort, Point, Position, Shape};
use wangge::error::Problem;
use wangge::service::import::grids::{FeatureFields, GridFile};

const CORNER: [f64; 2] = [121.40, 30.90];
const SIDE: f64 = 0.01;
const RUNS: usize = 5;

/// A case by name, and what it does with the polygons.
type Case = (&'static str, fn(&Effort) -> Result<usize, Problem>);

const CASES: [Case; 14] = [
    ("the 8 towns of Fengxian", |effort| areas("fengxian_towns.geojson", effort)),
    ("the 77 community areas of Chicago", |effort| {
        areas("chicago_community_areas.geojson", effort)
    }),
    ("the 35 000 communes of France", |effort| areas("france_communes.geojson.gz", effort)),
    ("two combs that cross 900 times", |effort| compared(15, effort)),
    ("two combs that cross 40 000 times", |effort| compared(100, effort)),
    ("two combs that cross 160 000 times", |effort| compared(200, effort)),
    ("two combs of 2 000 vertices that cross 1 000 000 times", |effort| compared(500, effort)),
    ("a comb of 59 000 vertices towards north", |effort| read(14_750, Teeth::North, effort)),
    ("a comb of 59 000 vertices towards east", |effort| read(14_750, Teeth::East, effort)),
    ("a comb of 8 000 vertices aslant", |effort| read(2_000, Teeth::Aslant, effort)),
    ("a comb of 59 000 vertices aslant", |effort| read(14_750, Teeth::Aslant, effort)),
    ("a comb of 40 000 vertices that gets 4 000 of another as its own", |effort| {
        noded(10_000, 1_000, effort)
    }),
    ("a comb of 4 000 vertices cut by a line of 100 bends", |effort| split(1_000, 100, effort)),
    ("a comb of 40 000 vertices cut by a line of 1 000 bends", |effort| {
        split(10_000, 1_000, effort)
    }),
];

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let without = arguments.iter().any(|argument| argument == "without");
    if let Some(case) =
        arguments.iter().find_map(|argument| CASES.iter().find(|case| case.0 == argument))
    {
        return run(case, without);
    }
    let this = std::env::current_exe().unwrap();
    for (name, _) in CASES {
        let mut child = Command::new(&this);
        child.arg(name).args(without.then_some("without"));
        assert!(child.status().unwrap().success(), "{name}");
    }
    if !without {
        beside::measure("SQLite", TestDatabase::sqlite);
        if std::env::var("WANGGE_TEST_POSTGRES").is_ok() {
            beside::measure("PostgreSQL", TestDatabase::new);
        }
    }
}

fn run((name, work): &Case, without: bool) {
    let mut seconds = Vec::new();
    let (mut outcome, mut share) = (String::new(), 0.0);
    for _ in 0..RUNS {
        let effort = if without { Effort::unbounded() } else { Effort::bounded() };
        let begin = Instant::now();
        outcome = match work(&effort) {
            Ok(found) => format!("{found} found"),
            Err(problem) => problem.code.as_str().to_owned(),
        };
        seconds.push(begin.elapsed().as_secs_f64());
        share = effort.share();
    }
    let all: Vec<String> = seconds.iter().map(|one| format!("{one:.3}")).collect();
    let (peak, kept) = (memory("VmHWM"), memory("VmRSS"));
    let share = 100.0 * share;
    println!(
        "{name}: {outcome}, {} s, {share:.1} % of the bound, peak {peak} MB, keeps {kept} MB",
        all.join(" ")
    );
}

fn shape(teeth: usize, towards: Teeth, effort: &Effort) -> Result<Shape, Problem> {
    let ring = ring(CORNER, SIDE, teeth, towards)
        .into_iter()
        .map(|[lon, lat]| Position { lon, lat })
        .collect();
    Shape::from_degrees(&[vec![ring]], Datum::Wgs84, effort)
}

fn read(teeth: usize, towards: Teeth, effort: &Effort) -> Result<usize, Problem> {
    let shape = shape(teeth, towards, effort)?;
    compare(&shape, &square(effort)?, effort)
}

/// What lies around every comb.
fn square(effort: &Effort) -> Result<Shape, Problem> {
    let [west, south] = CORNER.map(|degrees| degrees - SIDE);
    let [east, north] = CORNER.map(|degrees| degrees + 3.0 * SIDE);
    let ring = [[west, south], [east, south], [east, north], [west, north]];
    Shape::from_degrees(
        &[vec![ring.map(|[lon, lat]| Position { lon, lat }).to_vec()]],
        Datum::Wgs84,
        effort,
    )
}

fn compared(teeth: usize, effort: &Effort) -> Result<usize, Problem> {
    compare(&shape(teeth, Teeth::North, effort)?, &shape(teeth, Teeth::East, effort)?, effort)
}

/// All that a plan compares: overlaps, holes, overhangs.
fn compare(a: &Shape, b: &Shape, effort: &Effort) -> Result<usize, Problem> {
    let found = overlaps(&[a, b], 1.0, effort)?.len() + gaps(Some(a), &[b], 1.0, effort)?.len();
    Ok(found + overhangs(a, &[b], 1.0, effort)?.len())
}

/// Real areas, all of one parent that has no polygon, compared as when all of them are drawn anew
/// at once.
fn areas(file: &str, effort: &Effort) -> Result<usize, Problem> {
    let areas = AREAS.get_or_init(|| real(file).unwrap_or_default());
    let areas: Vec<&Shape> = areas.iter().map(AsRef::as_ref).collect();
    Ok(overlaps(&areas, 1.0, effort)?.len() + gaps(None, &areas, 1.0, effort)?.len())
}

/// Read once in each process.
static AREAS: OnceLock<Vec<Arc<Shape>>> = OnceLock::new();

fn real(file: &str) -> Option<Vec<Arc<Shape>>> {
    let path = realm::shared(file)?;
    let fields = FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent: None };
    let read = GridFile::read(File::open(path).ok()?, &fields, Datum::Wgs84).ok()?;
    Some(read.grids.into_iter().map(|grid| grid.shape).collect())
}

fn noded(teeth: usize, others: usize, effort: &Effort) -> Result<usize, Problem> {
    let points: Vec<Point> =
        shape(others, Teeth::East, effort)?.rings().flatten().copied().collect();
    Ok(shape(teeth, Teeth::East, effort)?
        .noded(&points, effort)?
        .map_or(0, |shape| shape.vertices()))
}

/// A line that goes up and down across the teeth.
fn split(teeth: usize, bends: usize, effort: &Effort) -> Result<usize, Problem> {
    let bend = |bend: usize| {
        let north = if bend.is_multiple_of(2) { 0.9 } else { 0.1 };
        let along = 1.2 * bend as f64 / bends as f64 - 0.1;
        Point::from_degrees(CORNER[0] + SIDE * along, CORNER[1] + SIDE * north)
    };
    let line = (0..=bends).map(bend).collect::<Result<Vec<Point>, Problem>>()?;
    Ok(cut(&shape(teeth, Teeth::North, effort)?, &line, effort)?.pieces.len())
}

/// A figure of this process in megabytes.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0)
        / 1024
}
