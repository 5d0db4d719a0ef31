//! Boundaries simplified for a map of a scale, so that shared borders stay shared.
//!
//! Borders are cut at junctions, where more than two of them meet, into arcs. Each arc is
//! simplified once (D. Douglas, T. Peucker, *Algorithms for the reduction of the number of points
//! required to represent a digitized line*, 1973), whoever has it, and rings are put together from
//! arcs again. Where arcs then meet that did not, they are drawn finer, at last as they are.

mod arcs;
mod finer;

use super::shape::ShapeBuilder;
use super::{Point, Shape};
use arcs::{Borders, RingArc};
use finer::Fineness;

/// Widest zoom of a map: the world in a tile.
pub const ZOOM_MIN: u8 = 0;
/// Closest zoom of a map, of some centimetres.
pub const ZOOM_MAX: u8 = 22;
/// Pixels of a tile along each side.
const TILE_PIXELS: f64 = 256.0;
/// Units of the grid around the globe.
const GLOBE: f64 = 3.6e9;

/// The scale of a map.
#[derive(Debug, Clone, Copy, PartialEq)]
struct MapScale {
    /// Units of longitude in a pixel.
    pixel: f64,
    /// Units of latitude in one of longitude, of the same length.
    north: f64,
}

impl MapScale {
    /// Returns the scale of a zoom of web maps at a latitude.
    fn of(zoom: u8, lat_e7: i32) -> Self {
        let pixel = GLOBE / TILE_PIXELS / f64::from(1_u32 << zoom.min(ZOOM_MAX));
        let cosine = (f64::from(lat_e7) * super::RADIANS_PER_UNIT).cos();
        Self { pixel, north: cosine.max(1e-3) }
    }

    /// Returns the units of the last decimal that is written: at most a quarter of a pixel.
    fn step(self) -> i32 {
        let steps = std::iter::successors(Some(1_i32), |step| Some(step * 10));
        steps.take_while(|&step| f64::from(step) <= (self.pixel / 4.0).max(1.0)).last().unwrap_or(1)
    }
}

/// Returns the shapes as a map of a zoom shows them, in the same order. Borders of several are the
/// same in all of them; each stays a valid shape of as many polygons.
pub fn simplified(shapes: &[&Shape], zoom: u8) -> Vec<Shape> {
    let Some(bounds) = shapes.iter().map(|shape| shape.bounds()).reduce(super::Bounds::union)
    else {
        return Vec::new();
    };
    let scale = MapScale::of(zoom, bounds.min.lat_e7.midpoint(bounds.max.lat_e7));
    let borders = Borders::of(shapes);
    let mut fineness = Fineness::of(&borders, scale);
    loop {
        let drawn = drawn(shapes, &borders, &fineness);
        let faulty = fineness.faulty(shapes, &borders, &drawn);
        if !fineness.refine(&borders, &faulty) {
            return drawn
                .into_iter()
                .zip(shapes)
                .map(|(drawn, &shape)| drawn.unwrap_or_else(|| shape.clone()))
                .collect();
        }
    }
}

/// Puts the shapes together from arcs; `None` for those of which a ring has collapsed.
fn drawn(shapes: &[&Shape], borders: &Borders, fineness: &Fineness) -> Vec<Option<Shape>> {
    let mut rings = borders.rings.iter();
    let shapes = shapes.iter().map(|shape| {
        let mut draft = ShapeBuilder::default();
        let mut is_whole = true;
        for polygon in shape.polygons() {
            for arcs in rings.by_ref().take(polygon.len()) {
                let ring = ring(arcs, fineness);
                is_whole &= ring.len() > 2 && super::predicate::twice_area(&ring) != 0;
                draft.ring(ring);
            }
            draft.end_polygon();
        }
        is_whole.then(|| draft.finish()).flatten()
    });
    shapes.collect()
}

/// Puts an open ring together.
fn ring(arcs: &[RingArc], fineness: &Fineness) -> Vec<Point> {
    let mut ring: Vec<Point> = Vec::new();
    for arc in arcs {
        let points = fineness.arc(arc.index);
        let ahead = points.iter().take(points.len().saturating_sub(1));
        let back = points.iter().rev().take(points.len().saturating_sub(1));
        if arc.reversed { ring.extend(back) } else { ring.extend(ahead) }
    }
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::domain::geometry::properties::{CENTRE, cells};
    use crate::domain::geometry::{Effort, distance_m, mosaic, tiling, validity};
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn simplified_cells_share_their_borders_and_tile_the_simplified_region((region, cells) in cells(24), zoom in 10..20_u8) {
            let mut all: Vec<&Shape> = cells.iter().collect();
            all.push(&region);
            let drawn = simplified(&all, zoom);
            let (whole, parts) = drawn.split_last().unwrap();
            let mut edges: HashSet<(Point, Point)> = HashSet::new();
            for part in parts {
                prop_assert_eq!(validity::check(part, &Effort::unbounded()), Ok(()));
                prop_assert!(part.covers(part.label_point()));
                for (a, b) in part.edges() {
                    if !edges.remove(&(b, a)) {
                        prop_assert!(edges.insert((a, b)));
                    }
                }
            }
            prop_assert_eq!(edges, whole.edges().collect::<HashSet<_>>());
            let parts: Vec<&Shape> = parts.iter().collect();
            prop_assert_eq!(tiling::overlaps(&parts, 0.0, &Effort::unbounded()), Ok(vec![]));
        }

        #[test]
        fn a_wider_view_has_fewer_vertices_and_strays_by_little((region, cells) in cells(12)) {
            let mut all: Vec<&Shape> = cells.iter().collect();
            all.push(&region);
            let vertices = |zoom| simplified(&all, zoom).iter().map(Shape::vertices).sum::<usize>();
            let counts = [12, 14, 16, 18].map(vertices);
            prop_assert!(counts.is_sorted() && counts[0] < counts[3], "{:?}", counts);
            // A pixel of zoom 16 is 2 m there.
            for (drawn, given) in simplified(&all, 16).iter().zip(&all) {
                for point in drawn.rings().flatten() {
                    prop_assert!(!given.covers(*point) || given.edges().any(|(vertex, _)| distance_m(vertex, *point) < 2.5));
                    prop_assert!(given.distance_m(*point) < 2.5);
                }
            }
        }
    }

    #[test]
    fn at_the_closest_zoom_hardly_anything_changes() {
        let region = mosaic::region(7, CENTRE, 300.0, 25.0).unwrap();
        let cells = mosaic::mosaic(7, &region, 9, 25.0);
        let drawn = simplified(&cells.iter().collect::<Vec<_>>(), ZOOM_MAX);
        for (drawn, given) in drawn.iter().zip(&cells) {
            // A pixel is 3 cm there.
            assert!(drawn.vertices() + 2 >= given.vertices());
            assert!((drawn.area_m2() - given.area_m2()).abs() < 5.0);
        }
    }
}
