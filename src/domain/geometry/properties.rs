//! Property tests of shapes, with `geo` as the oracle.

#![expect(clippy::unwrap_used, reason = "a test")]

use super::geojson::Geometry;
use super::overlay::{difference, overlap};
use super::{Bounds, Effort, Point, Polygons, Position, Shape, distance_m, mosaic, tiling};
use crate::domain::datum::Datum;
use crate::error::Code;
use geo::{Area, BooleanOps, Intersects, Validation};
use proptest::collection::vec;
use proptest::prelude::*;

pub(super) const CENTRE: Point = Point { lon_e7: 1_214_600_000, lat_e7: 309_100_000 };

/// Generates a region of about a kilometre and its cells.
pub(super) fn cells(parts: usize) -> impl Strategy<Value = (Shape, Vec<Shape>)> {
    any::<u64>().prop_filter_map("a region that meets itself", move |seed| {
        let region = mosaic::region(seed, CENTRE, 500.0, 25.0)?;
        let cells = mosaic::mosaic(seed, &region, parts, 25.0);
        Some((region, cells))
    })
}

/// Generates polygons on a lattice of so few places that everything degenerate happens.
pub(super) fn lattice_polygons() -> impl Strategy<Value = Vec<Vec<Vec<Position>>>> {
    let position =
        (0..7_u8, 0..7_u8).prop_map(|(x, y)| Position { lon: f64::from(x), lat: f64::from(y) });
    vec(vec(vec(position, 2..6), 1..3), 0..3)
}

pub(super) fn as_geo(shape: &Shape) -> geo::MultiPolygon {
    let line =
        |ring: &[Point]| ring.iter().map(|p| (f64::from(p.lon_e7), f64::from(p.lat_e7))).collect();
    let polygon = |rings: &mut dyn Iterator<Item = &[Point]>| {
        let mut lines = rings.map(line);
        geo::Polygon::new(lines.next().unwrap_or(geo::LineString(Vec::new())), lines.collect())
    };
    shape.polygons().map(|mut rings| polygon(&mut rings)).collect()
}

/// Returns them as `geo` sees them: repeated positions dropped, the largest ring in front.
fn lattice_as_geo(polygons: &[Vec<Vec<Position>>]) -> geo::MultiPolygon {
    let polygon = |rings: &Vec<Vec<Position>>| {
        let mut lines: Vec<geo::LineString> = rings
            .iter()
            .map(|ring| {
                let mut line: Vec<geo::Coord> =
                    ring.iter().map(|p| geo::Coord { x: p.lon, y: p.lat }).collect();
                line.dedup();
                geo::LineString(line)
            })
            .collect();
        let size =
            |line: &geo::LineString| geo::Polygon::new(line.clone(), Vec::new()).unsigned_area();
        lines.sort_by(|a, b| size(b).total_cmp(&size(a)));
        geo::Polygon::new(lines.remove(0), lines)
    };
    polygons.iter().map(polygon).collect()
}

