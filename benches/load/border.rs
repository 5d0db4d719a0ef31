//! A border that moves between two neighbours.

use serde_json::{Value, json};
use wangge::domain::geometry::cut::cut;
use wangge::domain::geometry::overlay::union;
use wangge::domain::geometry::{Effort, Point, Shape, shared_border_m};
use wangge::domain::id::GridId;

/// The operation by which a grid leaves so much of itself to its neighbour, in tenths of its width;
/// none where one straight cut does not do it.
pub fn moved(
    (giver, from): (GridId, &Shape),
    (taker, to): (GridId, &Shape),
    tenths: i32,
) -> Option<Value> {
    let line = |part: i32| {
        let (min, max) = (from.bounds().min, from.bounds().max);
        let lon_e7 = min.lon_e7 + (max.lon_e7 - min.lon_e7) / 10 * part;
        [min.lat_e7 - 1000, max.lat_e7 + 1000].map(|lat_e7| Point { lon_e7, lat_e7 })
    };
    [tenths, 10 - tenths].into_iter().find_map(|part| {
        let pieces = cut(from, &line(part), &Effort::unbounded()).ok()?.pieces;
        let [first, second] = &pieces[..] else { return None };
        let (gone, kept) =
            if first.area_m2() < second.area_m2() { (first, second) } else { (second, first) };
        let grown = union(&[to, gone], &Effort::unbounded())
            .ok()?
            .filter(|grown| shared_border_m(to, gone) > 1.0 && grown.is_connected())?;
        Some(json!({ "move_boundary": { "boundaries": [
            { "grid": giver, "geometry": kept }, { "grid": taker, "geometry": grown },
        ] } }))
    })
}
