//! The XML of a workbook, as far as it tells how much memory a reader of it needs.

use super::bound::{CELLS, DETAILS, SHARED_STRINGS, TEXT_BYTES, unreadable};
use super::place::{CellPlace, is_range, is_row};
use crate::error::Problem;

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

/// Start of a comment, after the `<`.
const COMMENT: &[u8] = b"!--";
/// Start of a CDATA section, after the `<`.
const MARKED_TEXT: &[u8] = b"![CDATA[";

/// Byte order mark of an XML file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Counts over all parts of a workbook.
#[derive(Debug, Default)]
pub(super) struct WorkbookContents {
    cells: u64,
    strings: u64,
    details: u64,
    formulas: u64,
}

impl WorkbookContents {
    /// Returns true if there are formulas.
    pub(super) const fn has_formulas(&self) -> bool {
        self.formulas > 0
    }

    fn count(&mut self, name: &[u8], tag: &[u8]) -> Result<(), Problem> {
        match name {
            b"c" => self.cells += 1,
            b"si" => self.strings += 1,
            b"sst" => self.strings = self.strings.max(declared(tag)),
            name if DETAIL_TAGS.contains(&name) => {
                self.details += 1;
                self.formulas += u64::from(name == b"f");
            }
            _ => {}
        }
        CELLS.check(self.cells)?;
        SHARED_STRINGS.check(self.strings)?;
        DETAILS.check(self.details)?;
        check_places(name, tag)
    }
}

/// Returns the declared number of shared strings: a reader allocates space for them.
fn declared(tag: &[u8]) -> u64 {
    values(tag, b"uniqueCount")
        .map(|text| {
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
            digits.fold(0, |number: u64, digit| {
                number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
            })
        })
        .max()
        .unwrap_or_default()
}

/// Refuses references to cells that no sheet has: a reader relies on them.
fn check_places(name: &[u8], tag: &[u8]) -> Result<(), Problem> {
    let is_place = |text: &&[u8]| match name {
        b"c" => CellPlace::read(text).is_some(),
        b"row" => is_row(text),
        _ => is_range(text),
    };
    let attribute: &[u8] = match name {
        b"c" | b"row" => b"r",
        b"dimension" | b"mergeCell" | b"f" => b"ref",
        _ => return Ok(()),
    };
    let wrong = values(tag, attribute).find(|text| !is_place(text));
    wrong.map_or(Ok(()), |text| {
        let text = String::from_utf8_lossy(text);
        Err(unreadable(
            &format!("工作簿中有不存在的单元格：{text}"),
            &format_args!("the workbook names a cell that no sheet has: {text}"),
        ))
    })
}

/// Returns the values of an attribute in a tag.
fn values<'t>(tag: &'t [u8], name: &'t [u8]) -> impl Iterator<Item = &'t [u8]> {
    let mut rest =
        tag.split_at(tag.iter().take_while(|byte| !byte.is_ascii_whitespace()).count()).1;
    let attributes = std::iter::from_fn(move || {
        let equals = rest.iter().position(|&byte| byte == b'=')?;
        let (key, value) = rest.split_at(equals);
        let (&quote, value) = value.strip_prefix(b"=")?.trim_ascii_start().split_first()?;
        let end = value.iter().position(|&byte| byte == quote)?;
        let (value, after) = value.split_at(end);
        rest = after.strip_prefix(&[quote])?;
        Some((key.trim_ascii(), value))
    });
    attributes.filter_map(move |(key, value)| (key == name).then_some(value))
}

/// State of the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkupPlace {
    Text,
    Tag,
    /// An attribute value, up to this quote.
    Quoted(u8),
    /// A comment, a processing instruction or a CDATA section, up to these bytes and a `>`.
    Marked(&'static [u8]),
}

/// Scanner of one part.
#[derive(Debug)]
pub(super) struct Markup {
    place: MarkupPlace,
    /// The tag, comment or CDATA section so far.
    tag: Vec<u8>,
    /// Bytes of text since the last cell, row or shared string began.
    text: u64,
}

impl Markup {
    /// Starts a part if these first bytes of it are XML.
    pub fn begin(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let is_xml = bytes.trim_ascii_start().starts_with(b"<");
        is_xml.then(|| Self { place: MarkupPlace::Text, tag: Vec::new(), text: 0 })
    }

