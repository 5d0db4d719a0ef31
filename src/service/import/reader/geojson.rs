//! GeoJSON feature collections (RFC 7946), read feature by feature, so that a file may be larger
//! than memory.

mod collection;
mod feature;
mod properties;
mod system;
mod words;

use super::bound::{self, BoundedReader, FEATURE_BYTES, GEOJSON_BYTES};
use super::rows::decoding::Decoding;
use crate::domain::geometry::geojson::Geometry;
use crate::error::{Code, Problem, Result, both};
use collection::{Collection, Features};
use flate2::bufread::MultiGzDecoder;
use serde::de::DeserializeSeed;
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// Size of a read, in bytes.
const BUFFER: usize = 1 << 16;
/// The first bytes of a gzip file (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// One feature: its properties, and its geometry or why it has none.
#[derive(Debug)]
pub struct FeatureRecord {
    /// Index in the collection, from 0 on.
    pub index: usize,
    /// Identifier beside the properties (RFC 7946, section 3.2), if it has one.
    pub id: Option<String>,
    /// Properties that are a text or a number; whole numbers as their digits.
    pub properties: HashMap<String, String>,
    /// Polygon in degrees.
    pub geometry: std::result::Result<Geometry, Problem>,
}

impl FeatureRecord {
    /// Returns the text of a property; numbers used as codes become texts.
    ///
    /// # Errors
    /// [`Code::FeatureProperty`] when it is missing, blank or not a text.
    pub fn text(&self, field: &str) -> Result<String, Problem> {
        let text = self.properties.get(field).map(|text| text.trim()).unwrap_or_default();
        if text.is_empty() {
            Err(Problem::new(Code::FeatureProperty).with("field", field))
        } else {
            Ok(text.to_owned())
        }
    }

    /// Returns the code in a property: as [`FeatureRecord::text`], and a text such as
    /// 310120001003.0 without its fraction.
    ///
    /// # Errors
    /// [`Code::FeatureProperty`] when it is missing, blank or not a text.
    pub fn code(&self, field: &str) -> Result<String, Problem> {
        let text = self.text(field)?;
        let whole = if text.contains('.') { properties::whole(&text) } else { None };
        Ok(whole.unwrap_or(text))
    }
}

/// Reads a feature collection, optionally compressed with gzip, and passes each feature to `each`
/// as it is read; those in metres only when the file has said so.
///
/// # Errors
/// [`Code::FileUnreadable`], [`Code::FileOverLimit`], [`Code::GeojsonEncoding`],
/// [`Code::GeojsonSyntax`], [`Code::GeojsonCrs`]. Problems of a single feature are part of its
/// record.
pub fn read(input: impl Read, each: &mut dyn FnMut(FeatureRecord)) -> Result<()> {
    let plain = decompressed(input).map_err(bound::unread)?;
    let in_feature = Rc::new(Cell::new(0));
    let bounded = BoundedReader::new(plain, GEOJSON_BYTES, FEATURE_BYTES, Rc::clone(&in_feature));
    let text = decoded(bounded).map_err(bound::unread)?;
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER, text));
    let mut features = Features::new(in_feature, each);
    let read = Collection(&mut features).deserialize(&mut json).and_then(|()| json.end());
    match read {
        Ok(()) => features.finish().map_err(Into::into),
        Err(fault) if fault.is_io() => Err(bound::unread(fault.into()).into()),
        Err(fault) => {
            Err(features.stopped.take().unwrap_or_else(|| syntax(&fault, features.next)).into())
        }
    }
}

fn syntax(fault: &serde_json::Error, features: usize) -> Problem {
    let zh = format!("{}（此前已读 {features} 个要素）", words::in_chinese(fault));
    let en = format!("{fault} (features read before it: {features})");
    Problem::new(Code::GeojsonSyntax).with("reason", both(&zh, &en))
}

/// Returns the text of a file in UTF-8, whose first bytes show its encoding.
fn decoded<R: Read>(mut input: R) -> io::Result<Decoding<R>> {
    let mut beginning = Vec::new();
    input.by_ref().take(BUFFER as u64).read_to_end(&mut beginning)?;
    Ok(Decoding::new(beginning, input).refused_as(Code::GeojsonEncoding))
}

/// Returns the plain bytes of a file, whose first ones show whether it is compressed.
fn decompressed<'r>(input: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let compressed = input.fill_buf()?.starts_with(&GZIP);
    Ok(if compressed { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) })
}
