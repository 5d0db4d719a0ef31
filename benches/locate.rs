//! Point to grid: one thread, random points, irregular base grids under three levels of wider areas.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use wangge::domain::atlas::areas::{Area, Areas};
use wangge::domain::geometry::{Point, Shape, mosaic};

const TOLERANCE_M: f64 = 30.0;
const VERTICES: usize = 60;
/// About the density of a city's base grids.
const CELL_RADIUS_M: f64 = 150.0;

/// A district, its towns, their neighbourhoods, their grids.
fn areas(seed: u64, base: usize) -> Option<(Areas, Shape)> {
    let centre = Point { lon_e7: 1_214_600_000, lat_e7: 309_100_000 };
    let radius_m = CELL_RADIUS_M * (base as f64).sqrt();
    let grain_m = mosaic::grain_m(std::f64::consts::PI * radius_m * radius_m, base, VERTICES);
    let district = mosaic::region(seed, centre, radius_m, grain_m)?;
    let per_level = (base as f64).cbrt().round() as usize;
    let mut parents = vec![None];
    let mut areas = vec![area(0, 0, district.clone())];
    let mut above = 0..1;
    for level in 1..=3_u8 {
        let begin = areas.len();
        for parent in above.clone() {
            let parts = if level == 3 { base.div_ceil(above.len()) } else { per_level };
            let cells = mosaic::mosaic(seed + parent as u64, &areas[parent].shape, parts, grain_m);
            for cell in cells {
                parents.push(Some(parent as u32));
                areas.push(area(areas.len() as u32, level, cell));
            }
        }
        above = begin..areas.len();
    }
    let mut vertices: Vec<usize> = areas[above].iter().map(|area| area.shape.vertices()).collect();
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
    Some((Areas::new(areas, parents.into()), district))
}

fn area(grid: u32, level: u8, shape: Shape) -> Area {
    Area { grid, level, dedicated: false, code: format!("{grid:09}").into(), shape: Arc::new(shape) }
}

/// Points of a fixed random sequence inside the district.
fn points(district: &Shape, count: usize) -> Vec<Point> {
    let bounds = district.bounds();
    let mut state = 7_u64;
    let mut within = move |low: i32, high: i32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
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
    let mut group = c.benchmark_group("locate_grid");
    for base in [5_000, 100_000] {
        let Some((areas, district)) = areas(1, base) else { continue };
        let points = points(&district, 1 << 17);
        let mut next = points.iter().cycle();
        group.bench_function(BenchmarkId::from_parameter(base), |b| {
            b.iter(|| next.next().and_then(|&point| areas.locate_grid(black_box(point), TOLERANCE_M)));
        });
    }
    group.finish();
}

criterion_group!(benches, locate);
criterion_main!(benches);
