//! Tables as spreadsheets save them in text.

use super::refusal;
use wangge::error::{Code, Error};
use wangge::service::import::reader::table::Table;

/// A character takes at most so many times the bytes in UTF-8 that it takes in another encoding.
const WIDEST: usize = 3;

/// A table that is accepted holds no more than its file, its rows stand where the file has them,
/// and it is read again from every form in which it can be written.
pub fn check(input: &[u8]) {
    let table = match Table::read(input) {
        Ok(table) => table,
        Err(error) => return refusal::check(&error),
    };
    let texts = table
        .header
        .iter()
        .map(String::len)
        .chain(cells(&table).into_iter().flatten().map(str::len));
    assert!(texts.sum::<usize>() <= WIDEST * input.len());
    let lines = input.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
    let numbers: Vec<u64> = table.rows.iter().map(|row| row.number).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    assert!(
        numbers.iter().all(|&number| 1 < number && number <= lines),
        "{numbers:?} of {lines} lines"
    );
    let text = written(&table);
    same(&table, text.as_bytes());
    let utf16: Vec<u8> =
        ["\u{feff}", &text].concat().encode_utf16().flat_map(u16::to_le_bytes).collect();
    same(&table, &utf16);
}

/// The cells of all rows, as many as there are columns.
fn cells(table: &Table) -> Vec<Vec<&str>> {
    let columns = table.header.len();
    table.rows.iter().map(|row| (0..columns).map(|column| row.verbatim(column)).collect()).collect()
}

/// The table with one more column, so that there is a comma in its header and something in each
/// row.
fn written(table: &Table) -> String {
    let header = table.header.iter().map(String::as_str).collect();
    let lines = std::iter::once(header).chain(cells(table)).map(|cells| {
        let quoted = cells
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect::<Vec<_>>();
        format!("{},end\n", quoted.join(","))
    });
    lines.collect()
}

fn same(table: &Table, bytes: &[u8]) {
    let again = match Table::read(bytes) {
        Ok(again) => again,
        // Commas in a cell count as well, and where tabs part the columns they have not been
        // counted.
        Err(Error::Refused(problems)) if problems[0].code == Code::FileOverLimit => return,
        Err(error) => unreachable!("what was read cannot be read again: {error}"),
    };
    assert_eq!(again.header[..table.header.len()], table.header);
    let width = table.header.len();
    let of = |table: &Table| {
        cells(table).into_iter().map(|row| row[..width].join("\0")).collect::<Vec<_>>()
    };
    assert_eq!(of(&again), of(table));
}
