//! Who was responsible at an instant of ten years: 5 000 base grids, of which 50 are redrawn every
//! week, and ten leaders replaced. Random points at random instants, one after the other, as a
//! handler asks.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "../tests/support/database.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod database;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;

use chrono::TimeDelta;
use database::TestDatabase;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};
use town::{Town, at, grid_id, member_id};
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary};
use wangge::domain::datum::Datum;
use wangge::domain::duty::{Capacity, Duty, Member};
use wangge::domain::geometry::{Effort, Point, Position, Shape, mosaic};
use wangge::domain::id::{AccountId, BoundaryId, DutyId, MemberId, ReassignmentId};
use wangge::domain::period::{Instant, Period};
use wangge::domain::plan::{Survey, plan_surveyed};
use wangge::domain::scope::Scope;
use wangge::domain::unit::{Grid, GridKind, Setting, Unit};
use wangge::service::place::PlaceInput;
use wangge::service::responsibility::then::responsibility;
use wangge::store::reassignments::Reassignment;
use wangge::store::{Actor, DbOptions, Revision};

const GRIDS: usize = 5_000;
const NEIGHBOURHOODS: usize = 40;
const WEEKS: usize = 520;
const REDRAWN: usize = 50;
const REPLACED: usize = 10;
const QUESTIONS: usize = 2_000;
const RUNS: usize = 5;
const RADIUS_M: f64 = 9_000.0;
const CENTRE: Point = Point { lon_e7: 1_221_000_000, lat_e7: 310_000_000 };

/// A number of a fixed random sequence, below a limit.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// The base grids as they were founded, by their codes, and the region that they tile.
struct Map {
    region: Shape,
    base: Vec<(String, Shape)>,
    founding: Vec<AtlasEdit>,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let began = at("2016-03-07T09:00:00+08:00");
    let map = map(began);
    let town = Town::unfounded(TestDatabase::new(), DbOptions::default());
    let region = map.region.clone();
    let start = Stopwatch::now();
    runtime.block_on(town.db.revise(move |tx| live(tx, &map, began))).unwrap();
    println!(
        "{WEEKS} weeks made in {:.1} s; {:.0} MiB resident",
        start.elapsed().as_secs_f64(),
        resident_mib()
    );
    // As after a start: nothing of the past is known yet.
    let db = town.another();
    let scope = Scope::of(&db.atlas(), AccountId(Uuid::now_v7()), Some(member_id("T")), db.now());
    let before = resident_mib();
    let mut numbers = Numbers(7);
    let mut ask = || {
        let (point, at) = question(&mut numbers, &region, began);
        let [lon, lat] = point.to_degrees();
        let start = Stopwatch::now();
        let place = PlaceInput::at(lon, lat, Datum::Wgs84);
        let answer = runtime.block_on(responsibility(&db, &scope, place, Some(at))).unwrap();
        assert!(answer.border.is_some() && answer.duty.begun_by.is_some());
        start.elapsed()
    };
    let first = ask();
    println!(
        "the first question: {:.0} ms; {:.0} MiB more resident",
        ms(first),
        resident_mib() - before
    );
    for run in 1..=RUNS {
        let mut times: Vec<Duration> = (0..QUESTIONS).map(|_| ask()).collect();
        times.sort_unstable();
        let of = |percent: usize| ms(times[(times.len() - 1) * percent / 100]);
        println!(
            "{run}: median {:.2} ms, 95 of 100 within {:.2} ms, longest {:.1} ms",
            of(50),
            of(95),
            of(100)
        );
    }
    println!("95 of 100 within 20 ms are wanted; {:.0} MiB resident", resident_mib());
}

/// A random place of the region, and an instant of the ten years.
fn question(numbers: &mut Numbers, region: &Shape, began: Instant) -> (Point, Instant) {
    let bounds = region.bounds();
    let mut within = |low: i32, high: i32| low + numbers.below((high - low) as usize) as i32;
    let point = std::iter::repeat_with(|| Point {
        lon_e7: within(bounds.min.lon_e7, bounds.max.lon_e7),
        lat_e7: within(bounds.min.lat_e7, bounds.max.lat_e7),
    })
    .find(|&point| region.covers(point))
    .unwrap();
    (point, began + TimeDelta::minutes(numbers.below(WEEKS * 7 * 24 * 60) as i64))
}

