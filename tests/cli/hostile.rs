//! Small files that would unpack to more than the memory of a machine.

use super::refused;
use crate::support::workbook::workbook_written;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Read, Write};
use wangge::domain::datum::Datum;
use wangge::error::{Code, Language, Problem};
use wangge::service::import::grids::{FeatureFields, GridFile};
use wangge::service::import::reader::table::Table;

/// The one bound that a file does not keep, in English.
#[track_caller]
fn over<T>(read: wangge::error::Result<T>, file_bytes: usize) -> String {
    let problems = refused(read);
    assert_eq!(
        problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
        [Code::FileOverLimit],
        "{problems:?}"
    );
    assert!(file_bytes < 2_000_000, "the file itself is small: {file_bytes}");
    problems[0].params["what"]["en"].as_str().unwrap().to_owned()
}

fn over_workbook(sheet: &str, strings: &str) -> String {
    let file = workbook_written(sheet, strings);
    over(Table::read(file.as_slice()), file.len())
}

#[test]
fn workbooks_are_measured_before_they_are_read() {
    let cell = |text: &str| {
        format!(
            "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{text}</t></is></c></row></sheetData>"
        )
    };
    let plain = cell("a");
    let string = "<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>";
    let shared = format!("<sst>{}</sst>", string.repeat(2_000_001));
    assert_eq!(over_workbook(&plain, &shared), "shared strings");
    assert_eq!(
        over_workbook(&plain, "<sst uniqueCount=\"99999999999999\"></sst>"),
        "shared strings"
    );
    assert_eq!(over_workbook(&cell(&"x".repeat(300_000)), "<sst/>"), "bytes in one cell or tag");
    let merged = "<mergeCell ref=\"A1:B2\"/>".repeat(250_001);
    assert_eq!(
        over_workbook(&format!("{plain}<mergeCells>{merged}</mergeCells>"), "<sst/>"),
        "styles, names, merged cells and formulas"
    );
    let blank =
        format!("<sheetData>{}</sheetData>", "<row><c/><c/><c/><c/></row>".repeat(2_000_001));
    assert_eq!(over_workbook(&blank, "<sst/>"), "cells");
}

#[test]
fn what_is_no_markup_is_bounded_too() {
    let zeros = "0".repeat(33 << 20);
    assert_eq!(over_workbook("<sheetData/>", &zeros), "bytes in a part that is no XML");
}

#[test]
fn a_cell_at_the_far_corner_takes_no_memory() {
    let far = "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let file = workbook_written(far, "<sst/>");
    let table = Table::read(file.as_slice());
    assert_eq!(
        refused(table)[0].code,
        Code::SheetEmpty,
        "what lies beside a table is no row of it"
    );
    let wide = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>1</v></c></row></sheetData>";
    assert_eq!(over_workbook(wide, "<sst/>"), "columns");
}

#[test]
fn a_cell_that_no_sheet_has_is_refused() {
    let cell =
        |name: &str| format!("<sheetData><row><c r=\"{name}\"><v>1</v></c></row></sheetData>");
    for name in ["ZZZZZZ1", "AAAAAAAAAAAAAAAA1", "A4294967296", "XFE1", "A1048577"] {
        let file = workbook_written(&cell(name), "<sst/>");
        assert_eq!(refused(Table::read(file.as_slice()))[0].code, Code::FileUnreadable, "{name}");
    }
    let backwards = format!("{}<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>", cell("A1"));
    let file = workbook_written(&backwards, "<sst/>");
    assert_eq!(refused(Table::read(file.as_slice()))[0].code, Code::FileUnreadable);
}

#[test]
fn a_text_that_many_cells_share_counts_for_each() {
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(100));
    let string = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(200_000));
    assert_eq!(
        over_workbook(&format!("<sheetData>{}</sheetData>", row.repeat(14)), &string),
        "bytes in all cells"
    );
}

/// What looks like something else to whoever measures would make room for as many strings as the
/// file likes.
#[test]
fn nothing_is_read_that_was_not_measured() {
    let plain = "<sheetData><row><c><v>1</v></c></row></sheetData>";
    let many = "uniqueCount=\"99999999999999\"";
    for strings in [
        format!("<sst auniqueCount=\"1\" {many}></sst>"),
        format!("<a b=\">\" c='<!--'/><sst {many}></sst>"),
        format!("<!--><![CDATA[--><sst {many}></sst>"),
        format!("<?a > <!-- ?><sst {many}></sst>"),
    ] {
        assert_eq!(over_workbook(plain, &strings), "shared strings", "{strings}");
    }
    // A part that does not begin as XML is left out, whoever names it.
    let file = workbook_written(plain, &format!("x<sst {many}></sst>"));
    assert_eq!(refused(Table::read(file.as_slice()))[0].code, Code::SheetEmpty);
}

