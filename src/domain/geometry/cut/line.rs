//! The line that cuts.

use crate::domain::geometry::effort::PAIR;
use crate::domain::geometry::predicate::{EdgeContact, contact, vector};
use crate::domain::geometry::{Effort, Point, Shape};
use crate::error::{Code, Problem};
use serde_json::{Value, json};

/// Returns the line without repeated points, those within one unit of a vertex moved onto it.
///
/// # Errors
/// `too_complex`.
pub(super) fn snapped(
    line: &[Point],
    shape: &Shape,
    effort: &Effort,
) -> Result<Vec<Point>, Problem> {
    effort.spend(line.len().saturating_mul(shape.vertices()) / 4, shape.bounds().min)?;
    let reach = shape.bounds().widened();
    let onto_vertex = |&point: &Point| {
        let away = |vertex: Point| [vector(point, vertex).0.abs(), vector(point, vertex).1.abs()];
        let vertices = shape.rings().flatten().copied().filter(|_| reach.contains(point));
        let near = vertices.filter(|&vertex| away(vertex).iter().all(|&units| units <= 1));
        near.min_by_key(|&vertex| (away(vertex).iter().sum::<i64>(), vertex)).unwrap_or(point)
    };
    let mut line: Vec<Point> = line.iter().map(onto_vertex).collect();
    line.dedup();
    Ok(line)
}

/// Checks that a line neither crosses nor touches itself.
///
/// # Errors
/// `line_crosses_itself`, `too_complex`.
pub(super) fn check(line: &[Point], effort: &Effort) -> Result<(), Problem> {
    let edges: Vec<(Point, Point)> = edges(line).collect();
    for (i, &edge) in edges.iter().enumerate() {
        effort.spend(PAIR * (edges.len() - i), edge.0)?;
        for (j, &other) in edges.iter().enumerate().skip(i + 1) {
            match contact(edge, other) {
                None => {}
                Some(EdgeContact::Touch(_)) if j == i + 1 => {}
                Some(EdgeContact::Touch(at) | EdgeContact::Cross(at)) => {
                    return Err(refused(Code::LineCrossesItself, at));
                }
            }
        }
    }
    Ok(())
}

/// Returns the edges of an open line.
pub(super) fn edges(line: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    line.windows(2).map(|pair| (pair[0], pair[1]))
}

/// Returns a refusal that names the place at fault.
pub(super) fn refused(code: Code, at: Point) -> Problem {
    at.problem(code).with("geometry", json!({ "type": "Point", "coordinates": at.to_degrees() }))
}

/// Returns the line as GeoJSON.
pub(super) fn geometry(line: &[Point]) -> Value {
    let coordinates: Vec<[f64; 2]> = line.iter().map(|point| point.to_degrees()).collect();
    json!({ "type": "LineString", "coordinates": coordinates })
}
