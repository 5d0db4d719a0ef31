//! Tests of one cut each.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use super::{Cut, cut};
use crate::domain::datum::Datum;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::overlay::union;
use crate::domain::geometry::shape::ShapeBuilder;
use crate::domain::geometry::{Effort, Point, Shape, shared_border_m, tiling, validity};
use crate::error::{Code, Problem};
use serde_json::{Value, json};

fn p((lon_e7, lat_e7): (i32, i32)) -> Point {
    Point { lon_e7, lat_e7 }
}

/// Returns polygons by their rings, in units.
fn shape(polygons: &[&[&[(i32, i32)]]]) -> Shape {
    let mut draft = ShapeBuilder::default();
    for polygon in polygons {
        polygon.iter().for_each(|ring| draft.ring(ring.iter().copied().map(p)));
        draft.end_polygon();
    }
    let shape = draft.finish().unwrap();
    assert_eq!(validity::check(&shape, &Effort::unbounded()), Ok(()));
    shape
}

fn square() -> Shape {
    shape(&[&[&[(0, 0), (1000, 0), (1000, 1000), (0, 1000)]]])
}

/// Returns a square of 1000 without one of 200 in the middle.
fn frame() -> Shape {
    shape(&[&[
        &[(0, 0), (1000, 0), (1000, 1000), (0, 1000)],
        &[(400, 400), (600, 400), (600, 600), (400, 600)],
    ]])
}

fn along(shape: &Shape, line: &[(i32, i32)]) -> Result<Cut, Problem> {
    cut(shape, &line.iter().copied().map(p).collect::<Vec<_>>(), &Effort::unbounded())
}

/// The first point of each piece's ring has no meaning: pieces are told apart by a place inside.
fn covering(cut: &Cut, places: &[(i32, i32)]) {
    assert_eq!(cut.pieces.len(), places.len());
    for (i, &place) in places.iter().enumerate() {
        let covering: Vec<usize> =
            (0..places.len()).filter(|&piece| cut.pieces[piece].covers(p(place))).collect();
        assert_eq!(covering, [i], "{place:?}");
    }
}

fn refusal(shape: &Shape, line: &[(i32, i32)]) -> (Code, Value) {
    let problem = along(shape, line).unwrap_err();
    (problem.code, problem.params["geometry"].clone())
}

fn point_at(place: (i32, i32)) -> Value {
    json!({ "type": "Point", "coordinates": p(place).to_degrees() })
}

#[test]
fn the_piece_on_the_left_of_the_line_is_first() {
    let north = along(&square(), &[(500, -100), (500, 1100)]).unwrap();
    covering(&north, &[(250, 500), (750, 500)]);
    assert_eq!(north.nodes, [p((500, 0)), p((500, 1000))]);
    let south = along(&square(), &[(500, 1100), (400, 500), (500, -100)]).unwrap();
    covering(&south, &[(750, 500), (250, 500)]);
    assert!(
        south
            .pieces
            .iter()
            .all(|piece| piece.rings().flatten().any(|&vertex| vertex == p((400, 500))))
    );
}

#[test]
fn a_crossing_between_units_becomes_a_vertex_of_both_pieces() {
    let slanted = along(&square(), &[(-100, 333), (1100, 335)]).unwrap();
    assert_eq!(slanted.nodes, [p((0, 333)), p((1000, 335))]);
    assert!(
        slanted.pieces.iter().all(|piece| slanted
            .nodes
            .iter()
            .all(|node| piece.rings().flatten().any(|v| v == node)))
    );
    assert_eq!(
        tiling::overlaps(&slanted.pieces.iter().collect::<Vec<_>>(), 0.0, &Effort::unbounded()),
        Ok(vec![])
    );
}

#[test]
fn a_line_that_comes_back_makes_more_pieces() {
    let there_and_back = [(-100, 300), (1100, 300), (1100, 700), (-100, 700)];
    covering(&along(&square(), &there_and_back).unwrap(), &[(500, 500), (500, 100), (500, 900)]);
    let comb = shape(&[&[&[
        (0, 0),
        (500, 0),
        (500, 300),
        (400, 300),
        (400, 100),
        (100, 100),
        (100, 300),
        (0, 300),
    ]]]);
    covering(&along(&comb, &[(-50, 200), (600, 200)]).unwrap(), &[(50, 250), (450, 250), (50, 50)]);
}

