//! Documents as commit 0d0cc01 stored them.

use crate::reassignments::duty;
use crate::support::hall::{Hall, geojson, group_id};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::id::GridId;
use wangge::domain::unit::Unit;

/// Every kind of operation, with all that it may name and with as little as it must.
pub fn operations() -> Vec<Value> {
    let grid = grid_id("G1");
    let unit = json!({ "kind": "grid", "id": grid });
    let group = json!({ "kind": "building_group", "id": group_id("B1") });
    let id = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001);
    let from = "2026-04-01T00:00:00Z";
    let to = "2026-05-01T00:00:00.123456Z";
    let square = geojson(121.40, 30.90, 0.005);
    let parts = json!({ "type": "MultiPolygon", "coordinates": [square["coordinates"]] });
    let profile = json!({
        "name": "夜间噪声", "grid": grid,
        "condition": {
            "category": "environment.noise", "kind": "complaint", "urgency": "urgent",
            "time": { "daily": { "from": "22:00", "to": "06:00" } },
        },
        "effect": effect(),
    });
    let anything = json!({
        "name": "全部", "grid": grid,
        "condition": { "category": null, "kind": null, "urgency": null, "time": "outside_hours" },
        "effect": {
            "level": null, "first": null, "co_handlers": [], "first_handler": null, "copies": [],
            "copied_posts": [], "clocks": {},
        },
    });
    let actions = json!([
        { "assign_duty": {
            "unit": unit, "member": id, "capacity": "deputy", "rank": 2, "from": from, "to": to,
            "accept_absent": true,
        } },
        { "assign_duty": { "unit": group, "member": id, "capacity": "leader" } },
        { "end_duty": { "duty": id, "at": from } },
        { "end_duty": { "duty": id } },
        { "replace_holder": { "duty": id, "by": id, "at": from } },
        { "replace_holder": { "duty": id, "by": id } },
        { "cover_absence": {
            "member": id, "absence": "training", "from": from, "to": to, "by": id,
            "move_open": true,
        } },
        { "end_absence": { "absence": id, "at": to } },
        { "end_absence": { "absence": id } },
        { "hand_over_all": {
            "member": id, "to": id, "successors": [{ "unit": unit, "member": id }],
            "deactivate": true,
        } },
        { "hand_over_all": { "member": id } },
        { "move_boundary": { "boundaries": [
            { "grid": grid, "geometry": square }, { "grid": grid, "geometry": parts },
        ] } },
        { "split_grid": {
            "grid": grid, "line": [[121.405, 30.895], [121.405, 30.915]],
            "parts": [{ "name": "西" }, { "code": "G1E", "name": "东", "leader": id }],
            "building_groups": [{ "building_group": group_id("B1"), "part": 1 }],
        } },
        { "split_grid": {
            "grid": grid, "parts": [{ "geometry": square }, { "code": "X", "geometry": parts }],
        } },
        { "merge_grids": { "into": grid, "grids": [id], "name": "合并", "leader": id } },
        { "merge_grids": { "into": grid, "grids": [id] } },
        { "create_grid": {
            "code": "G9", "name": "新设", "level": "grid", "kind": "dedicated",
            "setting": "street", "parent": grid, "boundary": square, "leader": id,
        } },
        { "create_grid": {
            "code": "G9", "name": "新设", "level": "grid", "kind": "general",
            "setting": "residential", "parent": grid,
        } },
        { "retire_grid": { "grid": grid } },
        { "place_grid": { "grid": grid, "parent": id } },
        { "rename_grid": { "grid": grid, "name": "改名" } },
        { "move_building_group": { "building_group": group_id("B1"), "grid": grid } },
        { "set_rule": { "code": "R1", "profile": profile, "from": from, "to": to } },
        { "set_rule": { "rule": id, "profile": anything } },
        { "set_rule": { "rule": id } },
    ]);
    actions.as_array().unwrap().clone()
}

/// What a rule may do, all of it.
pub fn effect() -> Value {
    let id = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0002);
    json!({
        "level": "building_group", "first": "on_call", "co_handlers": [id], "first_handler": id,
        "copies": [
            { "kind": "grid", "id": grid_id("G2") },
            { "kind": "building_group", "id": group_id("B1") },
        ],
        "copied_posts": [id],
        "clocks": {
            "accept": { "minutes": 30 }, "contact": { "working_hours": 4 },
            "resolve": { "working_days": 3 },
        },
    })
}

