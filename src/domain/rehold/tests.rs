//! Holders of confidential requests when responsibility changes: their unit as long as it exists
//! and has no conflict, else the desk.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use super::*;
use crate::domain::atlas::AtlasSettings;
use crate::domain::atlas_edit::{AtlasEdit, NewBoundary};
use crate::domain::calendar::Calendar;
use crate::domain::change_size::ChangeSize;
use crate::domain::datum::Datum;
use crate::domain::duty::{Absence, AbsenceKind, Capacity, Duty, Member};
use crate::domain::geometry::{Effort, Point, Position, Shape};
use crate::domain::id::{AbsenceId, BoundaryId, DeskId, GridId};
use crate::domain::level::Levels;
use crate::domain::period::Period;
use crate::domain::plan::{Plan, PlanConsent, plan};
use crate::domain::request::test_support::{at, categories};
use crate::domain::routing::Excluded;
use crate::domain::skill::Skills;
use crate::domain::unit::{Grid, GridKind, Setting};
use std::sync::Arc;
use uuid::Uuid;

/// Place of the requests: in the east of G1.
const POINT: Point = Point { lon_e7: 1_214_080_000, lat_e7: 309_050_000 };

/// Returns the identifier for a code.
fn id(code: &str) -> Uuid {
    Uuid::from_u128(code.bytes().fold(1, |id, byte| id << 8 | u128::from(byte)))
}

fn unit(code: &str) -> Unit {
    if code == "desk" {
        Unit::Desk(DeskId::of(GridId(id("T"))))
    } else {
        Unit::Grid(GridId(id(code)))
    }
}

fn founded() -> Instant {
    at("2026-03-02 09:00")
}

fn now() -> Instant {
    at("2026-03-02 10:00")
}

fn settings() -> AtlasSettings {
    AtlasSettings {
        levels: Levels::parse(include_str!("../../../config/levels.toml")).unwrap(),
        categories: categories(),
        skills: Skills::parse(include_str!("../../../config/skills.toml")).unwrap(),
        calendar: Arc::new(Calendar::parse(include_str!("../../../config/calendar.toml")).unwrap()),
        nearest_tolerance_m: 30.0,
        overlap_tolerance_m2: 1.0,
        min_grid_area_m2: 500.0,
        repair_tolerance_m2: 100.0,
        approval: ChangeSize::default(),
    }
}

/// Returns the boundary of a grid from one meridian to another, between two parallels that all
/// grids share.
fn strip(grid: &str, west: f64, east: f64) -> NewBoundary {
    let ring = [[west, 30.90], [east, 30.90], [east, 30.91], [west, 30.91]]
        .map(|[lon, lat]| Position { lon, lat });
    let shape = Arc::new(
        Shape::from_degrees(&[vec![ring.to_vec()]], Datum::Wgs84, &Effort::unbounded()).unwrap(),
    );
    NewBoundary { id: BoundaryId(Uuid::now_v7()), grid: GridId(id(grid)), shape }
}

fn create(
    code: &str,
    level: &str,
    parent: Option<&str>,
    boundary: Option<NewBoundary>,
) -> AtlasEdit {
    let grid = Grid {
        id: GridId(id(code)),
        code: code.to_owned(),
        name: code.to_owned(),
        level: level.to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: parent.map(|parent| GridId(id(parent))),
        office_phone: None,
        life: Period::since(founded()),
        stays: Vec::new(),
        version: 1,
    };
    AtlasEdit::CreateGrid { grid, boundary }
}

/// Returns the edit that makes `member` leader of a unit from an instant on, by a duty of the same
/// code.
fn leads(member: &str, code: &str, since: Instant) -> AtlasEdit {
    AtlasEdit::GiveDuty(Duty {
        id: DutyId(id(member)),
        unit: unit(code),
        member: MemberId(id(member)),
        capacity: Capacity::Leader,
        rank: 0,
        period: Period::since(since),
        version: 1,
    })
}

/// Returns the edit that gives `member` another duty in a unit until the evening.
fn serves(member: &str, code: &str, capacity: Capacity, since: Instant) -> AtlasEdit {
    let period = Period { from: since, to: Some(at("2026-03-02 18:00")) };
    let AtlasEdit::GiveDuty(duty) = leads(member, code, since) else { unreachable!() };
    let id = DutyId(id(&format!("{member}@{code}")));
    AtlasEdit::GiveDuty(Duty { id, capacity, period, ..duty })
}

fn ends(member: &str) -> AtlasEdit {
    AtlasEdit::EndDuty { duty: DutyId(id(member)), at: now() }
}

fn planned(before: &Atlas, edits: &[AtlasEdit], at: Instant) -> Atlas {
    plan_of(before, edits, at).atlas
}

fn plan_of(before: &Atlas, edits: &[AtlasEdit], at: Instant) -> Plan {
    let plan = plan(
        before,
        edits,
        PlanConsent { gaps: true, overlaps: false },
        at,
        &Effort::unbounded(),
        &mut Uuid::now_v7,
    );
    assert_eq!(plan.problems, []);
    plan
}

