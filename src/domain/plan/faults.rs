//! Faults of planned polygons: siblings that overlap, children beyond their parent, gaps.

use super::families::{Child, Children, Family, is_large};
use crate::domain::atlas::{Atlas, GridTree};
use crate::domain::geometry::tiling::{overhangs, overlaps};
use crate::domain::geometry::{Effort, Shape};
use crate::domain::id::GridId;
use crate::domain::unit::Grid;
use crate::error::{Code, PROBLEMS_LISTED_MAX, Problem, unlisted};

/// A problem, and the index of the edit that is to blame.
type BlamedProblem = (Option<usize>, Problem);

/// Faults of one change set: listed up to a maximum, the others counted.
pub(super) struct Faults<'a> {
    effort: &'a Effort,
    found: Vec<BlamedProblem>,
    unlisted: usize,
}

impl<'a> Faults<'a> {
    pub(super) const fn new(effort: &'a Effort) -> Self {
        Self { effort, found: Vec::new(), unlisted: 0 }
    }

    /// Adds a fault; its problem is created only if it is listed.
    pub(super) fn add(&mut self, index: Option<usize>, problem: impl FnOnce() -> Problem) {
        if self.effort.is_bounded() && self.found.len() >= PROBLEMS_LISTED_MAX {
            self.unlisted += 1;
        } else {
            self.found.push((index, problem()));
        }
    }

    /// Returns the listed faults, and a problem that counts the others.
    pub(super) fn listed(self) -> Vec<BlamedProblem> {
        self.found
            .into_iter()
            .chain(unlisted(self.unlisted).map(|problem| (None, problem)))
            .collect()
    }

    /// Adds the overlaps and overhangs of the children of one parent.
    ///
    /// # Errors
    /// `too_complex` if the effort is exceeded.
    pub(super) fn compare(
        &mut self,
        atlas: &Atlas,
        parent: GridId,
        family: &Family,
        children: &Children<'_>,
        may_overlap: bool,
    ) -> Result<(), Problem> {
        let tolerance = atlas.settings().overlap_tolerance_m2;
        if !may_overlap {
            self.overlapping(family, &children.general, tolerance)?;
        }
        self.overlapping(family, &children.dedicated, tolerance)?;
        let code = atlas.tree().get(parent).map(|grid| grid.code.as_str()).unwrap_or_default();
        let Some(shape) = atlas.shape(parent) else { return Ok(()) };
        let parent = (code, shape.as_ref());
        self.overhanging(family, parent, &children.general, tolerance)?;
        self.overhanging(family, parent, &children.dedicated, tolerance)
    }

    /// Adds pairs of siblings that overlap, of which one changed.
    fn overlapping(
        &mut self,
        family: &Family,
        children: &[Child<'_>],
        tolerance: f64,
    ) -> Result<(), Problem> {
        let near = near_moved(family, children);
        let shapes: Vec<&Shape> = near.iter().map(|(_, shape)| shape.as_ref()).collect();
        for overlap in overlaps(&shapes, tolerance, self.effort)? {
            let a = nth(&near, overlap.a)?;
            let b = nth(&near, overlap.b)?;
            let Some(&index) = family.moved.get(&b.id).or_else(|| family.moved.get(&a.id)) else {
                continue;
            };
            let pair = || {
                Problem::new(Code::GridsOverlap)
                    .with("a", a.code.as_str())
                    .with("b", b.code.as_str())
            };
            self.add(Some(index), || measured(pair(), overlap.area_m2, &overlap.shape));
        }
        Ok(())
    }

    /// Adds changed children that reach beyond their parent.
    fn overhanging(
        &mut self,
        family: &Family,
        parent: (&str, &Shape),
        children: &[Child<'_>],
        tolerance: f64,
    ) -> Result<(), Problem> {
        let moved: Vec<Child<'_>> = children
            .iter()
            .filter(|(grid, _)| family.moved.contains_key(&grid.id))
            .copied()
            .collect();
        let shapes: Vec<&Shape> = moved.iter().map(|(_, shape)| shape.as_ref()).collect();
        for overhang in overhangs(parent.1, &shapes, tolerance, self.effort)? {
            let grid = nth(&moved, overhang.child)?;
            let named = || {
                Problem::new(Code::GridOverhangs)
                    .with("code", grid.code.as_str())
                    .with("parent", parent.0)
            };
            let index = family.moved.get(&grid.id).copied();
            self.add(index, || measured(named(), overhang.area_m2, &overhang.shape));
        }
        Ok(())
    }
}

/// Returns the grid whose shape was compared, by its index.
fn nth<'c>(compared: &[Child<'c>], index: usize) -> Result<&'c Grid, Problem> {
    compared.get(index).map(|&(grid, _)| grid).ok_or_else(|| Problem::new(Code::Internal))
}

/// Returns the changed children, and those close enough to meet one.
fn near_moved<'a>(family: &Family, children: &[Child<'a>]) -> Vec<Child<'a>> {
    let is_moved = |child: &&Child<'_>| family.moved.contains_key(&child.0.id);
    if is_large(children.iter().filter(is_moved).count(), children.len()) {
        return children.to_vec();
    }
    let moved: Vec<_> = children.iter().filter(is_moved).map(|(_, shape)| shape.bounds()).collect();
    children
        .iter()
        .filter(|(_, shape)| moved.iter().any(|bounds| bounds.meets(&shape.bounds())))
        .copied()
        .collect()
}

/// Creates the problem of a gap among the children of a grid.
pub(in crate::domain) fn gap_problem(tree: &GridTree, parent: GridId, hole: &Shape) -> Problem {
    let code = tree.get(parent).map(|grid| grid.code.as_str()).unwrap_or_default();
    measured(Problem::new(Code::GridsLeaveGap).with("parent", code), hole.area_m2(), hole)
}

/// Adds to a problem its size and the part of the map at fault.
fn measured(problem: Problem, area_m2: f64, shape: &Shape) -> Problem {
    let [lon, lat] = shape.label_point().to_degrees();
    problem
        .with("lon", lon)
        .with("lat", lat)
        .with("area_m2", (area_m2 * 100.0).round() / 100.0)
        .with("geometry", shape.sketch())
}
