//! Property tests of cutting, noding and uniting shapes, with `geo` as the oracle.

#![expect(clippy::unwrap_used, reason = "a test")]

use super::cut::{Cut, cut};
use super::overlay::{difference, union};
use super::properties::{CENTRE, as_geo, cells, lattice_polygons};
use super::{Effort, Point, Position, Shape, distance_m, shared_border_m, tiling, validity};
use crate::domain::datum::Datum;
use crate::error::{Code, Problem};
use geo::{Contains, Intersects, Relate};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

type Edges = BTreeSet<(Point, Point)>;

/// Returns the edges that are left without those with an opposite one; `None` if one occurs twice.
fn outline<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Option<Edges> {
    let mut left = Edges::new();
    for (a, b) in shapes.flat_map(Shape::edges) {
        if !left.remove(&(b, a)) && !left.insert((a, b)) {
            return None;
        }
    }
    Some(left)
}

fn noded(shape: &Shape, nodes: &[Point]) -> Shape {
    shape.noded(nodes, &Effort::unbounded()).unwrap().unwrap_or_else(|| shape.clone())
}

/// Checks that pieces are valid, of one polygon each, and cover nothing twice.
fn check_valid(pieces: &[Shape]) -> Result<(), TestCaseError> {
    prop_assert!(pieces.len() >= 2);
    for piece in pieces {
        prop_assert_eq!(validity::check(piece, &Effort::unbounded()), Ok(()));
        prop_assert_eq!(piece.polygons().len(), 1);
    }
    prop_assert_eq!(
        tiling::overlaps(&pieces.iter().collect::<Vec<_>>(), 0.0, &Effort::unbounded()),
        Ok(vec![])
    );
    Ok(())
}

/// Checks that pieces tile the noded shape exactly, edge by edge.
fn check_tiling(shape: &Shape, cut: &Cut) -> Result<(), TestCaseError> {
    check_valid(&cut.pieces)?;
    prop_assert_eq!(outline(cut.pieces.iter()), outline([noded(shape, &cut.nodes)].iter()));
    Ok(())
}

fn line(places: impl IntoIterator<Item = (i32, i32)>) -> Vec<Point> {
    places
        .into_iter()
        .map(|(dx, dy)| Point { lon_e7: CENTRE.lon_e7 + dx, lat_e7: CENTRE.lat_e7 + dy })
        .collect()
}

/// Generates a line over a region of about a kilometre, with both ends outside.
fn lines() -> impl Strategy<Value = Vec<Point>> {
    let inside = (-45_000..45_000, -45_000..45_000);
    let far = (0.0..std::f64::consts::TAU)
        .prop_map(|angle| ((9e4 * angle.cos()) as i32, (9e4 * angle.sin()) as i32));
    (far.clone(), vec(inside, 0..5), far)
        .prop_map(|(begin, bends, end)| line([begin].into_iter().chain(bends).chain([end])))
}

/// Returns polygons and a line on a lattice whose places are so many units apart.
fn on_lattice(
    polygons: &[Vec<Vec<Position>>],
    places: &[(u8, u8)],
    units: i32,
) -> Option<(Shape, Vec<Point>)> {
    let far = |p: &Position| Position {
        lon: p.lon * f64::from(units) * 1e-7,
        lat: p.lat * f64::from(units) * 1e-7,
    };
    let ring = |ring: &Vec<Position>| ring.iter().map(far).collect();
    let polygons: Vec<_> =
        polygons.iter().map(|polygon| polygon.iter().map(ring).collect()).collect();
    let at =
        |&(x, y): &(u8, u8)| Point { lon_e7: units * i32::from(x), lat_e7: units * i32::from(y) };
    Some((
        Shape::from_degrees(&polygons, Datum::Wgs84, &Effort::unbounded()).ok()?,
        places.iter().map(at).collect(),
    ))
}

fn as_line(line: &[Point]) -> geo::LineString {
    line.iter().map(|p| (f64::from(p.lon_e7), f64::from(p.lat_e7))).collect()
}

/// Returns the refusals that `geo` finds reason for; none if the line cuts the shape.
fn reasons(shape: &Shape, line: &[Point]) -> Vec<Code> {
    // To `geo` a line of one point has no interior, and meets nothing: it needs an edge, however
    // short.
    let ends = if line.len() == 1 { [line, line].concat() } else { line.to_vec() };
    let polygons = as_geo(shape);
    let string = as_line(&ends);
    let mut reasons = Vec::new();
    let mut holes = polygons.iter().flat_map(geo::Polygon::interiors);
    reasons.extend(holes.any(|hole| hole.intersects(&string)).then_some(Code::LineCrossesHole));
    let ends_inside = string
        .0
        .iter()
        .take(1)
        .chain(string.0.last())
        .any(|&end| polygons.contains(&geo::Point(end)));
    reasons.extend(ends_inside.then_some(Code::LineEndsInside));
    let runs_inside =
        |polygon: &geo::Polygon| string.relate(polygon).matches("T********").unwrap_or(false);
    reasons.extend((!polygons.iter().any(runs_inside)).then_some(Code::LineDoesNotCross));
    reasons
}

