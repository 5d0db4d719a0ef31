//! A line that splits a grid: in each line of the text a word and numbers, `polygon`, `hole` and
//! `line` with places on a lattice, `units` with how far its places lie apart. What cannot be read
//! is left out.

use super::refusal;
use wangge::domain::datum::Datum;
use wangge::domain::geometry::cut::{Cut, cut};
use wangge::domain::geometry::geojson::Geometry;
use wangge::domain::geometry::{Effort, Point, Polygons, Position, Shape, distance_m, tiling};
use wangge::error::Code;

/// Refusals of a line.
const REFUSALS: &[Code] = &[
    Code::LineDoesNotCross,
    Code::LineEndsInside,
    Code::LineCrossesHole,
    Code::LineCrossesItself,
    Code::LineTooClose,
];
/// The south-west corner of the lattice, in units of 1e-7 degrees.
const CORNER: (i64, i64) = (1_214_000_000, 309_000_000);
/// So near to a line, in units along an axis, rounding may decide on which side a place lies.
const NEAR: i64 = 3;
/// Metres by which an edge may move when its ends are rounded, at most: the diagonal of a unit.
const ROUNDING_M: f64 = 0.016;
/// How far a shape may reach along an axis, in units: half a degree. Beyond it areas are less exact
/// than the comparison.
const WIDEST: u32 = 5_000_000;
/// Numbers in a line of the text, at most.
const NUMBERS: usize = 64;

/// The pieces of a shape that is cut are valid and connected, no two of them overlap, they are as
/// large together as the shape, and what lies in the shape lies in one of them; a line that does
/// not cut is refused with what is at fault.
pub fn check(input: &[u8]) {
    let Some((shape, line)) = drawn(&String::from_utf8_lossy(input)) else { return };
    match cut(&shape, &line, &Effort::bounded()) {
        Ok(cut) => check_pieces(&shape, &line, &cut),
        Err(problem) => {
            assert!(REFUSALS.contains(&problem.code), "{problem:?}");
            assert!(problem.params.contains_key("geometry"), "{problem:?}");
            refusal::check_problem(&problem);
        }
    }
}

fn check_pieces(shape: &Shape, line: &[Point], cut: &Cut) {
    assert!(cut.pieces.len() > 1);
    for piece in &cut.pieces {
        assert!(piece.is_connected());
        assert_eq!(
            Geometry::from(piece).shape(Datum::Wgs84, &Effort::unbounded()).as_ref(),
            Ok(piece),
            "a piece is valid"
        );
    }
    let pieces: Vec<&Shape> = cut.pieces.iter().collect();
    assert_eq!(tiling::overlaps(&pieces, 0.0, &Effort::unbounded()), Ok(vec![]));
    let border: f64 = shape.edges().map(|(a, b)| distance_m(a, b)).sum();
    let along: f64 = line.windows(2).map(|ends| distance_m(ends[0], ends[1])).sum();
    let covered: f64 = pieces.iter().map(|piece| piece.area_m2()).sum();
    assert!(
        (covered - shape.area_m2()).abs() <= ROUNDING_M * (border + along),
        "{covered} {}",
        shape.area_m2()
    );
    for place in samples(shape) {
        if !is_near(shape, line, place) {
            let holding = pieces.iter().filter(|piece| piece.covers(place)).count();
            assert_eq!(holding, usize::from(shape.covers(place)), "{place:?}");
        }
    }
}

/// Places over the box of a shape, between and on those of the lattice.
fn samples(shape: &Shape) -> Vec<Point> {
    let (min, max) = (shape.bounds().min, shape.bounds().max);
    let along = |from: i32, to: i32, step: i64| {
        (i64::from(from) + (i64::from(to) - i64::from(from)) * step / 13) as i32
    };
    let lons = (0..=13).map(|step| along(min.lon_e7, max.lon_e7, step));
    let place = |lon_e7| {
        (0..=13).map(move |step| Point { lon_e7, lat_e7: along(min.lat_e7, max.lat_e7, step) })
    };
    lons.flat_map(place).chain([shape.label_point()]).collect()
}

/// Whether a place lies so near to the border or to the line that rounding decides.
fn is_near(shape: &Shape, line: &[Point], place: Point) -> bool {
    let lines = line.windows(2).map(|ends| (ends[0], ends[1]));
    shape.edges().chain(lines).any(|edge| within(edge, place))
}

/// Whether a place is within [`NEAR`] of an edge.
fn within((a, b): (Point, Point), place: Point) -> bool {
    let vector = |to: Point| {
        [i64::from(to.lon_e7) - i64::from(a.lon_e7), i64::from(to.lat_e7) - i64::from(a.lat_e7)]
    };
    let (edge, way) =
        (vector(b).map(|length| length as f64), vector(place).map(|length| length as f64));
    let length = edge[0].mul_add(edge[0], edge[1] * edge[1]);
    let share = if length == 0.0 {
        0.0
    } else {
        (edge[0].mul_add(way[0], edge[1] * way[1]) / length).clamp(0.0, 1.0)
    };
    (share.mul_add(-edge[0], way[0])).hypot(share.mul_add(-edge[1], way[1])) <= NEAR as f64
}

/// The shape and the line of a text, when the shape is valid.
fn drawn(text: &str) -> Option<(Shape, Vec<Point>)> {
    let (mut polygons, mut line, mut units): (Polygons, _, _) = (Vec::new(), Vec::new(), 1_i64);
    let mut rings = Vec::new();
    for row in text.lines() {
        let mut words = row.split_whitespace();
        let word = words.next().unwrap_or_default();
        let numbers: Vec<i64> = words
            .filter_map(|word| word.parse::<i16>().ok())
            .map(i64::from)
            .take(NUMBERS)
            .collect();
        match word {
            "polygon" | "hole" => rings.push((word == "polygon", numbers)),
            "line" => line = numbers,
            "units" => {
                units = numbers.first().map_or(1, |&units| (units * units).clamp(1, 1_000_000))
            }
            _ => {}
        }
    }
    let at = |pair: &[i64]| Point {
        lon_e7: (CORNER.0 + units * pair[0]).clamp(-1_800_000_000, 1_800_000_000) as i32,
        lat_e7: (CORNER.1 + units * pair[1]).clamp(-900_000_000, 900_000_000) as i32,
    };
    let places = |numbers: &[i64]| numbers.chunks_exact(2).map(at).collect::<Vec<_>>();
    for (begins, numbers) in &rings {
        let position =
            |point: Point| Position { lon: point.to_degrees()[0], lat: point.to_degrees()[1] };
        let ring = places(numbers).into_iter().map(position).collect();
        match polygons.last_mut() {
            Some(polygon) if !begins => polygon.push(ring),
            _ => polygons.push(vec![ring]),
        }
    }
    let shape = Shape::from_degrees(&polygons, Datum::Wgs84, &Effort::unbounded()).ok()?;
    let (min, max) = (shape.bounds().min, shape.bounds().max);
    let is_small = max.lon_e7.abs_diff(min.lon_e7).max(max.lat_e7.abs_diff(min.lat_e7)) <= WIDEST;
    is_small.then(|| (shape, places(&line)))
}
