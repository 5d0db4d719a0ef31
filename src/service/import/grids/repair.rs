//! Repairing the invalid polygons of a file.

use super::features::{FeatureGrid, GridFile, InvalidFeature, of_feature};
use crate::domain::geometry::repair::{Repair, repaired_within};
use crate::domain::geometry::{Effort, Point, Shape};
use crate::error::{Code, Problem};
use std::sync::Arc;

/// A feature whose polygon was repaired.
#[derive(Debug, Clone)]
pub struct RepairedFeature {
    /// Index of the feature in the file, from 0 on.
    pub feature: usize,
    /// Code.
    pub code: String,
    /// Area in square metres as it was drawn and as it is now.
    pub before_m2: f64,
    /// Area in square metres of the valid polygon.
    pub after_m2: f64,
    /// Area in square metres of the places that only one of the two covers.
    pub changed_m2: f64,
    /// These places, if there are any.
    pub difference: Option<Shape>,
    /// The same in words.
    pub notice: Problem,
}

/// Repairs the invalid features of a file: those that change by at most a tolerance in square
/// metres become grids, the others stay invalid.
pub(super) fn repair(
    file: &mut GridFile,
    tolerance_m2: f64,
    effort: &Effort,
) -> Vec<RepairedFeature> {
    let mut done = Vec::new();
    for invalid in std::mem::take(&mut file.invalid) {
        match repair_of(file, &invalid, tolerance_m2, effort) {
            Ok(repair) => {
                done.push(told(&invalid, &repair));
                file.grids.push(FeatureGrid {
                    feature: invalid.feature,
                    code: invalid.code,
                    name: invalid.name,
                    parent: invalid.parent,
                    shape: Arc::new(repair.shape),
                });
            }
            Err(problem) => {
                let problem = of_feature(problem, invalid.feature, Some(&invalid.code));
                file.invalid.push(InvalidFeature { problem, ..invalid });
            }
        }
    }
    file.grids.sort_by_key(|grid| grid.feature);
    done
}

/// Returns the repair of a feature, with the vertices that its valid neighbours have on its border.
fn repair_of(
    file: &GridFile,
    invalid: &InvalidFeature,
    tolerance_m2: f64,
    effort: &Effort,
) -> Result<Repair, Problem> {
    let geometry = invalid.geometry.as_ref().ok_or_else(|| invalid.problem.clone())?;
    let mut repair = repaired_within(geometry, file.datum, &invalid.problem, tolerance_m2, effort)?;
    let reach = repair.shape.bounds();
    let near = file.grids.iter().filter(|grid| grid.shape.bounds().meets(&reach));
    let vertices: Vec<Point> = near
        .flat_map(|grid| grid.shape.rings().flatten())
        .copied()
        .filter(|&point| reach.contains(point))
        .collect();
    if let Some(noded) = repair.shape.noded(&vertices, effort)? {
        repair.shape = noded;
    }
    Ok(repair)
}

fn told(invalid: &InvalidFeature, repair: &Repair) -> RepairedFeature {
    let notice = repair.problem(Code::FeatureRepaired, &invalid.problem);
    RepairedFeature {
        feature: invalid.feature,
        code: invalid.code.clone(),
        before_m2: repair.before_m2,
        after_m2: repair.shape.area_m2(),
        changed_m2: repair.changed_m2(),
        difference: repair.changed.clone(),
        notice: of_feature(notice, invalid.feature, Some(&invalid.code)),
    }
}
