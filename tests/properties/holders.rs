//! Never nobody: every point has exactly one holder at every instant, in every world that planning
//! lets through.

use crate::support::hall::group_id;
use crate::support::town::{at, grid_id, member_id, settings, square};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::collections::BTreeSet;
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary};
use wangge::domain::duty::{Absence, AbsenceKind, Capacity, Duty, Member};
use wangge::domain::geometry::{Effort, Point};
use wangge::domain::id::{AbsenceId, BoundaryId, DeskId, DutyId, OrganizationId, RoutingRuleId};
use wangge::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use wangge::domain::period::{Instant, Period};
use wangge::domain::plan::{PlanConsent, plan};
use wangge::domain::request::Matter;
use wangge::domain::request::Urgency;
use wangge::domain::routing::{Conflicts, RequestPlace, Routed, TraceStep, route, route_from};
use wangge::domain::routing_rule::{
    RoutingRule, RuleCondition, RuleEffect, RuleProfile, TimeOfDay,
};
use wangge::domain::unit::{BuildingGroup, Grid, GridKind, Setting, Unit};

const GRIDS: [(&str, &str, f64, f64); 5] = [
    ("T", "town", 121.40, 0.02),
    ("N1", "neighborhood", 121.40, 0.01),
    ("N2", "neighborhood", 121.41, 0.01),
    ("G1", "grid", 121.40, 0.005),
    ("G2", "grid", 121.405, 0.005),
];
const PARENTS: [Option<&str>; 5] = [None, Some("T"), Some("T"), Some("N1"), Some("N1")];
const MEMBERS: u8 = 5;
/// Category and urgency; that of renewal begins at the neighbourhood.
const MATTERS: [(Option<&str>, Option<Urgency>); 4] = [
    (None, None),
    (Some("environment.noise"), Some(Urgency::Normal)),
    (Some("environment.noise"), Some(Urgency::Critical)),
    (Some("housing.renewal"), Some(Urgency::Normal)),
];

pub fn member(index: u8) -> Member {
    let code = format!("m{}", index % MEMBERS);
    Member { id: member_id(&code), code, active: true, created_at: start(), version: 1 }
}

pub fn start() -> Instant {
    at("2026-03-02T09:00:00+08:00")
}

fn create(index: usize, now: Instant) -> AtlasEdit {
    let (code, level, lon, side) = GRIDS[index];
    let (id, parent) = (grid_id(code), PARENTS[index].map(grid_id));
    let (kind, setting) = (GridKind::General, Setting::Residential);
    let (code, level, life) = (code.to_owned(), level.to_owned(), Period::since(now));
    let grid = Grid {
        id,
        name: code.clone(),
        code,
        level,
        kind,
        setting,
        parent,
        office_phone: None,
        life,
        stays: Vec::new(),
        version: 1,
    };
    let boundary =
        NewBoundary { id: BoundaryId(Uuid::now_v7()), grid: id, shape: square(lon, 30.90, side) };
    AtlasEdit::CreateGrid { grid, boundary: Some(boundary) }
}

/// A building group in the first neighbourhood or the first grid, when that is there.
fn create_group(atlas: &Atlas, index: u8, now: Instant) -> Option<AtlasEdit> {
    let code = format!("B{}", index % 4);
    let grid = [grid_id("N1"), grid_id("G1")][usize::from(index % 2)];
    atlas.tree().active(grid)?;
    let (id, life) = (group_id(&code), Period::since(now));
    let group =
        BuildingGroup { id, name: code.clone(), code, household_count: 48, life, version: 1 };
    Some(AtlasEdit::CreateBuildingGroup { group, membership: Uuid::now_v7(), grid })
}