    /// Scans further bytes.
    ///
    /// # Errors
    /// [`FileOverLimit`](crate::error::Code::FileOverLimit);
    /// [`FileUnreadable`](crate::error::Code::FileUnreadable) for a document type, which no
    /// workbook needs, and for cells that no sheet has.
    pub fn read(&mut self, bytes: &[u8], contents: &mut WorkbookContents) -> Result<(), Problem> {
        for &byte in bytes {
            match self.place {
                MarkupPlace::Text if byte == b'<' => {
                    self.place = MarkupPlace::Tag;
                    self.tag.clear();
                }
                MarkupPlace::Text => {
                    self.text += 1;
                    TEXT_BYTES.check(self.text)?;
                }
                MarkupPlace::Tag if byte == b'>' => self.end_tag(contents)?,
                MarkupPlace::Marked(end) if byte == b'>' && self.is_ended(end) => {
                    self.place = MarkupPlace::Text
                }
                MarkupPlace::Tag | MarkupPlace::Quoted(_) | MarkupPlace::Marked(_) => {
                    self.extend_tag(byte)?
                }
            }
        }
        Ok(())
    }

    /// Extends the tag just as a reader of the workbook parses it: where the two differed, a file
    /// could hide its contents from this check.
    fn extend_tag(&mut self, byte: u8) -> Result<(), Problem> {
        self.tag.push(byte);
        TEXT_BYTES.check(self.tag.len() as u64)?;
        match (self.place, self.tag.as_slice()) {
            (MarkupPlace::Quoted(quote), _) if byte == quote => self.place = MarkupPlace::Tag,
            (MarkupPlace::Quoted(_) | MarkupPlace::Marked(_), _) => {}
            (_, COMMENT) => self.place = MarkupPlace::Marked(b"--"),
            (_, MARKED_TEXT) => self.place = MarkupPlace::Marked(b"]]"),
            (_, b"?") => self.place = MarkupPlace::Marked(b"?"),
            (_, tag @ [b'!', ..]) if !COMMENT.starts_with(tag) && !MARKED_TEXT.starts_with(tag) => {
                return Err(unreadable(
                    "工作簿中有文档类型声明（DOCTYPE）",
                    &"the workbook declares a document type",
                ));
            }
            _ if matches!(byte, b'"' | b'\'') => self.place = MarkupPlace::Quoted(byte),
            _ => {}
        }
        Ok(())
    }

    /// Returns true if a comment, an instruction or a CDATA section ends here. The dashes that
    /// begin a comment do not end it.
    fn is_ended(&self, end: &[u8]) -> bool {
        let begin = if self.tag.starts_with(COMMENT) { COMMENT } else { b"" };
        self.tag.len() >= begin.len() + end.len() && self.tag.ends_with(end)
    }

    fn end_tag(&mut self, contents: &mut WorkbookContents) -> Result<(), Problem> {
        self.place = MarkupPlace::Text;
        let name = self
            .tag
            .split(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            .next()
            .unwrap_or_default();
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
    use crate::error::Code;

    fn read(text: &str) -> Result<WorkbookContents, Problem> {
        let mut contents = WorkbookContents::default();
        let mut markup = Markup::begin(text.as_bytes()).unwrap();
        // In pieces, as it is unpacked.
        text.as_bytes().chunks(3).try_for_each(|piece| markup.read(piece, &mut contents))?;
        Ok(contents)
    }

    #[test]
    fn what_must_be_kept_is_counted() {
        let text = "<x:sst uniqueCount='7'><x:si><t>a</t></x:si></x:sst><row><c r='A1'/><c><v>1</v></c></row><mergeCell/>";
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
        for text in ["<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<!doctype a [<!-- ]><a/>"] {
            assert_eq!(read(text).unwrap_err().code, Code::FileUnreadable);
        }
    }

    #[test]
    fn nothing_hides_from_the_count_what_a_reader_finds() {
        for text in [
            "<a b='>' c=\"<!--\"><c/><!-- -->",
            "<a></a b='>'><c/>",
            "<!--><![CDATA[--><c/>",
            "<!---><![CDATA[--><c/>",
            "<?a > <!-- ?><c/>",
            "<![CDATA[]]><c/>",
        ] {
            assert_eq!(read(text).unwrap().cells, 1, "{text}");
        }
        assert_eq!(
            read("<sst auniqueCount='1' b='uniqueCount' uniqueCount = '7'>").unwrap().strings,
            7
        );
    }

    #[test]
    fn a_cell_lies_in_the_sheet() {
        for text in [
            "<c r='ZZZZZZ1'/>",
            "<c r='A4294967296'/>",
            "<x:c s='1' r=\"XFE1\"/>",
            "<row r='0'>",
            "<row r='1048577'>",
            "<dimension ref='B9:A1'/>",
            "<mergeCell ref='A2:'/>",
            "<f ref='A1:A1:A1'>",
        ] {
            assert_eq!(read(text).unwrap_err().code, Code::FileUnreadable, "{text}");
        }
        assert!(
            read(
                "<dimension ref='A1:XFD1048576'/><row r='7'><c t='s' r='b7'/><f>ref='x'</f></row>"
            )
            .is_ok()
        );
    }
}
