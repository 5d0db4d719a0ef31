//! Boundaries as people send them: a GeoJSON geometry in any datum, and a file of features.

use super::refusal;
use std::collections::HashSet;
use wangge::domain::datum::Datum;
use wangge::domain::geometry::geojson::Geometry;
use wangge::domain::geometry::{Effort, Point, Shape};
use wangge::service::import::grids::{FeatureFields, GridFile};

/// What is accepted is valid, is about as large as its plane figure, and comes back the same from
/// every form in which it is kept; what is refused has a place in the input.
pub fn check(input: &[u8]) {
    if let Ok(geometry) = serde_json::from_slice::<Geometry>(input) {
        Datum::ALL.iter().for_each(|&datum| check_geometry(&geometry, datum));
    }
    check_file(input);
}

fn check_geometry(geometry: &Geometry, datum: Datum) {
    let given: usize = geometry.polygons.iter().flatten().map(Vec::len).sum();
    match geometry.shape(datum, &Effort::bounded()) {
        Ok(shape) => {
            assert!(shape.vertices() <= given);
            check_shape(&shape);
        }
        Err(problem) => {
            assert!(problem.pointer.starts_with("/coordinates"), "{problem:?}");
            refusal::check_problem(&problem);
        }
    }
}

fn check_file(input: &[u8]) {
    let fields = FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent: None };
    match GridFile::read(input, &fields, Datum::Gcj02) {
        Ok(file) => {
            file.grids.iter().for_each(|grid| check_shape(&grid.shape));
            let codes: HashSet<&str> = file.grids.iter().map(|grid| grid.code.as_str()).collect();
            assert_eq!(codes.len(), file.grids.len(), "a code stands for one grid");
            file.invalid.iter().for_each(|invalid| refusal::check_problem(&invalid.problem));
            file.unusable.iter().for_each(refusal::check_problem);
        }
        Err(error) => refusal::check(&error),
    }
}

/// To read a form again goes through the check of validity.
fn check_shape(shape: &Shape) {
    let written = serde_json::to_string(shape).unwrap();
    let read: Geometry = serde_json::from_str(&written).unwrap();
    assert_eq!(read.shape(Datum::Wgs84, &Effort::unbounded()).as_ref(), Ok(shape), "{written}");
    assert_eq!(Geometry::from(shape), read);
    assert_eq!(Shape::from_twkb(&shape.to_twkb()).as_ref(), Ok(shape), "{written}");
    let bounds = shape.bounds();
    assert!(
        shape.rings().flatten().all(|&point| bounds.contains(point) && shape.covers(point)),
        "{written}"
    );
    assert!(shape.covers(shape.label_point()), "{written}");
    check_area(shape);
}

/// The area in the plane, by the least and by the greatest size that a square unit has between the
/// parallels. Within a degree, where a straight edge strays little; the two metres are for what is
/// thinner than the arithmetic.
fn check_area(shape: &Shape) {
    let area = shape.area_m2();
    assert!(area.is_finite());
    let (min, max) = (shape.bounds().min, shape.bounds().max);
    if max.lon_e7.abs_diff(min.lon_e7).max(max.lat_e7.abs_diff(min.lat_e7)) > 10_000_000 {
        return;
    }
    let cosine = |lat_e7: i32| (f64::from(lat_e7) / 1e7).to_radians().cos();
    let unit_m2 = (111_319.5e-7_f64).powi(2);
    let plane = shape.rings().map(twice_area).sum::<i128>() as f64 / 2.0 * unit_m2;
    let crosses_equator = min.lat_e7 < 0 && max.lat_e7 > 0;
    let widest = if crosses_equator { 1.0 } else { cosine(min.lat_e7).max(cosine(max.lat_e7)) };
    let least = 0.98 * plane * cosine(min.lat_e7).min(cosine(max.lat_e7)) - 2.0;
    assert!((least..=1.02 * plane * widest + 2.0).contains(&area), "{area} {plane}");
}

fn twice_area(ring: &[Point]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    let cross = |(a, b): (&Point, &Point)| {
        i128::from(a.lon_e7) * i128::from(b.lat_e7) - i128::from(b.lon_e7) * i128::from(a.lat_e7)
    };
    ring.iter().zip(next).map(cross).sum()
}
