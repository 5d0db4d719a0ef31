//! Property tests: every point has one answer, whatever the order of the areas: that of a naive
//! version of the rules.

use super::{Area, Areas, CoverOutcome};
use crate::domain::geometry::{Point, Shape, mosaic};
use proptest::prelude::*;
use std::sync::Arc;

const CENTRE: Point = Point { lon_e7: 1_214_600_000, lat_e7: 309_100_000 };
const TOLERANCE_M: f64 = 30.0;

/// Areas and parents of a small district: three levels of cells of which some have no boundary,
/// leaving gaps, and dedicated areas that lie across them.
#[derive(Debug, Clone)]
struct District {
    areas: Vec<Area>,
    parents: Vec<Option<u32>>,
}

fn district() -> impl Strategy<Value = District> {
    (any::<u64>(), any::<u64>(), 0..5_usize).prop_filter_map(
        "a region that meets itself",
        |(seed, gone, dedicated)| {
            let region = mosaic::region(seed, CENTRE, 400.0, 20.0)?;
            let mut district = District { areas: Vec::new(), parents: Vec::new() };
            let top = district.add(None, 0, false, region.clone());
            for town in mosaic::mosaic(seed, &region, 3, 20.0) {
                let town_id = district.add(Some(top), 1, false, town.clone());
                for cell in mosaic::mosaic(seed, &town, 4, 20.0) {
                    district.add(Some(town_id), 3, false, cell);
                }
            }
            // Cells of another mosaic, some of them under a dedicated area and some under a town.
            let across = mosaic::mosaic(!seed, &region, 9, 20.0);
            for (i, cell) in across.into_iter().take(dedicated).enumerate() {
                let level = [1, 2, 3, 2, 4][i];
                let inside = mosaic::mosaic(seed, &cell, 2, 20.0).into_iter().next();
                let id = district.add(Some(top + 1), level, true, cell);
                inside.map(|half| district.add(Some(id), level + 1, i % 2 == 1, half));
            }
            district.areas.retain(|area| area.level == 4 || gone >> (area.grid % 64) & 3 != 0);
            Some(district)
        },
    )
}

impl District {
    fn add(&mut self, parent: Option<u32>, level: u8, dedicated: bool, shape: Shape) -> u32 {
        let grid = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        let code = format!("{:03}", (grid * 37) % 101).into();
        self.areas.push(Area { grid, level, dedicated, code, shape: Arc::new(shape) });
        self.parents.push(parent);
        grid
    }

    fn above(&self, grid: u32) -> Vec<u32> {
        std::iter::successors(self.parents[grid as usize], |&g| self.parents[g as usize]).collect()
    }

    /// Applies the rules naively.
    fn expected(&self, point: Point) -> Option<u32> {
        let covering: Vec<&Area> =
            self.areas.iter().filter(|area| area.shape.covers(point)).collect();
        let beaten = |area: &Area| {
            let by = |d: &&Area| {
                d.dedicated && d.level <= area.level && !self.above(area.grid).contains(&d.grid)
            };
            !area.dedicated && covering.iter().any(by)
        };
        let rank = |area: &&&Area| {
            (u8::MAX - area.level, ordered(area.shape.area_m2()), area.code.clone())
        };
        let mut at =
            covering.iter().filter(|area| !beaten(area)).min_by_key(rank).map(|area| area.grid);
        while let Some(child) = self.nearest_child(at, point) {
            at = Some(child);
        }
        at
    }

    fn nearest_child(&self, parent: Option<u32>, point: Point) -> Option<u32> {
        let has_area = |grid: &u32| self.areas.iter().any(|area| area.grid == *grid);
        let children = self.areas.iter().filter(|area| {
            !area.dedicated && self.above(area.grid).into_iter().find(has_area) == parent
        });
        let rank = |(distance, area): &(f64, &Area)| {
            (ordered(*distance), ordered(area.shape.area_m2()), area.code.clone())
        };
        let near = children
            .map(|area| (area.shape.distance_m(point), area))
            .filter(|(distance, _)| *distance <= TOLERANCE_M);
        near.min_by_key(rank).map(|(_, area)| area.grid)
    }

    fn points(&self, dx: i32, dy: i32) -> Vec<Point> {
        let edges = self.areas.iter().flat_map(|area| area.shape.edges().step_by(5));
        let middle = |(a, b): (Point, Point)| Point {
            lon_e7: a.lon_e7.midpoint(b.lon_e7),
            lat_e7: a.lat_e7.midpoint(b.lat_e7),
        };
        let on_borders = edges.flat_map(|edge| [edge.0, middle(edge)]);
        let moved =
            |by: i32| Point { lon_e7: CENTRE.lon_e7 + dx / by, lat_e7: CENTRE.lat_e7 + dy / by };
        on_borders.chain((1..20).map(moved)).collect()
    }
}

/// Maps positive floats to integers of the same order.
fn ordered(value: f64) -> u64 {
    value.to_bits()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_point_has_the_answer_of_the_rules(
        (district, shuffled) in district().prop_flat_map(|d| (Just(d.clone()), Just(d.areas).prop_shuffle())),
        dx in -70_000..70_000, dy in -70_000..70_000, cut in 0..10_usize,
    ) {
        let parents: Arc<[Option<u32>]> = district.parents.clone().into();
        let index = Areas::new(district.areas.clone(), parents.clone());
        let (first, then) = shuffled.split_at(cut.min(shuffled.len()));
        let grown = Areas::new(first.to_vec(), parents.clone()).with(&[], then.to_vec(), parents);
        for point in district.points(dx, dy) {
            let expected = district.expected(point);
            prop_assert_eq!(index.locate_grid(point, TOLERANCE_M), expected, "{:?}", point);
            let located = index.locate(point, TOLERANCE_M);
            prop_assert_eq!(&located, &grown.locate(point, TOLERANCE_M));
            prop_assert_eq!(located.as_ref().map(|located| located.grid), expected);
            let covering = located.map(|located| located.covering).unwrap_or_default();
            let chosen = covering.iter().filter(|area| area.outcome == CoverOutcome::Chosen).count();
            prop_assert_eq!(chosen, usize::from(!covering.is_empty()));
        }
    }

    #[test]
    fn a_removed_area_is_gone_and_the_others_stay(district in district(), which in any::<prop::sample::Index>()) {
        prop_assume!(!district.areas.is_empty());
        let parents: Arc<[Option<u32>]> = district.parents.clone().into();
        let gone = which.get(&district.areas).grid;
        let index = Areas::new(district.areas.clone(), parents.clone()).with(&[gone], Vec::new(), parents.clone());
        let mut rest = district.clone();
        rest.areas.retain(|area| area.grid != gone);
        let fresh = Areas::new(rest.areas.clone(), parents);
        prop_assert!(index.area(gone).is_none());
        for point in district.points(gone.cast_signed(), 0) {
            prop_assert_eq!(index.locate(point, TOLERANCE_M), fresh.locate(point, TOLERANCE_M));
        }
    }
}
