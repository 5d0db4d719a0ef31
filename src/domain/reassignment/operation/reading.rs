//! Reading the polygons of an operation, and repairing them if that is wanted.

use crate::domain::datum::Datum;
use crate::domain::geometry::Effort;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::repair::repaired_within;
use crate::error::{Code, Problem};
use serde::{Deserialize, Serialize};

/// A polygon of an operation that was repaired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RepairedBoundary {
    /// Place of the polygon, as a JSON pointer from the operation on.
    pub place: String,
    /// Notice of the repair, with its reason.
    pub notice: Problem,
    /// Area in square metres as it was drawn: exteriors less holes, overlaps counted twice.
    pub before_m2: f64,
    /// Area in square metres of the valid polygon.
    pub after_m2: f64,
    /// Area in square metres of the places that only one of the two covers.
    pub changed_m2: f64,
    /// These places, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Geometry>,
}

/// A reading of the polygons of an operation.
#[derive(Debug)]
pub struct BoundaryReading {
    datum: Datum,
    /// Area in square metres that a repair may change; none if invalid polygons are refused.
    tolerance_m2: Option<f64>,
    effort: Effort,
    /// Effort of repairs: a polygon is read again for it.
    repair_effort: Effort,
    repaired: Vec<RepairedBoundary>,
}

impl BoundaryReading {
    /// Creates a reading of coordinates of a datum, which repairs invalid polygons where that
    /// changes at most a tolerance in square metres, if there is one.
    pub const fn new(datum: Datum, tolerance_m2: Option<f64>) -> Self {
        Self {
            datum,
            tolerance_m2,
            effort: Effort::bounded(),
            repair_effort: Effort::bounded(),
            repaired: Vec::new(),
        }
    }

    /// Returns the polygons that were repaired.
    pub fn into_repaired(self) -> Vec<RepairedBoundary> {
        self.repaired
    }

    pub(super) const fn datum(&self) -> Datum {
        self.datum
    }

    /// Returns a polygon in WGS 84, in the form in which it is stored.
    pub(super) fn in_wgs84(
        &mut self,
        geometry: &Geometry,
        place: &str,
    ) -> Result<Geometry, Problem> {
        let read = geometry.in_wgs84(self.datum, &self.effort);
        let read = match (read, self.tolerance_m2) {
            (Err(problem), Some(tolerance_m2)) => {
                self.repair(geometry, place, problem, tolerance_m2)
            }
            (read, _) => read,
        };
        read.map_err(|problem| problem.below(place))
    }

    fn repair(
        &mut self,
        geometry: &Geometry,
        place: &str,
        problem: Problem,
        tolerance_m2: f64,
    ) -> Result<Geometry, Problem> {
        let effort = &self.repair_effort;
        let repair = repaired_within(geometry, self.datum, &problem, tolerance_m2, effort);
        let repair = repair.map_err(|refusal| {
            // What cannot be repaired is refused as without a repair.
            if refusal.code == problem.code { problem.clone() } else { refusal.at("") }
        })?;
        self.repaired.push(RepairedBoundary {
            place: place.to_owned(),
            notice: repair.problem(Code::FeatureRepaired, &problem),
            before_m2: repair.before_m2,
            after_m2: repair.shape.area_m2(),
            changed_m2: repair.changed_m2(),
            difference: repair.changed.as_ref().map(Geometry::from),
        });
        Ok(Geometry::from(&repair.shape))
    }
}
