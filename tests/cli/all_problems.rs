//! Every problem of a file in one run, and the sheet that comes back with them.

use super::desk::{Desk, said};
use super::{codes, faults, refused};
use crate::support::quarter::settle;
use crate::support::town::{Town, at};
use crate::support::workbook::Cell::{Blank, Day, Number, Text};
use crate::support::workbook::{Sheet, workbook, workbook_of};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::datum::Datum;
use wangge::error::{Code, Problem};
use wangge::service::credentials::PasswordWorkers;
use wangge::service::credentials::password::Cost;
use wangge::service::import::addresses::{AddressFile, import_addresses};
use wangge::service::import::building_groups::{BuildingGroupFile, import_building_groups};
use wangge::service::import::duties::{DutyFile, import_duties};
use wangge::service::import::members::{MemberFile, import_members};
use wangge::service::import::problem_sheet::{RowsBack, problem_sheet};
use wangge::service::import::reader::table::{PROBLEM_COLUMN, Table};

/// Codes, rows and columns of problems.
fn columns(problems: &[Problem]) -> Vec<(Code, u64, &str)> {
    problems.iter().map(place).collect()
}

fn place(problem: &Problem) -> (Code, u64, &str) {
    let named = problem.params.get("in_column").or_else(|| problem.params.get("column"));
    let column = named.and_then(serde_json::Value::as_str).unwrap_or_default();
    (problem.code, problem.params["row"].as_u64().unwrap(), column)
}

#[tokio::test]
async fn values_codes_and_plan_of_addresses_are_told_at_once() {
    let town = Town::new().await;
    settle(&town).await;
    let file = "楼组代码,门址,经度,纬度\n\
        Q1,龙泉路138弄金水苑91号楼,,\n\
        Q9,龙泉路1号,,\n\
        Q1,。。。,,\n\
        Q1,龙泉路138弄金水苑92号楼,121.4,\n\
        Q9,。。。,东,30.9\n\
        Q2,龙泉路138弄金水苑91号楼,,\n\
        Q1,138,,\n\
        Q1,的,,\n\
        Q1,龙泉路138弄金水苑95号楼,121.9,30.9\n\
        Q2,龙泉路138弄,金水苑93号楼,,\n\
        Q2,龙泉路138弄金水苑,94号楼,121.4,30.9\n";
    let file = AddressFile::read(file.as_bytes(), Datum::Wgs84).unwrap();
    let problems = refused(import_addresses(&town.import_run(false), &file).await);
    let expected = [
        (Code::UnknownBuildingGroup, 3, "楼组代码"),
        (Code::AddressSaysNothing, 4, "门址"),
        (Code::OneCoordinate, 5, "纬度"),
        (Code::UnknownBuildingGroup, 6, "楼组代码"),
        (Code::AddressSaysNothing, 6, "门址"),
        (Code::SheetValue, 6, "经度"),
        (Code::AddressTwice, 7, "门址"),
        (Code::AddressNumberAlone, 8, "门址"),
        (Code::AddressSaysNothing, 9, "门址"),
        (Code::AddressPointOutside, 10, "经度"),
        (Code::SheetValue, 11, "经度"),
        (Code::SheetRowLength, 12, ""),
    ];
    assert_eq!(columns(&problems), expected);
    let back = problem_sheet(file.sheet.table(), &problems, RowsBack::All).unwrap();
    let back = Table::read(back.as_slice()).unwrap();
    let wide = back.rows.last().unwrap();
    assert_eq!((wide.cell(2), wide.cell(3)), (Some("94号楼"), Some("121.4,30.9")));
}