fn code(result: Result<Cut, Problem>) -> Option<Code> {
    result.err().map(|problem| problem.code)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_cut_cell_and_its_neighbours_tile_the_region_again((region, cells) in cells(12), which in 0..12_usize, line in lines()) {
        let whole = &cells[which];
        let Ok(cut) = cut(whole, &line, &Effort::unbounded()) else { return Ok(()) };
        check_tiling(whole, &cut)?;
        let others = cells.iter().enumerate().filter(|&(i, _)| i != which);
        let others: Vec<Shape> = others.map(|(_, other)| noded(other, &cut.nodes)).collect();
        let region = noded(&region, &cut.nodes);
        prop_assert_eq!(outline(cut.pieces.iter().chain(&others)), outline([region.clone()].iter()));
        let all: Vec<&Shape> = cut.pieces.iter().chain(&others).collect();
        prop_assert_eq!(tiling::overlaps(&all, 0.0, &Effort::unbounded()), Ok(vec![]));
        prop_assert_eq!(tiling::gaps(Some(&region), &all, 0.0, &Effort::unbounded()), Ok(vec![]));
        prop_assert_eq!(tiling::overhangs(&region, &all, 0.0, &Effort::unbounded()), Ok(vec![]));
        let again = union(&cut.pieces.iter().collect::<Vec<_>>(), &Effort::unbounded()).unwrap();
        prop_assert!(again.is_some_and(|again| again.polygons().len() == 1 && (again.area_m2() - whole.area_m2()).abs() < 1.0));
    }

    #[test]
    fn a_straight_cut_gives_what_lies_on_its_left_first((_, cells) in cells(1), line in lines()) {
        let ends = [line[0], line[line.len() - 1]];
        let Ok(cut) = cut(&cells[0], &ends, &Effort::unbounded()) else { return Ok(()) };
        let is_left = |piece: &Shape| super::predicate::side(ends[0], ends[1], piece.label_point()).is_gt();
        let left: Vec<bool> = cut.pieces.iter().map(is_left).collect();
        prop_assert!(left.is_sorted_by(|a, b| a >= b) && left[0] && !left[left.len() - 1], "{:?}", left);
    }

    #[test]
    fn united_cells_keep_their_vertices_and_their_neighbours((region, cells) in cells(12), chosen in vec(any::<bool>(), 12)) {
        let (some, rest): (Vec<_>, Vec<_>) = cells.iter().zip(&chosen).partition(|&(_, &chosen)| chosen);
        let (some, rest): (Vec<&Shape>, Vec<&Shape>) = (some.iter().map(|cell| cell.0).collect(), rest.iter().map(|cell| cell.0).collect());
        prop_assume!(!some.is_empty());
        let Some(united) = union(&some, &Effort::unbounded()).unwrap() else { return Err(TestCaseError::fail("nothing is left of them")) };
        prop_assert_eq!(validity::check(&united, &Effort::unbounded()), Ok(()));
        prop_assert_eq!(outline([united.clone()].iter()), outline(some.iter().copied()));
        prop_assert_eq!(outline(rest.iter().copied().chain([&united])), outline([region.clone()].iter()));
        let left_over = difference(&region, &united, &Effort::unbounded()).unwrap();
        prop_assert_eq!(left_over.as_ref().and_then(|shape| outline([shape].into_iter())), union(&rest, &Effort::unbounded()).unwrap().and_then(|shape| outline([&shape].into_iter())));
        let between = rest.iter().map(|cell| shared_border_m(cell, &united)).sum::<f64>();
        let each = some.iter().map(|a| rest.iter().map(|b| shared_border_m(a, b)).sum::<f64>()).sum::<f64>();
        prop_assert!((between - each).abs() < 1e-6 * (1.0 + each), "{} {}", between, each);
    }

    #[test]
    fn a_shared_border_is_as_long_as_its_edges((region, cells) in cells(8)) {
        let length = |shape: &Shape| shape.edges().map(|(a, b)| distance_m(a, b)).sum::<f64>();
        for (i, cell) in cells.iter().enumerate() {
            let others: f64 = cells.iter().enumerate().filter(|&(j, _)| i != j).map(|(_, other)| shared_border_m(cell, other)).sum();
            let outside: f64 = region.edges().filter(|edge| cell.edges().any(|own| own == *edge)).map(|(a, b)| distance_m(a, b)).sum();
            prop_assert!((others + outside - length(cell)).abs() < 1e-6 * length(cell));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_line_is_refused_for_the_reasons_that_geo_finds(polygons in lattice_polygons(), places in vec((0..7_u8, 0..7_u8), 1..5)) {
        // So far apart that nothing on the lattice comes within a unit of something that it does
        // not touch.
        let Some((shape, line)) = on_lattice(&polygons, &places, 1_000_000) else { return Ok(()) };
        let result = cut(&shape, &line, &Effort::unbounded());
        if let Ok(cut) = &result {
            check_tiling(&shape, cut)?;
        }
        match code(result) {
            Some(Code::LineCrossesItself) => {}
            Some(code) => prop_assert!(reasons(&shape, &line).contains(&code), "{:?}", code),
            None => prop_assert_eq!(reasons(&shape, &line), vec![]),
        }
    }

    #[test]
    fn where_everything_is_rounded_pieces_still_tile(polygons in lattice_polygons(), places in vec((0..7_u8, 0..7_u8), 2..5), units in prop::sample::select(vec![1, 2, 3, 5, 9])) {
        let Some((shape, line)) = on_lattice(&polygons, &places, units) else { return Ok(()) };
        if let Ok(cut) = cut(&shape, &line, &Effort::unbounded()) {
            check_valid(&cut.pieces)?;
            // Of several rings that are a unit or two apart, a node does not tell whose it is.
            if shape.rings().count() == 1 {
                check_tiling(&shape, &cut)?;
            }
            let length: f64 = shape.edges().map(|(a, b)| distance_m(a, b)).sum();
            let covered: f64 = cut.pieces.iter().map(Shape::area_m2).sum();
            prop_assert!((covered - shape.area_m2()).abs() <= 0.016 * length, "{} {}", covered, shape.area_m2());
        }
    }
}

#[test]
fn a_line_of_one_point_on_a_hole_touches_the_hole() {
    let ring = |places: &[(f64, f64)]| {
        places.iter().map(|&(lon, lat)| Position { lon, lat }).collect::<Vec<_>>()
    };
    let outer = ring(&[(5.0, 0.0), (0.0, 0.0), (0.0, 1.0), (4.0, 6.0)]);
    let hole = ring(&[(4.0, 0.0), (2.0, 1.0), (4.0, 5.0)]);
    for places in [&[(4, 1)][..], &[(4, 1), (4, 1)]] {
        let drawn = on_lattice(&[vec![outer.clone(), hole.clone()]], places, 1_000_000);
        let found = drawn.map(|(shape, line)| {
            (code(cut(&shape, &line, &Effort::unbounded())), reasons(&shape, &line))
        });
        let (refused, reasons) = found.unwrap_or_default();
        assert_eq!(refused, Some(Code::LineCrossesHole));
        assert!(reasons.contains(&Code::LineCrossesHole), "{reasons:?}");
    }
}

#[test]
fn a_line_of_one_point_beside_a_hole_ends_inside() {
    let ring = |places: &[(f64, f64)]| {
        places.iter().map(|&(lon, lat)| Position { lon, lat }).collect::<Vec<_>>()
    };
    let outer = ring(&[(0.0, 6.0), (0.0, 0.0), (1.0, 0.0), (5.0, 4.0)]);
    let hole = ring(&[(3.0, 3.0), (2.0, 2.0), (5.0, 4.0)]);
    let (shape, line) = on_lattice(&[vec![outer, hole]], &[(2, 3)], 1_000_000).unwrap();
    assert_eq!(code(cut(&shape, &line, &Effort::unbounded())), Some(Code::LineEndsInside));
}

#[test]
fn a_line_of_one_point_around_a_hole_is_refused_for_where_it_lies() {
    let ring = |places: &[(f64, f64)]| {
        places.iter().map(|&(lon, lat)| Position { lon, lat }).collect::<Vec<_>>()
    };
    let outer = ring(&[(5.0, 0.0), (0.0, 0.0), (0.0, 1.0), (4.0, 6.0)]);
    let hole = ring(&[(4.0, 0.0), (2.0, 1.0), (4.0, 5.0)]);
    let refused = |place| {
        let (shape, line) =
            on_lattice(&[vec![outer.clone(), hole.clone()]], &[place], 1_000_000).unwrap();
        code(cut(&shape, &line, &Effort::unbounded()))
    };
    assert_eq!(refused((2, 2)), Some(Code::LineEndsInside));
    assert_eq!(refused((3, 1)), Some(Code::LineDoesNotCross));
    assert_eq!(refused((3, 6)), Some(Code::LineDoesNotCross));
}

/// Returns a shape of one ring, in units from the centre.
fn ring(places: &[(i32, i32)]) -> Result<Shape, Problem> {
    let position = |p: &Point| Position { lon: p.to_degrees()[0], lat: p.to_degrees()[1] };
    let ring = line(places.iter().copied()).iter().map(position).collect();
    Shape::from_degrees(&[vec![ring]], Datum::Wgs84, &Effort::unbounded())
}

#[test]
fn what_touches_in_points_is_not_connected() -> Result<(), Problem> {
    let west = ring(&[(0, 900), (-900, 0), (0, -900), (-500, 0)])?;
    let east = ring(&[(0, 900), (900, 0), (0, -900), (500, 0)])?;
    let middle = ring(&[(0, 900), (-500, 0), (0, -900), (500, 0)])?;
    let polygons = |shapes: &[&Shape]| {
        union(shapes, &Effort::unbounded())
            .unwrap()
            .map(|shape| (shape.polygons().len(), shape.is_connected()))
    };
    assert_eq!(polygons(&[&west, &east]), Some((2, false)));
    assert_eq!(polygons(&[&west, &middle]), Some((1, true)));
    assert_eq!(polygons(&[&west, &east, &middle]), Some((1, true)));
    assert_eq!(polygons(&[]), None);
    Ok(())
}
