//! GeoJSON feature collections (RFC 7946), read feature by feature, so that a file may be larger
//! than memory.

use super::bound::{
    self, BoundedReader, FEATURE_BYTES, FEATURES, GEOJSON_BYTES, POSITIONS, PROPERTIES,
};
use crate::domain::geometry::geojson::{GEOMETRY_REASONS, Geometry};
use crate::error::{Code, Problem, Result, both};
use flate2::bufread::MultiGzDecoder;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// Size of a read, in bytes.
const BUFFER: usize = 1 << 16;
/// The first bytes of a gzip file (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Maximum number of characters of a type or a coordinate system that a problem repeats.
const TYPE_SHOWN: usize = 100;
/// Errors of a collection.
const NO_FEATURES: &str = "it has no features";
const OTHER_TYPE: &str = "its type is ";
/// Coordinate systems that older files name and that need no conversion.
const KNOWN_SYSTEMS: &[&str] = &["CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490"];

/// One feature: its properties, and its geometry or why it has none.
#[derive(Debug)]
pub struct FeatureRecord {
    /// Index in the collection, from 0 on.
    pub index: usize,
    /// Properties that are a text or a number.
    pub properties: Map<String, Value>,
    /// Polygon.
    pub geometry: std::result::Result<Geometry, Problem>,
}

impl FeatureRecord {
    /// Returns the text of a property; numbers used as codes become texts.
    ///
    /// # Errors
    /// [`Code::FeatureProperty`] when it is missing, blank or not a text.
    pub fn text(&self, field: &str) -> Result<String, Problem> {
        let text = match self.properties.get(field) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        if text.is_empty() {
            Err(Problem::new(Code::FeatureProperty).with("field", field))
        } else {
            Ok(text)
        }
    }
}

/// Reads a feature collection, optionally compressed with gzip, and passes each feature to `each`
/// as it is read.
///
/// # Errors
/// [`Code::FileUnreadable`], [`Code::FileOverLimit`], [`Code::GeojsonSyntax`],
/// [`Code::GeojsonCrs`]. Problems of a single feature are part of its record.
pub fn read(input: impl Read, each: &mut dyn FnMut(FeatureRecord)) -> Result<()> {
    let plain = decompressed(input).map_err(bound::unread)?;
    let in_feature = Rc::new(Cell::new(0));
    let bounded = BoundedReader::new(plain, GEOJSON_BYTES, FEATURE_BYTES, Rc::clone(&in_feature));
    let mut json = serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER, bounded));
    let mut features = Features { next: 0, positions: 0, in_feature, exceeded: None, each };
    let read =
        Collection(&mut features).deserialize(&mut json).and_then(|crs| json.end().map(|()| crs));
    match read {
        Ok(Some(crs)) => Err(Problem::new(Code::GeojsonCrs).with("crs", crs).into()),
        Ok(None) => Ok(()),
        Err(fault) if fault.is_io() => Err(bound::unread(fault.into()).into()),
        // An exceeded bound is not a syntax error.
        Err(_) if features.exceeded.is_some() => {
            Err(features.exceeded.into_iter().collect::<Vec<_>>().into())
        }
        Err(fault) => {
            let zh = format!("{}（此前已读 {} 个要素）", in_chinese(&fault), features.next);
            let en = format!("{fault} (features read before it: {})", features.next);
            Err(Problem::new(Code::GeojsonSyntax).with("reason", both(&zh, &en)).into())
        }
    }
}

/// Returns the plain text of a file, whose first bytes show whether it is compressed.
fn decompressed<'r>(input: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let compressed = input.fill_buf()?.starts_with(&GZIP);
    Ok(if compressed { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) })
}

/// Properties of a feature. Lists and objects among them are skipped: unpacked they can be larger
/// than memory.
#[derive(Default)]
struct Properties {
    kept: Map<String, Value>,
    /// Number of properties; those beyond the bound are not kept.
    found: u64,
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PropertiesVisitor;

        impl<'de> Visitor<'de> for PropertiesVisitor {
            type Value = Properties;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object with properties")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Properties, A::Error> {
                let mut properties = Properties::default();
                while let Some(name) = members.next_key::<String>()? {
                    properties.found += 1;
                    let text = members.next_value::<&RawValue>()?.get();
                    let is_kept = !text.starts_with(['[', '{', 't', 'f', 'n'])
                        && properties.found <= PROPERTIES.max;
                    if is_kept {
                        properties
                            .kept
                            .insert(name, serde_json::from_str(text).map_err(A::Error::custom)?);
                    }
                }
                Ok(properties)
            }
        }

        deserializer.deserialize_map(PropertiesVisitor)
    }
}

struct Features<'s> {
    next: usize,
    /// Upper estimate of the positions in all features.
    positions: u64,
    /// Bytes read since the last feature ended.
    in_feature: Rc<Cell<u64>>,
    /// The bound that the file exceeds.
    exceeded: Option<Problem>,
    each: &'s mut dyn FnMut(FeatureRecord),
}