/// An office that comes, goes to another grid or ends.
fn change_office(atlas: &Atlas, [a, b, c]: [u8; 3], now: Instant) -> Option<AtlasEdit> {
    let code = format!("O{}", a % 3);
    let grid = grid_id(GRIDS[usize::from(b) % GRIDS.len()].0);
    let profile = OrganizationProfile {
        name: code.clone(),
        parent: None,
        grid,
        office_phone: None,
        serves: Vec::new(),
    };
    let Some(known) = atlas.organizations().by_code(&code) else {
        let (id, life) = (OrganizationId(Uuid::now_v7()), Period::since(now));
        let kind =
            [OrganizationKind::Department, OrganizationKind::Property][usize::from(a / 3 % 2)];
        return Some(AtlasEdit::CreateOrganization(Organization {
            id,
            code,
            kind,
            profile,
            life,
            version: 1,
        }));
    };
    Some(match c % 2 {
        0 => AtlasEdit::ChangeOrganization { organization: known.id, profile },
        _ => AtlasEdit::RetireOrganization { organization: known.id },
    })
}

/// Everything that a duty can be held in.
pub fn units(atlas: &Atlas) -> Vec<Unit> {
    let groups = atlas.groups().all().map(|group| Unit::BuildingGroup(group.id));
    let offices = atlas.organizations().offices().map(|office| Unit::Office(office.id));
    atlas
        .tree()
        .all()
        .map(|grid| Unit::Grid(grid.id))
        .chain(groups)
        .chain(offices.collect::<BTreeSet<_>>())
        .chain(atlas.desk().map(Unit::Desk))
        .collect()
}

fn give(unit: Unit, member_index: u8, capacity: Capacity, period: Period) -> AtlasEdit {
    let (id, member) = (DutyId(Uuid::now_v7()), member(member_index).id);
    AtlasEdit::GiveDuty(Duty { id, unit, member, capacity, rank: 0, period, version: 1 })
}

/// What numbers stand for: an edit of the world as it is.
pub fn edit(atlas: &Atlas, [what, a, b, c]: [u8; 4], now: Instant) -> Option<AtlasEdit> {
    let later = |hours: u8| now + TimeDelta::hours(hours.into());
    let period = Period { from: later(b % 4), to: (c % 3 > 0).then(|| later(b % 4 + c % 8 + 1)) };
    let grid = usize::from(a) % GRIDS.len();
    let unit = || units(atlas)[usize::from(a) % units(atlas).len()];
    let duty = || {
        let open: Vec<_> =
            atlas.people().all_duties().filter(|duty| !duty.period.ended(now)).collect();
        open[usize::from(a) % open.len()].id
    };
    Some(match what % 16 {
        0 | 1 => create(
            (0..GRIDS.len()).find(|&index| atlas.tree().get(grid_id(GRIDS[index].0)).is_none())?,
            now,
        ),
        2 => AtlasEdit::RetireGrid { grid: grid_id(GRIDS[grid].0) },
        3 if c % 3 > 0 => change_office(atlas, [a, b, c / 3], now)?,
        3 => create_group(atlas, a, now)?,
        4..=6 => give(unit(), b, Capacity::Leader, period),
        7 | 8 => give(unit(), b, Capacity::Deputy, period),
        9 => AtlasEdit::EndDuty { duty: duty(), at: later(b % 6) },
        10 => AtlasEdit::SetMemberActive { member: member(a).id, active: b % 2 == 0 },
        11 => give(
            if a % 3 == 0 { Unit::Desk(atlas.desk()?) } else { Unit::Grid(grid_id(GRIDS[grid].0)) },
            b,
            Capacity::OnCall,
            Period { to: Some(later(b % 4 + 3)), ..period },
        ),
        12 | 13 => rule(grid, [a, b, c], period),
        14 => AtlasEdit::RetireRoutingRule { rule: atlas.rules().all().next()?.id },
        _ => AtlasEdit::AddAbsence(Absence {
            id: AbsenceId(Uuid::now_v7()),
            member: member(a).id,
            kind: AbsenceKind::ALL[0],
            period,
            version: 1,
        }),
    })
}

