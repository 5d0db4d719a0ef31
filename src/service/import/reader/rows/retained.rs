//! Text that is kept until the row it belongs to is known, so that rows know their lines.

use crate::service::import::reader::bound::{ROW_BYTES, refusal};
use crate::service::import::reader::csv::{BREAKS, breaks};
use std::borrow::Cow;
use std::io::{self, Read};

/// Bytes of past rows from which they are dropped together.
const PAST: usize = 64 << 10;

/// A reader that keeps what was read from the last row on, up to the bound of a row.
pub(super) struct RetainedText<'a> {
    inner: Box<dyn Read + 'a>,
    /// Text that was read: of past rows, from the last row on, and perhaps not handed out yet.
    kept: Vec<u8>,
    /// Bytes of the kept text that belong to past rows.
    past: usize,
    /// Bytes of the kept text that were handed out.
    given: usize,
    /// Position of the kept text in the file.
    position: u64,
    /// Line on which the last row begins.
    line: u64,
}

impl<'a> RetainedText<'a> {
    pub(super) fn new(inner: Box<dyn Read + 'a>) -> Self {
        Self { inner, kept: Vec::new(), past: 0, given: 0, position: 0, line: 1 }
    }

    /// Returns the beginning of the text, which is read again afterwards.
    ///
    /// # Errors
    /// Those of the reader.
    pub(super) fn beginning(&mut self) -> io::Result<Cow<'_, str>> {
        self.inner.by_ref().take(ROW_BYTES.max).read_to_end(&mut self.kept)?;
        Ok(String::from_utf8_lossy(&self.kept))
    }

    /// Drops bytes of the beginning that are no part of the table: what follows is at position 0.
    pub(super) fn skip(&mut self, bytes: usize) {
        let skipped: Vec<u8> = self.kept.drain(..bytes.min(self.kept.len())).collect();
        self.line += breaks(std::str::from_utf8(&skipped).unwrap_or_default()) as u64;
    }

    /// Returns the line of the first cell of the row at a position, which is that of the line breaks
    /// before it.
    pub(super) fn line_at(&mut self, position: u64) -> u64 {
        let start = usize::try_from(position - self.position).unwrap_or(usize::MAX);
        let rest = self.kept.get(start..).unwrap_or_default();
        let breaks_before = rest.iter().take_while(|byte| is_break(**byte)).count();
        let row = start.saturating_add(breaks_before).min(self.given);
        let between = self.kept.get(self.past..row).unwrap_or_default();
        self.line += breaks(std::str::from_utf8(between).unwrap_or_default()) as u64;
        self.past = row;
        if self.past >= PAST {
            self.drop_past();
        }
        self.line
    }

    fn drop_past(&mut self) {
        self.kept.drain(..self.past);
        self.position += self.past as u64;
        self.given -= self.past;
        self.past = 0;
    }
}

fn is_break(byte: u8) -> bool {
    BREAKS.contains(&char::from(byte))
}

impl Read for RetainedText<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.kept.get(self.given..).unwrap_or_default();
        let read = if rest.is_empty() {
            let read = self.inner.read(buffer)?;
            self.kept.extend(buffer.iter().take(read));
            read
        } else {
            rest.read(buffer)?
        };
        self.given += read;
        ROW_BYTES.check((self.given - self.past) as u64).map_err(refusal)?;
        Ok(read)
    }
}
