//! Converting features to grids with a shape.

use crate::domain::datum::Datum;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::{Effort, Shape};
use crate::error::{Code, Problem, Result};
use crate::service::import::reader::geojson::{self, FeatureRecord};
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::sync::Arc;

/// Digits from which an identifier beside the properties may be a code; shorter numbers are the
/// rows of the program that wrote the file.
const CODE_DIGITS: usize = 6;

/// Names of the properties that are read.
#[derive(Debug, Clone)]
pub struct FeatureFields {
    /// Property that holds the code. Where no feature has it, the identifiers beside the properties
    /// are the codes: texts, and numbers of at least 6 digits; with `id` any number.
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

/// A feature whose polygon is invalid.
#[derive(Debug, Clone)]
pub struct InvalidFeature {
    /// Index of the feature in the file, from 0 on.
    pub feature: usize,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the parent, if features name it.
    pub parent: Option<String>,
    /// Polygons as they stand in the file, in degrees of its datum, if there are any.
    pub geometry: Option<Geometry>,
    /// What is wrong with them.
    pub problem: Problem,
}

/// Contents of a file of grids.
#[derive(Debug, Default)]
pub struct GridFile {
    /// Datum of its coordinates.
    pub datum: Datum,
    /// Usable grids.
    pub grids: Vec<FeatureGrid>,
    /// Features with an invalid polygon.
    pub invalid: Vec<InvalidFeature>,
    /// Other problems: missing properties, duplicate codes.
    pub unusable: Vec<Problem>,
}

/// Where the codes of a file stand.
#[derive(Default)]
struct Codes {
    /// Feature of each code.
    taken: HashMap<String, usize>,
    /// True if a feature has its code in the property.
    in_property: bool,
    /// Features whose code is the identifier beside the properties, with what is wrong with them if
    /// others have theirs in the property.
    beside: HashMap<usize, Problem>,
}

impl Codes {
    fn of(&mut self, feature: &FeatureRecord, field: &str) -> Result<String, Problem> {
        let lacking = match feature.code(field) {
            Ok(code) => {
                self.in_property = true;
                return Ok(code);
            }
            Err(problem) => problem,
        };
        let is_code = |id: &&String| {
            let is_row = id.len() < CODE_DIGITS && id.bytes().all(|byte| byte.is_ascii_digit());
            !id.is_empty() && (field == "id" || !is_row)
        };
        match feature.id.as_ref().filter(is_code) {
            Some(id) => {
                self.beside.insert(feature.index, lacking);
                Ok(id.clone())
            }
            None => Err(lacking),
        }
    }
}

impl GridFile {
    /// Reads a GeoJSON feature collection, optionally compressed with gzip, with coordinates of a
    /// datum.
    ///
    /// # Errors
    /// Those of [`geojson::read`]. Problems of single features are part of the result.
    pub fn read(input: impl Read, fields: &FeatureFields, datum: Datum) -> Result<Self> {
        Self::read_within(input, fields, datum, &Effort::unbounded())
    }

    /// Reads the same within an effort.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_within(
        input: impl Read,
        fields: &FeatureFields,
        datum: Datum,
        effort: &Effort,
    ) -> Result<Self> {
        let mut file = Self { datum, ..Self::default() };
        let mut codes = Codes::default();
        geojson::read(input, &mut |feature| file.take(feature, fields, &mut codes, effort))?;
        if codes.in_property {
            file.leave_out(codes.beside);
        }
        Ok(file)
    }

    fn take(
        &mut self,
        feature: FeatureRecord,
        fields: &FeatureFields,
        codes: &mut Codes,
        effort: &Effort,
    ) {
        let index = feature.index;
        let code = codes.of(&feature, &fields.code);
        let known = code.as_deref().ok().map(str::to_owned);
        let texts = || Ok((code?, feature.text(&fields.name)?, parent(&feature, fields)?));
        let (code, name, parent) = match texts() {
            Ok(texts) => texts,
            Err(problem) => {
                return self.unusable.push(of_feature(problem, index, known.as_deref()));
            }
        };
        if let Some(first) = codes.taken.insert(code.clone(), index) {
            let problem =
                Problem::new(Code::FeatureTwice).with("code", code.as_str()).with("first", first);
            return self.unusable.push(of_feature(problem, index, Some(&code)));
        }
        let shape = match &feature.geometry {
            Ok(geometry) => geometry.shape(self.datum, effort),
            Err(problem) => Err(problem.clone()),
        };
        match shape {
            Ok(shape) => {
                let shape = Arc::new(shape);
                self.grids.push(FeatureGrid { feature: index, code, name, parent, shape });
            }
            Err(problem) => {
                let place = format!("/features/{index}/geometry{}", problem.pointer);
                let problem = of_feature(problem, index, Some(&code)).at(place);
                let geometry = feature.geometry.ok();
                self.invalid.push(InvalidFeature {
                    feature: index,
                    code,
                    name,
                    parent,
                    geometry,
                    problem,
                });
            }
        }
    }

    /// Refuses features whose code is not where the other features have it.
    fn leave_out(&mut self, beside: HashMap<usize, Problem>) {
        let indices: HashSet<usize> = beside.keys().copied().collect();
        self.grids.retain(|grid| !indices.contains(&grid.feature));
        self.invalid.retain(|invalid| !indices.contains(&invalid.feature));
        let lacking = beside.into_iter();
        self.unusable.extend(lacking.map(|(index, problem)| of_feature(problem, index, None)));
    }
}

fn parent(feature: &FeatureRecord, fields: &FeatureFields) -> Result<Option<String>, Problem> {
    fields.parent.as_ref().map(|field| feature.code(field)).transpose()
}

/// Attributes a problem to a feature.
pub(super) fn of_feature(problem: Problem, index: usize, code: Option<&str>) -> Problem {
    let place = format!("/features/{index}");
    problem.at(place).with("feature", index).with("feature_code", code)
}
