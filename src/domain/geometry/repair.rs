//! Repair of invalid polygons by `geo`, on the grid of 1e-7 degrees.
//!
//! `geo` fills rings by the odd-even rule and computes in floating point. It is given the vertices
//! as integers, which floating point holds exactly, one polygon at a time; what it returns is
//! rounded and must pass our own check. Polygons that overlap are united, not taken out of each
//! other.

mod tolerance;

pub use tolerance::repaired_within;

use super::build::{Polygons, rounded};
use super::overlay::{self, Cover, Winding};
use super::predicate::side;
use super::shape::ShapeBuilder;
use super::{Effort, Point, Shape, validity};
use crate::domain::datum::Datum;
use crate::error::{Code, Problem};
use geo::{Coord, LineString, MakeValid, MultiPolygon, Polygon};

/// Maximum rounds of repairing what rounding has made invalid again.
const ROUNDS_MAX: usize = 4;

/// A boundary that was repaired.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// The valid boundary.
    pub shape: Shape,
    /// Area in square metres as it was drawn: exteriors less holes, overlaps counted twice.
    pub before_m2: f64,
    /// Places that either the drawn or the valid boundary covers, but not both; `None` if there are
    /// none. With the drawn border on its right a place was not covered.
    pub changed: Option<Shape>,
}

impl Repair {
    /// Returns the area of the changed places in square metres.
    pub fn changed_m2(&self) -> f64 {
        self.changed.as_ref().map_or(0.0, Shape::area_m2)
    }
}

/// Repairs polygons in degrees of a datum.
///
/// # Errors
/// One of the `coordinate_…` codes; `boundary_zero_area` or `boundary_empty` when nothing is left
/// that has an area; the fault that stays when no repair is found.
pub fn repaired(polygons: &Polygons, datum: Datum, effort: &Effort) -> Result<Repair, Problem> {
    effort.read(polygons.iter().flatten().map(Vec::len).sum())?;
    let drawn = drawn(polygons, datum)?;
    let parts: Vec<Shape> =
        drawn.iter().map(|part| valid(part, effort)).collect::<Result<_, Problem>>()?;
    let shape = match parts.as_slice() {
        [only] => Some(only.clone()),
        _ => overlay::union(&parts.iter().collect::<Vec<_>>(), effort)?,
    };
    let shape = shape.ok_or_else(|| Problem::new(Code::BoundaryEmpty))?;
    // Crossings and unions may have lost vertices on straight borders that neighbours have.
    let vertices: Vec<Point> = drawn.iter().flat_map(Shape::rings).flatten().copied().collect();
    let shape = shape.noded(&vertices, effort)?.unwrap_or(shape);
    validity::check(&shape, effort)?;
    let before_m2 = drawn.iter().map(Shape::area_m2).sum();
    Ok(Repair { before_m2, changed: changed(&drawn, &shape, effort)?, shape })
}

/// Returns the polygons on the grid, not checked, without rings that have no area.
fn drawn(polygons: &Polygons, datum: Datum) -> Result<Vec<Shape>, Problem> {
    let mut parts = Vec::new();
    let mut first = None;
    for (i, polygon) in polygons.iter().enumerate() {
        let mut rings = Vec::new();
        for (j, ring) in polygon.iter().enumerate() {
            let ring = rounded(ring, datum, &format!("/{i}/{j}"))?;
            first = first.or(ring.first().copied());
            let is_flat = |ring: &[Point]| {
                ring.iter().all(|&point| side(ring[0], ring[ring.len() - 1], point).is_eq())
            };
            if !is_flat(&ring) {
                rings.push(ring);
            }
        }
        rings.sort_by_key(|ring| {
            std::cmp::Reverse(super::predicate::twice_area(ring).unsigned_abs())
        });
        let mut draft = ShapeBuilder::default();
        rings.into_iter().for_each(|ring| draft.ring(ring));
        draft.end_polygon();
        parts.extend(draft.finish());
    }
    match first {
        Some(point) if parts.is_empty() => Err(point.problem(Code::BoundaryZeroArea)),
        _ => Ok(parts),
    }
}

/// Returns the valid shape that `geo` makes of one that is not.
fn valid(part: &Shape, effort: &Effort) -> Result<Shape, Problem> {
    let mut shape = part.clone();
    for _ in 0..ROUNDS_MAX {
        if validity::check(&shape, effort).is_ok() {
            return Ok(shape);
        }
        effort.spend(super::effort::CROSSING * shape.vertices(), shape.bounds().min)?;
        let made = as_geo(&shape).make_valid();
        let made = made.map_err(|_| shape.bounds().min.problem(Code::BoundaryCrossesItself))?;
        shape = of_geo(&made).ok_or_else(|| shape.bounds().min.problem(Code::BoundaryZeroArea))?;
    }
    validity::check(&shape, effort).map(|()| shape)
}

