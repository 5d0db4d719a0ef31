//! The town of the examples: two neighbourhoods of 苇浦镇 with their people. Every identifier in it
//! is fixed, and so are its keys, so that one run is like the next.

use crate::support::database::TestDatabase;
use crate::support::town::{Town, at};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::address::{GroupAddress, WrittenAddress};
use wangge::domain::atlas::AtlasSettings;
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary};
use wangge::domain::datum::Datum;
use wangge::domain::duty::{Appointment, Capacity, Duty, Member};
use wangge::domain::geometry::{Effort, Point, Position, Shape};
use wangge::domain::id::{
    AddressId, AppointmentId, BoundaryId, BuildingGroupId, DutyId, GridId, MemberId,
};
use wangge::domain::period::Period;
use wangge::domain::phone::Phone;
use wangge::domain::role::Role;
use wangge::domain::unit::{BuildingGroup, Grid, GridKind, Setting, Unit};
use wangge::store::member_identities::{self, MemberIdentity};
use wangge::store::vault::key::{KeyRing, KeySecret, VaultKey};
use wangge::store::vault::{KeyFile, Vault};

/// When the town was founded. The examples begin a month later, on a Monday morning.
const FOUNDED: &str = "2026-02-02T09:00:00+08:00";
/// What identifiers of the town begin with: the instant at which it was founded.
pub const FIXED: &str = "019c1bdd-1680-7";

/// What somebody is called in stories, their code, and their name.
pub const PEOPLE: [(&str, &str, &str); 24] = [
    ("mayor", "WP0001", "沈维钧"),
    ("vice-mayor", "WP0002", "陆清岚"),
    ("secretary", "WP0011", "顾若蘅"),
    ("vice-secretary", "WP0012", "朱承野"),
    ("secretary-2", "WP0021", "徐映川"),
    ("vice-secretary-2", "WP0022", "钱知柏"),
    ("leader", "WP0101", "姚秋禾"),
    ("deputy", "WP0102", "俞景澜"),
    ("leader-2", "WP0103", "倪书屿"),
    ("deputy-2", "WP0104", "陶亦汀"),
    ("leader-3", "WP0105", "施仲芸"),
    ("deputy-3", "WP0106", "计言桐"),
    ("leader-4", "WP0107", "瞿思溪"),
    ("deputy-4", "WP0108", "戴怀岩"),
    ("group-leader", "WP0201", "严静苓"),
    ("worker", "WP0202", "金如菱"),
    ("neighbour", "WP0301", "钟月珩"),
    ("supervisor", "WP0401", "潘松钧"),
    ("second-supervisor", "WP0402", "汤雨蕙"),
    ("desk", "WP0403", "殷明荻"),
    ("system", "WP0404", "祝惠舫"),
    ("security", "WP0405", "郁望堃"),
    ("auditor", "WP0406", "费砚楹"),
    ("platform", "WP0407", "市热线平台"),
];

