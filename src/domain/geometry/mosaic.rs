//! Fictional areas that look like real ones: a region cut into irregular cells with shared borders.
//!
//! Everything follows from a seed. Cells are cut with [`mosaic`] from a region and again from its
//! cells; all cuts end in vertices that are there already, so neighbours share every vertex of
//! their border whatever the depth.

use super::plane::Plane;
use super::predicate::twice_area;
use super::shape::ShapeBuilder;
use super::{Effort, Point, Shape, validity};
use crate::domain::seeded::Seeded;
use std::f64::consts::TAU;

/// Returns the metres between vertices for a number of cells of about so many vertices each.
pub fn grain_m(area_m2: f64, cells: usize, vertices: usize) -> f64 {
    const PERIMETER_OF_UNIT_CELL: f64 = 4.6;
    PERIMETER_OF_UNIT_CELL * (area_m2 / cells.max(1) as f64).sqrt() / vertices.max(1) as f64
}

/// Returns a region with a wavy outline around a centre, of about this radius; `None` if it would
/// not fit the globe.
pub fn region(seed: u64, centre: Point, radius_m: f64, grain_m: f64) -> Option<Shape> {
    let mut random = Seeded(seed);
    let plane = Plane::around(centre);
    let waves: Vec<[f64; 3]> = (2..8)
        .map(|k| [f64::from(k), 0.3 * random.spread() / f64::from(k), TAU * random.unit()])
        .collect();
    let steps = (TAU * radius_m / grain_m).clamp(8.0, 1e6) as usize;
    let ring = (0..steps).map(|step| {
        let angle = TAU * (step as f64 + 0.3 * random.spread()) / steps as f64;
        let wave: f64 =
            waves.iter().map(|[k, height, shift]| height * (k * angle + shift).sin()).sum();
        let distance = radius_m * (1.0 + wave) + 0.2 * grain_m * random.spread();
        plane.point([distance * angle.cos(), distance * angle.sin()])
    });
    valid(ring.collect())
}

/// Cuts the region's first exterior into so many cells of similar size, whose new borders have a
/// vertex about every `grain_m` metres. Fewer cells if the region has too few vertices for more.
pub fn mosaic(seed: u64, region: &Shape, parts: usize, grain_m: f64) -> Vec<Shape> {
    let mut random = Seeded(seed);
    let mut waiting: Vec<(Shape, usize)> = region
        .rings()
        .next()
        .and_then(|ring| Some((valid(ring.to_vec())?, parts)))
        .into_iter()
        .collect();
    let mut cells = Vec::with_capacity(parts);
    while let Some((cell, parts)) = waiting.pop() {
        match (parts > 1).then(|| halves(&cell, parts, grain_m, &mut random)).flatten() {
            Some(halves) => waiting.extend(halves),
            None => cells.push(cell),
        }
    }
    cells
}

/// Returns a cell's two parts after one cut, and how many cells each is to become.
fn halves(
    cell: &Shape,
    parts: usize,
    grain_m: f64,
    random: &mut Seeded,
) -> Option<[(Shape, usize); 2]> {
    const TRIES: usize = 40;
    let ring = cell.rings().next()?;
    let plane = Plane::around(cell.bounds().min);
    let chords = chords(ring, &plane, parts, random);
    chords.into_iter().take(TRIES).find_map(|chord| {
        let path =
            wander(plane.place(ring[chord.from]), plane.place(ring[chord.to]), grain_m, random);
        let path: Vec<Point> = path.into_iter().map(|place| plane.point(place)).collect();
        let there = ring[chord.from..=chord.to].iter().chain(path.iter().rev()).copied();
        let back = ring[chord.to..].iter().chain(&ring[..=chord.from]).chain(&path).copied();
        Some([
            (valid(there.collect())?, chord.parts),
            (valid(back.collect())?, parts - chord.parts),
        ])
    })
}

/// A possible cut between two vertices of a ring, `from` before `to`.
struct Chord {
    from: usize,
    to: usize,
    /// Number of cells that the part between `from` and `to` is to become.
    parts: usize,
    cost: f64,
}

/// Returns possible cuts, the best first: short, and dividing the area as the cells are divided.
fn chords(ring: &[Point], plane: &Plane, parts: usize, random: &mut Seeded) -> Vec<Chord> {
    const ENDS: usize = 40;
    let places: Vec<[f64; 2]> = ring.iter().map(|&p| plane.place(p)).collect();
    let cross = |a: [f64; 2], b: [f64; 2]| (a[0] * b[1] - a[1] * b[0]) / 2.0;
    let swept: Vec<f64> = std::iter::once(0.0)
        .chain(places.windows(2).scan(0.0, |sum, pair| {
            *sum += cross(pair[0], pair[1]);
            Some(*sum)
        }))
        .collect();
    let area = |i: usize, j: usize| swept[j] - swept[i] + cross(places[j], places[i]);
    let whole = area(0, ring.len() - 1);
    let count = ENDS.min(ring.len());
    let shift = random.unit();
    let ends: Vec<usize> = (0..count)
        .map(|i| ((i as f64 + shift) * ring.len() as f64 / count as f64) as usize)
        .collect();
    let mut chords = Vec::with_capacity(count * count / 2);
    for (i, &from) in ends.iter().enumerate() {
        for &to in ends[i + 1..].iter().filter(|&&to| to > from + 1) {
            let share = area(from, to) / whole;
            let part = ((share * parts as f64).round() as usize).clamp(1, parts - 1);
            let uneven = (share - part as f64 / parts as f64) * parts as f64;
            let lopsided = part as f64 / parts as f64 - 0.5;
            let length = (places[from][0] - places[to][0]).hypot(places[from][1] - places[to][1]);
            let cost = length * length / whole
                + 8.0 * uneven * uneven
                + 4.0 * lopsided * lopsided
                + 0.2 * random.unit();
            chords.push(Chord { from, to, parts: part, cost });
        }
    }
    chords.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    chords
}

/// Returns the places between two ends of a winding line, by halving each piece and moving its
/// middle aside.
fn wander(from: [f64; 2], to: [f64; 2], grain_m: f64, random: &mut Seeded) -> Vec<[f64; 2]> {
    let whole = (to[0] - from[0]).hypot(to[1] - from[1]);
    let mut places = vec![from, to];
    let mut piece = whole;
    while piece > 1.4 * grain_m && places.len() < 1 << 20 {
        // Long bends are wide, short ones flatter: a line like a river or a lane, not like a coast.
        let sway = 0.3 * (piece / whole).powf(0.3);
        let mut finer = Vec::with_capacity(2 * places.len());
        for pair in places.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            let along = 0.5 + 0.12 * random.spread();
            let aside = sway * random.spread();
            let dx = b[0] - a[0];
            let dy = b[1] - a[1];
            finer.extend([a, [a[0] + along * dx - aside * dy, a[1] + along * dy + aside * dx]]);
        }
        finer.push(to);
        places = finer;
        piece /= 2.0;
    }
    places.pop();
    places.drain(..1);
    places
}

/// Returns the area inside a ring, if it runs counter-clockwise and does not meet itself.
fn valid(ring: Vec<Point>) -> Option<Shape> {
    if twice_area(&ring) <= 0 {
        return None;
    }
    let mut draft = ShapeBuilder::default();
    draft.ring(ring);
    draft.end_polygon();
    draft.finish().filter(|shape| validity::check(shape, &Effort::unbounded()).is_ok())
}
