//! Converting features to grids with a shape.

use crate::domain::datum::Datum;
use crate::domain::geometry::{Effort, Shape};
use crate::error::{Code, Problem, Result};
use crate::service::import::reader::geojson::{self, FeatureRecord};
use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

/// Names of the properties that are read.
#[derive(Debug, Clone)]
pub struct FeatureFields {
    /// Property that holds the code.
    pub code: String,
    /// Property that holds the name.
    pub name: String,
    /// Property that holds the code of the parent, if features name it.
    pub parent: Option<String>,
}

/// A grid as a feature describes it.
#[derive(Debug, Clone)]
pub struct FeatureGrid {
    /// Index of the feature in the file, from 0 on.
    pub feature: usize,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the parent, if features name it.
    pub parent: Option<String>,
    /// Polygon.
    pub shape: Arc<Shape>,
}

impl FeatureGrid {
    /// Attributes a problem to this feature.
    pub(super) fn blame(&self, problem: Problem) -> Problem {
        of_feature(problem, self.feature, Some(&self.code))
    }
}

/// Contents of a file of grids.
#[derive(Debug, Default)]
pub struct GridFile {
    /// Usable grids.
    pub grids: Vec<FeatureGrid>,
    /// Problems of invalid polygons.
    pub invalid: Vec<Problem>,
    /// Other problems: missing properties, duplicate codes.
    pub unusable: Vec<Problem>,
}

impl GridFile {
    /// Reads a GeoJSON feature collection, optionally compressed with gzip, with coordinates of a
    /// datum.
    ///
    /// Those of [`geojson::read`]. Problems of single features are part of the result.
    pub fn read(input: impl Read, fields: &FeatureFields, datum: Datum) -> Result<Self> {
        let mut file = Self::default();
        let mut codes = HashMap::new();
        geojson::read(input, &mut |feature| file.take(&feature, fields, datum, &mut codes))?;
        Ok(file)
    }

    fn take(
        &mut self,
        feature: &FeatureRecord,
        fields: &FeatureFields,
        datum: Datum,
        codes: &mut HashMap<String, usize>,
    ) {
        let index = feature.index;
        let code = feature.text(&fields.code);
        let known = code.as_deref().ok().map(str::to_owned);
        let texts = || Ok((code?, feature.text(&fields.name)?, parent(feature, fields)?));
        let (code, name, parent) = match texts() {
            Ok(texts) => texts,
            Err(problem) => {
                return self.unusable.push(of_feature(problem, index, known.as_deref()));
            }
        };
        if let Some(first) = codes.insert(code.clone(), index) {
            let problem =
                Problem::new(Code::FeatureTwice).with("code", code.as_str()).with("first", first);
            return self.unusable.push(of_feature(problem, index, Some(&code)));
        }
        match feature
            .geometry
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|geometry| geometry.shape(datum, &Effort::unbounded()))
        {
            Ok(shape) => self.grids.push(FeatureGrid {
                feature: index,
                code,
                name,
                parent,
                shape: Arc::new(shape),
            }),
            Err(problem) => self.invalid.push(of_feature(problem, index, Some(&code))),
        }
    }
}

fn parent(feature: &FeatureRecord, fields: &FeatureFields) -> Result<Option<String>, Problem> {
    fields.parent.as_ref().map(|field| feature.text(field)).transpose()
}

/// Attributes a problem to a feature.
fn of_feature(problem: Problem, index: usize, code: Option<&str>) -> Problem {
    let place = format!("/features/{index}");
    problem.at(place).with("feature", index).with("feature_code", code)
}