/// Code, name, level, parent; west, south, width and height; leader and deputy.
type Area =
    (&'static str, &'static str, &'static str, Option<&'static str>, [f64; 4], [&'static str; 2]);

/// Everything lies on open water, so that no real place is in it.
const AREAS: [Area; 7] = [
    (TOWN, "苇浦镇", "town", None, [122.06, 30.93, 0.04, 0.02], ["mayor", "vice-mayor"]),
    (
        NEIGHBOURHOOD,
        "柳荫居民区",
        "neighborhood",
        Some(TOWN),
        [122.06, 30.93, 0.02, 0.02],
        ["secretary", "vice-secretary"],
    ),
    (
        "319901100002",
        "银杏居民区",
        "neighborhood",
        Some(TOWN),
        [122.08, 30.93, 0.02, 0.02],
        ["secretary-2", "vice-secretary-2"],
    ),
    (
        GRID,
        "柳荫一村网格",
        "grid",
        Some(NEIGHBOURHOOD),
        [122.06, 30.93, 0.01, 0.02],
        ["leader", "deputy"],
    ),
    (
        NEXT_GRID,
        "柳荫二村网格",
        "grid",
        Some(NEIGHBOURHOOD),
        [122.07, 30.93, 0.01, 0.02],
        ["leader-2", "deputy-2"],
    ),
    (
        "319901100002-01",
        "银杏苑东区网格",
        "grid",
        Some("319901100002"),
        [122.08, 30.93, 0.01, 0.02],
        ["leader-3", "deputy-3"],
    ),
    (
        "319901100002-02",
        "银杏苑西区网格",
        "grid",
        Some("319901100002"),
        [122.09, 30.93, 0.01, 0.02],
        ["leader-4", "deputy-4"],
    ),
];

pub const TOWN: &str = "319901100";
pub const NEIGHBOURHOOD: &str = "319901100001";
pub const GRID: &str = "319901100001-01";
pub const NEXT_GRID: &str = "319901100001-02";

/// A building group of `GRID`, the one beside it, and one of `NEXT_GRID`.
pub const GROUP: &str = "319901100001-01-01";
pub const NEXT_GROUP: &str = "319901100001-01-02";
pub const OTHER_GROUP: &str = "319901100001-02-01";

/// Code, name, grid, households, addresses.
const GROUPS: [(&str, &str, &str, i32, [&str; 4]); 3] = [
    (
        GROUP,
        "柳荫一村1–4号楼组",
        GRID,
        96,
        ["柳荫一村1号楼", "柳荫一村2号楼", "柳荫一村3号楼", "柳荫一村4号楼"],
    ),
    (
        NEXT_GROUP,
        "柳荫一村5–8号楼组",
        GRID,
        88,
        ["柳荫一村5号楼", "柳荫一村6号楼", "柳荫一村7号楼", "柳荫一村8号楼"],
    ),
    (
        OTHER_GROUP,
        "柳荫二村1–4号楼组",
        NEXT_GRID,
        72,
        ["柳荫二村1号楼", "柳荫二村2号楼", "柳荫二村3号楼", "柳荫二村4号楼"],
    ),
];

const APPOINTED: [(&str, Role); 7] = [
    ("supervisor", Role::Supervisor),
    ("second-supervisor", Role::Supervisor),
    ("desk", Role::TownDesk),
    ("system", Role::SystemAdministrator),
    ("security", Role::SecurityAdministrator),
    ("auditor", Role::Auditor),
    ("platform", Role::Integrator),
];

/// The phone of `resident`, who does not serve. No network gives it out.
pub const PHONE: &str = "15400000001";

/// Somebody's phone.
fn phone(who: &str) -> Phone {
    Phone::parse(&format!("154000001{:02}", person(who))).unwrap()
}

/// The number of somebody.
fn person(who: &str) -> usize {
    PEOPLE.iter().position(|(known, ..)| *known == who).unwrap()
}

/// An identifier of the town.
pub fn fixed(sort: u16, number: usize) -> Uuid {
    let sort = u128::from(sort) << 64;
    Uuid::from_u128(0x019c_1bdd_1680_7000_8000_0000_0000_0000 | sort | number as u128)
}

/// The member of somebody.
pub fn member(who: &str) -> MemberId {
    MemberId(fixed(1, person(who)))
}

/// The grid of a code.
pub fn grid(code: &str) -> GridId {
    GridId(fixed(2, AREAS.iter().position(|area| area.0 == code).unwrap()))
}

/// The building group of a code.
pub fn group(code: &str) -> BuildingGroupId {
    BuildingGroupId(fixed(3, GROUPS.iter().position(|group| group.0 == code).unwrap()))
}

/// An address of the building group of a code.
pub fn address(code: &str, number: usize) -> AddressId {
    let group = GROUPS.iter().position(|group| group.0 == code).unwrap();
    AddressId(fixed(4, 10 * group + number))
}

/// The duty of a leader, by the code of the grid.
pub fn leading(code: &str) -> DutyId {
    DutyId(fixed(5, 2 * AREAS.iter().position(|area| area.0 == code).unwrap()))
}

/// The duty of the worker of `GRID`.
pub const fn working() -> DutyId {
    DutyId(Uuid::from_u128(0x019c_1bdd_1680_7005_8000_0000_0000_0065))
}

/// The appointment of the auditor.
pub fn auditing() -> AppointmentId {
    AppointmentId(fixed(6, 5))
}

/// The corners of a rectangle.
pub fn corners([west, south, width, height]: [f64; 4]) -> Vec<[f64; 2]> {
    let rounded = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let east = rounded(west + width);
    let north = rounded(south + height);
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}

/// The town with everybody in it, before anybody can sign in.
pub async fn found(settings: AtlasSettings) -> Town {
    let town = Town::again(TestDatabase::new(), settings, Arc::new(vault()), at(FOUNDED));
    let mut operations: Vec<AtlasEdit> = PEOPLE
        .iter()
        .map(|(who, code, _)| {
            let (id, code) = (member(who), (*code).to_owned());
            let created_at = town.now();
            AtlasEdit::AddMember(Member { id, code, active: true, created_at, version: 1 })
        })
        .collect();
    operations.extend(areas(&town));
    operations.extend(groups(&town));
    operations.extend(appointments(&town));
    town.apply(operations).await.unwrap();
    let named = town.db.write(move |tx| {
        PEOPLE.iter().try_for_each(|(who, _, name)| {
            let identity = MemberIdentity { name: (*name).to_owned(), phone: Some(phone(who)) };
            member_identities::put(tx, member(who), &identity)
        })
    });
    named.await.unwrap();
    town.clock.advance(TimeDelta::days(28));
    town
}

/// The keys of the examples.
pub fn keys() -> KeyRing {
    serde_json::from_value(ring(1)).unwrap()
}

fn vault() -> Vault {
    let keys = json!({ "wrapping": ring(2), "lookup": key(3), "receipt": key(4) });
    Vault::new(serde_json::from_value::<KeyFile>(keys).unwrap())
}

fn ring(number: u8) -> Value {
    let key = key(number);
    json!({ "active": key["id"], "keys": [key] })
}

fn key(number: u8) -> Value {
    let key = VaultKey::from(KeySecret::from([number; 32]));
    json!({ "id": key.id.to_string(), "secret": STANDARD.encode([number; 32]) })
}

fn areas(town: &Town) -> Vec<AtlasEdit> {
    let mut operations = Vec::new();
    for (index, (code, name, level, parent, place, holders)) in AREAS.into_iter().enumerate() {
        let id = grid(code);
        let made = Grid {
            id,
            code: code.to_owned(),
            name: name.to_owned(),
            level: level.to_owned(),
            kind: GridKind::General,
            setting: Setting::Residential,
            parent: parent.map(grid),
            office_phone: Some(format!("021-0000{}", 1001 + index)),
            life: Period::since(town.now()),
            stays: Vec::new(),
            version: 1,
        };
        let ring = corners(place)[..4].iter().map(|&[lon, lat]| Position { lon, lat }).collect();
        let shape = Shape::from_degrees(&[vec![ring]], Datum::Wgs84, &Effort::unbounded()).unwrap();
        let boundary =
            NewBoundary { id: BoundaryId(fixed(7, index)), grid: id, shape: Arc::new(shape) };
        operations.push(AtlasEdit::CreateGrid { grid: made, boundary: Some(boundary) });
        for (rank, who) in holders.into_iter().enumerate() {
            let capacity = if rank == 0 { Capacity::Leader } else { Capacity::Deputy };
            operations.push(duty(town, 2 * index + rank, Unit::Grid(id), who, capacity));
        }
    }
    operations.push(duty(town, 101, Unit::Grid(grid(GRID)), "worker", Capacity::Worker));
    operations
}

fn groups(town: &Town) -> Vec<AtlasEdit> {
    let life = Period::since(town.now());
    let mut operations = Vec::new();
    for (index, (code, name, of, household_count, addresses)) in GROUPS.into_iter().enumerate() {
        let (code, name) = (code.to_owned(), name.to_owned());
        let id = BuildingGroupId(fixed(3, index));
        let made = BuildingGroup { id, code, name, household_count, life, version: 1 };
        operations.push(AtlasEdit::CreateBuildingGroup {
            group: made,
            membership: fixed(8, index),
            grid: grid(of),
        });
        operations.extend(addresses.into_iter().enumerate().map(|(number, text)| {
            AtlasEdit::AddAddress(GroupAddress {
                id: AddressId(fixed(4, 10 * index + number)),
                building_group: id,
                text: WrittenAddress::read(text).unwrap(),
                point: Some(point(index, number)),
                period: life,
            })
        }));
    }
    let unit = Unit::BuildingGroup(group(GROUP));
    operations.push(duty(town, 102, unit, "group-leader", Capacity::Leader));
    operations
}

/// Where a building of a group stands.
fn point(group: usize, building: usize) -> Point {
    let west = [122.0632, 122.0684, 122.0735][group];
    Point::from_degrees(west, 30.9405 + 0.0006 * building as f64).unwrap()
}

fn duty(town: &Town, number: usize, unit: Unit, who: &str, capacity: Capacity) -> AtlasEdit {
    AtlasEdit::GiveDuty(Duty {
        id: DutyId(fixed(5, number)),
        unit,
        member: member(who),
        capacity,
        rank: 0,
        period: Period::since(town.now()),
        version: 1,
    })
}

fn appointments(town: &Town) -> impl Iterator<Item = AtlasEdit> {
    let period = Period::since(town.now());
    APPOINTED.into_iter().enumerate().map(move |(number, (who, role))| {
        AtlasEdit::Appoint(Appointment {
            id: AppointmentId(fixed(6, number)),
            member: member(who),
            role,
            grid: grid(TOWN),
            organization: None,
            period,
            version: 1,
        })
    })
}
