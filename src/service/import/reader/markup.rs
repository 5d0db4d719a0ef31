//! The XML of a workbook, as far as it tells how much somebody who reads it must keep.

use super::bound::{CELLS, DETAILS, SHARED_STRINGS, TEXT_BYTES};
use crate::error::{Code, Problem};

/// Tags for which a reader keeps something as long as the workbook is open.
const DETAIL_TAGS: &[&[u8]] = &[
    b"xf",
    b"numFmt",
    b"font",
    b"fill",
    b"border",
    b"dxf",
    b"cellStyle",
    b"sheet",
    b"definedName",
    b"Relationship",
    b"mergeCell",
    b"hyperlink",
    b"f",
];

/// How an XML file begins, when it says in which order its bytes come.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What all parts of a workbook hold together.
#[derive(Debug, Default)]
pub(super) struct Contents {
    cells: u64,
    strings: u64,
    details: u64,
}

impl Contents {
    fn count(&mut self, name: &[u8], tag: &[u8]) -> Result<(), Problem> {
        match name {
            b"c" => self.cells += 1,
            b"si" => self.strings += 1,
            b"sst" => self.strings = self.strings.max(declared(tag)),
            name if DETAIL_TAGS.contains(&name) => self.details += 1,
            _ => return Ok(()),
        }
        CELLS.check(self.cells)?;
        SHARED_STRINGS.check(self.strings)?;
        DETAILS.check(self.details)
    }
}

/// How many shared strings a table of them says it has: a reader makes room for them.
fn declared(tag: &[u8]) -> u64 {
    let attribute = b"uniqueCount";
    let Some(place) = tag.windows(attribute.len()).position(|window| window == attribute) else { return 0 };
    let rest = tag[place + attribute.len()..].iter().skip_while(|byte| !byte.is_ascii_digit());
    let digits = rest.take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u64, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Tag,
    /// A comment, or text that is marked as such, up to these two bytes and a `>`.
    Marked([u8; 2]),
}

/// One part, read from its beginning on.
#[derive(Debug)]
pub(super) struct Markup {
    place: Place,
    /// The tag, comment or marked text up to here.
    tag: Vec<u8>,
    /// Bytes of text since the last cell, row or shared string began.
    text: u64,
}

impl Markup {
    /// Begins a part, if these first bytes of it are XML.
    pub fn begin(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let is_xml = bytes.trim_ascii_start().starts_with(b"<");
        is_xml.then(|| Self { place: Place::Text, tag: Vec::new(), text: 0 })
    }

    /// Reads on.
    ///
    /// # Errors
    /// [`Code::FileOverLimit`]; [`Code::FileUnreadable`] for a document type, which no workbook needs.
    pub fn read(&mut self, bytes: &[u8], contents: &mut Contents) -> Result<(), Problem> {
        for &byte in bytes {
            match self.place {
                Place::Text if byte == b'<' => {
                    self.place = Place::Tag;
                    self.tag.clear();
                }
                Place::Text => {
                    self.text += 1;
                    TEXT_BYTES.check(self.text)?;
                }
                Place::Tag if byte == b'>' => self.end_tag(contents)?,
                Place::Marked(end) if byte == b'>' && self.tag.ends_with(&end) => self.place = Place::Text,
                Place::Tag | Place::Marked(_) => self.extend_tag(byte)?,
            }
        }
        Ok(())
    }

    fn extend_tag(&mut self, byte: u8) -> Result<(), Problem> {
        self.tag.push(byte);
        TEXT_BYTES.check(self.tag.len() as u64)?;
        match self.tag.as_slice() {
            b"!--" => self.place = Place::Marked(*b"--"),
            b"![CDATA[" => self.place = Place::Marked(*b"]]"),
            b"!DOCTYPE" => {
                return Err(Problem::new(Code::FileUnreadable).with("reason", "the workbook declares a document type"));
            }
            _ => {}
        }
        Ok(())
    }

    fn end_tag(&mut self, contents: &mut Contents) -> Result<(), Problem> {
        self.place = Place::Text;
        let name = self.tag.split(|byte| byte.is_ascii_whitespace() || *byte == b'/').next().unwrap_or_default();
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or_default();
        if matches!(name, b"c" | b"row" | b"si") {
            self.text = 0;
        }
        contents.count(name, &self.tag)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Contents, Problem> {
        let mut contents = Contents::default();
        let mut markup = Markup::begin(text.as_bytes()).unwrap();
        // In pieces, as it is unpacked.
        text.as_bytes().chunks(3).try_for_each(|piece| markup.read(piece, &mut contents))?;
        Ok(contents)
    }

    #[test]
    fn what_must_be_kept_is_counted() {
        let text =
            "<x:sst uniqueCount='7'><x:si><t>a</t></x:si></x:sst><row><c r='A1'/><c><v>1</v></c></row><mergeCell/>";
        let contents = read(text).unwrap();
        assert_eq!((contents.strings, contents.cells, contents.details), (8, 2, 1));
        let contents = read("<!-- <c/> > --><![CDATA[<c/>]]><c/>").unwrap();
        assert_eq!(contents.cells, 1);
    }

    #[test]
    fn what_would_be_kept_in_one_piece_is_bounded() {
        let long = "x".repeat(300_000);
        for text in [
            format!("<c><v>{long}</v></c>"),
            format!("<c r='{long}'/>"),
            format!("<!--{long}-->"),
            format!("<is>{}</is>", "<r><t>x</t></r>".repeat(300_000)),
            "<sst uniqueCount=\"99999999999999999999999\">".to_owned(),
        ] {
            assert_eq!(read(&text).unwrap_err().code, Code::FileOverLimit);
        }
        assert!(read(&"<row><c><v>xxxxxxxxxx</v></c></row>".repeat(30_000)).is_ok());
        assert_eq!(read("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>").unwrap_err().code, Code::FileUnreadable);
    }
}
