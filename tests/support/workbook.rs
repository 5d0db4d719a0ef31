//! A workbook as a spreadsheet program writes it: the least that it must hold.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;

const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// The second style is that of a day; then those of a time, of hours and minutes, of four digits.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="2"><numFmt numFmtId="164" formatCode="[h]:mm"/><numFmt numFmtId="165" formatCode="0000"/></numFmts>
<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="21"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;

/// Styles of numbers.
pub const TIME: u32 = 2;
pub const SPAN: u32 = 3;
pub const ZEROS: u32 = 4;

/// A cell.
pub enum Cell {
    Text(&'static str),
    Number(f64),
    /// Days since the end of 1899.
    Day(u32),
    /// A formula and what it came to when the workbook was saved.
    Formula(&'static str, f64),
    /// A number in a style.
    Styled(f64, u32),
    /// An error of the sheet.
    Fault(&'static str),
    /// A cell as it is written.
    Written(&'static str),
    /// Nothing, but painted.
    Painted,
    Blank,
}

/// A sheet of a workbook.
#[derive(Default)]
pub struct Sheet {
    pub name: &'static str,
    pub rows: Vec<Vec<Cell>>,
    /// Joined cells: `A2:B3`.
    pub merged: Vec<&'static str>,
    pub state: State,
}

/// Whether a sheet is shown.
#[derive(Default, Clone, Copy)]
pub enum State {
    #[default]
    Visible,
    Hidden,
    VeryHidden,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Hidden => "hidden",
            Self::VeryHidden => "veryHidden",
        }
    }
}

/// A workbook with one sheet.
pub fn workbook(rows: &[Vec<Cell>]) -> Vec<u8> {
    written(&[("Sheet1", State::Visible, sheet(rows, &[]))], None)
}

/// A workbook with these sheets.
pub fn workbook_of(sheets: &[Sheet]) -> Vec<u8> {
    let sheets: Vec<(&str, State, String)> =
        sheets.iter().map(|one| (one.name, one.state, sheet(&one.rows, &one.merged))).collect();
    written(&sheets, None)
}

/// A workbook of one sheet that is written as told, with these shared strings.
pub fn workbook_written(sheet: &str, strings: &str) -> Vec<u8> {
    let sheet = format!("<worksheet xmlns=\"{SPREADSHEET}\">{sheet}</worksheet>");
    written(&[("Sheet1", State::Visible, sheet)], Some(strings))
}

fn written(sheets: &[(&str, State, String)], strings: Option<&str>) -> Vec<u8> {
    let (mut listed, mut related) = (String::new(), String::new());
    for (number, (name, state, _)) in (1..).zip(sheets) {
        let state = state.word();
        write!(
            listed,
            "<sheet name=\"{name}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"s{number}\"/>"
        )
        .unwrap();
        let target = format!("worksheets/sheet{number}.xml");
        let kind = format!("{RELATION}/worksheet");
        write!(related, "<Relationship Id=\"s{number}\" Type=\"{kind}\" Target=\"{target}\"/>")
            .unwrap();
    }
    let styles =
        format!("<Relationship Id=\"r2\" Type=\"{RELATION}/styles\" Target=\"styles.xml\"/>");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        archive
            .start_file(
                name,
                SimpleFileOptions::default().compression_method(CompressionMethod::Deflated),
            )
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    };
    add("[Content_Types].xml", TYPES);
    add("_rels/.rels", PACKAGE);
    add("xl/styles.xml", STYLES);
    let names = format!("xmlns=\"{SPREADSHEET}\" xmlns:r=\"{RELATION}\"");
    add("xl/workbook.xml", &format!("<workbook {names}><sheets>{listed}</sheets></workbook>"));
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relations =
        format!("<Relationships xmlns=\"{relations}\">{related}{styles}</Relationships>");
    add("xl/_rels/workbook.xml.rels", &relations);
    if let Some(strings) = strings {
        add("xl/sharedStrings.xml", strings);
    }
    for (number, (.., text)) in (1..).zip(sheets) {
        add(&format!("xl/worksheets/sheet{number}.xml"), text);
    }
    archive.finish().unwrap().into_inner()
}

fn sheet(rows: &[Vec<Cell>], merged: &[&str]) -> String {
    let mut data = String::new();
    for (row, cells) in (1..).zip(rows) {
        write!(data, "<row r=\"{row}\">").unwrap();
        for (column, cell) in ('A'..).zip(cells) {
            let place = format!("{column}{row}");
            match cell {
                Cell::Text(text) => {
                    write!(data, "<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
                }
                Cell::Number(value) => write!(data, "<c r=\"{place}\"><v>{value}</v></c>"),
                Cell::Day(days) => write!(data, "<c r=\"{place}\" s=\"1\"><v>{days}</v></c>"),
                Cell::Formula(formula, value) => write!(data, "<c r=\"{place}\"><f>{formula}</f><v>{value}</v></c>"),
                Cell::Styled(value, style) => write!(data, "<c r=\"{place}\" s=\"{style}\"><v>{value}</v></c>"),
                Cell::Fault(error) => write!(data, "<c r=\"{place}\" t=\"e\"><v>{error}</v></c>"),
                Cell::Written(cell) => write!(data, "{cell}"),
                Cell::Painted => write!(data, "<c r=\"{place}\" s=\"1\"/>"),
                Cell::Blank => Ok(()),
            }
            .unwrap();
        }
        data.push_str("</row>");
    }
    let joined: String =
        merged.iter().map(|cells| format!("<mergeCell ref=\"{cells}\"/>")).collect();
    let joined =
        if joined.is_empty() { joined } else { format!("<mergeCells>{joined}</mergeCells>") };
    format!("<worksheet xmlns=\"{SPREADSHEET}\"><sheetData>{data}</sheetData>{joined}</worksheet>")
}
