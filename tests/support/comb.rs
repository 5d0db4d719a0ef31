//! Valid polygons that cost whoever compares them more than their size tells.

use serde_json::{Value, json};

/// Which way the teeth of a comb point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Teeth {
    /// Across the longitudes: each tooth is a thin box of its own.
    North,
    /// Across the latitudes: of every two teeth that point north and east each crosses the other.
    East,
    /// Aslant: the boxes around all of them meet, though no two edges do.
    #[allow(dead_code, reason = "a bench reads such ones")]
    Aslant,
}

/// The ring of a comb with a back and so many teeth, in a square of so many degrees from a corner.
pub fn ring([west, south]: [f64; 2], side: f64, teeth: usize, towards: Teeth) -> Vec<[f64; 2]> {
    let (back, step) = (0.02 * side, side / teeth as f64);
    let tooth = |index: usize| {
        let begin = index as f64 * step;
        [[begin + 0.5 * step, back], [begin + 0.5 * step, side], [begin, side], [begin, back]]
    };
    let edge = [[0.0, 0.0], [side, 0.0], [side, back]];
    let ring = edge.into_iter().chain((0..teeth).rev().flat_map(tooth)).chain([[0.0, 0.0]]);
    let mut ring: Vec<[f64; 2]> = ring
        .map(|[x, y]| match towards {
            Teeth::North => [west + x, south + y],
            Teeth::East => [west + y, south + x],
            Teeth::Aslant => [west + 0.6 * x + 0.4 * y, south + 0.4 * x + 0.6 * y],
        })
        .collect();
    ring.dedup();
    ring
}

/// The comb as a GeoJSON polygon.
pub fn polygon(corner: [f64; 2], side: f64, teeth: usize, towards: Teeth) -> Value {
    json!({ "type": "Polygon", "coordinates": [ring(corner, side, teeth, towards)] })
}
