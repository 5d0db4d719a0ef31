//! Overviews of boundaries and borders from addresses: how long they take, and how
//! large an overview is when it is sent. With the boundaries of the communes, where they lie beside
//! the project: which of them are invalid, and what a repair changes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use std::collections::HashSet;
use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use uuid::{Builder, Uuid};
use wangge::domain::datum::Datum;
use wangge::domain::geometry::mosaic::{grain_m, mosaic, region};
use wangge::domain::geometry::repair::repaired;
use wangge::domain::geometry::simplify::{Drawing, simplified};
use wangge::domain::geometry::territories::{Site, territories};
use wangge::domain::geometry::{Effort, Point, Shape};
use wangge::service::import::grids::{FeatureFields, GridFile};

const RUNS: usize = 5;
const CENTRE: Point = Point { lon_e7: 1_214_600_000, lat_e7: 309_100_000 };
/// Bytes of vertices and grids in an overview, as in `web/boundaries/overview`.
const VERTEX_BYTES_MAX: usize = 172_000;
const GRIDS_MAX: usize = 10_000;
/// Vertices of a grid.
const VERTICES: usize = 60;
/// Metres from the middle of a town to its border, and of a city.
const TOWN_M: f64 = 4_000.0;
const CITY_M: f64 = 25_000.0;
/// Square metres below which an island goes to its neighbour.
const PART_MIN_M2: f64 = 500.0;

/// A region and its cells.
fn area(radius_m: f64, cells: usize) -> (Shape, Vec<Shape>) {
    let grain = grain_m(std::f64::consts::PI * radius_m * radius_m, cells, VERTICES);
    let region = region(17, CENTRE, radius_m, grain).unwrap();
    let cells = mosaic(17, &region, cells, grain);
    (region, cells)
}

/// A region and its cells, as an overview has them.
fn whole((region, cells): &(Shape, Vec<Shape>)) -> Vec<&Shape> {
    std::iter::once(region).chain(cells).collect()
}

/// The least time of several runs.
fn least<R>(work: impl Fn() -> R) -> (Duration, R) {
    let timed = (0..RUNS).map(|_| {
        let begin = Instant::now();
        let made = black_box(work());
        (begin.elapsed(), made)
    });
    timed.min_by_key(|(time, _)| *time).unwrap()
}

/// An identifier like those of rows that came in one import.
fn identifier(nth: usize) -> Uuid {
    let random = (nth as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    let bytes = random.to_le_bytes();
    let random = bytes[6..].try_into().unwrap();
    Builder::from_unix_timestamp_millis(1_769_904_000_000, random).into_uuid()
}

#[derive(Serialize)]
struct Collection<'a> {
    r#type: &'static str,
    features: Vec<Feature<'a>>,
}

#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    id: Uuid,
    geometry: &'a Shape,
    properties: Properties,
}

#[derive(Serialize)]
struct Properties {
    code: String,
    name: String,
    level: &'static str,
    kind: &'static str,
    parent: Uuid,
    label: [f64; 2],
}

/// An overview as it is sent, of neighbourhoods of 20 grids.
fn written(drawing: &Drawing) -> Vec<u8> {
    let features = drawing.shapes.iter().zip(&drawing.labels).enumerate();
    let features = features.map(|(nth, (geometry, label))| Feature {
        r#type: "Feature",
        id: identifier(nth),
        geometry,
        properties: Properties {
            code: format!("310120{nth:06}"),
            name: format!("第{nth}网格"),
            level: "grid",
            kind: "general",
            parent: identifier(GRIDS_MAX + nth / 20),
            label: label.to_degrees(),
        },
    });
    let all = Collection { r#type: "FeatureCollection", features: features.collect() };
    serde_json::to_vec(&all).unwrap()
}

fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(4));
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn overview(what: &str, all: &[&Shape], zoom: u8) {
    let vertices = |shapes: &[&Shape]| shapes.iter().map(|shape| shape.vertices()).sum::<usize>();
    let (simplifying, drawing) = least(|| simplified(all, zoom, VERTEX_BYTES_MAX));
    let (writing, text) = least(|| written(&drawing));
    let (packing, packed) = least(|| gzipped(&text));
    println!(
        "{what} at zoom {zoom}: within {:.2} m, {} vertices of {}, {} KB gzipped; simplified in {:.1} ms, written in {:.1} ms, compressed in {:.1} ms",
        drawing.tolerance_m,
        vertices(&drawing.shapes.iter().collect::<Vec<_>>()),
        vertices(all),
        packed.len() / 1000,
        simplifying.as_secs_f64() * 1e3,
        writing.as_secs_f64() * 1e3,
        packing.as_secs_f64() * 1e3,
    );
}

