#![expect(clippy::unwrap_used, reason = "a test")]

use super::*;
use crate::domain::datum::Datum;
use crate::domain::geometry::properties::{CENTRE, cells};
use crate::domain::geometry::{Position, distance_m, tiling, validity};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::HashSet;

fn unbounded() -> Effort {
    Effort::unbounded()
}

fn at(east: i32, north: i32) -> Point {
    Point { lon_e7: CENTRE.lon_e7 + east, lat_e7: CENTRE.lat_e7 + north }
}

/// A shape of rings in units from the centre.
fn area(rings: &[&[(i32, i32)]]) -> Shape {
    let position = |&(east, north): &(i32, i32)| {
        let [lon, lat] = at(east, north).to_degrees();
        Position { lon, lat }
    };
    let rings = rings.iter().map(|ring| ring.iter().map(position).collect()).collect();
    Shape::from_degrees(&[rings], Datum::Wgs84, &unbounded()).unwrap()
}

fn square() -> Shape {
    area(&[&[(0, 0), (40_000, 0), (40_000, 40_000), (0, 40_000)]])
}

fn sites(given: &[(i32, i32, usize)]) -> Vec<Site> {
    given.iter().map(|&(east, north, owner)| Site { point: at(east, north), owner }).collect()
}

/// Checks that shapes are valid and tile an area exactly: their edges cancel to its border, on
/// which they may have more vertices.
fn check_tiling(area: &Shape, shapes: &[Option<Shape>]) {
    let all: Vec<&Shape> = shapes.iter().flatten().collect();
    let mut edges: HashSet<(Point, Point)> = HashSet::new();
    for shape in &all {
        assert_eq!(validity::check(shape, &unbounded()), Ok(()));
        for (a, b) in shape.edges() {
            assert!(edges.remove(&(b, a)) || edges.insert((a, b)), "an edge stands twice");
        }
    }
    let vertices: Vec<Point> = edges.iter().map(|&(from, _)| from).collect();
    let noded = area.noded(&vertices, &unbounded()).unwrap();
    let border: HashSet<_> = noded.as_ref().unwrap_or(area).edges().collect();
    assert_eq!(edges, border);
    assert_eq!(tiling::overlaps(&all, 0.0, &unbounded()), Ok(vec![]));
}

fn divided(area: &Shape, sites: &[Site], owners: usize, min_m2: f64) -> Vec<Option<Shape>> {
    let shapes = territories(area, sites, owners, min_m2, &unbounded()).unwrap();
    check_tiling(area, &shapes);
    shapes
}

#[test]
fn two_sites_divide_a_square_in_the_middle() {
    let shapes = divided(&square(), &sites(&[(10_000, 20_000, 0), (30_000, 20_000, 1)]), 2, 0.0);
    let [west, east] = [&shapes[0], &shapes[1]].map(|shape| shape.as_ref().unwrap());
    assert!((west.area_m2() - east.area_m2()).abs() < 1.0);
    assert!(west.covers(at(19_999, 5)) && east.covers(at(20_001, 5)));
}

#[test]
fn sites_in_a_row_and_a_single_one_work() {
    let whole = divided(&square(), &sites(&[(5, 5, 0)]), 1, 0.0);
    assert_eq!(whole[0].as_ref().map(Shape::vertices), Some(4));
    let outside = divided(&square(), &sites(&[(-90_000, 5, 0)]), 1, 0.0);
    assert_eq!(outside[0].as_ref().map(Shape::vertices), Some(4));
    let row: Vec<(i32, i32, usize)> =
        (0..8).map(|nth| (2_500 + 5_000 * nth, 2_500 + 5_000 * nth, nth as usize)).collect();
    let shapes = divided(&square(), &sites(&row), 8, 0.0);
    assert!(shapes.iter().all(Option::is_some));
}

#[test]
fn an_owner_around_another_gets_a_hole() {
    let ring: Vec<(i32, i32, usize)> = (0..24)
        .map(|nth| {
            let angle = f64::from(nth) * std::f64::consts::TAU / 24.0;
            (20_000 + (9_000.0 * angle.cos()) as i32, 20_000 + (9_000.0 * angle.sin()) as i32, 0)
        })
        .chain([(20_000, 20_000, 1)])
        .collect();
    let shapes = divided(&square(), &sites(&ring), 2, 0.0);
    assert_eq!(shapes[0].as_ref().unwrap().rings().count(), 2);
    assert_eq!(shapes[1].as_ref().unwrap().rings().count(), 1);
}