fn as_geo(shape: &Shape) -> MultiPolygon {
    let coordinate =
        |point: &Point| Coord { x: f64::from(point.lon_e7), y: f64::from(point.lat_e7) };
    let line = |ring: &[Point]| -> LineString {
        ring.iter().chain(ring.first()).map(coordinate).collect()
    };
    let polygon = |mut rings: Vec<LineString>| {
        let outer = rings.remove(0);
        Polygon::new(outer, rings)
    };
    shape.polygons().map(|rings| polygon(rings.map(line).collect())).collect()
}

/// Returns the shape on the grid, not checked; `None` if nothing is left of it.
fn of_geo(polygons: &MultiPolygon) -> Option<Shape> {
    let point = |at: &Coord| Point { lon_e7: at.x.round() as i32, lat_e7: at.y.round() as i32 };
    let ring = |line: &LineString| {
        let mut ring: Vec<Point> = line.0.iter().map(point).collect();
        ring.dedup();
        while ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        ring
    };
    let mut draft = ShapeBuilder::default();
    for polygon in polygons {
        let outer = ring(polygon.exterior());
        if outer.len() < 3 {
            continue;
        }
        draft.ring(outer);
        polygon
            .interiors()
            .iter()
            .map(ring)
            .filter(|hole| hole.len() > 2)
            .for_each(|hole| draft.ring(hole));
        draft.end_polygon();
    }
    draft.finish()
}