/// Every step of a routing.
pub fn trace() -> Value {
    let (grid, group, member) = (grid_id("G1"), group_id("B1"), member_id("G1-leader"));
    let rule = Uuid::from_u128(3);
    let unit = json!({ "kind": "grid", "id": grid });
    let passed = |because: &str| {
        json!({
            "step": "passed", "unit": unit, "member": member, "capacity": "leader",
            "because": because,
        })
    };
    let covers = |verdict: Value| json!({ "step": "covers", "grid": grid, "verdict": verdict });
    let shared = |part: &str, kind: &str| json!({ "step": "shared", "part": part, "with": { "kind": kind, "id": group } });
    json!([
        { "step": "address_given", "building_group": group },
        { "step": "address_matched", "building_group": group, "name": "ending", "parts": "inside" },
        { "step": "address_ambiguous", "grid": grid },
        { "step": "address_number_unknown" },
        { "step": "address_unmatched" },
        { "step": "point_disagrees", "grid": grid },
        { "step": "group_of", "building_group": group, "grid": grid },
        { "step": "grid_given", "grid": grid },
        covers(json!({ "is": "taken" })),
        covers(json!({ "is": "beaten_by_dedicated", "by": grid })),
        covers(json!({ "is": "wider" })),
        covers(json!({ "is": "larger" })),
        covers(json!({ "is": "later_code" })),
        { "step": "nearest", "grid": grid, "distance_m": 12.25 },
        { "step": "outside", "grid": grid },
        { "step": "rule", "rule": rule },
        { "step": "rule_skipped", "rule": rule, "gone": "grid" },
        { "step": "rule_skipped", "rule": rule, "gone": "category" },
        { "step": "rule_skipped", "rule": rule, "gone": "level" },
        { "step": "rule_skipped", "rule": rule, "gone": "organization" },
        { "step": "rule_skipped", "rule": rule, "gone": "unit" },
        { "step": "rule_skipped", "rule": rule, "gone": "pioneer_post" },
        { "step": "not_shared", "rule": rule },
        shared("first_handler", "pioneer_post"),
        shared("co_handler", "organization"),
        shared("copy", "grid"),
        shared("copy", "building_group"),
        { "step": "building_group_first", "building_group": group },
        { "step": "outside_hours" },
        { "step": "starting_level", "grid": grid },
        { "step": "conflict", "unit": unit },
        passed("absent"),
        passed("inactive"),
        passed("concerned"),
        { "step": "vacant", "unit": { "kind": "building_group", "id": group } },
        { "step": "root_absent" },
        { "step": "root_conflict" },
        { "step": "chosen", "unit": unit, "member": member, "capacity": "deputy" },
    ])
}

/// What was kept of a preview.
pub fn kept(revision: i64, problems: &[Value]) -> Value {
    json!({
        "revision": revision, "size": { "requests": 0, "units": 1, "households": 48 },
        "needs_approval": false, "problems": problems,
    })
}

/// A problem as it was stored.
pub fn problem(code: &str, pointer: &str, params: &Value) -> Value {
    json!({ "code": code, "pointer": pointer, "params": params })
}

/// What takes the change set back, with what it made of each thing, as it was stored.
pub fn inverse(hall: &Hall, [placed, ended]: [GridId; 2], before: &Value) -> Value {
    let atlas = hall.town.db.atlas();
    let g1 = json!({ "kind": "grid", "id": grid_id("G1") });
    let idle = member_id("idle");
    let given = duty(hall, Unit::Grid(grid_id("G1")), "idle").id;
    let absence = atlas.people().absences(member_id("G2-leader"))[0].id;
    let rule = atlas.rules().in_force(grid_id("G3"), hall.town.now()).next().unwrap();
    let redrawn = |grid: &str, geometry: &Value| {
        let shape = &atlas.tree().boundary(grid_id(grid)).unwrap().shape;
        let ends = shape.bounds();
        let ends = [ends.min.lon_e7, ends.min.lat_e7, ends.max.lon_e7, ends.max.lat_e7];
        json!({
            "action": { "move_boundary": { "boundaries": [
                { "grid": grid_id(grid), "geometry": geometry },
            ] } },
            "made": { "land": { "area_m2": shape.area_m2(), "ends": ends } },
        })
    };
    json!({
        "restoring": [
            {
                "action": { "place_grid": { "grid": placed, "parent": grid_id("N1") } },
                "made": { "parent": grid_id("N2") },
            },
            {
                "action": { "rename_grid": { "grid": grid_id("G1"), "name": before["name"] } },
                "made": { "name": "甲" },
            },
            {
                "action": { "place_grid": { "grid": ended, "parent": grid_id("N1") } },
                "made": "ended",
            },
            {
                "action": { "move_building_group": {
                    "building_group": group_id("B1"), "grid": grid_id("G1"),
                } },
                "made": { "grid": grid_id("G2") },
            },
            redrawn("G1", &before["polygons"][0]),
            redrawn("G2", &before["polygons"][1]),
            {
                "action": { "end_duty": { "duty": given } },
                "made": { "duty": { "unit": g1, "member": idle, "capacity": "leader" } },
            },
            { "action": { "assign_duty": {
                "unit": { "kind": "grid", "id": ended }, "member": idle, "capacity": "leader",
                "accept_absent": true,
            } } },
            { "action": { "assign_duty": {
                "unit": g1, "member": member_id("G1-leader"), "capacity": "leader",
                "accept_absent": true,
            } } },
            { "action": { "end_absence": { "absence": absence } } },
            { "action": { "set_rule": { "rule": rule.id } }, "made": { "rule": rule.row } },
        ],
        "lost": [{ "kind": "address", "id": Uuid::from_u128(7), "because": "not_reversible" }],
    })
}