/// A number of a fixed random sequence, below a limit.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: i32) -> i32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit.unsigned_abs() as u64) as i32
    }
}

/// Distinct places in a region, each of the cell that it lies in; one in twenty of another.
fn sites(region: &Shape, cells: &[Shape], count: usize) -> Vec<Site> {
    let mut numbers = Numbers(3);
    let mut seen = HashSet::new();
    let bounds = region.bounds();
    let mut sites = Vec::with_capacity(count);
    while sites.len() < count {
        let point = Point {
            lon_e7: bounds.min.lon_e7 + numbers.below(bounds.max.lon_e7 - bounds.min.lon_e7),
            lat_e7: bounds.min.lat_e7 + numbers.below(bounds.max.lat_e7 - bounds.min.lat_e7),
        };
        let Some(owner) = cells.iter().position(|cell| cell.covers(point)) else { continue };
        if !seen.insert(point) {
            continue;
        }
        let strays = numbers.below(20) == 0;
        let owner = if strays { numbers.below(cells.len() as i32) as usize } else { owner };
        sites.push(Site { point, owner });
    }
    sites
}

fn borders((region, cells): &(Shape, Vec<Shape>), count: usize) {
    let sites = sites(region, cells, count);
    let effort = Effort::unbounded();
    let (time, made) =
        least(|| territories(region, &sites, cells.len(), PART_MIN_M2, &effort).unwrap());
    let shapes: Vec<&Shape> = made.iter().flatten().collect();
    println!(
        "borders of {} grids from {count} points: {:.0} ms, {} vertices, {} polygons",
        shapes.len(),
        time.as_secs_f64() * 1e3,
        shapes.iter().map(|shape| shape.vertices()).sum::<usize>(),
        shapes.iter().map(|shape| shape.polygons().len()).sum::<usize>(),
    );
}

fn communes() {
    let data =
        std::env::var_os("WANGGE_SHARED_DATA").map_or("../shared/data".into(), PathBuf::from);
    let Ok(file) = File::open(data.join("france_communes.geojson.gz")) else {
        println!("the communes are not beside the project");
        return;
    };
    let fields = FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent: None };
    let begin = Instant::now();
    let read = GridFile::read(file, &fields, Datum::Wgs84).unwrap();
    println!("{} communes read in {:.1} s", read.grids.len(), begin.elapsed().as_secs_f64());
    for invalid in &read.invalid {
        println!("invalid: {} {} {}", invalid.code, invalid.name, invalid.problem.code.as_str());
        let Some(geometry) = &invalid.geometry else { continue };
        let repair = repaired(&geometry.polygons, Datum::Wgs84, &Effort::unbounded()).unwrap();
        println!(
            "repaired: {:.2} m² are {:.2} m², {:.2} m² changed, {} polygons",
            repair.before_m2,
            repair.shape.area_m2(),
            repair.changed_m2(),
            repair.shape.polygons().len()
        );
    }
    let shapes: Vec<&Shape> =
        read.grids.iter().take(10_000).map(|grid| grid.shape.as_ref()).collect();
    for zoom in [3, 11] {
        overview("5000 communes", shapes.get(..5_000).unwrap_or(&shapes), zoom);
    }
    let (time, drawn) = least(|| simplified(&shapes, 9, VERTEX_BYTES_MAX).shapes);
    println!(
        "10000 communes at zoom 9: {} vertices of {} in {:.0} ms",
        drawn.iter().map(Shape::vertices).sum::<usize>(),
        shapes.iter().map(|shape| shape.vertices()).sum::<usize>(),
        time.as_secs_f64() * 1e3
    );
}

fn main() {
    let town = area(TOWN_M, 150);
    for zoom in [11, 13, 15, 22] {
        overview("150 grids", &whole(&town), zoom);
    }
    let city = area(CITY_M, 5_000);
    for zoom in [0, 9, 11, 13, 15, 22] {
        overview("5000 grids", &whole(&city), zoom);
    }
    for points in [2_000, 20_000, 60_000] {
        borders(&town, points);
    }
    communes();
}
