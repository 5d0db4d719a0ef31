//! Never nobody: every point has exactly one holder at every instant, in every world that planning lets through.

use crate::support::town::{at, grid_id, member_id, settings, square};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::duty::{Absence, AbsenceKind, Capacity, Duty, Member};
use wangge::domain::geometry::Point;
use wangge::domain::id::{AbsenceId, BoundaryId, DutyId};
use wangge::domain::operation::{NewBoundary, Operation};
use wangge::domain::period::{Instant, Period};
use wangge::domain::plan::{Allowances, plan};
use wangge::domain::routing::{Conflicts, Place, route};
use wangge::domain::unit::{Grid, GridKind, Setting, Unit};

const GRIDS: [(&str, &str, f64, f64); 5] = [
    ("T", "town", 121.40, 0.02),
    ("N1", "neighborhood", 121.40, 0.01),
    ("N2", "neighborhood", 121.41, 0.01),
    ("G1", "grid", 121.40, 0.005),
    ("G2", "grid", 121.405, 0.005),
];
const PARENTS: [Option<&str>; 5] = [None, Some("T"), Some("T"), Some("N1"), Some("N1")];
const MEMBERS: u8 = 5;

fn member(index: u8) -> Member {
    let code = format!("m{}", index % MEMBERS);
    Member { id: member_id(&code), code, active: true, created_at: start(), version: 1 }
}

fn start() -> Instant {
    at("2026-03-02T09:00:00+08:00")
}

fn create(index: usize, now: Instant) -> Operation {
    let (code, level, lon, side) = GRIDS[index];
    let (id, parent) = (grid_id(code), PARENTS[index].map(grid_id));
    let (kind, setting) = (GridKind::General, Setting::Residential);
    let (code, level, life) = (code.to_owned(), level.to_owned(), Period::since(now));
    let grid =
        Grid { id, name: code.clone(), code, level, kind, setting, parent, office_phone: None, life, version: 1 };
    let boundary = NewBoundary { id: BoundaryId(Uuid::now_v7()), grid: id, shape: square(lon, 30.90, side) };
    Operation::CreateGrid { grid, boundary: Some(boundary) }
}

fn give(grid: usize, member_index: u8, capacity: Capacity, period: Period) -> Operation {
    let (id, unit, member) = (DutyId(Uuid::now_v7()), Unit::Grid(grid_id(GRIDS[grid].0)), member(member_index).id);
    Operation::GiveDuty(Duty { id, unit, member, capacity, rank: 0, period, version: 1 })
}

/// What numbers stand for: an operation on the world as it is.
fn operation(atlas: &Atlas, [what, a, b, c]: [u8; 4], now: Instant) -> Option<Operation> {
    let later = |hours: u8| now + TimeDelta::hours(hours.into());
    let period = Period { from: later(b % 4), to: (c % 3 > 0).then(|| later(b % 4 + c % 8 + 1)) };
    let grid = usize::from(a) % GRIDS.len();
    let duty = || atlas.people().all_duties().nth(usize::from(a) % atlas.people().all_duties().count());
    Some(match what % 8 {
        0 => create(grid, now),
        1 => Operation::RetireGrid { grid: grid_id(GRIDS[grid].0) },
        2 => give(grid, b, Capacity::Leader, period),
        3 => give(grid, b, Capacity::Deputy, period),
        4 => Operation::EndDuty { duty: duty()?.id, at: later(b % 6) },
        5 => Operation::SetMemberActive { member: member(a).id, active: b % 2 == 0 },
        _ => Operation::AddAbsence(Absence {
            id: AbsenceId(Uuid::now_v7()),
            member: member(a).id,
            kind: AbsenceKind::ALL[0],
            period,
            version: 1,
        }),
    })
}

fn founded() -> Atlas {
    let mut operations: Vec<_> = (0..MEMBERS).map(|index| Operation::AddMember(member(index))).collect();
    operations.push(create(0, start()));
    operations.push(give(0, 0, Capacity::Leader, Period::since(start())));
    operations.push(give(0, 1, Capacity::Deputy, Period::since(start())));
    applied(&Atlas::empty(settings()), operations, start()).unwrap()
}

fn applied(atlas: &Atlas, operations: Vec<Operation>, now: Instant) -> Option<Atlas> {
    let plan = plan(atlas, &operations, Allowances { gaps: true, overlaps: false }, now, &mut Uuid::now_v7);
    plan.problems.is_empty().then_some(plan.atlas)
}

/// Everywhere, now and later: one holder, who has the duty, and never two leaders.
fn check(atlas: &Atlas, now: Instant) -> Result<(), TestCaseError> {
    for hours in [0, 1, 3, 7, 13] {
        let instant = now + TimeDelta::hours(hours);
        for (lon, lat) in [(121.402, 30.902), (121.407, 30.902), (121.412, 30.905), (121.41, 30.91), (0.0, 0.0)] {
            let place = Place::Point(Point::from_degrees(lon, lat).unwrap());
            let routed = route(atlas, &place, None, &Conflicts::default(), instant).unwrap();
            let holding = routed.holding;
            prop_assert!(atlas.people().answers_for(holding.member, holding.unit, instant));
            prop_assert!(atlas.people().is_active(holding.member));
            prop_assert_eq!(atlas.people().duty(holding.duty).map(|duty| duty.member), Some(holding.member));
        }
        for grid in atlas.tree().all() {
            let chain = atlas.people().chain(Unit::Grid(grid.id), instant);
            let leaders: BTreeSet<_> = chain.filter(|duty| duty.capacity == Capacity::Leader).map(|d| d.id).collect();
            prop_assert!(leaders.len() <= 1, "{} has {leaders:?}", grid.code);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn every_point_has_one_holder_at_every_instant(steps in prop::collection::vec(any::<[u8; 4]>(), 1..40)) {
        let (mut atlas, mut now) = (founded(), start());
        for step in steps {
            now += TimeDelta::minutes(i64::from(step[3] % 90));
            let changed = operation(&atlas, step, now).and_then(|operation| applied(&atlas, vec![operation], now));
            atlas = changed.unwrap_or(atlas);
            check(&atlas, now)?;
        }
    }
}
