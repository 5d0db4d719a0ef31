//! Checks a workbook before any of it is kept. The sizes in its directory are not trusted: every
//! part is unpacked, piece by piece, and counted.

use super::bound::{BINARY_BYTES, DAMAGED, PARTS, UNPACKED_BYTES, unreadable};
use super::markup::{Markup, WorkbookContents};
use crate::error::Problem;
use std::io::{Cursor, Read};
use zip::{ZipArchive, ZipWriter};

/// Size of a piece that is unpacked at a time, in bytes.
const BUFFER: usize = 1 << 16;

/// A workbook that was checked.
pub(super) struct CheckedWorkbook {
    /// Its XML parts; no others were checked.
    pub parts: Vec<u8>,
    /// True if there are formulas in one of its sheets.
    pub has_formulas: bool,
}

/// Returns a workbook with its XML parts only. Refuses a workbook that would not fit into memory.
///
/// # Errors
/// [`Code::FileOverLimit`](crate::error::Code::FileOverLimit),
/// [`Code::FileUnreadable`](crate::error::Code::FileUnreadable)
pub(super) fn checked(bytes: &[u8]) -> Result<CheckedWorkbook, Problem> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|fault| unreadable(DAMAGED, &fault))?;
    PARTS.check(archive.len() as u64)?;
    let mut unpacked = 0;
    let mut contents = WorkbookContents::default();
    let mut kept = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|fault| unreadable(DAMAGED, &fault))?;
        if check_part(part, &mut unpacked, &mut contents)? {
            let part = archive.by_index_raw(index).map_err(|fault| unreadable(DAMAGED, &fault))?;
            kept.raw_copy_file(part).map_err(|fault| unreadable(DAMAGED, &fault))?;
        }
    }
    let parts = kept.finish().map_err(|fault| unreadable(DAMAGED, &fault))?.into_inner();
    Ok(CheckedWorkbook { parts, has_formulas: contents.has_formulas() })
}

/// Counts a part against the bounds and returns true if it is XML.
fn check_part(
    mut part: impl Read,
    unpacked: &mut u64,
    contents: &mut WorkbookContents,
) -> Result<bool, Problem> {
    let mut buffer = vec![0; BUFFER];
    let mut markup = None;
    let mut binary = 0;
    loop {
        let read = part.read(&mut buffer).map_err(|fault| unreadable(DAMAGED, &fault))?;
        if read == 0 {
            return Ok(matches!(markup, Some(Some(_))));
        }
        *unpacked += read as u64;
        UNPACKED_BYTES.check(*unpacked)?;
        let (bytes, _) = buffer.split_at(read);
        match markup.get_or_insert_with(|| Markup::begin(bytes)) {
            Some(markup) => markup.read(bytes, contents)?,
            None => {
                binary += read as u64;
                BINARY_BYTES.check(binary)?;
            }
        }
    }
}
