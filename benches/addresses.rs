//! Matching: one thread, the addresses of a district, texts as people write them, with and without
//! a context.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/settings.rs"]
mod settings;

use chrono::DateTime;
use settings::settings;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;
use wangge::domain::address::{AddressQuery, GroupAddress, WrittenAddress};
use wangge::domain::atlas::Atlas;
use wangge::domain::change::Change;
use wangge::domain::datum::Datum;
use wangge::domain::geometry::{Effort, Point, Position, Shape};
use wangge::domain::id::{AddressId, BoundaryId, BuildingGroupId, GridId};
use wangge::domain::period::Period;
use wangge::domain::routing::{MatchScope, candidates};
use wangge::domain::unit::{Boundary, BuildingGroup, Grid, GridKind, GroupMembership, Setting};

/// Addresses of the district.
const ADDRESSES: usize = 50_000;
/// Grids of the district along a side.
const SIDE: usize = 20;
/// Addresses of one building group.
const OF_GROUP: usize = 10;
/// Compounds that share a name in front of another word: 金水苑, 金水新村, 金水花园.
const NAMES: [&str; 20] = [
    "金水", "银杏", "柳荫", "枫桥", "望汀", "棠棣", "鹤鸣", "渚桥", "星汀", "兰渚", "云帆", "南渡",
    "芦花", "菱角", "白鹭", "稻香", "听雨", "荷风", "书带", "石化",
];
const KINDS: [&str; 10] =
    ["苑", "新村", "花园", "公寓", "一村", "二村", "三村", "佳苑", "名苑东区", "名苑西区"];
/// Matches that are measured of each sort of text.
const MATCHES: usize = 2_000;

/// A number of a fixed random sequence, below a limit.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// The n-th address: compounds of 25 buildings with ten rooms each that are registered, two hundred
/// compounds.
fn written(n: usize) -> String {
    let (compound, inside) = (n / 250, n % 250);
    let (name, kind) = (NAMES[compound % NAMES.len()], KINDS[compound / NAMES.len() % KINDS.len()]);
    let (lane, building, room) =
        (100 + compound, inside / 10 + 1, 101 + 100 * (inside % 5) + inside % 2);
    format!("{}路{lane}弄{name}{kind}{building}号楼{room}室", NAMES[compound % 50 % NAMES.len()])
}

/// A square of so many grids, each about 500 m wide.
fn square(east: usize, north: usize, side: usize) -> Shape {
    let [lon, lat] = [121.4 + 0.005 * east as f64, 30.9 + 0.005 * north as f64];
    let side = 0.005 * side as f64;
    let ring = [[0.0, 0.0], [side, 0.0], [side, side], [0.0, side]];
    let ring = ring.map(|[x, y]| Position { lon: lon + x, lat: lat + y });
    Shape::from_degrees(&[vec![ring.to_vec()]], Datum::Wgs84, &Effort::unbounded()).unwrap()
}