impl Features<'_> {
    /// Counts a feature before anything is built from it. Every position is a list, so `[` are
    /// counted.
    fn count(&mut self, text: &RawValue) -> Result<(), Problem> {
        self.in_feature.set(0);
        self.positions += text.get().bytes().filter(|byte| *byte == b'[').count() as u64;
        POSITIONS.check(self.positions)?;
        FEATURES.check(self.next as u64 + 1)
    }

    fn take(&mut self, text: &RawValue) -> Result<(), Problem> {
        #[derive(serde::Deserialize)]
        struct FeatureText<'t> {
            properties: Option<Properties>,
            #[serde(borrow)]
            geometry: Option<&'t RawValue>,
        }
        let unusable = |fault: &serde_json::Error| {
            let reason = both(&in_chinese(fault), &fault.to_string()).into();
            no_geometry(reason)
        };
        let given: serde_json::Result<FeatureText<'_>> = serde_json::from_str(text.get());
        let (properties, geometry) = match given {
            Ok(FeatureText { properties, geometry: Some(geometry) }) => {
                let read = serde_json::from_str(geometry.get()).map_err(|fault| unusable(&fault));
                (properties, read)
            }
            Ok(FeatureText { properties, geometry: None }) => {
                (properties, Err(no_geometry(both("没有 geometry", "it has no geometry").into())))
            }
            Err(fault) => (None, Err(unusable(&fault))),
        };
        let index = self.next;
        self.next += 1;
        let Properties { kept, found } = properties.unwrap_or_default();
        PROPERTIES.check(found)?;
        (self.each)(FeatureRecord { index, properties: kept, geometry });
        Ok(())
    }
}

fn no_geometry(reason: Value) -> Problem {
    Problem::new(Code::FeatureGeometry).with("reason", reason)
}

/// Returns in Chinese what serde says in English.
fn in_chinese(fault: &serde_json::Error) -> String {
    let words = fault.to_string();
    let what = match fault.classify() {
        Category::Eof => "内容到此中断".to_owned(),
        Category::Syntax => "此处写法有误".to_owned(),
        _ if words.starts_with("missing field") => {
            format!("缺少 {}", words.split('`').nth(1).unwrap_or_default())
        }
        _ if words.starts_with(NO_FEATURES) => "缺少 features".to_owned(),
        _ if words.starts_with(OTHER_TYPE) => "type 不是 FeatureCollection".to_owned(),
        _ => {
            let known = GEOMETRY_REASONS.iter().find(|(begins, ..)| words.starts_with(begins));
            known.map_or("类型与 GeoJSON 所写的不符", |(.., reason)| reason.zh).to_owned()
        }
    };
    match fault.line() {
        0 => what,
        line => format!("第 {line} 行第 {} 列：{what}", fault.column()),
    }
}

/// Deserializes the collection itself. Returns a coordinate system that the file names and that is
/// not supported.
struct Collection<'f, 's>(&'f mut Features<'s>);

impl<'de> DeserializeSeed<'de> for Collection<'_, '_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_, '_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Option<String>, A::Error> {
        let mut found = false;
        let mut foreign = None;
        while let Some(name) = members.next_key::<Cow<'_, str>>()? {
            match name.as_ref() {
                "features" => {
                    members.next_value_seed(FeatureList(self.0))?;
                    found = true;
                }
                "type" => {
                    let kind: String = members.next_value()?;
                    if kind != "FeatureCollection" {
                        let kind: String = kind.chars().take(TYPE_SHOWN).collect();
                        return Err(A::Error::custom(format!("{OTHER_TYPE}{kind}")));
                    }
                }
                "crs" => foreign = foreign_system(&members.next_value::<Box<RawValue>>()?),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if found { Ok(foreign) } else { Err(A::Error::custom(NO_FEATURES)) }
    }
}

/// Returns the coordinate system that a file names, unless it is a known one in longitude and
/// latitude.
fn foreign_system(crs: &RawValue) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct CoordinateSystem {
        properties: SystemName,
    }
    #[derive(serde::Deserialize)]
    struct SystemName {
        name: String,
    }
    let CoordinateSystem { properties: SystemName { name } } =
        serde_json::from_str(crs.get()).ok()?;
    let known = KNOWN_SYSTEMS.iter().any(|known| name.ends_with(known));
    (!known).then(|| name.chars().take(TYPE_SHOWN).collect())
}

struct FeatureList<'f, 's>(&'f mut Features<'s>);

impl<'de> DeserializeSeed<'de> for FeatureList<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeatureList<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(text) = list.next_element::<Box<RawValue>>()? {
            if let Err(problem) = self.0.count(&text).and_then(|()| self.0.take(&text)) {
                self.0.exceeded = Some(problem);
                return Err(A::Error::custom("the file is over a limit"));
            }
        }
        Ok(())
    }
}