/// A rule of a grid.
fn rule(grid: usize, [a, b, c]: [u8; 3], period: Period) -> AtlasEdit {
    let id = Uuid::now_v7();
    let condition = RuleCondition {
        category: [None, Some("environment"), Some("housing.renewal")][usize::from(a / 5 % 3)]
            .map(str::to_owned),
        urgency: [None, Some(Urgency::Critical)][usize::from(b % 2)],
        time: [None, Some(TimeOfDay::OutsideHours)][usize::from(c % 2)],
        kind: None,
    };
    let level = ["building_group", "grid", "neighborhood", "town"][usize::from(b / 2 % 4)];
    let first = [None, Some(Capacity::Deputy)][usize::from(c / 2 % 2)];
    let effect = RuleEffect { level: Some(level.to_owned()), first, ..RuleEffect::default() };
    let profile =
        RuleProfile { name: "规则".to_owned(), grid: grid_id(GRIDS[grid].0), condition, effect };
    let code = format!("R{a}-{b}-{c}-{}", id.as_simple()).chars().take(32).collect();
    AtlasEdit::CreateRoutingRule(RoutingRule {
        row: id,
        id: RoutingRuleId(id),
        code,
        profile,
        period,
        version: 1,
    })
}

pub fn founded() -> Atlas {
    let mut edits: Vec<_> = (0..MEMBERS).map(|index| AtlasEdit::AddMember(member(index))).collect();
    edits.push(create(0, start()));
    let root = Unit::Grid(grid_id(GRIDS[0].0));
    edits.push(give(root, 0, Capacity::Leader, Period::since(start())));
    edits.push(give(root, 1, Capacity::Deputy, Period::since(start())));
    applied(&Atlas::empty(settings()), edits, start()).unwrap()
}

pub fn applied(atlas: &Atlas, edits: Vec<AtlasEdit>, now: Instant) -> Option<Atlas> {
    let plan = plan(
        atlas,
        &edits,
        PlanConsent { gaps: true, overlaps: false },
        now,
        &Effort::unbounded(),
        &mut Uuid::now_v7,
    );
    plan.problems.is_empty().then_some(plan.atlas)
}

/// The instants from `now` on at which something begins or ends by the clock, and the last moment
/// before each.
fn turns(atlas: &Atlas, now: Instant) -> BTreeSet<Instant> {
    let duties = atlas.people().all_duties().map(|duty| duty.period);
    let rules = atlas.rules().all().map(|rule| rule.period);
    let periods =
        duties.chain(atlas.people().all_absences().map(|absence| absence.period)).chain(rules);
    let turns = periods.flat_map(|period| [Some(period.from), period.to]).flatten();
    turns
        .flat_map(|turn| [turn - TimeDelta::microseconds(1), turn])
        .filter(|&turn| turn >= now)
        .collect()
}

/// Everywhere, for every category and whatever is handed on: one holder, who has the duty, and
/// never two leaders.
fn check(atlas: &Atlas, instant: Instant) -> Result<(), TestCaseError> {
    let conflicts = Conflicts::default();
    for (lon, lat) in
        [(121.402, 30.902), (121.407, 30.902), (121.412, 30.905), (121.41, 30.91), (0.0, 0.0)]
    {
        let place = RequestPlace::Point(Point::from_degrees(lon, lat).unwrap());
        for (category, urgency) in MATTERS {
            let matter = Matter { category, urgency, ..Matter::default() };
            let routed = route(atlas, &place, &matter, &conflicts, instant).unwrap();
            holds(atlas, &routed, instant)?;
            begins_where_it_should(atlas, &matter, &routed)?;
            let secret = Matter { confidential: true, ..matter };
            lies_with_the_desk(
                atlas,
                &secret,
                &route(atlas, &place, &secret, &conflicts, instant).unwrap(),
                instant,
            )?;
        }
    }
    for unit in units(atlas) {
        holds(atlas, &route_from(atlas, unit, &conflicts, instant).unwrap(), instant)?;
        let leaders =
            atlas.people().chain(unit, instant).filter(|duty| duty.capacity == Capacity::Leader);
        prop_assert!(leaders.count() <= 1, "{unit:?}");
    }
    Ok(())
}

