//! Who may change what, and whom they may know: for each question everybody in the small town who
//! may.

use crate::support::hall::{Hall, group_id};
use crate::support::town::{grid_id, member_id};
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::authority::{
    may_admit, may_appoint, may_compare, may_excuse, may_identify, may_know_why_absent, may_redraw,
    may_see_duties, may_see_member, may_staff, may_suspend,
};
use wangge::domain::id::AccountId;
use wangge::domain::scope::Scope;
use wangge::domain::unit::Unit;

/// The codes of those who may, in order; residents and strangers never.
fn those(hall: &Hall, may: impl Fn(&Atlas, &Scope) -> bool) -> Vec<String> {
    let (atlas, now) = (hall.town.db.atlas(), hall.town.now());
    let account = AccountId(Uuid::now_v7());
    for nobody in [Scope::anonymous(), Scope::of(&atlas, account, None, now)] {
        assert!(!may(&atlas, &nobody));
    }
    let mut found: Vec<String> = atlas
        .people()
        .members()
        .filter(|member| may(&atlas, &Scope::of(&atlas, account, Some(member.id), now)))
        .map(|member| member.code.clone())
        .collect();
    found.sort();
    found
}

#[actix_web::test]
async fn supervisors_draw_and_staff_what_is_theirs_and_below() {
    let hall = Hall::open().await;
    let redraw = |code| those(&hall, |atlas, scope| may_redraw(atlas, scope, grid_id(code)));
    assert_eq!(redraw("T"), ["supervisor"]);
    assert_eq!(redraw("N1"), ["supervisor", "supervisor-N1"]);
    assert_eq!(redraw("G1"), ["supervisor", "supervisor-N1"]);
    assert_eq!(redraw("G3"), ["supervisor"]);
    let compare = |code| those(&hall, |atlas, scope| may_compare(atlas, scope, grid_id(code)));
    assert_eq!(compare("T"), ["supervisor"]);
    assert_eq!(compare("N1"), ["N1-deputy", "N1-leader", "supervisor", "supervisor-N1"]);
    let staff = |unit| those(&hall, |atlas, scope| may_staff(atlas, scope, unit));
    assert_eq!(staff(Unit::Grid(grid_id("G1"))), ["supervisor", "supervisor-N1"]);
    assert_eq!(
        staff(Unit::BuildingGroup(group_id("B1"))),
        ["N1-deputy", "N1-leader", "supervisor", "supervisor-N1"]
    );
    assert_eq!(staff(Unit::Grid(grid_id("nowhere"))), [""; 0]);
}

#[actix_web::test]
async fn secretaries_care_for_the_people_of_their_neighbourhood() {
    let hall = Hall::open().await;
    let (member, now) = (member_id("G1-leader"), hall.town.now());
    let suspend = those(&hall, |atlas, scope| may_suspend(atlas, scope, member, now));
    assert_eq!(suspend, ["supervisor", "supervisor-N1"]);
    let excuse = those(&hall, |atlas, scope| may_excuse(atlas, scope, member, now));
    assert_eq!(excuse, ["G1-leader", "N1-deputy", "N1-leader", "supervisor", "supervisor-N1"]);
    let why = those(&hall, |atlas, scope| may_know_why_absent(atlas, scope, member, now));
    assert_eq!(why, ["G1-leader", "N1-deputy", "N1-leader"]);
    let admit = those(&hall, |_, scope| may_admit(scope));
    assert_eq!(
        admit,
        ["N1-deputy", "N1-leader", "N2-deputy", "N2-leader", "supervisor", "supervisor-N1"]
    );
}

#[actix_web::test]
async fn people_are_known_upwards() {
    let hall = Hall::open().await;
    let (member, now) = (member_id("B1-leader"), hall.town.now());
    let leading = ["G1-deputy", "G1-leader", "N1-deputy", "N1-leader", "T-deputy", "T-leader"];
    let identify = those(&hall, |atlas, scope| may_identify(atlas, scope, member, now));
    assert_eq!(identify, [&["B1-leader"], &leading[..], &["supervisor", "supervisor-N1"]].concat());
    let see = those(&hall, |atlas, scope| may_see_member(atlas, scope, member, now));
    let expected = [
        "B1-leader",
        "G1-deputy",
        "G1-leader",
        "G1-worker",
        "N1-deputy",
        "N1-leader",
        "T-deputy",
        "T-leader",
        "auditor",
        "desk",
        "security",
        "supervisor",
        "supervisor-N1",
        "system",
    ];
    assert_eq!(see, expected);
    let history = those(&hall, |atlas, scope| {
        may_see_duties(atlas, scope, Unit::BuildingGroup(group_id("B1")))
    });
    assert_eq!(history, expected);
}

#[actix_web::test]
async fn roles_are_given_by_one_person_and_never_to_themselves() {
    let hall = Hall::open().await;
    assert_eq!(those(&hall, |_, scope| may_appoint(scope, member_id("idle"))), ["security"]);
    assert_eq!(those(&hall, |_, scope| may_appoint(scope, member_id("security"))), [""; 0]);
}
