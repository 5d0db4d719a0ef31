//! What a cell of a workbook is: days, errors, long numbers, numbers with zeros in front; and where
//! the table begins and ends.

use super::{codes, refused};
use crate::support::town::{Town, at};
use crate::support::workbook::Cell::{
    self, Blank, Day, Fault, Formula, Number, Painted, Styled, Text, Written,
};
use crate::support::workbook::{SPAN, Sheet, State, TIME, ZEROS, workbook, workbook_of};
use serde_json::json;
use wangge::error::{Code, Problem};
use wangge::service::import::building_groups::{BuildingGroupFile, import_building_groups};
use wangge::service::import::duties::DutyFile;
use wangge::service::import::members::MemberFile;
use wangge::service::import::reader::table::Table;

/// Members of a workbook, with what is wrong with them.
fn members(rows: Vec<Vec<Cell>>) -> MemberFile {
    let file = workbook(&rows);
    MemberFile::read(file.as_slice(), at("2026-03-02T09:00:00+08:00")).unwrap()
}

fn heading() -> Vec<Cell> {
    vec![Text("工号"), Text("姓名"), Text("电话")]
}

/// Codes and cells of problems.
fn cells(problems: &[Problem]) -> Vec<(Code, &str)> {
    problems.iter().map(|one| (one.code, one.params["cell"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_day_a_time_or_a_span_is_no_address_code_or_name() {
    let town = Town::new().await;
    let file = workbook(&[
        vec![Text("网格代码"), Text("名称"), Text("楼组代码"), Text("户数"), Text("门址")],
        vec![Text("G1"), Text("甲"), Text("A"), Number(1.0), Day(46_083)],
        vec![Text("G1"), Text("乙"), Text("B"), Number(1.0), Styled(0.126_388_9, TIME)],
        vec![Text("G1"), Text("丙"), Day(46_083), Number(1.0), Styled(1.104_166, SPAN)],
        vec![Text("G1"), Day(46_083), Text("D"), Day(46_083), Text("3月2日")],
        vec![Day(46_083), Text("戊"), Text("E"), Blank, Text("2026/3/2；3:02")],
    ]);
    let file = BuildingGroupFile::read(file.as_slice()).unwrap();
    let problems = refused(import_building_groups(&town.import_run(false), &file).await);
    let expected = ["E2", "E3", "C4", "E4", "B5", "D5", "E5", "A6"];
    let dated: Vec<_> = problems.iter().filter(|one| one.code == Code::SheetCellDate).collect();
    let mut found: Vec<&str> =
        dated.iter().map(|one| one.params["cell"].as_str().unwrap()).collect();
    found.sort_by_key(|cell| (cell[1..].to_owned(), cell[..1].to_owned()));
    assert_eq!(found, expected, "{problems:?}");
    let first = dated.iter().find(|one| one.params["cell"] == "E2").unwrap();
    assert_eq!(
        (&first.params["row"], &first.params["in_column"], &first.params["stands"]),
        (&json!(2), &json!("门址"), &json!("2026-03-02"))
    );
    assert!(first.message(wangge::error::Language::Chinese).contains("文本格式"));
}

#[test]
fn an_error_of_a_sheet_is_refused_with_its_cell() {
    let file = members(vec![
        heading(),
        vec![Text("W1"), Fault("#N/A"), Fault("#DIV/0!")],
        vec![Fault("#REF!"), Text("乙"), Fault("#VALUE!")],
        vec![Text("#NAME?"), Text("########"), Text("#num!")],
    ]);
    let found = cells(&file.sheet.problems);
    let expected = ["B2", "C2", "A3", "C3", "A4", "B4", "C4"];
    assert_eq!(found, expected.map(|cell| (Code::SheetCellError, cell)));
    let text = "工号,姓名\nW1,#N/A\n#REF!,乙\n";
    let file = MemberFile::read(text.as_bytes(), at("2026-03-02T09:00:00+08:00")).unwrap();
    assert_eq!(codes(&file.sheet.problems), [Code::SheetCellError; 2], "in text too");
}

#[test]
fn a_number_that_lost_its_last_digits_is_refused() {
    let file = members(vec![
        heading(),
        vec![Number(2.026_030_200_001_712e17), Text("甲"), Number(13_800_000_000.0)],
        vec![Number(1e15), Text("乙"), Blank],
        vec![Number(999_999_999_999_999.0), Text("丙"), Blank],
        vec![Text("202603020000171234"), Text("丁"), Blank],
        vec![Text("2.02603E+17"), Text("戊"), Blank],
    ]);
    let found = cells(&file.sheet.problems);
    assert_eq!(found, ["A2", "A3", "A6"].map(|cell| (Code::SheetCellDigits, cell)));
    assert_eq!(file.sheet.problems[0].params["value"], "2.02603E+17");
    assert_eq!(file.sheet.table().row(5).unwrap().cell(0), Some("202603020000171234"));
}

#[test]
fn zeros_in_front_are_kept_as_the_sheet_shows_them() {
    let file = members(vec![
        heading(),
        vec![Styled(107.0, ZEROS), Text("甲"), Styled(13_800_000_000.0, ZEROS)],
        vec![Number(107.0), Text("乙"), Blank],
    ]);
    assert_eq!(file.sheet.problems, []);
    let shown: Vec<_> = file.sheet.table().rows.iter().map(|row| row.cell(0).unwrap()).collect();
    assert_eq!(shown, ["0107", "107"]);
}

#[test]
fn a_day_is_one_where_a_day_is_meant_and_a_time_is_none() {
    let file = workbook(&[
        vec![Text("工号"), Text("网格代码"), Text("担任"), Text("开始"), Text("结束")],
        vec![Text("M1"), Text("G1"), Text("网格员"), Day(46_478), Styled(46_508.708_333_33, TIME)],
        vec![Text("M1"), Text("G1"), Text("网格员"), Number(20_270_401.0), Text("长期")],
        vec![Text("M1"), Text("G1"), Text("网格员"), Styled(0.5, TIME), Number(46_508.0)],
    ]);
    let file = DutyFile::read(file.as_slice()).unwrap();
    let found = cells(&file.sheet.problems);
    assert_eq!(found, [(Code::SheetValue, "D4"), (Code::SheetValue, "E4")]);
    assert_eq!(file.sheet.table().rows[0].cell(4), Some("2027-05-01 17:00:00"));
}

#[test]
fn the_first_sheet_that_is_shown_is_read_and_the_others_are_named() {
    let hidden =
        |name, state| Sheet { name, rows: vec![vec![Text("x")]], state, ..Sheet::default() };
    let rows = || vec![heading(), vec![Text("W1"), Text("甲"), Blank]];
    let sheets = [
        hidden("字典", State::Hidden),
        hidden("设置", State::VeryHidden),
        Sheet { name: "人员", rows: rows(), ..Sheet::default() },
        Sheet { name: "备份", rows: rows(), ..Sheet::default() },
    ];
    let file = workbook_of(&sheets);
    let read = MemberFile::read(file.as_slice(), at("2026-03-02T09:00:00+08:00")).unwrap();
    let notice = &read.sheet.table().notices[0];
    assert_eq!((notice.code, &notice.params["sheet"]), (Code::SheetChosen, &json!("人员")));
    assert_eq!(notice.params["others"], json!(["字典", "设置", "备份"]));
    let empty = [
        Sheet { name: "空", ..Sheet::default() },
        Sheet { name: "人员", rows: rows(), ..Sheet::default() },
    ];
    let problems = refused(Table::read(workbook_of(&empty).as_slice()));
    assert_eq!(
        (problems[0].code, &problems[0].params["known"]),
        (Code::SheetBlank, &json!(["空", "人员"]))
    );
}

#[test]
fn titles_above_a_header_are_passed_and_rows_keep_their_numbers() {
    let rows = vec![
        vec![Text("某某镇网格员一览表")],
        vec![Text("填表单位：某某镇"), Blank, Text("2026年3月")],
        vec![],
        vec![Text("序号"), Text("工号(必填)"), Text("*姓名"), Text("联系\n电话")],
        vec![Number(1.0), Text("W1"), Text("#N/A"), Blank],
    ];
    let file = workbook_of(&[Sheet {
        name: "表",
        rows,
        merged: vec!["A1:D1", "A2:B2"],
        ..Sheet::default()
    }]);
    let read = MemberFile::read(file.as_slice(), at("2026-03-02T09:00:00+08:00")).unwrap();
    assert_eq!(cells(&read.sheet.problems), [(Code::SheetCellError, "C5")]);
    let problem = &read.sheet.problems[0];
    assert_eq!(
        (&problem.params["sheet"], &problem.params["in_column"]),
        (&json!("表"), &json!("*姓名"))
    );
    let left_out = &read.sheet.table().notices[0];
    assert_eq!(
        (left_out.code, &left_out.params["columns"]),
        (Code::SheetLeftOut, &json!(["序号"]))
    );
    let text = "某某镇网格员一览表,,\n工号,姓名,备注\nW1,甲,新来的\n";
    let read = MemberFile::read(text.as_bytes(), at("2026-03-02T09:00:00+08:00")).unwrap();
    assert_eq!((read.sheet.table().header_row, read.sheet.problems.len()), (2, 0));
}

#[test]
fn a_file_without_a_header_is_told_what_it_needs() {
    let read = MemberFile::read("甲,乙\n1,2\n".as_bytes(), at("2026-03-02T09:00:00+08:00"));
    let problems = refused(read);
    assert_eq!((problems.len(), problems[0].code), (1, Code::SheetHeaderMissing));
    assert!(
        problems[0].message(wangge::error::Language::English).contains("code and name")
            || problems[0].message(wangge::error::Language::English).contains("name")
    );
}

#[test]
fn what_stands_beside_a_table_or_in_a_column_that_is_left_out_refuses_nothing() {
    let rows = vec![
        vec![Text("序号"), Text("工号"), Text("姓名"), Blank, Text("今天")],
        vec![
            Formula("ROW()-1", 1.0),
            Text("W1"),
            Text("甲"),
            Blank,
            Formula("TODAY()", 46_083.0),
            Text("注意"),
        ],
        vec![Painted, Text("W2"), Text("乙"), Text("不要改")],
    ];
    let file = workbook_of(&[Sheet {
        name: "表",
        rows,
        merged: vec!["H1:K9", "E2:E3"],
        ..Sheet::default()
    }]);
    let read = MemberFile::read(file.as_slice(), at("2026-03-02T09:00:00+08:00")).unwrap();
    assert_eq!(read.sheet.problems, []);
    let told: Vec<_> =
        read.sheet.table().notices.iter().map(|one| (one.code, one.params.clone())).collect();
    let columns = json!(["序号", "今天", "D"]);
    assert!(
        told.iter()
            .any(|(code, params)| *code == Code::SheetLeftOut && params["columns"] == columns),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|(code, params)| *code == Code::SheetBeside && params["cells"] == json!(["F2"])),
        "{told:?}"
    );
    let used = workbook(&[vec![Text("工号"), Text("姓名")], vec![Text("W1"), Formula("B9", 5.0)]]);
    let read = MemberFile::read(used.as_slice(), at("2026-03-02T09:00:00+08:00")).unwrap();
    assert_eq!(cells(&read.sheet.problems), [(Code::SheetFormula, "B2")]);
    let computed = workbook(&[
        vec![Text("工号"), Text("姓名")],
        vec![Text("W1"), Text("甲")],
        vec![Written("<c r=\"A3\" t=\"str\"><f>IF(1,\"\")</f><v></v></c>"), Blank],
    ]);
    let read = MemberFile::read(computed.as_slice(), at("2026-03-02T09:00:00+08:00")).unwrap();
    assert_eq!(
        (read.sheet.table().rows.len(), read.sheet.problems.len()),
        (1, 0),
        "formulas that come to nothing are no row"
    );
}

#[test]
fn a_column_that_looks_misspelt_is_refused_and_another_is_left_out() {
    let read = |text: &str| {
        MemberFile::read(text.as_bytes(), at("2026-03-02T09:00:00+08:00")).unwrap().sheet
    };
    let sheet = read("工号,姓名,电活\nW1,甲,13800000000\n");
    assert_eq!(codes(&sheet.problems), [Code::SheetColumnUnknown]);
    assert_eq!(sheet.problems[0].params["meant"]["zh"], "电话");
    let sheet = read("code,name,logn_name\nW1,A,a\n");
    assert_eq!(sheet.problems[0].params["meant"]["en"], "login_name");
    let sheet = read("工号,姓名,电话,性别,家庭住址\nW1,甲,13800000000,男,某路\n");
    assert_eq!(sheet.problems, []);
    assert_eq!(sheet.table().notices[0].params["columns"], json!(["性别", "家庭住址"]));
}
