//! Text of a long file, decoded piece by piece.

use crate::error::{Code, Problem};
use crate::service::import::reader::bound::refusal;
use crate::service::import::reader::csv::breaks;
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};
use std::io::{self, Read};

/// Bytes that are decoded at once.
const PIECE: usize = 64 << 10;

/// A reader of UTF-8 over a file in another encoding: by its byte order mark, else as UTF-8 if its
/// beginning is valid, else as GB18030.
pub(in crate::service::import::reader) struct Decoding<R> {
    input: io::Chain<io::Cursor<Vec<u8>>, R>,
    /// Code of the problem when it is in none of these encodings.
    refused_as: Code,
    decoder: Decoder,
    /// True as long as nothing tells UTF-8 from GB18030.
    is_ascii: bool,
    text: String,
    /// Bytes of the text that were handed out.
    given: usize,
    lines: usize,
    ended: bool,
}

impl<R: Read> Decoding<R> {
    /// Creates a reader of a file whose beginning was read already.
    pub(in crate::service::import::reader) fn new(beginning: Vec<u8>, rest: R) -> Self {
        let marked = Encoding::for_bom(&beginning).map(|(encoding, _)| encoding);
        // A character may be cut at the end.
        let is_utf8 = std::str::from_utf8(&beginning).err().is_none_or(|f| f.error_len().is_none());
        let encoding = marked.unwrap_or(if is_utf8 { UTF_8 } else { GB18030 });
        Self {
            input: io::Cursor::new(beginning).chain(rest),
            refused_as: Code::SheetEncoding,
            decoder: encoding.new_decoder_with_bom_removal(),
            is_ascii: marked.is_none() && is_utf8,
            text: String::new(),
            given: 0,
            lines: 1,
            ended: false,
        }
    }

    /// Returns the reader, with another code for what cannot be decoded.
    #[must_use]
    pub(in crate::service::import::reader) fn refused_as(self, code: Code) -> Self {
        Self { refused_as: code, ..self }
    }

    /// Decodes the next piece; without one the text ends.
    fn advance(&mut self) -> io::Result<()> {
        let mut piece = Vec::with_capacity(PIECE);
        self.input.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        self.ended = piece.is_empty();
        let after_return = self.text.ends_with('\r');
        let whole = self.decode(&piece) || self.is_ascii && self.decode_otherwise(&piece);
        self.is_ascii &= self.text.is_ascii();
        let pair = usize::from(after_return && self.text.starts_with('\n'));
        self.lines = (self.lines + breaks(&self.text)).saturating_sub(pair);
        if whole {
            return Ok(());
        }
        Err(refusal(Problem::new(self.refused_as).with("line", self.lines)))
    }

    /// Decodes a piece; returns false if it is not valid.
    fn decode(&mut self, piece: &[u8]) -> bool {
        self.given = 0;
        self.text.clear();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(piece.len());
        self.text.reserve(room.unwrap_or(PIECE * 4));
        let (result, _) =
            self.decoder.decode_to_string_without_replacement(piece, &mut self.text, self.ended);
        result == DecoderResult::InputEmpty
    }

    /// Decodes the first piece that is not ASCII as GB18030.
    fn decode_otherwise(&mut self, piece: &[u8]) -> bool {
        self.decoder = GB18030.new_decoder_without_bom_handling();
        self.decode(piece)
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.advance()?;
        }
        let mut rest = self.text.as_bytes().get(self.given..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.given += read;
        Ok(read)
    }
}