/// Founds the town and lets the weeks pass, each as a change set of its own, in one transaction.
fn live(tx: &mut Revision<'_, '_>, map: &Map, began: Instant) -> wangge::error::Result<()> {
    change(tx, &map.founding, began)?;
    let mut numbers = Numbers(3);
    for week in 1..=WEEKS {
        let now = began + TimeDelta::days(7 * week as i64);
        let redrawn = (0..REDRAWN).map(|turn| {
            let (code, shape) = &map.base[(week * REDRAWN + turn) % map.base.len()];
            let (id, shape) = (BoundaryId(Uuid::now_v7()), Arc::new(shifted(shape, &mut numbers)));
            NewBoundary { id, grid: grid_id(code), shape }
        });
        let mut edits = vec![AtlasEdit::SetBoundaries(redrawn.collect())];
        let atlas = tx.atlas()?;
        for turn in 0..REPLACED {
            let (code, _) = &map.base[(week * REPLACED + turn) % map.base.len()];
            let unit = Unit::Grid(grid_id(code));
            let leader = atlas
                .people()
                .chain(unit, now)
                .find(|duty| duty.capacity == Capacity::Leader)
                .unwrap();
            edits.push(AtlasEdit::EndDuty { duty: leader.id, at: now });
            edits.push(give(
                unit,
                member_id(&map.base[numbers.below(map.base.len())].0),
                Capacity::Leader,
                now,
            ));
        }
        change(tx, &edits, now)?;
    }
    Ok(())
}

/// Applies edits at an instant, without comparing polygons.
fn change(
    tx: &mut Revision<'_, '_>,
    edits: &[AtlasEdit],
    now: Instant,
) -> wangge::error::Result<()> {
    let plan = plan_surveyed(&*tx.atlas()?, edits, &Survey::default(), now);
    assert!(plan.problems.is_empty(), "{:?}", plan.problems);
    let atlas = tx.apply(plan)?;
    let id = ReassignmentId(Uuid::now_v7());
    tx.insert_reassignment(&Reassignment::at_once(id, &Actor::Service, None, atlas.revision(), now))
}

/// The same polygon up to 20 m further east or west: some points then lie in two grids, some in
/// none.
fn shifted(shape: &Shape, numbers: &mut Numbers) -> Shape {
    let east = (numbers.below(401) as f64 - 200.0) * 1e-6;
    let position = |point: &Point| {
        let [lon, lat] = point.to_degrees();
        Position { lon: lon + east, lat }
    };
    let polygons: Vec<Vec<Vec<Position>>> = shape
        .polygons()
        .map(|rings| rings.map(|ring| ring.iter().map(position).collect()).collect())
        .collect();
    Shape::from_degrees(&polygons, Datum::Wgs84, &Effort::unbounded()).unwrap()
}

/// A town, its neighbourhoods, and their base grids of about 60 vertices.
fn map(now: Instant) -> Map {
    let grain = mosaic::grain_m(std::f64::consts::PI * RADIUS_M * RADIUS_M, GRIDS, 60);
    let region = mosaic::region(7, CENTRE, RADIUS_M, grain).unwrap();
    let (mut founding, mut base) = (unit("T", "town", None, region.clone(), now), Vec::new());
    for (number, neighbourhood) in
        mosaic::mosaic(7, &region, NEIGHBOURHOODS, grain).into_iter().enumerate()
    {
        let above = format!("N{number:02}");
        let cells = mosaic::mosaic(number as u64, &neighbourhood, GRIDS / NEIGHBOURHOODS, grain);
        founding.extend(unit(&above, "neighborhood", Some("T"), neighbourhood, now));
        for cell in cells {
            let code = format!("G{:05}", base.len());
            founding.extend(unit(&code, "grid", Some(&above), cell.clone(), now));
            base.push((code, cell));
        }
    }
    println!("{} base grids in {NEIGHBOURHOODS} neighbourhoods", base.len());
    Map { region, base, founding }
}

/// A grid, and a member who leads it.
fn unit(
    code: &str,
    level: &str,
    parent: Option<&str>,
    shape: Shape,
    now: Instant,
) -> Vec<AtlasEdit> {
    let (id, member) = (grid_id(code), member_id(code));
    let grid = Grid {
        id,
        code: code.to_owned(),
        name: format!("{code} 网格"),
        level: level.to_owned(),
        kind: GridKind::General,
        setting: Setting::Street,
        parent: parent.map(grid_id),
        office_phone: None,
        life: Period::since(now),
        stays: Vec::new(),
        version: 1,
    };
    let boundary = NewBoundary { id: BoundaryId(Uuid::now_v7()), grid: id, shape: shape.into() };
    vec![
        AtlasEdit::CreateGrid { grid, boundary: Some(boundary) },
        AtlasEdit::AddMember(Member {
            id: member,
            code: code.to_owned(),
            active: true,
            created_at: now,
            version: 1,
        }),
        give(Unit::Grid(id), member, Capacity::Leader, now),
    ]
}

fn give(unit: Unit, member: MemberId, capacity: Capacity, now: Instant) -> AtlasEdit {
    let (id, period) = (DutyId(Uuid::now_v7()), Period::since(now));
    AtlasEdit::GiveDuty(Duty { id, unit, member, capacity, rank: 0, period, version: 1 })
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Resident memory of this process, as the kernel counts it.
fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
}
