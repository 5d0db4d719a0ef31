//! Tasks that are given in both worlds, in the same words.

use super::chance::Chance;
use super::world::World;
use crate::support::town::grid_id;
use serde_json::{Value, json};

/// Until when each is to be done.
const UNTIL: &str = "2026-03-20T10:00:00Z";

/// A joint handling by a unit and an organisation.
pub fn together(world: &World) -> Value {
    let unit = task("grid", &json!(grid_id("G2")));
    let firm = task("organization", &made(world, "organization"));
    json!({ "action": "co_handle", "parts": [unit, firm] })
}

/// A task for an organisation, a post or a second identity.
pub fn alone(world: &World, chance: &mut Chance) -> Value {
    let kinds = ["organization", "pioneer_post", "second_identity"];
    let kind = kinds[chance.below(kinds.len())];
    one(world, kind)
}

/// A task for the first of a kind that is there.
pub fn one(world: &World, kind: &'static str) -> Value {
    json!({ "action": "assign", "task": task(kind, &made(world, kind)) })
}

fn task(kind: &str, id: &Value) -> Value {
    json!({
        "assignee": { "kind": kind, "id": id }, "what": "请到楼前看看", "place": "楼前",
        "until": UNTIL,
    })
}

/// The first of a kind that was made. All worlds are copies of one in which it is.
fn made(world: &World, kind: &str) -> Value {
    let (_, id) = world.made.iter().find(|(of, _)| *of == kind).unwrap();
    json!(id)
}