#[test]
fn a_line_may_begin_end_and_run_on_the_border() {
    covering(&along(&square(), &[(0, 0), (1000, 1000)]).unwrap(), &[(100, 900), (900, 100)]);
    let along_border =
        along(&square(), &[(-50, 0), (300, 0), (300, 500), (1000, 500), (1000, 800)]).unwrap();
    covering(&along_border, &[(100, 100), (900, 100)]);
    // One unit off the border, as after a conversion from another datum.
    let begins_beside = along(&square(), &[(300, 1), (300, 999)]).unwrap();
    assert_eq!(begins_beside.nodes, [p((300, 1)), p((300, 999))]);
    covering(&along(&square(), &[(1, 1), (999, 1001)]).unwrap(), &[(100, 900), (900, 100)]);
}

#[test]
fn holes_stay_where_they_are() {
    let beside_hole = along(&frame(), &[(300, -100), (300, 1100)]).unwrap();
    covering(&beside_hole, &[(100, 500), (900, 500)]);
    assert_eq!(
        beside_hole.pieces.iter().map(|piece| piece.rings().count()).collect::<Vec<_>>(),
        [1, 2]
    );
    let touching = shape(&[&[
        &[(0, 0), (1000, 0), (1000, 1003), (0, 1000)],
        &[(500, 100), (600, 200), (1000, 500), (600, 600)],
    ]]);
    let cut = along(&touching, &[(-100, 50), (1100, 58)]).unwrap();
    covering(&cut, &[(900, 900), (500, 20)]);
}

#[test]
fn every_polygon_is_a_piece() {
    let islands = shape(&[
        &[&[(0, 0), (1000, 0), (1000, 1000), (0, 1000)]],
        &[&[(2000, 0), (3000, 0), (3000, 1000), (2000, 1000)]],
        &[&[(0, 2000), (100, 2000), (0, 2100)]],
    ]);
    let one = along(&islands, &[(500, -100), (500, 1500)]).unwrap();
    covering(&one, &[(250, 500), (10, 2010), (750, 500), (2500, 500)]);
    let both = along(&islands, &[(-100, 500), (3100, 500)]).unwrap();
    covering(&both, &[(500, 900), (2500, 900), (10, 2010), (500, 100), (2500, 100)]);
}

#[test]
fn a_line_that_does_not_cut_is_refused() {
    let (code, geometry) = refusal(&square(), &[(-100, -100), (1100, -100)]);
    assert_eq!((code, &geometry["type"]), (Code::LineDoesNotCross, &json!("LineString")));
    let code = |line: &[(i32, i32)]| refusal(&square(), line).0;
    assert_eq!(code(&[(-100, 0), (1100, 0)]), Code::LineDoesNotCross);
    assert_eq!(code(&[(-100, 100), (100, -100), (-50, -50)]), Code::LineDoesNotCross);
    assert_eq!(code(&[(-500, 500), (500, -500)]), Code::LineDoesNotCross);
    assert_eq!(code(&[]), Code::LineDoesNotCross);
    assert_eq!(code(&[(-5, 5), (-5, 5)]), Code::LineDoesNotCross);
    assert_eq!(refusal(&frame(), &[(450, 450), (550, 550)]).0, Code::LineDoesNotCross);
}

#[test]
fn a_line_that_ends_inside_is_refused_with_its_end() {
    assert_eq!(
        refusal(&square(), &[(-100, 500), (700, 500)]),
        (Code::LineEndsInside, point_at((700, 500)))
    );
    assert_eq!(
        refusal(&square(), &[(600, 500), (1500, 500)]),
        (Code::LineEndsInside, point_at((600, 500)))
    );
    assert_eq!(
        refusal(&square(), &[(600, 500), (700, 500)]),
        (Code::LineEndsInside, point_at((600, 500)))
    );
    assert_eq!(
        refusal(&square(), &[(1000, 500), (700, 500)]),
        (Code::LineEndsInside, point_at((700, 500)))
    );
}

