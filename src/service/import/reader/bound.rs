//! Bounds on the size and contents of a file, checked before it is read: a small file can unpack to
//! more than the memory of the machine. The bounds leave room for the boundaries of a nation.

use crate::error::{Code, Problem, both, system_reason};
use std::cell::Cell;
use std::fmt::Display;
use std::io::{self, Read};
use std::rc::Rc;

const MIB: u64 = 1 << 20;

/// An upper bound of a number in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bound {
    pub max: u64,
    chinese: &'static str,
    english: &'static str,
}

impl Bound {
    const fn new(max: u64, chinese: &'static str, english: &'static str) -> Self {
        Self { max, chinese, english }
    }

    /// Refuses a number above the bound.
    ///
    /// # Errors
    /// [`Code::FileOverLimit`]
    pub fn check(self, found: u64) -> Result<(), Problem> {
        if found <= self.max {
            return Ok(());
        }
        Err(Problem::new(Code::FileOverLimit)
            .with("what", both(self.chinese, self.english))
            .with("max", self.max)
            .with("found", found))
    }
}

/// Bytes of a table file on disk.
pub(super) const TABLE_BYTES: Bound = Bound::new(256 * MIB, "文件字节数", "bytes in the file");
/// Columns of a table.
pub(super) const COLUMNS: Bound = Bound::new(2_000, "列数", "columns");
/// Cells of a table that are kept, including blank ones before the last of a row.
pub(super) const CELLS: Bound = Bound::new(8_000_000, "单元格数", "cells");
/// Bytes of a row of a table that is read row by row.
pub(super) const ROW_BYTES: Bound = Bound::new(MIB, "单行字节数", "bytes in one row");
/// Parts of a workbook.
pub(super) const PARTS: Bound = Bound::new(10_000, "工作簿内部件数", "parts in the workbook");
/// Bytes of all parts of a workbook together, unpacked.
pub(super) const UNPACKED_BYTES: Bound =
    Bound::new(512 * MIB, "解压后的字节数", "bytes when unpacked");
/// Bytes of a part of a workbook that is not XML, such as a picture.
pub(super) const BINARY_BYTES: Bound =
    Bound::new(32 * MIB, "图片等部件的字节数", "bytes in a part that is no XML");
/// Strings shared by the cells of a workbook.
pub(super) const SHARED_STRINGS: Bound = Bound::new(2_000_000, "共享字符串数", "shared strings");
/// Bytes of the text of a cell, a tag or a comment of a workbook.
pub(super) const TEXT_BYTES: Bound =
    Bound::new(256 << 10, "单个单元格或标签的字节数", "bytes in one cell or tag");
/// Bytes of the texts of all cells that are read. A CSV file cannot have more than its size; in a
/// workbook a text that is stored once may be that of every cell.
pub(super) const CELL_BYTES: Bound =
    Bound::new(TABLE_BYTES.max, "所有单元格的字节数", "bytes in all cells");
/// Everything else that is kept of a workbook: styles, names, merged cells, formulas.
pub(super) const DETAILS: Bound = Bound::new(
    250_000,
    "样式、名称、合并单元格、公式等的数量",
    "styles, names, merged cells and formulas",
);
/// Bytes of a file of boundaries, unpacked.
pub(super) const GEOJSON_BYTES: Bound =
    Bound::new(8192 * MIB, "解压后的字节数", "bytes when unpacked");
/// Bytes of one feature.
pub(super) const FEATURE_BYTES: Bound =
    Bound::new(64 * MIB, "单个要素的字节数", "bytes in one feature");
/// Properties of a feature.
pub(super) const PROPERTIES: Bound =
    Bound::new(COLUMNS.max, "单个要素的属性数", "properties of one feature");
/// Features of a file.
pub(super) const FEATURES: Bound = Bound::new(1_000_000, "要素数", "features");
/// Positions in all features of a file.
pub(super) const POSITIONS: Bound = Bound::new(100_000_000, "坐标点数", "positions");

