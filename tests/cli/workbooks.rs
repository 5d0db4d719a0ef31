//! What comes as a workbook (.xlsx) is what would come as CSV.

use super::{faults, refused};
use crate::support::town::{Town, at};
use crate::support::workbook::Cell::{Blank, Day, Number, Text};
use crate::support::workbook::workbook;
use wangge::error::{Code, Error};
use wangge::service::import::building_groups::{BuildingGroupFile, import_building_groups};
use wangge::service::import::duties::{DutyFile, import_duties};
use wangge::service::import::members::MemberFile;
use wangge::service::import::reader::table::Table;
use wangge::store::Actor;

#[tokio::test]
async fn groups_duties_and_members_come_from_workbooks_too() {
    let town = Town::new().await;
    let file = workbook(&[
        vec![Text("网格代码"), Text("名称"), Text("户数"), Text("门址"), Blank],
        vec![Text("G1"), Text(" 金水苑东组 "), Number(84.0), Text("金水苑1号楼；金水苑2号楼")],
        vec![],
        vec![Text("G2"), Text("银杏组"), Blank, Number(12.0)],
    ]);
    let groups = BuildingGroupFile::read(file.as_slice()).unwrap();
    let imported = import_building_groups(&town.db, Actor::Service, groups, false).await.unwrap();
    assert_eq!((imported.groups, imported.addresses), (2, 3));
    let atlas = town.another().atlas();
    let group = atlas.groups().by_code("G1-01").unwrap();
    assert_eq!((group.name.as_str(), group.household_count), ("金水苑东组", 84));
    let file = workbook(&[
        vec![Text("工号"), Text("网格代码"), Text("担任"), Text("开始"), Text("结束")],
        vec![Text("G1-leader"), Text("G2"), Text("网格员"), Day(46113), Text("2026-06-30")],
    ]);
    import_duties(&town.db, Actor::Service, DutyFile::read(file.as_slice()).unwrap(), false).await.unwrap();
    let atlas = town.another().atlas();
    let begins = at("2026-04-01T00:00:00+08:00");
    assert!(atlas.people().all_duties().any(|duty| duty.period.from == begins));
    let file = workbook(&[
        vec![Text("工号"), Text("姓名"), Text("手机")],
        vec![Number(1001.0), Text("张敏"), Number(13_812_341_234.0)],
    ]);
    MemberFile::read(file.as_slice(), town.now()).unwrap();
}

#[test]
fn rows_are_numbered_as_the_workbook_shows_them() {
    let file = workbook(&[
        vec![],
        vec![Text("a"), Text("b")],
        vec![Text("1"), Number(2.5)],
        vec![],
        vec![Text("3"), Text("4"), Text("5")],
    ]);
    let problems = refused(Table::read(file.as_slice()));
    assert_eq!(faults(&problems, "row"), [(Code::SheetRowLength, Some(5))]);
    let table = Table::read(workbook(&[vec![], vec![Text("a")], vec![], vec![Number(2.5)]]).as_slice()).unwrap();
    assert_eq!((table.rows[0].number, table.rows[0].cell(0)), (4, Some("2.5")));
}

#[test]
fn a_broken_workbook_is_refused() {
    let whole = workbook(&[vec![Text("a")], vec![Text("1")]]);
    let code = |bytes: &[u8]| match Table::read(bytes).unwrap_err() {
        Error::Refused(problems) => problems[0].code,
        other => unreachable!("{other}"),
    };
    assert_eq!(code(&whole[..whole.len() / 2]), Code::FileUnreadable);
    assert_eq!(code(b"PK\x03\x04"), Code::FileUnreadable);
    assert_eq!(code(&workbook(&[])), Code::SheetEmpty);
    assert_eq!(code(&workbook(&[vec![Text("a")]])), Code::SheetEmpty);
}
