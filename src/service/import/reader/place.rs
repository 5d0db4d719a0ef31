//! Cell references of a workbook: `C5`, and ranges such as `A2:B3`.

use crate::error::Problem;
use std::fmt;

/// Maximum number of columns of a sheet.
const COLUMNS: u32 = 16_384;
/// Maximum number of rows of a sheet.
const ROWS: u32 = 1_048_576;

/// Position of a cell in a sheet. Ordered by column, then row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::service::import) struct CellPlace {
    /// Column, from 0 on.
    pub column: u32,
    /// Row, from 0 on.
    pub row: u32,
}

impl CellPlace {
    /// Parses a cell reference; `None` if no sheet has the cell.
    pub fn read(name: &[u8]) -> Option<Self> {
        let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (letters, digits) = name
            .split_at_checked(letters)
            .filter(|(letters, _)| (1..=3).contains(&letters.len()))?;
        let column = letters.iter().fold(0, |column, letter| 26 * column + u32::from(letter & 31));
        let row = row(digits)?;
        (column <= COLUMNS).then_some(Self { column: column - 1, row: row - 1 })
    }
}

impl fmt::Display for CellPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut rest = self.column + 1;
        while rest > 0 {
            letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
            rest = (rest - 1) / 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        write!(f, "{letters}{}", u64::from(self.row) + 1)
    }
}

/// Returns true if a text is the number of a row, from 1 on.
pub(super) fn is_row(text: &[u8]) -> bool {
    row(text).is_some()
}

fn row(digits: &[u8]) -> Option<u32> {
    let number: u32 = std::str::from_utf8(digits)
        .ok()
        .filter(|_| digits.iter().all(u8::is_ascii_digit))?
        .parse()
        .ok()?;
    (1..=ROWS).contains(&number).then_some(number)
}

/// Returns true if a text names a cell, or two of which the second lies neither above nor to the
/// left of the first.
pub(super) fn is_range(text: &[u8]) -> bool {
    let mut places = text.split(|&byte| byte == b':').map(CellPlace::read);
    match (places.next().flatten(), places.next(), places.next()) {
        (Some(_), None, None) => true,
        (Some(from), Some(Some(to)), None) => from.column <= to.column && from.row <= to.row,
        _ => false,
    }
}

/// Attributes a problem to a row.
pub fn blame(problem: Problem, row: u64) -> Problem {
    let pointer = format!("/rows/{row}");
    problem.at(pointer).with("row", row)
}

/// Returns what a spreadsheet calls a cell: the row from 1 on, the column from 0 on.
pub(super) fn cell_name(row: u64, column: usize) -> String {
    let row = u32::try_from(row.saturating_sub(1)).unwrap_or(u32::MAX);
    CellPlace { column: u32::try_from(column).unwrap_or(u32::MAX - 1), row }.to_string()
}

/// Returns the letters of a column, from 0 on.
pub(super) fn column_letters(column: usize) -> String {
    cell_name(1, column).trim_end_matches('1').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_a_workbook_calls_them() {
        let called =
            [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1"), (16_383, "XFD1")];
        for (column, expected) in called {
            let place = CellPlace { column, row: 0 };
            assert_eq!(place.to_string(), expected);
            assert_eq!(CellPlace::read(expected.as_bytes()), Some(place));
        }
        assert_eq!(
            CellPlace::read(b"xfd1048576"),
            Some(CellPlace { column: 16_383, row: 1_048_575 })
        );
        for name in
            ["", "A", "1", "A0", "XFE1", "AAAA1", "A1048577", "A+1", "$A$1", "A1 ", "A99999999999"]
        {
            assert_eq!(CellPlace::read(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn a_range_goes_down_and_to_the_right() {
        assert!(is_range(b"A1") && is_range(b"A1:A1") && is_range(b"B2:C9"));
        assert!(
            !is_range(b"B1:A2")
                && !is_range(b"A2:B1")
                && !is_range(b"A1:")
                && !is_range(b"A1:B2:C3")
                && !is_range(b"")
        );
    }
}
