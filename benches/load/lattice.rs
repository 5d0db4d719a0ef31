//! A town of sixteen square grids in four neighbourhoods, with building groups, and people without
//! a duty who may get one.

use crate::town::{grid_id, member_id, square};
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::address::{GroupAddress, WrittenAddress};
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary};
use wangge::domain::duty::{Appointment, Capacity, Duty, Member};
use wangge::domain::geometry::{Point, Shape};
use wangge::domain::id::{AddressId, AppointmentId, BoundaryId, BuildingGroupId, DutyId, MemberId};
use wangge::domain::period::{Instant, Period};
use wangge::domain::role::Role;
use wangge::domain::unit::{BuildingGroup, Grid, GridKind, Setting, Unit};

/// West and south of the town, and how wide it is, in degrees.
pub const CORNER: (f64, f64) = (121.40, 30.90);
/// How wide it is, in degrees.
pub const SIDE: f64 = 0.08;
/// People without a duty at first.
const RESERVE: usize = 120;
/// Building groups of each grid.
const GROUPS: usize = 2;

/// Everything there is at first; `supervisors` are members with that role over the whole town.
pub fn founding(now: Instant, supervisors: &[String]) -> Vec<AtlasEdit> {
    let mut edits = unit(now, "T", "town", None, (0.0, 0.0, SIDE));
    for (x, y) in cells(2) {
        let (neighborhood, half) = (format!("N{x}{y}"), SIDE / 2.0);
        let corner = (x as f64 * half, y as f64 * half);
        edits.extend(unit(
            now,
            &neighborhood,
            "neighborhood",
            Some("T"),
            (corner.0, corner.1, half),
        ));
        for (column, row) in cells(2) {
            let code = format!("{neighborhood}-{column}{row}");
            let place = (
                corner.0 + column as f64 * half / 2.0,
                corner.1 + row as f64 * half / 2.0,
                half / 2.0,
            );
            edits.extend(unit(now, &code, "grid", Some(&neighborhood), place));
            edits.extend((0..GROUPS).flat_map(|number| group(now, &code, number, place)));
        }
    }
    edits.extend(
        (0..RESERVE).map(|number| AtlasEdit::AddMember(member(now, &format!("reserve-{number}")))),
    );
    edits.extend(supervisors.iter().flat_map(|code| {
        let (id, grid, period) = (AppointmentId(Uuid::now_v7()), grid_id("T"), Period::since(now));
        let role = Role::Supervisor;
        let appointment = Appointment {
            id,
            member: member_id(code),
            role,
            grid,
            organization: None,
            period,
            version: 1,
        };
        [AtlasEdit::AddMember(member(now, code)), AtlasEdit::Appoint(appointment)]
    }));
    edits
}

fn cells(side: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..side).flat_map(move |x| (0..side).map(move |y| (x, y)))
}

/// A grid with its leader and deputy, at a place inside the town.
fn unit(
    now: Instant,
    code: &str,
    level: &str,
    parent: Option<&str>,
    (x, y, side): (f64, f64, f64),
) -> Vec<AtlasEdit> {
    let mut edits =
        vec![create(now, code, level, parent, square(CORNER.0 + x, CORNER.1 + y, side))];
    for capacity in [Capacity::Leader, Capacity::Deputy] {
        let member = member(now, &format!("{code}-{capacity}"));
        edits.push(AtlasEdit::AddMember(member.clone()));
        edits.push(give(now, Unit::Grid(grid_id(code)), member.id, capacity));
    }
    edits
}

/// A building group with one address and a leader.
fn group(now: Instant, grid: &str, number: usize, (x, y, side): (f64, f64, f64)) -> Vec<AtlasEdit> {
    let (id, period) = (BuildingGroupId(Uuid::now_v7()), Period::since(now));
    let (code, name) = (format!("{grid}-B{number}"), format!("{}号楼", number + 1));
    let leader = member(now, &format!("{code}-leader"));
    let text = WrittenAddress::read(&format!("{grid}苑{}号", number + 1)).expect("an address");
    let away = side * (number + 1) as f64 / (GROUPS + 1) as f64;
    let point = Point::from_degrees(CORNER.0 + x + away, CORNER.1 + y + away).expect("a point");
    let group = BuildingGroup { id, code, name, household_count: 48, life: period, version: 1 };
    let address = GroupAddress {
        id: AddressId(Uuid::now_v7()),
        building_group: id,
        text,
        point: Some(point),
        period,
    };
    vec![
        AtlasEdit::CreateBuildingGroup { group, membership: Uuid::now_v7(), grid: grid_id(grid) },
        AtlasEdit::AddAddress(address),
        AtlasEdit::AddMember(leader.clone()),
        give(now, Unit::BuildingGroup(id), leader.id, Capacity::Leader),
    ]
}

fn create(
    now: Instant,
    code: &str,
    level: &str,
    parent: Option<&str>,
    shape: Arc<Shape>,
) -> AtlasEdit {
    let id = grid_id(code);
    let grid = Grid {
        id,
        code: code.to_owned(),
        name: format!("{code} 网格"),
        level: level.to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: parent.map(grid_id),
        office_phone: None,
        life: Period::since(now),
        stays: Vec::new(),
        version: 1,
    };
    AtlasEdit::CreateGrid {
        grid,
        boundary: Some(NewBoundary { id: BoundaryId(Uuid::now_v7()), grid: id, shape }),
    }
}

fn member(now: Instant, code: &str) -> Member {
    Member { id: member_id(code), code: code.to_owned(), active: true, created_at: now, version: 1 }
}

fn give(now: Instant, unit: Unit, member: MemberId, capacity: Capacity) -> AtlasEdit {
    let (id, period) = (DutyId(Uuid::now_v7()), Period::since(now));
    AtlasEdit::GiveDuty(Duty { id, unit, member, capacity, rank: 0, period, version: 1 })
}