fn probes(shape: &Shape) -> Vec<Point> {
    let middle = |a: i32, b: i32| a.midpoint(b);
    let middles = shape.edges().map(|(a, b)| Point {
        lon_e7: middle(a.lon_e7, b.lon_e7),
        lat_e7: middle(a.lat_e7, b.lat_e7),
    });
    let vertices = shape.edges().map(|(a, _)| a);
    let beside = shape.edges().map(|(a, b)| Point { lon_e7: a.lon_e7 + 1, lat_e7: b.lat_e7 });
    middles.chain(vertices).chain(beside).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn covers_is_what_geo_says_also_on_the_border((_, cells) in cells(6), dx in -60_000..60_000, dy in -60_000..60_000) {
        let random = Point { lon_e7: CENTRE.lon_e7 + dx, lat_e7: CENTRE.lat_e7 + dy };
        for cell in &cells {
            let oracle = as_geo(cell);
            for p in probes(cell).into_iter().chain([random]) {
                let expected = oracle.intersects(&geo::Point::new(f64::from(p.lon_e7), f64::from(p.lat_e7)));
                prop_assert_eq!(cell.covers(p), expected, "{:?}", p);
            }
        }
    }

    #[test]
    fn every_cell_covers_its_vertices_and_its_label((_, cells) in cells(12)) {
        for cell in &cells {
            prop_assert!(cell.edges().all(|(vertex, _)| cell.covers(vertex)));
            prop_assert!(cell.covers(cell.label_point()));
        }
    }

    #[test]
    fn bytes_and_geojson_bring_a_shape_back((region, cells) in cells(3)) {
        for shape in cells.iter().chain([&region]) {
            prop_assert_eq!(Shape::from_twkb(&shape.to_twkb()), Ok(shape.clone()));
            let json = serde_json::to_string(shape).map_err(|e| TestCaseError::fail(e.to_string()))?;
            let geometry: Geometry = serde_json::from_str(&json).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(geometry.shape(Datum::Wgs84, &Effort::unbounded()), Ok(shape.clone()));
        }
    }

    #[test]
    fn bytes_that_are_no_shape_are_refused((_, cells) in cells(2), garbage in vec(any::<u8>(), 0..40), cut in 0..100_usize) {
        let _ = Shape::from_twkb(&garbage);
        let prefixed: Vec<u8> = [0xE6, 0].into_iter().chain(garbage).collect();
        let _ = Shape::from_twkb(&prefixed);
        let bytes = cells[0].to_twkb();
        prop_assert!(Shape::from_twkb(&bytes[..bytes.len() * cut / 100]).is_err());
    }

    #[test]
    fn distance_is_the_least_to_any_place_of_the_border((_, cells) in cells(4), dx in -90_000..90_000, dy in -90_000..90_000) {
        let point = Point { lon_e7: CENTRE.lon_e7 + dx, lat_e7: CENTRE.lat_e7 + dy };
        for cell in cells.iter().filter(|cell| !cell.covers(point)) {
            let along = |(a, b): (Point, Point)| (0..=200).map(move |i| {
                let at = |from: i32, to: i32| from + (to - from) * i / 200;
                Point { lon_e7: at(a.lon_e7, b.lon_e7), lat_e7: at(a.lat_e7, b.lat_e7) }
            });
            let sampled = cell.edges().flat_map(along).map(|p| distance_m(point, p)).fold(f64::INFINITY, f64::min);
            let distance = cell.distance_m(point);
            prop_assert!((sampled - distance).abs() < 0.12 + 0.01 * distance && distance < sampled + 0.02, "{distance} {sampled}");
            prop_assert!(Bounds::around(point, distance).meets(&cell.bounds()));
        }
    }

    #[test]
    fn overlap_has_the_area_that_geo_finds((_, some) in cells(3), (_, others) in cells(3)) {
        for (a, b) in some.iter().zip(&others) {
            let expected = as_geo(a).intersection(&as_geo(b)).unsigned_area();
            let found = overlap(a, b, &Effort::unbounded()).unwrap().map_or(0.0, |shape| as_geo(&shape).unsigned_area());
            prop_assert!((found - expected).abs() <= 1e-4 * expected + 1e6, "{found} {expected}");
            let parts = overlap(a, b, &Effort::unbounded()).unwrap().map_or(0.0, |shape| shape.area_m2()) + difference(a, b, &Effort::unbounded()).unwrap().map_or(0.0, |shape| shape.area_m2());
            prop_assert!((parts - a.area_m2()).abs() < 1.0, "{parts} {}", a.area_m2());
        }
    }

    #[test]
    fn a_mosaic_tiles_its_region((region, cells) in cells(20)) {
        let all: Vec<&Shape> = cells.iter().collect();
        prop_assert_eq!(all.len(), 20);
        prop_assert_eq!(tiling::overlaps(&all, 0.0, &Effort::unbounded()), Ok(vec![]));
        prop_assert_eq!(tiling::gaps(Some(&region), &all, 0.0, &Effort::unbounded()), Ok(vec![]));
        prop_assert_eq!(tiling::overhangs(&region, &all, 0.0, &Effort::unbounded()), Ok(vec![]));
    }

    #[test]
    fn faults_of_a_tiling_are_found((region, cells) in cells(20), which in 0..20_usize) {
        let all: Vec<&Shape> = cells.iter().collect();
        let mut lacking = all.clone();
        let lost = lacking.remove(which);
        let gaps = tiling::gaps(Some(&region), &lacking, 1.0, &Effort::unbounded()).unwrap();
        prop_assert_eq!(gaps.len(), 1);
        prop_assert!((gaps[0].area_m2 - lost.area_m2()).abs() < 0.01 && lost.covers(gaps[0].shape.label_point()));

        let enclosed = lost.edges().all(|edge| region.edges().all(|other| edge != other));
        let touches_outside = lost.edges().any(|(p, _)| region.edges().any(|(q, _)| p == q));
        let without_parent = tiling::gaps(None, &lacking, 1.0, &Effort::unbounded()).unwrap();
        prop_assert!(without_parent.len() == usize::from(enclosed) || touches_outside);

        let mut doubled = all.clone();
        doubled.push(lost);
        let overlaps = tiling::overlaps(&doubled, 1.0, &Effort::unbounded()).unwrap();
        prop_assert_eq!(overlaps.iter().map(|overlap| (overlap.a, overlap.b)).collect::<Vec<_>>(), vec![(which, 20)]);
        prop_assert!((overlaps[0].area_m2 - lost.area_m2()).abs() < 0.01);

        let overhangs = tiling::overhangs(lost, &all, 1.0, &Effort::unbounded()).unwrap();
        let outside: Vec<usize> = (0..20).filter(|&child| child != which).collect();
        prop_assert_eq!(overhangs.iter().map(|overhang| overhang.child).collect::<Vec<_>>(), outside);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_polygons_make_a_valid_shape_or_are_refused(polygons in lattice_polygons()) {
        let oracle = lattice_as_geo(&polygons);
        match Shape::from_degrees(&polygons, Datum::Wgs84, &Effort::unbounded()) {
            Ok(shape) => {
                prop_assert!(oracle.is_valid(), "accepted: {:?}", oracle.check_validation());
                let label = shape.label_point();
                let oracle = as_geo(&shape);
                for p in probes(&shape).into_iter().chain([label]) {
                    let expected = oracle.intersects(&geo::Point::new(f64::from(p.lon_e7), f64::from(p.lat_e7)));
                    prop_assert_eq!(shape.covers(p), expected, "{:?}", p);
                }
                prop_assert!(shape.covers(label));
            }
            Err(problem) => {
                // What has no inside is valid to geo.
                // Nor does it look whether the inside is connected.
                let nothing = matches!(problem.code, Code::BoundaryEmpty | Code::BoundaryRingTooShort | Code::BoundaryZeroArea | Code::BoundaryCutApart);
                prop_assert!(nothing || !oracle.is_valid(), "{:?}", problem);
            }
        }
    }

    #[test]
    fn no_number_makes_it_panic(rings in vec(vec((any::<f64>(), any::<f64>()), 0..6), 0..3)) {
        let ring = |ring: Vec<(f64, f64)>| ring.into_iter().map(|(lon, lat)| Position { lon, lat }).collect();
        let polygon: Vec<Vec<Position>> = rings.into_iter().map(ring).collect();
        for &datum in Datum::ALL {
            // Among tiny numbers there is now and then a polygon.
            let made = Shape::from_degrees(std::slice::from_ref(&polygon), datum, &Effort::unbounded());
            prop_assert!(made.is_err() || made.is_ok_and(|shape| shape.area_m2() > 0.0));
        }
    }

    #[test]
    fn overlap_and_difference_make_up_the_whole(a in lattice_polygons(), b in lattice_polygons(), zoom in 1..30_u8) {
        // Up to the whole globe, where differences of coordinates do not fit 32 bits.
        let zoomed = |polygons: Vec<Vec<Vec<Position>>>| {
            let far = |p: Position| Position { lon: (p.lon - 3.0) * 2.0 * f64::from(zoom), lat: (p.lat - 3.0) * f64::from(zoom) };
            let ring = |ring: Vec<Position>| ring.into_iter().map(far).collect();
            polygons.into_iter().map(|polygon| polygon.into_iter().map(ring).collect()).collect::<Polygons>()
        };
        let shapes = (Shape::from_degrees(&zoomed(a), Datum::Wgs84, &Effort::unbounded()), Shape::from_degrees(&zoomed(b), Datum::Wgs84, &Effort::unbounded()));
        if let (Ok(a), Ok(b)) = shapes {
            // In the plane: areas on the ellipsoid are not meant for edges across continents.
            let planar = |shape: Option<Shape>| shape.map_or(0.0, |shape| as_geo(&shape).unsigned_area());
            let whole = as_geo(&a).unsigned_area();
            let parts = planar(overlap(&a, &b, &Effort::unbounded()).unwrap()) + planar(difference(&a, &b, &Effort::unbounded()).unwrap());
            prop_assert!((parts / whole - 1.0).abs() < 1e-6, "{parts} {whole}");
            let expected = as_geo(&a).intersection(&as_geo(&b)).unsigned_area();
            prop_assert!((planar(overlap(&b, &a, &Effort::unbounded()).unwrap()) - expected).abs() < 1e-6 * whole);
        }
    }
}