#[test]
fn a_line_that_touches_a_hole_is_refused_with_the_hole() {
    let hole = json!(shape(&[&[&[(400, 600), (600, 600), (600, 400), (400, 400)]]]));
    assert_eq!(
        refusal(&frame(), &[(-100, 500), (1100, 500)]),
        (Code::LineCrossesHole, hole.clone())
    );
    assert_eq!(
        refusal(&frame(), &[(400, -100), (400, 1100)]),
        (Code::LineCrossesHole, hole.clone())
    );
    assert_eq!(refusal(&frame(), &[(-100, 500), (500, 500)]), (Code::LineCrossesHole, hole));
}

#[test]
fn a_line_that_meets_itself_is_refused() {
    let knot = [(-100, 500), (800, 500), (800, 200), (500, 200), (500, 1100)];
    assert_eq!(refusal(&square(), &knot), (Code::LineCrossesItself, point_at((500, 500))));
    let back = [(-100, 500), (1100, 500), (300, 500), (300, 1100)];
    assert_eq!(refusal(&square(), &back).0, Code::LineCrossesItself);
    let closed = [(200, 200), (800, 200), (800, 800), (200, 200)];
    assert_eq!(refusal(&square(), &closed).0, Code::LineCrossesItself);
}

#[test]
fn a_piece_too_narrow_for_the_grid_is_refused() {
    // It leaves a tenth of a unit above where it came in.
    let needle = [(-100, 500), (700, 500), (-6300, 501)];
    assert_eq!(refusal(&square(), &needle), (Code::LineTooClose, point_at((0, 500))));
    covering(
        &along(&square(), &[(-100, 500), (700, 500), (-700, 600)]).unwrap(),
        &[(50, 510), (800, 800)],
    );
}

/// Cuts a real town of Fengxian from west to east.
#[test]
fn situan_is_cut_in_two() {
    let shared =
        std::env::var("WANGGE_SHARED_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let Ok(text) = std::fs::read_to_string(format!("{shared}/fengxian_towns.geojson")) else {
        return println!("skipped: {shared}/fengxian_towns.geojson is not there");
    };
    let towns: Value = serde_json::from_str(&text).unwrap();
    let shape_of = |feature: &Value| {
        let geometry: Geometry = serde_json::from_value(feature["geometry"].clone()).unwrap();
        (
            feature["properties"]["name"].as_str().unwrap().to_owned(),
            geometry.shape(Datum::Wgs84, &Effort::unbounded()).unwrap(),
        )
    };
    let towns: Vec<(String, Shape)> =
        towns["features"].as_array().unwrap().iter().map(shape_of).collect();
    let (_, situan) = towns.iter().find(|(name, _)| name == "四团镇").unwrap();
    let bounds = situan.bounds();
    let middle = situan.label_point();
    let line = [
        (bounds.min.lon_e7 - 10_000, middle.lat_e7 + 777),
        (middle.lon_e7, middle.lat_e7),
        (bounds.max.lon_e7 + 10_000, middle.lat_e7 - 7),
    ];
    let cut = along(situan, &line).unwrap();
    let pieces: Vec<&Shape> = cut.pieces.iter().collect();
    let others: Vec<Shape> = towns
        .iter()
        .filter(|(name, _)| name != "四团镇")
        .map(|(_, shape)| {
            shape.noded(&cut.nodes, &Effort::unbounded()).unwrap().unwrap_or_else(|| shape.clone())
        })
        .collect();
    let all: Vec<&Shape> = pieces.iter().copied().chain(&others).collect();
    assert_eq!(tiling::overlaps(&all, 0.0, &Effort::unbounded()), Ok(vec![]));
    let whole = union(&pieces, &Effort::unbounded()).unwrap().unwrap();
    assert!(
        (whole.area_m2() - situan.area_m2()).abs() < 1.0
            && whole.polygons().len() == situan.polygons().len()
    );
    assert!(pieces[0].bounds().max.lat_e7 > pieces[1].bounds().max.lat_e7);
    assert!(shared_border_m(pieces[0], pieces[1]) > 1000.0);
    let border =
        |town: &Shape| others.iter().map(|other| shared_border_m(town, other)).sum::<f64>();
    let before: f64 = towns
        .iter()
        .filter(|(name, _)| name != "四团镇")
        .map(|(_, other)| shared_border_m(situan, other))
        .sum();
    let after = border(pieces[0]) + border(pieces[1]);
    assert!(before > 1000.0 && (after - before).abs() < 0.1, "{after} {before}");
}