/// Without a rule and without a roster, no deeper than the category says, and above the place.
fn begins_where_it_should(
    atlas: &Atlas,
    matter: &Matter<'_>,
    routed: &Routed,
) -> Result<(), TestCaseError> {
    let grid = atlas.grid_of(routed.holding.unit).unwrap();
    prop_assert!(atlas.tree().is_within(routed.place, grid), "{routed:?}");
    let level = matter.category.and_then(|code| atlas.settings().categories.get(code)?.start_level);
    if let (true, Some(level)) = (routed.rules.is_empty(), level) {
        let on_call = routed.trace.0.contains(&TraceStep::OutsideHours);
        prop_assert!(on_call || atlas.tree().level(grid).unwrap() <= level, "{routed:?}");
    }
    Ok(())
}

/// What is confidential and not critical is held at the desk or at the root, by the first there who
/// is present.
fn lies_with_the_desk(
    atlas: &Atlas,
    matter: &Matter<'_>,
    routed: &Routed,
    instant: Instant,
) -> Result<(), TestCaseError> {
    holds(atlas, routed, instant)?;
    let root = atlas.tree().root().unwrap().id;
    let desk = Unit::Desk(DeskId::of(root));
    // What nobody can place is for the desk, however urgent.
    if matter.urgency == Some(Urgency::Critical) && !routed.trace.is_unplaced() {
        prop_assert_ne!(routed.holding.unit, desk);
        return Ok(());
    }
    let people = atlas.people();
    let present =
        |duty: &&Duty| people.is_active(duty.member) && !people.is_absent(duty.member, instant);
    let order = [Capacity::OnCall, Capacity::Leader, Capacity::Deputy];
    let at_the_desk = order.into_iter().find_map(|capacity| {
        people
            .chain(desk, instant)
            .filter(|duty| duty.capacity == capacity)
            .find(present)
            .map(|duty| duty.id)
    });
    match at_the_desk {
        Some(duty) => prop_assert_eq!(routed.holding.duty, duty),
        None => prop_assert_eq!(routed.holding.unit, Unit::Grid(root)),
    }
    Ok(())
}

fn holds(atlas: &Atlas, routed: &Routed, instant: Instant) -> Result<(), TestCaseError> {
    let holding = routed.holding;
    prop_assert!(atlas.people().answers_for(holding.member, holding.unit, instant));
    prop_assert!(atlas.people().is_active(holding.member));
    prop_assert_eq!(
        atlas.people().duty(holding.duty).map(|duty| duty.member),
        Some(holding.member)
    );
    Ok(())
}

#[test]
fn every_point_has_one_holder_at_every_instant() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) };
    let (tried, accepted) = (Cell::new(0_u32), Cell::new(0_u32));
    let run =
        TestRunner::new(config).run(&prop::collection::vec(any::<[u8; 4]>(), 1..40), |steps| {
            let (mut atlas, mut now) = (founded(), start());
            for step in steps {
                now += TimeDelta::minutes(i64::from(step[3] % 90));
                tried.set(tried.get() + 1);
                if let Some(next) =
                    edit(&atlas, step, now).and_then(|one| applied(&atlas, vec![one], now))
                {
                    accepted.set(accepted.get() + 1);
                    atlas = next;
                }
                check(&atlas, now)?;
            }
            turns(&atlas, now).into_iter().try_for_each(|turn| check(&atlas, turn))
        });
    run.unwrap_or_else(|failure| unreachable!("{failure}"));
    println!("{} of {} edits were accepted", accepted.get(), tried.get());
    assert!(
        accepted.get() * 3 >= tried.get(),
        "too few worlds change: {} of {}",
        accepted.get(),
        tried.get()
    );
}