/// A reader that fails when a file exceeds a bound on all its bytes, or on those since the last
/// piece ended.
pub(super) struct BoundedReader<R> {
    inner: R,
    all: Bound,
    in_all: u64,
    piece: Bound,
    in_piece: Rc<Cell<u64>>,
}

impl<R: Read> BoundedReader<R> {
    /// Creates a reader with two bounds. The owner of `in_piece` resets it to 0 at the end of a
    /// piece.
    pub fn new(inner: R, all: Bound, piece: Bound, in_piece: Rc<Cell<u64>>) -> Self {
        Self { inner, all, in_all: 0, piece, in_piece }
    }
}

impl<R: Read> Read for BoundedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.in_all += read as u64;
        self.in_piece.set(self.in_piece.get() + read as u64);
        let within =
            self.all.check(self.in_all).and_then(|()| self.piece.check(self.in_piece.get()));
        within.map(|()| read).map_err(refusal)
    }
}

/// Returns the error by which a reader stops with a problem; [`unread`] returns the problem.
pub(super) fn refusal(problem: Problem) -> io::Error {
    io::Error::other(Exceeded(problem))
}

/// A bound that was exceeded while reading, or another reason to stop.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.code.as_str())]
struct Exceeded(Problem);

/// What a file is that a reader of workbooks refuses.
pub(super) const DAMAGED: &str = "不是完整的 Excel 工作簿（.xlsx），请重新另存";

/// Returns the problem of an unreadable file: what is wrong in Chinese, and the words of a library
/// for those who read English.
pub(super) fn unreadable(zh: &str, fault: &dyn Display) -> Problem {
    Problem::new(Code::FileUnreadable).with("reason", both(zh, &fault.to_string()))
}

/// Returns the problem of a file that was not read to its end: the bound it exceeds, or the
/// system's error.
pub(super) fn unread(fault: io::Error) -> Problem {
    match fault.downcast::<Exceeded>() {
        Ok(Exceeded(problem)) => problem,
        Err(fault) => Problem::new(Code::FileUnreadable).with("reason", system_reason(&fault)),
    }
}

/// Reads all bytes of a file.
///
/// # Errors
/// [`Code::FileOverLimit`], [`Code::FileUnreadable`]
pub(super) fn read_all(input: impl Read, bound: Bound) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    input.take(bound.max + 1).read_to_end(&mut bytes).map_err(unread)?;
    bound.check(bytes.len() as u64)?;
    Ok(bytes)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::error::Language;

    const OPERATIONS: &str = include_str!("../../../../docs/operations.md");
    const ALL: [Bound; 16] = [
        TABLE_BYTES,
        COLUMNS,
        CELLS,
        CELL_BYTES,
        ROW_BYTES,
        PARTS,
        UNPACKED_BYTES,
        BINARY_BYTES,
        SHARED_STRINGS,
        TEXT_BYTES,
        DETAILS,
        GEOJSON_BYTES,
        FEATURE_BYTES,
        PROPERTIES,
        FEATURES,
        POSITIONS,
    ];

    #[test]
    fn every_limit_is_looked_at() {
        let (bounds, _) = include_str!("bound.rs").split_once("#[cfg(test)]").unwrap();
        assert_eq!(bounds.matches(": Bound =").count(), ALL.len());
    }

    #[test]
    fn a_refusal_names_the_limit_and_its_value_in_both_languages() {
        for bound in ALL {
            bound.check(bound.max).unwrap();
            let refused = bound.check(bound.max + 1).unwrap_err();
            for (language, what) in
                [(Language::Chinese, bound.chinese), (Language::English, bound.english)]
            {
                let message = refused.message(language);
                for named in [what, &bound.max.to_string(), &(bound.max + 1).to_string()] {
                    assert!(message.contains(named), "{named}: {message}");
                }
            }
        }
    }

    #[test]
    fn those_who_operate_the_service_read_every_limit_with_its_value() {
        for Bound { max, english, .. } in ALL {
            assert!(OPERATIONS.contains(&format!("| {english} | {max} |")), "{english}");
        }
        assert!(OPERATIONS.contains(&format!("| rows | {} |", super::super::table::ROWS_MAX)));
    }
}
