//! Choice among the areas around a point: step 2 of routing.

use super::{Area, Areas, covering};
use crate::domain::geometry::{Bounds, Point};
use std::cmp::Ordering;

/// The grid that takes a point, and the reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaDecision {
    /// The grid.
    pub grid: u32,
    /// Every area that covers the point: deeper levels first, in a level the smaller area, then the
    /// smaller code.
    pub covering: Vec<CoveringArea>,
    /// The steps to nearest children, from the chosen covering area or, if there is none, from the
    /// top. Empty if the chosen area keeps the point.
    pub nearest: Vec<NearestStep>,
}

/// An area that covers the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoveringArea {
    /// The grid.
    pub grid: u32,
    /// Chosen, or the reason why not.
    pub outcome: CoverOutcome,
}

/// Reason why a covering area was chosen or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverOutcome {
    /// Of those that no other beats, it is of the deepest level, and the smallest there.
    Chosen,
    /// It is general, and this dedicated area of its level or a wider one covers the point and is
    /// not above it.
    Dedicated(u32),
    /// Its level is wider than that of the chosen one.
    Wider,
    /// The chosen one of the same level is smaller.
    Larger,
    /// The chosen one of the same level and area has the smaller code.
    LaterCode,
}

/// A step to the nearest child of the area reached before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestStep {
    /// The child.
    pub grid: u32,
    /// Distance in metres.
    pub distance_m: f64,
}

impl Areas {
    /// Returns the grid that takes a point; `None` if no area covers it and none is within the
    /// tolerance in metres.
    pub fn locate_grid(&self, point: Point, tolerance_m: f64) -> Option<u32> {
        let chosen = self.chosen(point);
        let last = self.steps(point, chosen, tolerance_m).last();
        last.map(|step| step.grid).or(chosen.map(|area| area.grid))
    }

    /// Returns the same grid, with the reasons.
    pub fn locate(&self, point: Point, tolerance_m: f64) -> Option<AreaDecision> {
        let chosen = self.chosen(point);
        let nearest: Vec<NearestStep> = self.steps(point, chosen, tolerance_m).collect();
        let grid = nearest.last().map(|step| step.grid).or(chosen.map(|area| area.grid))?;
        let all = self.cover(point);
        Some(AreaDecision {
            grid,
            covering: all
                .iter()
                .map(|area| {
                    let outcome = chosen
                        .map_or(CoverOutcome::Wider, |chosen| self.outcome(area, chosen, &all));
                    CoveringArea { grid: area.grid, outcome }
                })
                .collect(),
            nearest,
        })
    }

    /// Returns the covering area that no other beats.
    fn chosen(&self, point: Point) -> Option<&Area> {
        let dedicated = covering(&self.dedicated, point).filter_map(|entry| self.area(entry.grid));
        let dedicated = dedicated.min_by(|a, b| b.level.cmp(&a.level).then_with(|| a.smaller(b)));
        for level in self
            .levels
            .iter()
            .take_while(|level| dedicated.is_none_or(|area| level.level > area.level))
        {
            let unbeaten = covering(&level.tree, point)
                .filter(|entry| dedicated.is_none() || self.below_all(entry.grid, point));
            let best =
                unbeaten.filter_map(|entry| self.area(entry.grid)).min_by(|a, b| a.smaller(b));
            if best.is_some() {
                return best;
            }
        }
        dedicated
    }

    /// Returns true if a grid is below every dedicated area that covers a point.
    fn below_all(&self, grid: u32, point: Point) -> bool {
        covering(&self.dedicated, point)
            .all(|entry| self.ancestors(grid).any(|above| above == entry.grid))
    }

    /// Descends from an area, or from the top, to the nearest general child as long as one is
    /// within the tolerance.
    fn steps(
        &self,
        point: Point,
        from: Option<&Area>,
        tolerance_m: f64,
    ) -> impl Iterator<Item = NearestStep> {
        let first = self.nearest_child(point, from, tolerance_m);
        std::iter::successors(first, move |step| {
            self.nearest_child(point, self.area(step.grid), tolerance_m)
        })
    }

    fn nearest_child(
        &self,
        point: Point,
        parent: Option<&Area>,
        tolerance_m: f64,
    ) -> Option<NearestStep> {
        let deeper = self
            .levels
            .iter()
            .take_while(|level| parent.is_none_or(|area| level.level > area.level));
        let around = Bounds::around(point, tolerance_m).envelope();
        let near = deeper.flat_map(|level| level.tree.locate_in_envelope_intersecting(&around));
        let children =
            near.filter(|entry| self.parent_with_area(entry.grid) == parent.map(|area| area.grid));
        let within = children.filter_map(|entry| {
            let distance_m = entry.shape.distance_m(point);
            Some((self.area(entry.grid)?, distance_m)).filter(|_| distance_m <= tolerance_m)
        });
        let nearest =
            within.min_by(|(a, near), (b, far)| near.total_cmp(far).then_with(|| a.smaller(b)));
        nearest.map(|(area, distance_m)| NearestStep { grid: area.grid, distance_m })
    }

    /// Returns the nearest grid above that has an area.
    fn parent_with_area(&self, grid: u32) -> Option<u32> {
        self.ancestors(grid).find(|&above| self.area(above).is_some())
    }

    fn outcome(&self, area: &Area, chosen: &Area, all: &[&Area]) -> CoverOutcome {
        if area.grid == chosen.grid {
            return CoverOutcome::Chosen;
        }
        let beats = |other: &&&Area| {
            other.dedicated
                && other.level <= area.level
                && !self.ancestors(area.grid).any(|above| above == other.grid)
        };
        match all.iter().find(beats) {
            Some(dedicated) if !area.dedicated => CoverOutcome::Dedicated(dedicated.grid),
            _ if area.level < chosen.level => CoverOutcome::Wider,
            _ if chosen.shape.area_m2().total_cmp(&area.shape.area_m2()) == Ordering::Less => {
                CoverOutcome::Larger
            }
            _ => CoverOutcome::LaterCode,
        }
    }
}
