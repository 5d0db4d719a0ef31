//! The collection around the features.

use super::FeatureRecord;
use super::feature::{self, ReadFeature};
use super::system::CoordinateSystem;
use super::words;
use crate::domain::geometry::Position;
use crate::error::{Code, Problem, both};
use crate::service::import::reader::bound::{FEATURES, POSITIONS};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

/// Positions of features that are held back until the file has named its coordinate system.
const HELD_MAX: u64 = 5_000_000;

/// The features of a file as they are read.
pub(super) struct Features<'s> {
    /// Number of features that were read.
    pub(super) next: usize,
    /// Why reading stopped before the end.
    pub(super) stopped: Option<Problem>,
    /// Upper estimate of the positions in all features.
    positions: u64,
    /// Bytes read since the last feature ended.
    in_feature: Rc<Cell<u64>>,
    /// The coordinate system that the file names, once it has.
    system: Option<CoordinateSystem>,
    /// Features that are no degrees, before the file has named its system: some programs write it
    /// behind the features.
    held: Vec<FeatureRecord>,
    /// True if features without a system of their own were passed on as degrees.
    passed: bool,
    each: &'s mut dyn FnMut(FeatureRecord),
}

impl<'s> Features<'s> {
    pub(super) fn new(in_feature: Rc<Cell<u64>>, each: &'s mut dyn FnMut(FeatureRecord)) -> Self {
        Self {
            next: 0,
            stopped: None,
            positions: 0,
            in_feature,
            system: None,
            held: Vec::new(),
            passed: false,
            each,
        }
    }

    /// Passes on what was held back.
    ///
    /// # Errors
    /// [`Code::GeojsonCrs`] when other features were taken for degrees already.
    pub(super) fn finish(&mut self) -> Result<(), Problem> {
        let system = self.system.unwrap_or(CoordinateSystem::Degrees);
        if self.passed && system != CoordinateSystem::Degrees {
            let advice = both("请把 crs 移到 features 之前", "move crs in front of the features");
            return Err(Problem::new(Code::GeojsonCrs)
                .with("crs", "EPSG:3857")
                .with("advice", advice));
        }
        std::mem::take(&mut self.held).into_iter().for_each(|record| self.pass(record, system));
        Ok(())
    }

    /// Counts a feature before anything is built from it. Every position is a list, so `[` are
    /// counted.
    fn count(&mut self, text: &RawValue) -> Result<(), Problem> {
        self.in_feature.set(0);
        self.positions += text.get().bytes().filter(|byte| *byte == b'[').count() as u64;
        POSITIONS.check(self.positions)?;
        FEATURES.check(self.next as u64 + 1)
    }

    fn take(&mut self, text: &RawValue) -> Result<(), Problem> {
        let ReadFeature { record, system } = feature::read(self.next, text)?;
        self.next += 1;
        match system.or(self.system) {
            Some(system) => self.pass(record, system),
            None if self.positions <= HELD_MAX && is_beyond_degrees(&record) => {
                self.held.push(record);
            }
            None => {
                self.passed |= record.geometry.is_ok();
                self.pass(record, CoordinateSystem::Degrees);
            }
        }
        Ok(())
    }

    fn pass(&mut self, mut record: FeatureRecord, system: CoordinateSystem) {
        if let Ok(geometry) = &mut record.geometry {
            system.to_degrees(&mut geometry.polygons);
        }
        (self.each)(record);
    }

    fn stop<E: serde::de::Error>(&mut self, problem: Problem) -> E {
        self.stopped = Some(problem);
        E::custom("the file is refused")
    }
}

/// Returns true if the first position can be no longitude and latitude in either order.
fn is_beyond_degrees(record: &FeatureRecord) -> bool {
    let geometry = record.geometry.as_ref().ok();
    let first = geometry.and_then(|geometry| geometry.polygons.iter().flatten().flatten().next());
    first.is_some_and(|&Position { lon, lat }| lon.abs() > 180.0 || lat.abs() > 180.0)
}

/// Deserializes the collection itself.
pub(super) struct Collection<'f, 's>(pub(super) &'f mut Features<'s>);

impl<'de> DeserializeSeed<'de> for Collection<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.0.stop(words::list_file()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(name) = members.next_key::<Cow<'_, str>>()? {
            match name.as_ref() {
                "features" => {
                    members.next_value_seed(FeatureList(self.0))?;
                    found = true;
                }
                "type" => {
                    let kind: String = members.next_value()?;
                    if kind != "FeatureCollection" {
                        return Err(self.0.stop(words::other_type(&kind)));
                    }
                }
                "geometryType" => return Err(self.0.stop(words::esri_file())),
                "crs" => {
                    let crs = members.next_value::<Box<RawValue>>()?;
                    match CoordinateSystem::of(&crs) {
                        Ok(system) => self.0.system = system,
                        Err(problem) => return Err(self.0.stop(problem)),
                    }
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if found { Ok(()) } else { Err(self.0.stop(words::no_features())) }
    }
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
                return Err(self.0.stop(problem));
            }
        }
        Ok(())
    }
}
