//! Tables as spreadsheets save them: UTF-8 with or without a byte order mark, UTF-16 with one,
//! GB18030; separated by commas, semicolons or tabs.

mod delimiter;

pub(super) use delimiter::{Separated, separated};

use super::bound::{COLUMNS, unreadable};
use super::gathering::{CellsBeyond, GatheredRow, Gathering};
use super::heading::HeaderSearch;
use super::table::Table;
use crate::error::{Code, Problem, Result};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;

/// Reads the table of a file.
///
/// # Errors
/// Those of [`Table::find`].
pub(super) fn read(bytes: &[u8], header: HeaderSearch<'_>) -> Result<Table> {
    let whole = decoded(bytes)?;
    let Separated { delimiter, skipped } = separated(&whole);
    let text = whole.get(skipped..).unwrap_or_default();
    let widest =
        text.split(BREAKS).map(|line| line.bytes().filter(|byte| *byte == delimiter).count()).max();
    COLUMNS.check(widest.map_or(0, |delimiters| delimiters as u64))?;
    let mut lines = csv::ReaderBuilder::new();
    let mut lines =
        lines.flexible(true).has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let mut gathering = Gathering::new(header, CellsBeyond::TooWide);
    let mut counted = LineCounter { lines: if skipped > 0 { 2 } else { 1 }, rest: text };
    for line in lines.records() {
        let line = line.map_err(|fault| unreadable(NO_TABLE, &fault))?;
        let start = line.position().and_then(|position| usize::try_from(position.byte()).ok());
        let number = counted.up_to(start.and_then(|start| text.get(start..)).unwrap_or_default());
        gathering.take(GatheredRow::of(number, line.iter().map(cell).collect()))?;
    }
    gathering.finish()
}

/// Returns a cell as it is meant: a spreadsheet writes `="0107"` for a text that looks like a
/// number.
pub(super) fn cell(written: &str) -> String {
    let inner = written.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(written).to_owned()
}

/// What a text is that a reader of tables refuses.
pub(super) const NO_TABLE: &str = "表格写法有误";

/// Line breaks; the two together are one.
pub(super) const BREAKS: [char; 2] = ['\r', '\n'];

/// Counts the lines of a text up to a position.
struct LineCounter<'t> {
    lines: u64,
    /// Text after the position.
    rest: &'t str,
}

impl<'t> LineCounter<'t> {
    /// Returns the line of the first cell of `rest`; the reader gives the position of a row as that
    /// of the line breaks before it.
    fn up_to(&mut self, rest: &'t str) -> u64 {
        let rest = rest.trim_start_matches(BREAKS);
        let before = self.rest.len().saturating_sub(rest.len());
        self.lines += breaks(self.rest.get(..before).unwrap_or_default()) as u64;
        self.rest = rest;
        self.lines
    }
}

/// Counts the line breaks of a text.
pub(super) fn breaks(text: &str) -> usize {
    text.matches(BREAKS).count() - text.matches("\r\n").count()
}

/// Decodes a file: by its byte order mark, else as UTF-8 if valid, else as GB18030.
pub(super) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    let marked =
        Encoding::for_bom(bytes).and_then(|(encoding, mark)| Some((encoding, bytes.get(mark..)?)));
    let (encoding, bytes) = match marked {
        Some(marked) => marked,
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (GB18030, bytes),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.ok_or_else(|| {
        let lines = [encoding, UTF_8].map(|encoding| first_broken(encoding, bytes));
        Problem::new(Code::SheetEncoding).with("line", lines[0].max(lines[1]))
    })
}

