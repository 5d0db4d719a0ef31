//! Point to grid and holder: one thread, random points, irregular base grids under three levels of
//! wider areas, each with a leader and a deputy; every thirtieth leader is absent.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/settings.rs"]
mod settings;

use chrono::{DateTime, TimeDelta};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use settings::settings;
use std::hint::black_box;
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::change::Change;
use wangge::domain::duty::{Absence, AbsenceKind, Capacity, Duty, Member};
use wangge::domain::geometry::{Point, Shape, mosaic};
use wangge::domain::id::{AbsenceId, BoundaryId, DutyId, GridId, MemberId};
use wangge::domain::period::{Instant, Period};
use wangge::domain::unit::{Boundary, Grid, GridKind, Setting, Unit};
use wangge::service::responsibility::now::responsible;

const VERTICES: usize = 60;
/// About the density of a city's base grids.
const CELL_RADIUS_M: f64 = 150.0;
const LEVELS: [&str; 4] = ["district", "town", "neighborhood", "grid"];
const ABSENT: usize = 30;

/// A grid before it has a name: the place of its parent among all, its level, its polygon.
struct Area {
    parent: Option<usize>,
    level: usize,
    shape: Shape,
}

/// A district, its towns, their neighbourhoods, their grids.
fn areas(seed: u64, base: usize) -> Option<Vec<Area>> {
    let centre = Point { lon_e7: 1_214_600_000, lat_e7: 309_100_000 };
    let radius_m = CELL_RADIUS_M * (base as f64).sqrt();
    let grain_m = mosaic::grain_m(std::f64::consts::PI * radius_m * radius_m, base, VERTICES);
    let district = mosaic::region(seed, centre, radius_m, grain_m)?;
    let per_level = (base as f64).cbrt().round() as usize;
    let mut areas = vec![Area { parent: None, level: 0, shape: district }];
    let mut above = 0..1;
    for level in 1..LEVELS.len() {
        let begin = areas.len();
        for parent in above.clone() {
            let parts =
                if level + 1 == LEVELS.len() { base.div_ceil(above.len()) } else { per_level };
            let cells = mosaic::mosaic(seed + parent as u64, &areas[parent].shape, parts, grain_m);
            areas.extend(cells.into_iter().map(|shape| Area {
                parent: Some(parent),
                level,
                shape,
            }));
        }
        above = begin..areas.len();
    }
    describe(&areas[above]);
    Some(areas)
}

fn describe(base: &[Area]) {
    let mut vertices: Vec<usize> = base.iter().map(|area| area.shape.vertices()).collect();
    vertices.sort_unstable();
    let share = |percent: usize| vertices[(vertices.len() - 1) * percent / 100];
    println!(
        "{} base grids; vertices: least {}, median {}, 99 % below {}, most {}",
        vertices.len(),
        share(0),
        share(50),
        share(99),
        share(100)
    );
}

fn atlas(areas: Vec<Area>, now: Instant) -> Atlas {
    let changes: Vec<Change> =
        areas.into_iter().enumerate().flat_map(|(number, area)| unit(number, area, now)).collect();
    Atlas::empty(settings()).with(&changes, 1)
}

/// A grid with its polygon, its leader and its deputy.
fn unit(number: usize, area: Area, now: Instant) -> Vec<Change> {
    let numbered = |number: usize| GridId(Uuid::from_u128(number as u128));
    let (id, period) = (numbered(number), Period::since(now - TimeDelta::days(1)));
    let grid = Grid {
        id,
        code: format!("{number:09}"),
        name: format!("{number} 网格"),
        level: LEVELS[area.level].to_owned(),
        kind: GridKind::General,
        setting: Setting::Street,
        parent: area.parent.map(numbered),
        office_phone: None,
        life: period,
        stays: Vec::new(),
        version: 1,
    };
    let boundary =
        Boundary { id: BoundaryId(Uuid::now_v7()), grid: id, shape: Arc::new(area.shape), period };
    let mut changes = vec![Change::Grid(grid), Change::Boundary(boundary)];
    for (rank, capacity) in (0..).zip([Capacity::Leader, Capacity::Deputy]) {
        let member = MemberId(Uuid::now_v7());
        let code = member.to_string();
        let (unit, version, id) = (Unit::Grid(id), 1, DutyId(Uuid::now_v7()));
        changes.push(Change::Member(Member {
            id: member,
            code,
            active: true,
            created_at: period.from,
            version,
        }));
        changes.push(Change::Duty(Duty { id, unit, member, capacity, rank, period, version }));
        if capacity == Capacity::Leader && number.is_multiple_of(ABSENT) {
            let (id, kind) = (AbsenceId(Uuid::now_v7()), AbsenceKind::Leave);
            changes.push(Change::Absence(Absence { id, member, period, kind, version }));
        }
    }
    changes
}

/// Points of a fixed random sequence inside the district.
fn points(district: &Shape, count: usize) -> Vec<Point> {
    let bounds = district.bounds();
    let mut state = 7_u64;
    let mut within = move |low: i32, high: i32| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + ((state >> 33) % (high - low) as u64) as i32
    };
    std::iter::repeat_with(|| Point {
        lon_e7: within(bounds.min.lon_e7, bounds.max.lon_e7),
        lat_e7: within(bounds.min.lat_e7, bounds.max.lat_e7),
    })
    .filter(|&point| district.covers(point))
    .take(count)
    .collect()
}

fn locate(c: &mut Criterion) {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let mut group = c.benchmark_group("locate");
    for base in [5_000, 100_000] {
        let Some(areas) = areas(1, base) else { continue };
        let points = points(&areas[0].shape, 1 << 17);
        let atlas = atlas(areas, now);
        let mut next = points.iter().cycle();
        group.bench_function(BenchmarkId::new("grid", base), |b| {
            b.iter(|| {
                next.next().and_then(|&point| atlas.grid_at(black_box(point))).map(|grid| grid.id)
            });
        });
        group.bench_function(BenchmarkId::new("grid_and_holder", base), |b| {
            b.iter(|| {
                next.next().and_then(|&point| responsible(&atlas, black_box(point), now).ok())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, locate);
criterion_main!(benches);
