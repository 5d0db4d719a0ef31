//! Tables as spreadsheets save them: UTF-8 with or without a mark, UTF-16 with one, GB18030; commas or tabs.

use super::bound::{COLUMNS, unreadable};
use super::table::{Gathering, Table, used};
use crate::error::{Code, Problem, Result};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;

/// The table in a file.
///
/// # Errors
/// Those of [`Table::read`].
pub(super) fn read(bytes: &[u8]) -> Result<Table> {
    let text = decoded(bytes)?;
    let delimiter = delimiter(&text);
    let widest = text.split('\n').map(|line| line.bytes().filter(|byte| *byte == delimiter).count()).max();
    COLUMNS.check(widest.map_or(0, |delimiters| delimiters as u64))?;
    let mut lines = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let header = lines.headers().map_err(|f| unreadable(&f))?.iter().map(str::to_owned).collect();
    let mut gathering = Gathering::new(header)?;
    for line in lines.records() {
        let line = line.map_err(|fault| unreadable(&fault))?;
        let number = line.position().map_or(0, |position| first_line(&text, position));
        let cells: Vec<String> = line.iter().map(str::to_owned).collect();
        let used = used(&cells);
        gathering.take(number, cells, used)?;
    }
    gathering.finish()
}

/// The line of the first cell: the position of a row is that of the line breaks before it.
fn first_line(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let breaks = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|&&byte| byte == b'\n');
    position.line() + breaks.zip(1..).last().map_or(0, |(_, count)| count)
}

/// The text of a file: by its mark, else UTF-8 when it is valid, else GB18030.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (GB18030, bytes),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.ok_or_else(|| {
        let lines = [encoding, UTF_8].map(|encoding| first_broken(encoding, bytes));
        Problem::new(Code::SheetEncoding).with("line", lines[0].max(lines[1]))
    })
}

/// The line on which a file stops being text of an encoding: what it is gets furthest.
fn first_broken(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.split('\u{FFFD}').next().unwrap_or_default().matches('\n').count() + 1
}

/// What stands between the names of the columns: cells that are copied from a spreadsheet come with tabs.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.contains('\t') && !header.contains(',') { b'\t' } else { b',' }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::super::table::Row;
    use super::*;
    use crate::error::Error;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let cells = |row: Row| (0..2).map(|column| row.verbatim(column).to_owned()).collect();
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
        for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace(',', "\t")] {
            let table = Table::read(text.as_bytes()).unwrap();
            let rows: Vec<_> = table.rows.iter().map(|row| (row.number, row.cell(1))).collect();
            assert_eq!(rows, [(4, Some("2")), (7, Some("4")), (9, Some("6"))], "{text:?}");
        }
    }

    #[test]
    fn every_row_that_is_too_long_is_named() {
        let Err(Error::Refused(problems)) = Table::read("a,b\n1,2,3\n1,2\n1,2,3,4\n".as_bytes()) else {
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
            "工号,姓名\n1,张\n".as_bytes().iter().chain(b"2,\xff\xff\n").copied().collect::<Vec<_>>().as_slice(),
        );
        assert_eq!(broken.params["line"], 3);
        assert_eq!(code(b""), Code::SheetEmpty);
        assert_eq!(code(b"a,b\n"), Code::SheetEmpty);
    }
}