/// Creates a town with a desk and two grids, each with a leader named after the unit; `next` has no
/// duty yet.
fn town() -> Atlas {
    let mut edits = vec![
        create("T", "town", None, None),
        create("G1", "grid", Some("T"), Some(strip("G1", 121.40, 121.41))),
        create("G2", "grid", Some("T"), Some(strip("G2", 121.41, 121.42))),
    ];
    for code in ["T", "desk", "G1", "G2", "next"] {
        let id = MemberId(id(code));
        let code = code.to_owned();
        edits.push(AtlasEdit::AddMember(Member {
            id,
            code,
            active: true,
            created_at: founded(),
            version: 1,
        }));
    }
    edits.extend(["T", "desk", "G1", "G2"].map(|code| leads(code, code, founded())));
    planned(&Atlas::empty(settings()), &edits, founded())
}

/// Creates a request in the east of G1 that the leader of a unit holds, and from which `subject` is
/// excluded.
fn held(
    code: &str,
    held_by: AssignmentCause,
    confidential: bool,
    subject: &str,
) -> ReholdCandidate<'static> {
    let holding = Holding { unit: unit(code), duty: DutyId(id(code)), member: MemberId(id(code)) };
    let excluded_people = Excluded {
        members: vec![MemberId(id(subject))],
        units: Vec::new(),
        organizations: Vec::new(),
    };
    ReholdCandidate {
        request: RequestId(id("request")),
        place: RequestPlace::Point(POINT),
        matter: Matter { category: Some("environment.noise"), confidential, ..Matter::default() },
        conflicts: Conflicts { excluded_people, ..Conflicts::default() },
        holding,
        held_by,
        offered_to: None,
    }
}

/// Returns the new holder of a request after some edits, with unit and cause; none if it stays
/// where it is.
fn moved_by(
    open: &ReholdCandidate<'_>,
    edits: &[AtlasEdit],
) -> Option<(Unit, MemberId, AssignmentCause)> {
    moved_in(&town(), open, edits)
}

/// The same in another town.
fn moved_in(
    before: &Atlas,
    open: &ReholdCandidate<'_>,
    edits: &[AtlasEdit],
) -> Option<(Unit, MemberId, AssignmentCause)> {
    let after = planned(before, edits, now());
    let reholding =
        ReholdContext { before, after: &after, vacated: &[], restored: None, at: now() };
    let moves = reholding.moves(std::slice::from_ref(open)).unwrap();
    let to = moves.first()?;
    assert!(!to.confidential || !to.placed_anew, "the place of what is confidential is found once");
    Some((to.routed.holding.unit, to.routed.holding.member, to.held_by))
}

fn to(
    code: &str,
    member: &str,
    cause: AssignmentCause,
) -> Option<(Unit, MemberId, AssignmentCause)> {
    Some((unit(code), MemberId(id(member)), cause))
}

#[test]
fn a_new_leader_of_the_unit_takes_it_over() {
    let succession = [ends("G1"), leads("next", "G1", now())];
    let dispatched = held("G1", AssignmentCause::Transfer, true, "nobody");
    assert_eq!(moved_by(&dispatched, &succession), to("G1", "next", AssignmentCause::Transfer));
    let critical = held("G1", AssignmentCause::Routing, true, "nobody");
    assert_eq!(
        moved_by(&critical, &succession),
        to("G1", "next", AssignmentCause::DutyEnded),
        "what the desk never had too"
    );
}

#[test]
fn what_is_offered_goes_to_the_offered_unit_if_its_holder_goes_first() {
    let succession = [ends("G1"), leads("next", "G1", now())];
    let offered = |cause, confidential, subject: &str| ReholdCandidate {
        offered_to: Some(unit("G2")),
        ..held("G1", cause, confidential, subject)
    };
    for cause in [AssignmentCause::Routing, AssignmentCause::Transfer] {
        let open = offered(cause, false, "nobody");
        assert_eq!(moved_by(&open, &succession), to("G2", "G2", AssignmentCause::Transfer));
        let received_by_another = [ends("G2"), leads("next", "G2", now())];
        assert_eq!(moved_by(&open, &received_by_another), None, "the holder keeps it");
    }
    assert_eq!(
        moved_by(&offered(AssignmentCause::Transfer, true, "G2"), &succession),
        to("G1", "next", AssignmentCause::Transfer),
        "not to whom it is about"
    );
    let lying = ReholdCandidate {
        offered_to: Some(unit("G2")),
        ..held("desk", AssignmentCause::Desk, true, "nobody")
    };
    assert_eq!(
        moved_by(&lying, &[ends("desk"), leads("next", "desk", now())]),
        to("desk", "next", AssignmentCause::Desk),
        "the desk keeps what it offered"
    );
}