fn atlas() -> Atlas {
    let period = Period::since(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let id = |n: usize| Uuid::from_u128(n as u128);
    let mut changes = Vec::new();
    let mut grid = |n: usize, level: &str, parent: Option<usize>, shape: Shape| {
        changes.push(Change::Grid(Grid {
            id: GridId(id(n)),
            code: n.to_string(),
            name: n.to_string(),
            level: level.to_owned(),
            kind: GridKind::General,
            setting: Setting::Residential,
            parent: parent.map(|parent| GridId(id(parent))),
            office_phone: None,
            life: period,
            stays: Vec::new(),
            version: 1,
        }));
        let boundary = Boundary {
            id: BoundaryId(Uuid::now_v7()),
            grid: GridId(id(n)),
            shape: Arc::new(shape),
            period,
        };
        changes.push(Change::Boundary(boundary));
    };
    grid(0, "district", None, square(0, 0, SIDE));
    (0..SIDE * SIDE).for_each(|n| grid(n + 1, "grid", Some(0), square(n % SIDE, n / SIDE, 1)));
    for n in 0..ADDRESSES / OF_GROUP {
        let (building_group, code) = (BuildingGroupId(id(n)), n.to_string());
        let (name, household_count, life, version) = (code.clone(), 48, period, 1);
        changes.push(Change::BuildingGroup(BuildingGroup {
            id: building_group,
            code,
            name,
            household_count,
            life,
            version,
        }));
        let grid = GridId(id(1 + n * SIDE * SIDE / (ADDRESSES / OF_GROUP)));
        changes.push(Change::GroupMembership(GroupMembership {
            id: id(n),
            building_group,
            grid,
            period,
        }));
    }
    for n in 0..ADDRESSES {
        let (building_group, text) =
            (BuildingGroupId(id(n / OF_GROUP)), WrittenAddress::read(&written(n)).unwrap());
        changes.push(Change::Address(GroupAddress {
            id: AddressId(id(n)),
            building_group,
            text,
            point: None,
            period,
        }));
    }
    Atlas::empty(settings()).with(&changes, 1)
}

/// Reads and matches texts; prints how long that took.
fn measure(atlas: &Atlas, what: &str, mut text: impl FnMut(&mut Numbers) -> (String, MatchScope)) {
    let mut numbers = Numbers(7);
    let asked: Vec<(String, MatchScope)> =
        std::iter::repeat_with(|| text(&mut numbers)).take(MATCHES).collect();
    let mut found = 0;
    let mut times: Vec<Duration> = asked
        .iter()
        .map(|(text, around)| {
            let start = Instant::now();
            let text = AddressQuery::read(black_box(text)).unwrap();
            found += black_box(candidates(atlas, &text, *around)).len();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    let (p50, p95, most, mean) = (at(50), at(95), at(100), found as f64 / MATCHES as f64);
    println!(
        "{what:<44} p50 {p50:>10.1?}  p95 {p95:>10.1?}  max {most:>10.1?}  candidates {mean:.1}"
    );
}

fn main() {
    let atlas = atlas();
    println!(
        "{} addresses in {} building groups",
        atlas.addresses().len(),
        atlas.groups().all().count()
    );
    let grids: Vec<GridId> = atlas.tree().all().skip(1).map(|grid| grid.id).collect();
    let inner: Vec<Point> = grids
        .iter()
        .filter_map(|&grid| atlas.shape(grid))
        .map(|shape| shape.label_point())
        .collect();
    let short = |numbers: &mut Numbers| {
        format!("{}号楼{}", 1 + numbers.below(25), 101 + 100 * numbers.below(5))
    };
    let named = |numbers: &mut Numbers| {
        let (name, kind) = (NAMES[numbers.below(NAMES.len())], KINDS[numbers.below(KINDS.len())]);
        format!("{name}{kind}{}", short(numbers))
    };
    measure(&atlas, "in full, anywhere", |numbers| {
        (written(numbers.below(ADDRESSES)), MatchScope::Anywhere)
    });
    measure(&atlas, "compound, building, room, anywhere", |numbers| {
        (named(numbers), MatchScope::Anywhere)
    });
    measure(&atlas, "compound, building, room, near a point", |numbers| {
        let n = numbers.below(ADDRESSES);
        let text = written(n).split_once('弄').map(|(_, inside)| inside.to_owned()).unwrap();
        (text, MatchScope::Point(inner[n / OF_GROUP * SIDE * SIDE / (ADDRESSES / OF_GROUP)]))
    });
    measure(&atlas, "building, room, in a grid", |numbers| {
        (short(numbers), MatchScope::Grid(grids[numbers.below(grids.len())]))
    });
    measure(&atlas, "building, room, near a point", |numbers| {
        (short(numbers), MatchScope::Point(inner[numbers.below(inner.len())]))
    });
    measure(&atlas, "building, room, anywhere", |numbers| (short(numbers), MatchScope::Anywhere));
    measure(&atlas, "a road fifty times, anywhere", |numbers| {
        (format!("{}路", NAMES[numbers.below(NAMES.len())]).repeat(50), MatchScope::Anywhere)
    });
    measure(&atlas, "all roads in a row, anywhere", |_| {
        (NAMES.map(|name| format!("甲{name}路")).concat(), MatchScope::Anywhere)
    });
    measure(&atlas, "compound alone, anywhere", |numbers| {
        (NAMES[numbers.below(NAMES.len())].to_owned() + "苑", MatchScope::Anywhere)
    });
}
