//! Repairs that change little, and how they are told.

use super::{Repair, repaired};
use crate::domain::datum::Datum;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::{Effort, Shape};
use crate::error::{Code, Language, Problem, both};

/// Repairs a geometry that is invalid for a reason, if that changes at most a tolerance in square
/// metres.
///
/// # Errors
/// Those of [`repaired`]; `repair_too_large` with the figures of the repair.
pub fn repaired_within(
    geometry: &Geometry,
    datum: Datum,
    reason: &Problem,
    tolerance_m2: f64,
    effort: &Effort,
) -> Result<Repair, Problem> {
    let repair = repaired(&geometry.polygons, datum, effort)?;
    if repair.changed_m2() > tolerance_m2 {
        let too_large = repair.problem(Code::RepairTooLarge, reason);
        return Err(too_large.with("max", tolerance_m2));
    }
    Ok(repair)
}

impl Repair {
    /// Returns a problem with the reason of the repair, its figures and the places that it changes.
    pub fn problem(&self, code: Code, reason: &Problem) -> Problem {
        let zh = reason.message(Language::Chinese);
        let en = reason.message(Language::English);
        Problem::new(code)
            .with("reason", both(&zh, &en))
            .with("before_m2", hundredths(self.before_m2))
            .with("after_m2", hundredths(self.shape.area_m2()))
            .with("changed_m2", hundredths(self.changed_m2()))
            .with("geometry", self.changed.as_ref().map(Shape::sketch))
    }
}

/// Returns an area in square metres to the hundredth.
fn hundredths(area_m2: f64) -> f64 {
    (area_m2 * 100.0).round() / 100.0
}
