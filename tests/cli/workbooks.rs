//! What comes as a workbook (.xlsx) is what would come as CSV.

use super::{faults, refused};
use crate::support::town::{Town, at};
use crate::support::workbook::Cell::{self, Blank, Day, Formula, Number, Painted, Text};
use crate::support::workbook::{Sheet, workbook, workbook_of};
use wangge::error::{Code, Error};
use wangge::service::import::addresses::AddressFile;
use wangge::service::import::building_groups::{BuildingGroupFile, import_building_groups};
use wangge::service::import::duties::{DutyFile, import_duties};
use wangge::service::import::members::MemberFile;
use wangge::service::import::reader::source::TableSource;
use wangge::service::import::reader::table::{ROWS_MAX, Table};

#[tokio::test]
async fn groups_duties_and_members_come_from_workbooks_too() {
    let town = Town::new().await;
    let file = workbook(&[
        vec![Text("网格代码"), Text("名称"), Text("户数"), Text("门址"), Blank],
        vec![Text("G1"), Text(" 金水苑东组 "), Number(84.0), Text("金水苑1号楼；金水苑2号楼")],
        vec![],
        vec![Text("G2"), Text("银杏组"), Blank, Text("12号楼")],
    ]);
    let groups = BuildingGroupFile::read(file.as_slice()).unwrap();
    let imported = import_building_groups(&town.import_run(false), &groups).await.unwrap();
    assert_eq!((imported.created, imported.addresses), (2, 3));
    let atlas = town.another().atlas();
    let group = atlas.groups().by_code("G1-01").unwrap();
    assert_eq!((group.name.as_str(), group.household_count), ("金水苑东组", 84));
    let file = workbook(&[
        vec![Text("工号"), Text("网格代码"), Text("担任"), Text("开始"), Text("结束")],
        vec![Text("G1-leader"), Text("G2"), Text("网格员"), Day(46113), Text("2026-06-30")],
    ]);
    import_duties(&town.import_run(false), &DutyFile::read(file.as_slice()).unwrap())
        .await
        .unwrap();
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
    let table = Table::read(file.as_slice()).unwrap();
    let told: Vec<_> = table.notices.iter().map(|one| (one.code, &one.params["cells"])).collect();
    assert_eq!(told, [(Code::SheetBeside, &serde_json::json!(["C5"]))]);
    let table =
        Table::read(workbook(&[vec![], vec![Text("a")], vec![], vec![Number(2.5)]]).as_slice())
            .unwrap();
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

/// One sheet of duties after a row of headings.
fn duties(rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    let heading = vec![Text("工号"), Text("网格代码"), Text("担任"), Text("顺位")];
    [heading].into_iter().chain(rows).collect()
}

fn duty() -> Vec<Cell> {
    vec![Text("G1-leader"), Text("G2"), Text("网格员"), Number(1.0)]
}

#[test]
fn merged_cells_and_formulas_are_named_with_their_cell() {
    let rows = vec![
        duty(),
        duty(),
        vec![Text("G1-leader"), Text("G2"), Text("网格员"), Formula("1+1", 2.0)],
    ];
    let file = workbook_of(&[Sheet {
        name: "责任",
        rows: duties(rows),
        merged: vec!["A2:A3", "H1:K1"],
        ..Sheet::default()
    }]);
    let problems = DutyFile::read(file.as_slice()).unwrap().sheet.problems;
    assert_eq!(
        faults(&problems, "row"),
        [(Code::SheetMerged, Some(2)), (Code::SheetFormula, Some(4))]
    );
    assert_eq!(
        (&problems[0].params["cells"], &problems[1].params["cell"]),
        (&"A2:A3".into(), &"D4".into())
    );
}

#[test]
fn a_formula_among_the_headings_is_one_too() {
    let file = workbook(&[vec![Text("工号"), Formula("A1", 0.0)], vec![Text("1"), Text("张敏")]]);
    let file = MemberFile::read(file.as_slice(), at("2026-03-02T09:00:00+08:00")).unwrap();
    let problem = &file.sheet.problems[0];
    assert_eq!((problem.code, &problem.params["cell"]), (Code::SheetFormula, &"B1".into()));
}

#[test]
fn the_sheet_that_is_meant_is_found_by_its_name() {
    let notes =
        Sheet { name: "说明", rows: vec![vec![Text("请勿修改")]], ..Sheet::default() };
    let file = workbook_of(&[
        notes,
        Sheet { name: "责任", rows: duties(vec![duty()]), ..Sheet::default() },
    ]);
    let named = |sheet: &str| TableSource {
        input: Box::new(file.as_slice()),
        sheet: Some(sheet.to_owned()),
    };
    DutyFile::read(named("责任")).unwrap();
    let problems = refused(DutyFile::read(named("人员")));
    assert_eq!(problems[0].code, Code::SheetMissing);
    assert_eq!(problems[0].params["known"], serde_json::json!(["说明", "责任"]));
    let csv = TableSource {
        input: Box::new("工号,姓名\n1,张敏\n".as_bytes()),
        sheet: Some("责任".to_owned()),
    };
    assert_eq!(refused(Table::read(csv))[0].code, Code::SheetMissing, "a CSV file has no sheets");
}

#[test]
fn a_hundred_thousand_blank_rows_are_nothing() {
    let blank =
        || (0..100_000).map(|row| if row % 2 == 0 { vec![] } else { vec![Painted, Painted] });
    let rows: Vec<_> =
        duties(vec![duty()]).into_iter().chain(blank()).chain([duty()]).chain(blank()).collect();
    let table = Table::read(workbook(&rows).as_slice()).unwrap();
    let numbers: Vec<u64> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2, 100_003]);
    let commas = ",,,\n".repeat(100_000);
    let table = Table::read(format!("a,b,c,d\n{commas}1,2,3,4\n{commas}").as_bytes()).unwrap();
    assert_eq!((table.rows.len(), table.rows[0].number), (1, 100_002));
}

#[test]
fn a_lone_cell_far_away_takes_no_memory() {
    let mut rows = duties(vec![duty()]);
    rows[1].extend((0..20).map(|_| Blank).chain([Text("x")]));
    let table = Table::read(workbook(&rows).as_slice()).unwrap();
    assert_eq!((table.header.len(), table.rows.len()), (4, 1));
    assert_eq!(table.notices[0].params["cells"], serde_json::json!(["Y2"]));
}

#[test]
fn a_table_has_an_end() {
    let rows = "1,金水苑1号楼\n".repeat(ROWS_MAX);
    let file = format!("楼组代码,门址\n{rows}");
    assert_eq!(Table::read(file.as_bytes()).unwrap().rows.len(), ROWS_MAX);
    let problems =
        refused(AddressFile::read(format!("{file}1,金水苑2号楼\n").as_bytes(), Default::default()));
    assert_eq!(faults(&problems, "row"), [(Code::SheetTooLong, Some(ROWS_MAX as u64 + 2))]);
}
