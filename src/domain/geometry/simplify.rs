//! Boundaries simplified for a map of a scale, so that shared borders stay shared.
//!
//! Borders are cut at junctions, where more than two of them meet, into arcs. Each arc is
//! simplified once (D. Douglas, T. Peucker, *Algorithms for the reduction of the number of points
//! required to represent a digitized line*, 1973), whoever has it, and rings are put together from
//! arcs again. Where arcs then meet that did not, they are drawn finer, at last as they are. Each
//! vertex has a weight, the widest tolerance that leaves it; so what a tolerance comes to is known
//! before anything is drawn.

mod arcs;
mod finer;
mod meeting;
mod scale;
mod weights;

use super::shape::ShapeBuilder;
use super::{Effort, Point, Shape, validity};
use crate::domain::parallel::in_parts;
use arcs::{Borders, RingArc};
use finer::{Fineness, SHARES};
use meeting::DrawnEdges;
use scale::MapScale;
use weights::Weights;

/// Widest zoom of a map: the world in a tile.
pub const ZOOM_MIN: u8 = 0;
/// Closest zoom of a map, of some centimetres.
pub const ZOOM_MAX: u8 = 22;
/// Steps by which rounding moves a point, at most: half of one in both directions.
const ROUNDING: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// Shapes as a map shows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The shapes, in the order in which they were given.
    pub shapes: Vec<Shape>,
    /// Position of the label of each, inside what was given, and inside what is drawn where that is
    /// possible.
    pub labels: Vec<Point>,
    /// How far a border may be from where it is, in metres.
    pub tolerance_m: f64,
}

/// Draws shapes for a map of a zoom. Borders of several are the same in all of them; each stays a
/// valid shape of as many polygons. Borders are within about a pixel. Where their vertices, written
/// and compressed, would then take more than about `bytes_max`, they are drawn more coarsely, up to
/// the extent of a shape; and where a pixel is wider than shapes are, more finely.
pub fn simplified(shapes: &[&Shape], zoom: u8, bytes_max: usize) -> Drawing {
    let Some(scale) = MapScale::of(shapes, zoom) else {
        return Drawing { shapes: Vec::new(), labels: Vec::new(), tolerance_m: 0.0 };
    };
    let borders = Borders::of(shapes);
    let least = SHARES.last().copied().unwrap_or(1.0) * scale.finest();
    let weights = Weights::of(&borders, least, scale.north());
    let tolerance = scale.fitting(&borders, &weights, bytes_max);
    let step = scale::step(tolerance);
    let mut fineness = Fineness::of(&borders, weights, tolerance, step);
    let mut edges = DrawnEdges::default();
    let mut drawn: Vec<Option<Shape>> = vec![None; shapes.len()];
    loop {
        let mut faulty = edges.meeting(&borders, &fineness);
        for (index, fresh) in redrawn(shapes, &borders, &fineness) {
            if !fresh.is_valid {
                faulty.extend(borders.arcs_of(index).map(|arc| arc.index));
            }
            drawn[index] = fresh.shape;
        }
        if !fineness.refine(&borders, &faulty) {
            let whole = drawn.into_iter().zip(shapes);
            let drawn = whole.map(|(drawn, &shape)| drawn.unwrap_or_else(|| shape.clone()));
            let drawn: Vec<Shape> = drawn.collect();
            let labels = labels(shapes, &drawn, step);
            let tolerance_m = scale.metres(tolerance + ROUNDING * f64::from(step));
            return Drawing { shapes: drawn, labels, tolerance_m };
        }
    }
}

/// A shape put together from arcs.
struct DrawnShape {
    /// The shape; none if a ring has collapsed.
    shape: Option<Shape>,
    is_valid: bool,
}

/// Puts the shapes together that have an arc which was drawn last.
fn redrawn(
    shapes: &[&Shape],
    borders: &Borders,
    fineness: &Fineness,
) -> impl Iterator<Item = (usize, DrawnShape)> {
    let is_fresh =
        |index: &usize| borders.arcs_of(*index).any(|arc| fineness.fresh().contains(&arc.index));
    let fresh: Vec<usize> = (0..shapes.len()).filter(is_fresh).collect();
    let redraw = |&index: &usize| (index, drawn(shapes[index], borders.rings_of(index), fineness));
    let parts = in_parts(&fresh, |part| part.iter().map(redraw).collect::<Vec<_>>());
    parts.into_iter().flatten()
}

