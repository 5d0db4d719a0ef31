//! Importing duties.

use super::{faults, refused};
use crate::support::hall::group_id;
use crate::support::quarter::group;
use crate::support::town::{Town, at, grid_id, member_id};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::file_import::ImportCounts;
use wangge::domain::unit::Unit;
use wangge::error::{Code, Result};
use wangge::service::import::duties::{DutyFile, import_duties};

async fn import(town: &Town, file: &str, dry_run: bool) -> Result<ImportCounts> {
    import_duties(&town.import_run(dry_run), &DutyFile::read(file.as_bytes())?).await
}

async fn town_with(members: &[&str]) -> Town {
    let town = Town::new().await;
    let add = members.iter().map(|code| AtlasEdit::AddMember(town.member(code)));
    town.apply(add.collect()).await.unwrap();
    town
}

fn held_by(town: &Town, member: &str, grid: &str) -> Option<Duty> {
    let atlas = town.another().atlas();
    let duties = atlas.people().duties(Unit::Grid(grid_id(grid)));
    duties.iter().find(|duty| duty.member == member_id(member)).copied()
}

#[tokio::test]
async fn duties_are_given_as_the_rows_say() {
    let town = town_with(&["M1", "M2"]).await;
    let file =
        "工号,网格代码,担任,顺位,开始,结束\nM1,G1,B角,2,26/4/1,26年6月30日\nM2,G1,网格员,,,\n";
    assert_eq!(import(&town, file, false).await.unwrap().created, 2);
    let deputy = held_by(&town, "M1", "G1").unwrap();
    assert_eq!((deputy.capacity, deputy.rank), (Capacity::Deputy, 2));
    assert_eq!(
        (deputy.period.from, deputy.period.to),
        (at("2026-04-01T00:00:00+08:00"), Some(at("2026-07-01T00:00:00+08:00")))
    );
    let worker = held_by(&town, "M2", "G1").unwrap();
    assert_eq!(
        (worker.capacity, worker.period.from, worker.period.to),
        (Capacity::Worker, town.now(), None)
    );
}

#[tokio::test]
async fn every_wrong_row_is_named_and_no_duty_is_given() {
    let town = town_with(&["M1", "M2"]).await;
    let values = "member,unit,unit_kind,capacity,rank,from\n\
        M1,G1,grid,boss,,\n\
        M1,G1,house,worker,,\n\
        M1,G1,,worker,-1,\n\
        M1,G1,,worker,,soon\n\
        M1,G1,网格,worker,0,2026-04-01\n";
    let problems = refused(import(&town, values, false).await);
    let wrong = |row| (Code::SheetValue, Some(row));
    assert_eq!(faults(&problems, "row"), [wrong(2), wrong(3), wrong(4), wrong(5)]);
    let names = "member,unit,unit_kind,capacity\nX1,G1,,worker\nM1,X1,,worker\nM1,G1,building_group,worker\n";
    let problems = refused(import(&town, names, false).await);
    assert_eq!(
        faults(&problems, "row"),
        [
            (Code::UnknownMember, Some(2)),
            (Code::UnknownUnit, Some(3)),
            (Code::UnknownUnit, Some(4))
        ]
    );
    let periods = "member,unit,capacity,from,to\n\
        M1,G1,leader,,\n\
        M1,G2,deputy,2026-03-01,\n\
        M1,G3,deputy,2026-05-01,2026-04-01\n\
        M2,G2,worker,,\n\
        M2,G2,worker,,\n";
    let problems = refused(import(&town, periods, false).await);
    let expected = [
        (Code::LeaderPeriodsOverlap, Some(2)),
        (Code::BeginsInThePast, Some(3)),
        (Code::EndsBeforeItBegins, Some(4)),
        (Code::DutyTwice, Some(6)),
    ];
    assert_eq!(faults(&problems, "row"), expected);
    assert!(held_by(&town, "M2", "G2").is_none());
}

#[tokio::test]
async fn a_dry_run_gives_no_duty() {
    let town = town_with(&["M1"]).await;
    assert_eq!(
        import(&town, "member,unit,capacity\nM1,G1,worker\n", true).await.unwrap().created,
        1
    );
    assert!(held_by(&town, "M1", "G1").is_none());
}

#[tokio::test]
async fn a_code_without_a_kind_of_unit_is_that_of_whatever_has_it() {
    let town = town_with(&["M1", "M2"]).await;
    town.apply(vec![group(&town, "B7", "G1")]).await.unwrap();
    let file = "工号,单元代码,职责\nM1,B7,楼组长\nM2,T-desk,值班\n";
    let problems = refused(import(&town, file, true).await);
    assert_eq!(faults(&problems, "row"), [(Code::ShiftWithoutEnd, Some(3))]);
    let file = "工号,单元代码,职责\nM1,B7,楼组长\n";
    assert_eq!(import(&town, file, false).await.unwrap().created, 1);
    let led = town.another().atlas();
    let group = Unit::BuildingGroup(group_id("B7"));
    assert!(led.people().duties(group).iter().any(|duty| duty.member == member_id("M1")));
}
