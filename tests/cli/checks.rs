//! `check` finds what it promises to find.

use super::desk::{Desk, said};
use crate::support::submission;
use crate::support::town::{Town, at, grid_id, member_id};
use chrono::TimeDelta;
use diesel::prelude::*;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::check::InvariantBreach;
use wangge::domain::duty::Capacity;
use wangge::domain::scope::Scope;
use wangge::domain::unit::Unit;
use wangge::error::Code;
use wangge::service::check::check_all;
use wangge::service::requests::submit::submit;
use wangge::store::column::{AggregateKey, StoredInstant};
use wangge::store::connection::AnyConnection;
use wangge::store::schema::{duties, grids};

/// What a fresh process finds.
async fn found(town: &Town) -> Vec<InvariantBreach> {
    check_all(&town.another()).await.unwrap()
}

fn codes(breaches: &[InvariantBreach]) -> Vec<(Code, Option<&str>)> {
    breaches.iter().map(|breach| (breach.problem.code, unit_of(breach))).collect()
}

fn unit_of(breach: &InvariantBreach) -> Option<&str> {
    breach.problem.params.get("unit").and_then(|unit| unit.as_str())
}

/// Changes rows behind the back of the service.
fn behind_its_back(town: &Town, change: impl FnOnce(&mut AnyConnection)) {
    change(&mut town.database.location.open_writer(false).unwrap());
}

#[tokio::test]
async fn a_town_whose_root_will_be_vacant_is_told_from_when_on() {
    let town = Town::new().await;
    assert_eq!(found(&town).await, []);
    let end = at("2026-03-02T18:00:00+08:00");
    behind_its_back(&town, |connection| {
        let of_root = duties::table.filter(duties::unit_id.eq(AggregateKey(grid_id("T").0)));
        diesel::update(of_root)
            .set(duties::valid_to.eq(Some(StoredInstant(end))))
            .execute(connection)
            .unwrap();
    });
    let breaches = found(&town).await;
    assert!(breaches.iter().all(|breach| breach.at == end), "{breaches:?}");
    let vacant = |unit| (Code::UnitWithoutHolder, Some(unit));
    assert_eq!(codes(&breaches), [(Code::RootWithoutLeader, None), vacant("T"), vacant("T-desk")]);
}

#[test]
fn whoever_checks_reads_the_time_of_beijing() {
    let desk = Desk::begun();
    let end = StoredInstant(at("2090-01-01T02:30:00+08:00"));
    diesel::update(duties::table)
        .set(duties::valid_to.eq(Some(end)))
        .execute(&mut desk.database.location.open_writer(false).unwrap())
        .unwrap();
    let checked = desk.run(&["check"]);
    assert_eq!(checked.status.code(), Some(1), "{}", said(&checked));
    let told = said(&checked);

    assert!(told.starts_with("北京时间 2090年1月1日 02:30 根网格自"), "{told}");

    assert!(told.contains("\n    1 Jan 2090, 02:30 Beijing time: From 1 Jan 2090"), "{told}");
    assert!(!told.contains("2089"), "{told}");
}

#[tokio::test]
async fn two_leaders_at_once_are_found_also_in_the_future() {
    let town = Town::new().await;
    behind_its_back(&town, |connection| {
        let deputy = duties::table.filter(duties::member_id.eq(member_id("G1-deputy")));
        let from = StoredInstant(at("2027-01-01T00:00:00+08:00"));
        let promoted = (duties::capacity.eq(Capacity::Leader), duties::valid_from.eq(from));
        diesel::update(deputy).set(promoted).execute(connection).unwrap();
    });
    let breaches = found(&town).await;
    assert_eq!(codes(&breaches), [(Code::LeadersOverlap, Some("G1"))]);
    assert_eq!(breaches[0].at, at("2027-01-01T00:00:00+08:00"));
}

#[tokio::test]
async fn what_belongs_to_something_retired_is_found() {
    let town = Town::new().await;
    behind_its_back(&town, |connection| {
        let retired = grids::retired_at.eq(Some(StoredInstant(town.now())));
        diesel::update(grids::table.find(grid_id("N2"))).set(retired).execute(connection).unwrap();
    });
    let breaches = found(&town).await;
    let cut_off: Vec<_> =
        breaches.iter().filter(|breach| breach.problem.code == Code::UnitCutOff).collect();
    assert_eq!(
        cut_off.iter().map(|breach| unit_of(breach)).collect::<Vec<_>>(),
        [Some("G3"), Some("G4")]
    );
    assert!(
        breaches.iter().any(|breach| breach.problem.code == Code::GridsLeaveGap),
        "{breaches:?}"
    );
}

#[tokio::test]
async fn a_request_may_outlive_its_holders_duty_by_a_minute() {
    let town = Town::new().await;
    submit_at_g1(&town).await;
    let duty = town.db.atlas().people().duties(Unit::Grid(grid_id("G1")))[0].id;
    let end = town.now() + TimeDelta::hours(1);
    town.apply(vec![AtlasEdit::EndDuty { duty, at: end }]).await.unwrap();
    town.clock.set(end + TimeDelta::seconds(59));
    assert_eq!(found(&town).await, []);
    town.clock.set(end + TimeDelta::seconds(60));
    let breaches = found(&town).await;
    assert_eq!(codes(&breaches), [(Code::HolderWithoutDuty, Some("G1"))]);
    assert_eq!(breaches[0].problem.params["member"], "G1-leader");
}

async fn submit_at_g1(town: &Town) {
    submit(
        &town.db,
        &town.rulebook,
        Scope::anonymous(),
        submission::key(),
        submission::anonymous(),
    )
    .await
    .unwrap();
}