#[test]
fn holes_and_bays_of_the_area_are_kept() {
    let holed = area(&[
        &[
            (0, 0),
            (40_000, 0),
            (40_000, 40_000),
            (22_000, 40_000),
            (20_000, 3_000),
            (18_000, 40_000),
            (0, 40_000),
        ],
        &[(5_000, 5_000), (9_000, 5_000), (9_000, 9_000)],
        &[(24_000, 12_000), (38_000, 12_000), (38_000, 15_000)],
    ]);
    let shapes = divided(
        &holed,
        &sites(&[(3_000, 30_000, 0), (30_000, 30_000, 1), (30_000, 5_000, 2), (20_000, 1_000, 3)]),
        4,
        0.0,
    );
    assert!(shapes.iter().all(Option::is_some));
}

#[test]
fn small_islands_go_to_whom_surrounds_them_but_nobody_loses_all() {
    // Owner 1 has a single house among those of owner 0, and many in the east.
    let mut given: Vec<(i32, i32, usize)> = Vec::new();
    for east in 0..10 {
        for north in 0..10 {
            given.push((2_000 + 4_000 * east, 2_000 + 4_000 * north, usize::from(east > 6)));
        }
    }
    given[33].2 = 1;
    let with = |min_m2| divided(&square(), &sites(&given), 2, min_m2);
    let parts = |shapes: &[Option<Shape>]| {
        shapes.iter().map(|shape| shape.as_ref().unwrap().polygons().len()).collect::<Vec<_>>()
    };
    assert_eq!(parts(&with(0.0)), [1, 2]);
    let merged = with(5_000.0);
    assert_eq!(parts(&merged), [1, 1]);
    assert!(merged[0].as_ref().unwrap().covers(at(given[33].0, given[33].1)));
    assert_eq!(parts(&with(1e9)), [1, 1]);
}

#[test]
fn land_far_from_every_point_is_remote() {
    let points = [at(2_000, 2_000), at(2_000, 38_000)];
    // The square is about 382 m wide and 445 m high.
    let far = remote(&square(), &points, 250.0, &unbounded()).unwrap().unwrap();
    for (place, expected) in
        [((39_000, 20_000), true), ((2_000, 20_000), false), ((20_000, 2_000), false)]
    {
        assert_eq!(far.covers(at(place.0, place.1)), expected, "{place:?}");
    }
    assert!(
        far.rings()
            .flatten()
            .all(|&place| points.iter().all(|&point| distance_m(place, point) > 250.0 - 62.5))
    );
    assert_eq!(remote(&square(), &points, 500.0, &unbounded()), Ok(None));
}

fn random_sites(count: usize) -> impl Strategy<Value = Vec<(i32, i32, usize)>> {
    vec((-50_000..50_000, -50_000..50_000, 0..6_usize), 1..count)
}

/// As many degenerate places as a lattice has.
fn lattice_sites() -> impl Strategy<Value = Vec<(i32, i32, usize)>> {
    vec((-4..5, -4..5, 0..4_usize), 1..30).prop_flat_map(|places| {
        prop_oneof![Just(1), Just(2), Just(7_001)].prop_map(move |units| {
            places.iter().map(|&(x, y, owner)| (x * units, y * units, owner)).collect()
        })
    })
}

fn distinct(given: Vec<(i32, i32, usize)>) -> Vec<Site> {
    let mut seen = HashSet::new();
    let mut sites = sites(&given);
    sites.retain(|site| seen.insert(site.point));
    sites
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn territories_tile_the_area_exactly_and_sites_lie_in_their_own((region, _) in cells(1), given in random_sites(120)) {
        let sites = distinct(given);
        let shapes = divided(&region, &sites, 6, 0.0);
        for site in sites.iter().filter(|site| region.covers(site.point)) {
            prop_assert!(shapes[site.owner].as_ref().is_some_and(|shape| shape.covers(site.point)));
        }
        let parts = |shapes: &[Option<Shape>]| shapes.iter().flatten().map(|shape| shape.polygons().len()).sum::<usize>();
        let merged = divided(&region, &sites, 6, 20_000.0);
        prop_assert!(parts(&merged) <= parts(&shapes));
    }

    #[test]
    fn places_on_a_lattice_tile_the_area_too((region, cells) in cells(3), given in lattice_sites()) {
        let sites = distinct(given);
        divided(&region, &sites, 4, 0.0);
        divided(&cells[0], &sites, 4, 500.0);
    }
}