/// Returns the line on which a file is no longer valid in an encoding. The encoding that gets
/// furthest is taken to be the file's.
fn first_broken(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    breaks(text.split('\u{FFFD}').next().unwrap_or_default()) + 1
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::super::table::TableRow;
    use super::*;
    use crate::error::Error;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let cells = |row: TableRow| (0..2).map(|column| row.verbatim(column).to_owned()).collect();
        Table::read(bytes).unwrap().rows.into_iter().map(cells).collect()
    }

    #[test]
    fn every_encoding_of_a_spreadsheet_is_the_same_table() {
        let text = "工号,姓名\n001,\"张，三\"\n";
        let expected = vec![vec!["001".to_owned(), "张，三".to_owned()]];
        let marked = ["\u{feff}", text].concat();
        let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gb18030, ..) = GB18030.encode(text);
        let tabs = text.replace(',', "\t");
        for bytes in [text.as_bytes(), marked.as_bytes(), &utf16, &gb18030, tabs.as_bytes()] {
            assert_eq!(cells(bytes), expected);
        }
    }

    #[test]
    fn blank_rows_are_no_rows_and_numbers_are_those_of_the_file() {
        let text = "a,b\n,\n\n 1 , 2 ,,\n\n\n\"3\n3\",4\n5,6";
        for text in [
            text.to_owned(),
            text.replace('\n', "\r\n"),
            text.replace('\n', "\r"),
            text.replace(',', "\t"),
        ] {
            let table = Table::read(text.as_bytes()).unwrap();
            let rows: Vec<_> = table.rows.iter().map(|row| (row.number, row.cell(1))).collect();
            assert_eq!(rows, [(4, Some("2")), (7, Some("4")), (9, Some("6"))], "{text:?}");
        }
    }

    #[test]
    fn lines_that_end_as_they_did_on_old_machines_are_lines() {
        let rows = "1\t\"2,3\"\r".repeat(1_500);
        let table = Table::read(format!("a\tb\r{rows}").as_bytes()).unwrap();
        assert_eq!(
            (table.rows.len(), table.rows[1_499].number, table.rows[1_499].verbatim(1)),
            (1_500, 1_501, "2,3")
        );
        let table = Table::read(format!("a,b\r{}", "1,2\r".repeat(2_500)).as_bytes()).unwrap();
        assert_eq!(table.rows.len(), 2_500);
    }

    #[test]
    fn semicolons_separate_too_and_the_first_line_may_name_what_does() {
        let expected = vec![vec!["0107".to_owned(), "1号,2号".to_owned()]];
        for text in [
            "工号;门址\n0107;1号,2号\n",
            "sep=;\n工号;门址\n0107;1号,2号\n",
            "sep=,\n工号,门址\n0107,\"1号,2号\"\n",
            "\u{feff}sep=\t\r\n工号\t门址\r\n0107\t1号,2号\r\n",
            "工号,门址\n=\"0107\",\"1号,2号\"\n",
            "工号,门址\n\"=\"\"0107\"\"\",\"1号,2号\"\n",
            "SEP=|\n工号|门址\n0107|1号,2号\n",
        ] {
            assert_eq!(cells(text.as_bytes()), expected, "{text:?}");
        }
        let table = Table::read("sep=;\na;b\n1;2\n".as_bytes()).unwrap();
        assert_eq!((table.header_row, table.rows[0].number), (2, 3), "lines are those of the file");
    }

    #[test]
    fn every_row_that_is_too_long_is_named() {
        let Err(Error::Refused(problems)) = Table::read("a,b\n1,2,3\n1,2\n1,2,3,4\n".as_bytes())
        else {
            unreachable!()
        };
        let named: Vec<_> = problems.iter().map(|p| (p.code, p.pointer.as_str())).collect();
        assert_eq!(named, [(Code::SheetRowLength, "/rows/2"), (Code::SheetRowLength, "/rows/4")]);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let problem = |bytes: &[u8]| match Table::read(bytes).unwrap_err() {
            Error::Refused(mut problems) => problems.remove(0),
            other => unreachable!("{other}"),
        };
        let code = |bytes: &[u8]| problem(bytes).code;
        assert_eq!(code(b"a,b\n\xff\xff,1\n"), Code::SheetEncoding);
        let broken = problem(
            "工号,姓名\n1,张\n"
                .as_bytes()
                .iter()
                .chain(b"2,\xff\xff\n")
                .copied()
                .collect::<Vec<_>>()
                .as_slice(),
        );
        assert_eq!(broken.params["line"], 3);
        assert_eq!(code(b""), Code::SheetEmpty);
        assert_eq!(code(b"a,b\n"), Code::SheetEmpty);
    }
}