#[tokio::test]
async fn values_codes_and_plan_of_duties_are_told_at_once() {
    let town = Town::new().await;
    town.apply(vec![AtlasEdit::AddMember(town.member("M1"))]).await.unwrap();
    let file = workbook_of(&[Sheet {
        name: "责任",
        rows: vec![
            vec![
                Text("工号"),
                Text("单元代码"),
                Text("职责"),
                Text("顺位"),
                Text("开始"),
                Text("结束"),
            ],
            vec![Text("M1"), Text("G1"), Text("网格员"), Blank, Text("2020-01-01")],
            vec![Text("8888"), Text("G99"), Text("老板"), Number(500.0), Blank, Text("某天")],
            vec![Text("M1"), Blank, Text("网格员")],
            vec![Text("M1"), Text("G2"), Text("副职"), Number(1.0), Day(46_508), Day(46_478)],
            vec![Text("M1"), Text("G1"), Text("网格长")],
            vec![Text("M1"), Text("G98"), Text("副职"), Number(1.0), Day(46_508), Day(46_478)],
            vec![Text("8888"), Text("G1"), Text("网格员"), Blank, Text("2020-01-01")],
        ],
        ..Sheet::default()
    }]);
    let file = DutyFile::read(file.as_slice()).unwrap();
    let problems = refused(import_duties(&town.import_run(true), &file).await);
    let expected = [
        (Code::BeginsInThePast, 2, "开始"),
        (Code::UnknownMember, 3, "工号"),
        (Code::UnknownUnit, 3, "单元代码"),
        (Code::SheetValue, 3, "职责"),
        (Code::SheetValue, 3, "顺位"),
        (Code::SheetValue, 3, "结束"),
        (Code::Required, 4, "单元代码"),
        (Code::EndsBeforeItBegins, 5, "结束"),
        (Code::LeaderPeriodsOverlap, 6, "开始"),
        (Code::UnknownUnit, 7, "单元代码"),
        (Code::EndsBeforeItBegins, 7, "结束"),
        (Code::UnknownMember, 8, "工号"),
        (Code::BeginsInThePast, 8, "开始"),
    ];
    assert_eq!(columns(&problems), expected);
    assert!(problems.iter().all(|problem| problem.params["sheet"] == "责任"));
    assert_eq!(problems[1].params["stands"], "8888");
}

#[tokio::test]
async fn values_and_names_of_members_and_groups_are_told_at_once() {
    let town = Town::new().await;
    let workers = PasswordWorkers::new(Cost { memory_kib: 8, iterations: 1, lanes: 1 }, 1).unwrap();
    let file = "code,name,phone,login_name\nM1,A,12,taken?\nG1-leader,B,,\nM 3,C,,\nM4,,,\n";
    let file = MemberFile::read(file.as_bytes(), town.now()).unwrap();
    let problems = refused(import_members(&town.import_run(false), Some(&workers), &file).await);
    let expected = [
        (Code::PhoneInvalid, 2, "phone"),
        (Code::LoginNameMalformed, 2, "login_name"),
        (Code::CodeInUse, 3, "code"),
        (Code::MalformedCode, 4, "code"),
        (Code::Required, 5, "name"),
    ];
    assert_eq!(columns(&problems), expected);
    let file = "grid_code,name,code,household_count,leader\n\
        G9,一组,,-1,nobody\nG1,二组,A 1,1,\nG1,三组,A-1,1,\nG1,四组,A-1,1,\n";
    let file = BuildingGroupFile::read(file.as_bytes()).unwrap();
    let problems = refused(import_building_groups(&town.import_run(false), &file).await);
    let expected = [
        (Code::UnknownGrid, 2, "grid_code"),
        (Code::SheetValue, 2, "household_count"),
        (Code::UnknownMember, 2, "leader"),
        (Code::MalformedCode, 3, "code"),
        (Code::CodeInUse, 5, "code"),
    ];
    assert_eq!(columns(&problems), expected);
}