fn drawn(shape: &Shape, rings: &[Vec<RingArc>], fineness: &Fineness) -> DrawnShape {
    let mut rings = rings.iter();
    let mut draft = ShapeBuilder::default();
    let mut count = 0;
    for polygon in shape.polygons() {
        for arcs in rings.by_ref().take(polygon.len()) {
            let ring = ring(arcs, fineness);
            if ring.len() < 3 || super::predicate::twice_area(&ring) == 0 {
                return DrawnShape { shape: None, is_valid: false };
            }
            draft.ring(ring);
            count += 1;
        }
        draft.end_polygon();
    }
    let shape = draft.finish();
    // One ring whose arcs meet nothing is valid.
    let is_valid = shape
        .as_ref()
        .is_some_and(|drawn| count == 1 || validity::check(drawn, &Effort::unbounded()).is_ok());
    DrawnShape { shape, is_valid }
}

/// Puts an open ring together.
fn ring(arcs: &[RingArc], fineness: &Fineness) -> Vec<Point> {
    let mut ring: Vec<Point> = Vec::new();
    for arc in arcs {
        let points = &fineness.arc(arc.index).points;
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

/// Finds the positions of the labels.
fn labels(shapes: &[&Shape], drawn: &[Shape], step: i32) -> Vec<Point> {
    let both: Vec<(&Shape, &Shape)> = shapes.iter().copied().zip(drawn).collect();
    let label = |&(given, drawn): &(&Shape, &Shape)| {
        let inside = drawn.label_point();
        let is_inside = |&point: &Point| given.covers(point) && drawn.covers(point);
        let found = [inside.rounded(step), inside].into_iter().find(is_inside);
        found.unwrap_or_else(|| given.label_point())
    };
    let parts = in_parts(&both, |part| part.iter().map(label).collect::<Vec<Point>>());
    parts.into_iter().flatten().collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::domain::geometry::properties::{CENTRE, cells};
    use crate::domain::geometry::{Effort, distance_m, mosaic, tiling, validity};
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn drawn(shapes: &[&Shape], zoom: u8) -> Vec<Shape> {
        simplified(shapes, zoom, usize::MAX).shapes
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn simplified_cells_share_their_borders_and_tile_the_simplified_region((region, cells) in cells(24), zoom in 0..20_u8, bytes_max in 0..3_000_usize) {
            let mut all: Vec<&Shape> = cells.iter().collect();
            all.push(&region);
            let Drawing { shapes, labels, .. } = simplified(&all, zoom, bytes_max);
            let (whole, parts) = shapes.split_last().unwrap();
            let mut edges: HashSet<(Point, Point)> = HashSet::new();
            for ((part, given), &label) in parts.iter().zip(&cells).zip(&labels) {
                prop_assert_eq!(validity::check(part, &Effort::unbounded()), Ok(()));
                prop_assert!(given.covers(label));
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
            let vertices = |zoom| drawn(&all, zoom).iter().map(Shape::vertices).sum::<usize>();
            let counts = [12, 14, 16, 18].map(vertices);
            prop_assert!(counts.is_sorted() && counts[0] < counts[3], "{:?}", counts);
            // A pixel of zoom 16 is 2 m there.
            for (drawn, given) in drawn(&all, 16).iter().zip(&all) {
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
        let drawn = drawn(&cells.iter().collect::<Vec<_>>(), ZOOM_MAX);
        for (drawn, given) in drawn.iter().zip(&cells) {
            // A pixel is 3 cm there.
            assert!(drawn.vertices() + 2 >= given.vertices());
            assert!((drawn.area_m2() - given.area_m2()).abs() < 5.0);
        }
    }

    #[test]
    fn however_wide_or_close_the_view_is_few_bytes_are_written() {
        let region = mosaic::region(7, CENTRE, 3_000.0, 25.0).unwrap();
        let cells = mosaic::mosaic(7, &region, 60, 25.0);
        let given: Vec<&Shape> = cells.iter().collect();
        let vertices: usize = cells.iter().map(Shape::vertices).sum();
        let bytes_max = vertices;
        let tolerances = [0, 8, 13, 18, ZOOM_MAX].map(|zoom| {
            let Drawing { shapes, tolerance_m, .. } = simplified(&given, zoom, bytes_max);
            let written: usize = shapes.iter().map(Shape::vertices).sum();
            assert!(4 * written < bytes_max * 11 / 10, "{zoom}: {written} of {vertices}");
            tolerance_m
        });
        // What is usual there is about 700 m wide.
        assert!(tolerances[0] < 300.0 && tolerances[0] > 100.0, "{tolerances:?}");
        assert!(tolerances[4] < 50.0 && tolerances[4] > 10.0, "{tolerances:?}");
    }
}
