//! Workbooks: a file as it is, or the text of its parts, which are packed here.

use super::refusal;
use std::io::{Cursor, Write};
use wangge::service::import::reader::table::Table;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// How a line begins that names a part; what follows it up to the next such line is the part's
/// text.
const PART: &str = "== ";
/// How a file begins that is a workbook already.
const ARCHIVE: &[u8] = b"PK\x03\x04";

const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A table that is accepted has no cell behind its columns and holds no more than the parts of its
/// file allow; who reads it twice reads the same.
pub fn check(input: &[u8]) {
    if input.starts_with(ARCHIVE) {
        return check_workbook(input);
    }
    let text = String::from_utf8_lossy(input);
    if let Some(workbook) = packed(&text) {
        check_workbook(&workbook);
    }
}

fn check_workbook(workbook: &[u8]) {
    let table = match Table::read(workbook) {
        Ok(table) => table,
        Err(error) => return refusal::check(&error),
    };
    assert!(!table.header.is_empty() && !table.rows.is_empty());
    let width = table.header.len();
    for row in &table.rows {
        assert!(row.number >= 1);
        let stands = |column| row.cell(column).is_some() || row.mark(column).is_some();
        assert!((0..width).any(stands), "a blank row is no row");
        assert_eq!(row.verbatim(width), "", "nothing stands behind the columns");
    }
    let again = Table::read(workbook).map(|again| format!("{again:?}"));
    assert_eq!(again.ok(), Some(format!("{table:?}")));
}

/// A workbook of these parts. Those that a workbook needs and that are not written are the plainest
/// there are; a text without any name is that of the sheet.
fn packed(text: &str) -> Option<Vec<u8>> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    let (mut name, mut body) = ("xl/worksheets/sheet1.xml", String::new());
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(PART) {
            Some(next) => {
                parts.push((name, std::mem::take(&mut body)));
                name = next.trim();
            }
            None => body.push_str(line),
        }
    }
    parts.push((name, body));
    parts.retain(|(_, body)| !body.is_empty());
    for (name, body) in plain() {
        if !parts.iter().any(|(written, _)| *written == name) {
            parts.insert(0, (name, body));
        }
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, body) in parts {
        archive.start_file(name, stored).ok()?;
        archive.write_all(body.as_bytes()).ok()?;
    }
    archive.finish().ok().map(Cursor::into_inner)
}

fn plain() -> [(&'static str, String); 5] {
    let related = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATION}/{kind}\" Target=\"{target}\"/>")
    };
    let relations =
        |list: String| format!("<Relationships xmlns=\"{PACKAGE}\">{list}</Relationships>");
    let sheets = "<sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"s1\"/></sheets>";
    let styles = "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>";
    [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relations(related("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/styles.xml", format!("<styleSheet xmlns=\"{SPREADSHEET}\">{styles}</styleSheet>")),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{SPREADSHEET}\" xmlns:r=\"{RELATION}\">{sheets}</workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                related("s1", "worksheet", "worksheets/sheet1.xml")
                    + &related("r2", "styles", "styles.xml"),
            ),
        ),
    ]
}