/// Returns the places that only the drawn or only the valid boundary covers.
fn changed(drawn: &[Shape], valid: &Shape, effort: &Effort) -> Result<Option<Shape>, Problem> {
    let mut winding = Winding::default();
    drawn.iter().for_each(|part| winding.add(part));
    let before = winding.regions(Cover::Once, effort)?.union();
    let Some(before) = before else { return Ok(Some(valid.clone())) };
    let lost = overlay::difference(&before, valid, effort)?;
    let won = overlay::difference(valid, &before, effort)?;
    overlay::union(&lost.iter().chain(&won).collect::<Vec<_>>(), effort)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::domain::geometry::Position;
    use crate::domain::geometry::geojson::Geometry;
    use crate::domain::geometry::properties::{cells, lattice_polygons};
    use proptest::prelude::*;

    /// Rings in units of 0.001° from a corner in Fengxian: about a hundred metres.
    fn repair(polygons: &[&[&[(f64, f64)]]]) -> Result<Repair, Problem> {
        let position =
            |&(x, y): &(f64, f64)| Position { lon: 121.4 + x / 1e3, lat: 30.9 + y / 1e3 };
        let ring = |ring: &&[(f64, f64)]| ring.iter().map(position).collect::<Vec<_>>();
        let polygon = |polygon: &&[&[(f64, f64)]]| polygon.iter().map(ring).collect::<Vec<_>>();
        let polygons: Polygons = polygons.iter().map(polygon).collect();
        assert!(Shape::from_degrees(&polygons, Datum::Wgs84, &Effort::unbounded()).is_err());
        repaired(&polygons, Datum::Wgs84, &Effort::unbounded())
    }

    const SQUARE: &[(f64, f64)] = &[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];
    /// Square metres of a square of 0.001° there.
    const CELL_M2: f64 = 10_594.0;

    fn check(repair: &Repair, cells: f64, polygons: usize, changed: f64) {
        assert_eq!(validity::check(&repair.shape, &Effort::unbounded()), Ok(()));
        assert_eq!(repair.shape.polygons().len(), polygons);
        let close =
            |found: f64, expected: f64| (found - expected * CELL_M2).abs() < 20.0 + 1e-3 * found;
        assert!(close(repair.shape.area_m2(), cells), "{}", repair.shape.area_m2() / CELL_M2);
        assert!(close(repair.changed_m2(), changed), "{}", repair.changed_m2() / CELL_M2);
    }

    #[test]
    fn a_spike_and_a_doubled_stretch_go_without_a_change_of_area() {
        let spike: &[(f64, f64)] =
            &[(0.0, 0.0), (4.0, 0.0), (7.0, 2.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];
        check(&repair(&[&[spike]]).unwrap(), 16.0, 1, 0.0);
        let inward: &[(f64, f64)] =
            &[(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (1.0, 2.0), (4.0, 2.0), (4.0, 4.0), (0.0, 4.0)];
        check(&repair(&[&[inward]]).unwrap(), 16.0, 1, 0.0);
    }

    #[test]
    fn a_small_loop_changes_as_much_as_it_encloses() {
        // The border crosses itself near a corner.
        let knot: &[(f64, f64)] = &[
            (0.0, 0.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (0.0, 4.0),
            (0.02, 4.02),
            (0.0, 4.02),
            (0.02, 3.98),
            (-0.02, 3.9),
        ];
        let found = repair(&[&[knot]]).unwrap();
        assert!(found.changed_m2() > 0.0 && found.changed_m2() < 100.0, "{}", found.changed_m2());
        assert!(found.shape.polygons().len() <= 3);
    }

    #[test]
    fn a_bow_tie_keeps_both_wings_and_one_counts_as_changed() {
        let tie: &[(f64, f64)] = &[(0.0, 0.0), (4.0, 4.0), (4.0, 0.0), (0.0, 4.0)];
        check(&repair(&[&[tie]]).unwrap(), 8.0, 2, 4.0);
    }

    #[test]
    fn parts_that_overlap_are_united() {
        let east: &[(f64, f64)] = &[(3.0, 1.0), (6.0, 1.0), (6.0, 3.0), (3.0, 3.0)];
        let found = repair(&[&[SQUARE], &[east]]).unwrap();
        check(&found, 20.0, 1, 0.0);
        assert!((found.before_m2 / CELL_M2 - 22.0).abs() < 0.05, "{}", found.before_m2);
        let inside: &[(f64, f64)] = &[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0)];
        check(&repair(&[&[SQUARE], &[inside]]).unwrap(), 16.0, 1, 0.0);
    }

    #[test]
    fn holes_that_cut_their_polygon_leave_its_pieces() {
        let diamond: &[(f64, f64)] = &[(0.0, 2.0), (2.0, 0.0), (4.0, 2.0), (2.0, 4.0)];
        check(&repair(&[&[SQUARE, diamond]]).unwrap(), 8.0, 4, 0.0);
    }

    #[test]
    fn rings_without_area_are_dropped() {
        let sliver: &[(f64, f64)] = &[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0)];
        let speck: &[(f64, f64)] = &[(6.0, 1.0), (6.000_01, 1.0), (6.000_01, 1.000_01)];
        check(&repair(&[&[SQUARE, sliver], &[speck]]).unwrap(), 16.0, 1, 0.0);
        assert_eq!(repair(&[&[sliver]]).unwrap_err().code, Code::BoundaryZeroArea);
    }

    #[test]
    fn vertices_on_straight_borders_stay() {
        let knotted: &[(f64, f64)] = &[
            (0.0, 0.0),
            (2.0, 0.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (6.0, 5.0),
            (4.0, 4.0),
            (1.0, 4.0),
            (0.0, 4.0),
        ];
        let found = repair(&[&[knotted]]).unwrap();
        let vertex = |x: f64, y: f64| Point::from_degrees(121.4 + x / 1e3, 30.9 + y / 1e3).unwrap();
        let vertices: Vec<Point> = found.shape.rings().flatten().copied().collect();
        assert!([vertex(2.0, 0.0), vertex(1.0, 4.0)].iter().all(|point| vertices.contains(point)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn whatever_is_drawn_becomes_valid_or_has_no_area(polygons in lattice_polygons()) {
            match repaired(&polygons, Datum::Wgs84, &Effort::unbounded()) {
                Ok(repair) => {
                    prop_assert_eq!(validity::check(&repair.shape, &Effort::unbounded()), Ok(()));
                    prop_assert!(repair.shape.area_m2() > 0.0 && repair.changed_m2() >= 0.0);
                }
                Err(problem) => {
                    let is_flat = matches!(problem.code, Code::BoundaryEmpty | Code::BoundaryZeroArea);
                    prop_assert!(is_flat, "{:?}", problem);
                }
            }
        }

        #[test]
        fn what_is_valid_is_left_as_it_is((_, cells) in cells(3)) {
            for cell in &cells {
                let polygons = Geometry::from(cell).polygons;
                let repair = repaired(&polygons, Datum::Wgs84, &Effort::unbounded()).unwrap();
                prop_assert_eq!((&repair.shape, repair.changed), (cell, None));
            }
        }
    }
}