#[tokio::test]
async fn the_sheet_comes_back_with_its_faults_and_is_imported_once_they_are_mended() {
    let town = Town::new().await;
    let rows = vec![
        vec![Text("某镇楼组表")],
        vec![Text("网格代码"), Text("名称"), Text("楼组代码"), Text("户数"), Text("备注")],
        vec![Text("G1"), Text("一组"), Text("007"), Number(12.0), Text("甲")],
        vec![],
        vec![Text("G9"), Text("二组"), Text("008"), Text("许多"), Blank],
        vec![Text("G1"), Day(46_083), Text("009"), Number(2.026_030_2e17), Blank],
    ];
    let file =
        workbook_of(&[Sheet { name: "楼组", rows, merged: vec!["A1:E1"], ..Sheet::default() }]);
    let file = BuildingGroupFile::read(file.as_slice()).unwrap();
    let problems = refused(import_building_groups(&town.import_run(false), &file).await);
    let back = problem_sheet(file.sheet.table(), &problems, RowsBack::All).unwrap();
    let again = BuildingGroupFile::read(back.as_slice()).unwrap();
    let still = refused(import_building_groups(&town.import_run(false), &again).await);
    assert_eq!(
        faults(&still, "row"),
        faults(&problems, "row"),
        "what is not mended is still wrong"
    );
    let table = again.sheet.table();
    assert_eq!((table.sheet.as_deref(), table.header_row), (Some("楼组"), 2));
    assert_eq!(table.header.last().unwrap(), PROBLEM_COLUMN);
    let [sound, wrong, _] = &table.rows[..] else { unreachable!("{table:?}") };
    assert_eq!((sound.cell(2), sound.cell(4), sound.cell(5)), (Some("007"), Some("甲"), None));
    let told = wrong.cell(5).unwrap();
    assert!(told.contains("没有这个网格，或已撤销：G9") && told.contains("whole number"), "{told}");
    let lines = table.rows.iter().map(|row| {
        let cells = [0, 1, 2, 3, 4, 5].map(|column| row.cell(column).unwrap_or_default());
        cells.map(|cell| format!("\"{}\"", cell.replace('"', "'"))).join(",")
    });
    let header = format!("网格代码,名称,楼组代码,户数,备注,{PROBLEM_COLUMN}");
    let mended: Vec<String> = [header].into_iter().chain(lines).collect();
    let mended = mended.join("\n").replace("G9", "G1").replace("许多", "3");
    let mended = mended.replace("2026-03-02", "三组").replace("2.02603E+17", "5");
    let mended = BuildingGroupFile::read(mended.as_bytes()).unwrap();
    let done = import_building_groups(&town.import_run(false), &mended).await.unwrap();
    assert_eq!(done.created, 3);
}

#[test]
fn merged_cells_come_back_filled_in() {
    let rows = vec![
        vec![Text("工号"), Text("姓名"), Text("电话")],
        vec![Text("W1"), Text("甲"), Text("13800000000")],
        vec![Text("W2"), Text("乙"), Blank],
    ];
    let file =
        workbook_of(&[Sheet { name: "人员", rows, merged: vec!["C2:C3"], ..Sheet::default() }]);
    let file = MemberFile::read(file.as_slice(), at("2026-03-02T09:00:00+08:00")).unwrap();
    assert_eq!(codes(&file.sheet.problems), [Code::SheetMerged]);
    let back = problem_sheet(file.sheet.table(), &file.sheet.problems, RowsBack::All).unwrap();
    let table = Table::read(back.as_slice()).unwrap();
    assert_eq!(table.rows[1].cell(2), Some("13800000000"));
}

#[test]
fn the_file_of_faults_is_new_for_its_owner_alone_and_only_there_when_something_is_wrong() {
    let desk = Desk::begun();
    let folder = desk.folder.path().to_owned();
    let path = folder.join("wrong.xlsx");
    let rows = vec![vec![Text("工号"), Text("姓名")], vec![Text("W1"), Blank]];
    fs::write(folder.join("members.xlsx"), workbook(&rows)).unwrap();
    let import = ["import", "members", "members.xlsx", "--problems", "wrong.xlsx"];
    let refused = desk.run(&import);
    assert_eq!(refused.status.code(), Some(1));
    let text = said(&refused);
    assert!(text.contains("工作表“Sheet1”第 2 行“姓名”") && text.contains("wrong.xlsx"), "{text}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let again = desk.run(&import);
    assert!(said(&again).contains("export_file"), "it is not overwritten: {}", said(&again));
    fs::remove_file(&path).unwrap();
    let good = desk.write("good.csv", "工号,姓名,备注\nW1,甲,\n");
    let done = desk.run(&["import", "members", &good, "--problems", "wrong.xlsx"]);
    assert!(done.status.success() && !path.exists(), "{}", said(&done));
    assert!(said(&done).contains("这些列没有导入：备注"), "{}", said(&done));
}
