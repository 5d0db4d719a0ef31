//! `GET /locate` at 5 000 grids beside a handler that answers a constant of the same size behind
//! the same middleware: requests a second in five alternations, and the median ratio.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/client.rs"]
mod client;
#[path = "../tests/support/database.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod database;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;
#[path = "load/world.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod world;

use actix_web::HttpResponse;
use actix_web::http::Method;
use client::{Client, get};
use database::TestDatabase;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary};
use wangge::domain::duty::{Capacity, Duty, Member};
use wangge::domain::geometry::{Point, Shape, mosaic};
use wangge::domain::id::{BoundaryId, DutyId};
use wangge::domain::period::Period;
use wangge::domain::unit::{Grid, GridKind, Setting, Unit};
use wangge::web::permission::{OptionalLogin, Permit};
use wangge::web::route::{RateClass, Route};
use wangge::web::routes;
use world::World;

const GRIDS: usize = 5_000;
const CLIENTS: usize = 16;
const ALTERNATIONS: usize = 5;
const MEASURED: Duration = Duration::from_secs(3);
/// Different requests of each client, made before the clock runs.
const REQUESTS: usize = 1 << 10;
/// Of the square of places, in degrees: inside the town.
const WIDTH: f64 = 0.08;

static CONSTANT: OnceLock<Vec<u8>> = OnceLock::new();

async fn constant(_: Permit<OptionalLogin>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(CONSTANT.get().map(Vec::as_slice).unwrap_or_default())
}

fn main() {
    let table = routes::table()
        .with(Route::page(Method::GET, "/constant", constant).rate(RateClass::Locate));
    let world = World::with(TestDatabase::sqlite(), 0, 64, Some(district()), table);
    let mut client = Client::connect(world.address);
    let (status, body) = client.send(&place(0)).unwrap();
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(body));
    println!("{} bytes: {}", body.len(), String::from_utf8_lossy(body));
    CONSTANT.set(body.to_vec()).unwrap();
    let constants = |_| get("/constant");
    let mut ratios: Vec<f64> = (1..=ALTERNATIONS)
        .map(|turn| {
            let (locate, constant) = (throughput(&world, place), throughput(&world, constants));
            println!(
                "{turn}: locate {locate:.0}/s, constant {constant:.0}/s, ratio {:.2}",
                locate / constant
            );
            locate / constant
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2} (at least 0.70)", ratios[ALTERNATIONS / 2]);
}

/// A place of the town that follows from its number.
fn place(number: usize) -> Vec<u8> {
    let (lon, lat) = (
        122.03 + WIDTH * ((number * 7_919) % 10_007) as f64 / 10_007.0,
        30.96 + WIDTH * ((number * 104_729) % 9_973) as f64 / 9_973.0,
    );
    get(&format!("/api/v1/locate?lon={lon:.6}&lat={lat:.6}"))
}

fn throughput(world: &World, request: impl Fn(usize) -> Vec<u8>) -> f64 {
    let answered = AtomicUsize::new(0);
    let of_client =
        |number| (0..REQUESTS).map(|turn| request(number * 100_003 + turn)).collect::<Vec<_>>();
    let requests: Vec<_> = (0..CLIENTS).map(of_client).collect();
    let start = Instant::now();
    thread::scope(|scope| {
        for requests in &requests {
            let answered = &answered;
            scope.spawn(move || {
                let mut client = Client::connect(world.address);
                for request in requests.iter().cycle() {
                    if start.elapsed() >= MEASURED {
                        return;
                    }
                    let (status, _) = client.send(request).expect("an answer");
                    assert_eq!(status, 200);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    answered.into_inner() as f64 / start.elapsed().as_secs_f64()
}

/// A town of so many grids of 20 to 200 vertices, each with its leader.
fn district() -> Vec<AtlasEdit> {
    let radius_m = 9_000.0;
    let grain = mosaic::grain_m(std::f64::consts::PI * radius_m * radius_m, GRIDS, 60);
    let centre = Point { lon_e7: 1_221_000_000, lat_e7: 310_000_000 };
    let region = mosaic::region(7, centre, radius_m, grain).unwrap();
    let cells = mosaic::mosaic(7, &region, GRIDS, grain);
    let mut edits = unit("T", "town", None, region);
    edits.extend((0..).zip(cells).flat_map(|(number, cell): (usize, _)| {
        unit(&format!("D{number:05}"), "grid", Some("T"), cell)
    }));
    edits
}

/// A grid, and a member who leads it.
fn unit(code: &str, level: &str, parent: Option<&str>, shape: Shape) -> Vec<AtlasEdit> {
    let (now, id, member) =
        (town::at("2026-03-02T09:00:00+08:00"), town::grid_id(code), town::member_id(code));
    let grid = Grid {
        id,
        code: code.to_owned(),
        name: format!("{code} 网格"),
        level: level.to_owned(),
        kind: GridKind::General,
        setting: Setting::Street,
        parent: parent.map(town::grid_id),
        office_phone: Some("021-0000 0000".to_owned()),
        life: Period::since(now),
        stays: Vec::new(),
        version: 1,
    };
    let boundary = NewBoundary { id: BoundaryId(Uuid::now_v7()), grid: id, shape: shape.into() };
    let (capacity, period) = (Capacity::Leader, Period::since(now));
    vec![
        AtlasEdit::CreateGrid { grid, boundary: Some(boundary) },
        AtlasEdit::AddMember(Member {
            id: member,
            code: code.to_owned(),
            active: true,
            created_at: now,
            version: 1,
        }),
        AtlasEdit::GiveDuty(Duty {
            id: DutyId(Uuid::now_v7()),
            unit: Unit::Grid(id),
            member,
            capacity,
            rank: 0,
            period,
            version: 1,
        }),
    ]
}