#[test]
fn a_new_leader_whom_it_is_about_does_not_get_it_and_the_desk_has_it() {
    let succession = [ends("G1"), leads("next", "G1", now())];
    for cause in
        [AssignmentCause::Transfer, AssignmentCause::Routing, AssignmentCause::SecondHandling]
    {
        let about = held("G1", cause, true, "next");
        assert_eq!(
            moved_by(&about, &succession),
            to("desk", "desk", AssignmentCause::Desk),
            "{cause:?}"
        );
    }
    let open = held("G1", AssignmentCause::Transfer, false, "next");
    assert_eq!(
        moved_by(&open, &succession),
        to("T", "T", AssignmentCause::Transfer),
        "what is open goes up"
    );
}

#[test]
fn a_unit_that_ends_gives_it_to_the_desk() {
    let end = [AtlasEdit::RetireGrid { grid: GridId(id("G1")) }];
    assert_eq!(
        moved_by(&held("G1", AssignmentCause::Transfer, true, "nobody"), &end),
        to("desk", "desk", AssignmentCause::Desk)
    );
    assert_eq!(
        moved_by(&held("G1", AssignmentCause::Transfer, false, "nobody"), &end),
        to("T", "T", AssignmentCause::Transfer)
    );
}

#[test]
fn a_border_that_moves_leaves_it_where_it_is() {
    let moved = [AtlasEdit::SetBoundaries(vec![
        strip("G1", 121.40, 121.405),
        strip("G2", 121.405, 121.42),
    ])];
    let open = held("G1", AssignmentCause::Routing, false, "nobody");
    assert_eq!(
        moved_by(&open, &moved),
        to("G2", "G2", AssignmentCause::DutyEnded),
        "what is open is somewhere else now"
    );
    for cause in [AssignmentCause::Routing, AssignmentCause::Transfer] {
        assert_eq!(moved_by(&held("G1", cause, true, "nobody"), &moved), None, "{cause:?}");
    }
    assert_eq!(
        moved_by(&held("desk", AssignmentCause::Desk, true, "nobody"), &moved),
        None,
        "and so at the desk"
    );
}

#[test]
fn what_lies_with_the_desk_follows_who_answers_there_then_the_root() {
    let lying = held("desk", AssignmentCause::Desk, true, "nobody");
    let succession = [ends("desk"), leads("next", "desk", now())];
    assert_eq!(moved_by(&lying, &succession), to("desk", "next", AssignmentCause::Desk));
    assert_eq!(
        moved_by(&lying, &[ends("desk")]),
        to("T", "T", AssignmentCause::Desk),
        "nobody is at the desk"
    );
    let about = held("desk", AssignmentCause::Desk, true, "next");
    assert_eq!(
        moved_by(&about, &succession),
        to("T", "T", AssignmentCause::Desk),
        "whom it is about does not get it"
    );
    assert_eq!(
        moved_by(&lying, &[ends("G1"), leads("next", "G1", now())]),
        None,
        "units are no matter of the desk's"
    );
}

#[test]
fn at_the_desk_whoever_is_given_precedence_takes_over() {
    let lying = held("desk", AssignmentCause::Desk, true, "nobody");
    let shift = [serves("next", "desk", Capacity::OnCall, now())];
    assert_eq!(moved_by(&lying, &shift), to("desk", "next", AssignmentCause::Desk));
}

#[test]
fn a_deputy_who_took_it_in_for_an_absent_leader_keeps_it_when_others_join_the_desk() {
    let with_deputy = [serves("next", "desk", Capacity::Deputy, founded())];
    let before = planned(&town(), &with_deputy, founded());
    let lying = held("desk", AssignmentCause::Desk, true, "nobody");
    let holding = Holding { member: MemberId(id("next")), ..lying.holding };
    let taken_in = ReholdCandidate { holding, ..lying };
    let another = [serves("G1", "desk", Capacity::Deputy, now())];
    assert_eq!(moved_in(&before, &taken_in, &another), None);
}

#[test]
fn who_is_away_keeps_what_was_handed_to_their_unit_when_others_join_it() {
    let away = AtlasEdit::AddAbsence(Absence {
        id: AbsenceId(id("away")),
        member: MemberId(id("G1")),
        kind: AbsenceKind::Leave,
        period: Period::since(founded()),
        version: 1,
    });
    let deputy = serves("next", "G1", Capacity::Deputy, founded());
    let before = planned(&town(), &[away, deputy], founded());
    let handed_on = held("G1", AssignmentCause::Transfer, false, "nobody");
    let another = [serves("G2", "G1", Capacity::Deputy, now())];
    assert_eq!(moved_in(&before, &handed_on, &another), None);
}

#[test]
fn what_ends_later_are_the_duties_that_were_there_and_end_at_another_time_to_come() {
    let ending = |edits: &[AtlasEdit]| {
        let before = town();
        ending_later(&before, &plan_of(&before, edits, now()).changes, now())
    };
    let duty = DutyId(id("G1"));
    assert_eq!(ending(&[AtlasEdit::EndDuty { duty, at: at("2026-03-02 18:00") }]), [duty]);
    assert_eq!(ending(&[ends("G1")]), [], "now is not later");
    assert_eq!(ending(&[serves("next", "G1", Capacity::Deputy, now())]), [], "it is new");
}