#[test]
fn a_day_that_no_calendar_has_stays_a_number() {
    let day = |value: &str| format!("<row><c><v>1</v></c><c s=\"1\"><v>{value}</v></c></row>");
    let sheet = ["1", "45000", "2958466", "-1", "-1e300", "1e300"].map(day).concat();
    let table = Table::read(
        workbook_written(&format!("<sheetData>{sheet}</sheetData>"), "<sst/>").as_slice(),
    )
    .unwrap();
    let days: Vec<&str> = table.rows.iter().map(|row| row.verbatim(1)).collect();
    assert_eq!(days[..3], ["2023-03-15", "2958466", "-1"]);
    assert!(days[3].starts_with("-1000") && days[4].starts_with("1000"), "{days:?}");
}

#[test]
fn a_table_of_commas_is_bounded() {
    assert_eq!(
        over(Table::read(format!("a,b\n{}", ",".repeat(10_000)).as_bytes()), 10_000),
        "columns"
    );
    let header = vec!["a"; 2_000].join(",");
    let row = format!("{}1\n", ",".repeat(1_999));
    let file = format!("{header}\n{}", row.repeat(4_001));
    let problems = refused(Table::read(file.as_bytes()));
    assert_eq!(problems[0].params["what"]["en"], "cells");
}

/// A gzip file of a beginning and then so many bytes.
fn gzipped(beginning: &str, filling: u8, bytes: u64) -> Vec<u8> {
    let mut file = GzEncoder::new(Vec::new(), Compression::fast());
    file.write_all(beginning.as_bytes()).unwrap();
    std::io::copy(&mut std::io::repeat(filling).take(bytes), &mut file).unwrap();
    file.finish().unwrap()
}

#[test]
fn what_unpacks_to_one_endless_feature_is_refused() {
    for beginning in [
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"",
        "{\"type\":\"FeatureCollection\",\"",
        "{\"type\":\"FeatureCollection\",\"name\":\"",
    ] {
        let file = gzipped(beginning, b'x', 65 << 20);
        let fields =
            FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent: None };
        assert_eq!(
            over(GridFile::read(file.as_slice(), &fields, Datum::Wgs84), file.len()),
            "bytes in one feature"
        );
    }
}

#[test]
fn what_a_feature_says_beside_its_border_takes_no_memory() {
    let fields = FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent: None };
    let read = |file: &str| GridFile::read(file.as_bytes(), &fields, Datum::Wgs84);
    let polygon = r#"{"type":"Polygon","coordinates":[[[121.4,30.9],[121.41,30.9],[121.41,30.91],[121.4,30.9]]]}"#;
    let collection = |crs: &str, properties: &str| {
        format!(
            r#"{{"type":"FeatureCollection","crs":{crs},"features":[{{"type":"Feature","geometry":{polygon},
            "properties":{{"code":"G1","name":"一号",{properties}}}}}]}}"#
        )
    };
    let zeros = format!("[{}0]", "0,".repeat(1_000_000));
    let beside = collection("null", &format!("\"more\":{zeros},\"no\":null"));
    assert_eq!(read(&beside).unwrap().grids.len(), 1);
    assert_eq!(refused(read(&collection(&zeros, "\"no\":1")))[0].code, Code::GeojsonCrs);
    let many: Vec<String> = (0..2_000).map(|n| format!("\"p{n}\":1")).collect();
    let many = collection("null", &many.join(","));
    assert_eq!(over(read(&many), many.len()), "properties of one feature");
}

#[test]
fn the_words_say_which_limit_what_was_found_and_what_to_do() {
    let file = workbook_written("<sheetData/>", "<sst uniqueCount=\"3000000\"></sst>");
    let problem: Problem = refused(Table::read(file.as_slice())).remove(0);
    let chinese =
        "文件超出限制：共享字符串数最多 2000000，此文件至少有 3000000；请拆分文件，或核实文件来源";
    assert_eq!(problem.message(Language::Chinese), chinese);
    assert!(
        problem
            .message(Language::English)
            .contains("at most 2000000 shared strings, and it has 3000000 or more")
    );
}
