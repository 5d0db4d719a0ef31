//! Feature collections as a town would draw them, in units of 0.001° east and north of the small
//! town's corner.

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;

/// A ring, by its corners.
pub type Corners<'a> = &'a [[f64; 2]];

/// A polygon without holes.
pub fn polygon(corners: Corners<'_>) -> Value {
    let ring: Vec<[f64; 2]> =
        corners.iter().map(|[x, y]| [121.4 + x / 1000.0, 30.9 + y / 1000.0]).collect();
    json!({ "type": "Polygon", "coordinates": [ring] })
}

/// The rectangle between two corners.
pub fn rectangle([west, south]: [f64; 2], [east, north]: [f64; 2]) -> Value {
    polygon(&[[west, south], [east, south], [east, north], [west, north], [west, south]])
}

/// A feature with a code and a name.
pub fn feature(code: &str, geometry: Value) -> Value {
    json!({ "type": "Feature", "properties": { "code": code, "name": format!("{code} 网格") }, "geometry": geometry })
}

/// The text of a collection.
pub fn collection(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

/// The same, compressed.
pub fn gzipped(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}
