//! Reading of one feature.

use super::FeatureRecord;
use super::properties::{self, Properties};
use super::system::CoordinateSystem;
use super::words;
use crate::domain::geometry::geojson::Geometry;
use crate::error::Problem;
use crate::service::import::reader::bound::PROPERTIES;
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct FeatureText<'t> {
    #[serde(borrow)]
    id: Option<&'t RawValue>,
    properties: Option<Properties>,
    #[serde(borrow)]
    geometry: Option<&'t RawValue>,
    /// Present in the features of ArcGIS, in the place of `properties`.
    #[serde(borrow)]
    attributes: Option<&'t RawValue>,
}

/// Members of a feature or of a geometry that may name a coordinate system.
#[derive(Deserialize)]
struct SystemText<'t> {
    #[serde(borrow)]
    crs: Option<&'t RawValue>,
    #[serde(borrow)]
    geometry: Option<&'t RawValue>,
}

/// A feature as it was read, in the coordinates of the file.
pub(super) struct ReadFeature {
    pub(super) record: FeatureRecord,
    /// The coordinate system that the feature names itself.
    pub(super) system: Option<CoordinateSystem>,
}

/// Reads a feature from its text.
///
/// # Errors
/// [`Code::FileOverLimit`]. What is wrong with the feature is part of the record.
pub(super) fn read(index: usize, text: &RawValue) -> Result<ReadFeature, Problem> {
    let given = match serde_json::from_str::<FeatureText<'_>>(text.get()) {
        Ok(given) => given,
        Err(fault) => {
            let geometry = Err(words::unusable_feature(text, &fault));
            let record =
                FeatureRecord { index, id: None, properties: Default::default(), geometry };
            return Ok(ReadFeature { record, system: None });
        }
    };
    let Properties { kept, found } = given.properties.unwrap_or_default();
    PROPERTIES.check(found)?;
    let system = system(text);
    let geometry = match (&system, given.geometry) {
        (Err(problem), _) => Err(problem.clone()),
        (Ok(_), None) => Err(words::no_geometry(given.attributes.is_some())),
        (Ok(_), Some(geometry)) => serde_json::from_str::<Geometry>(geometry.get())
            .map_err(|fault| words::unusable_geometry(geometry, &fault)),
    };
    let id = given.id.and_then(|id| properties::text(id).ok().flatten());
    let record = FeatureRecord { index, id, properties: kept, geometry };
    Ok(ReadFeature { record, system: system.unwrap_or_default() })
}

/// Returns the coordinate system that a feature names: in its geometry, else in itself.
///
/// # Errors
/// [`Code::GeojsonCrs`]
fn system(text: &RawValue) -> Result<Option<CoordinateSystem>, Problem> {
    // Hardly any feature names one; a search is shorter than another reading.
    if !text.get().contains("\"crs\"") {
        return Ok(None);
    }
    let named = |text: &RawValue| -> Option<Result<Option<CoordinateSystem>, Problem>> {
        let members: SystemText<'_> = serde_json::from_str(text.get()).ok()?;
        members.crs.map(CoordinateSystem::of)
    };
    let members: Option<SystemText<'_>> = serde_json::from_str(text.get()).ok();
    let of_geometry = members.and_then(|members| members.geometry).and_then(named);
    match of_geometry {
        Some(Ok(None)) | None => named(text).unwrap_or(Ok(None)),
        Some(named) => named,
    }
}
