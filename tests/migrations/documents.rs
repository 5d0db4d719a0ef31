//! Documents that an earlier version stored (commit 0d0cc01, with the migrations up to 0018) are
//! read by the types of today, each in the form in which that version wrote it.

use super::columns;
use crate::reassignments::{Draft, boundary, clean, duty, send};
use crate::support::hall::{Hall, geojson, group_id, polygon};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use std::slice;
use uuid::Uuid;
use wangge::domain::duty::Capacity;
use wangge::domain::id::{GridId, ReassignmentId, RequestId};
use wangge::domain::period::Instant;
use wangge::domain::unit::Unit;
use wangge::store::column::StoredJson;
use wangge::store::connection::{AnyConnection, Location};
use wangge::store::migration;
use wangge::store::schema::{
    grids, pioneer_posts, reassignments, request_assignments, routing_rules,
};

/// Writes documents at the schema of 0d0cc01, and opens what the migrations make of them.
async fn upgraded(hall: Hall, write: impl FnOnce(&mut AnyConnection)) -> Hall {
    let location: Location = hall.town.location().clone();
    while columns(&location).contains("idempotency_keys.body_lookup") {
        migration::down(&location).unwrap();
    }
    write(&mut location.open_writer(false).unwrap());
    migration::up(&location, false).unwrap();
    hall.opened_again().await
}

/// The documents of a change set: only those that are given are replaced.
#[derive(AsChangeset)]
#[diesel(table_name = reassignments)]
struct Documents {
    operations: Option<StoredJson>,
    preview: Option<StoredJson>,
    stopped_by: Option<StoredJson>,
    inverse: Option<StoredJson>,
}

const KEPT: Documents =
    Documents { operations: None, preview: None, stopped_by: None, inverse: None };

fn rewrite(connection: &mut AnyConnection, id: &str, documents: &Documents) {
    let id = ReassignmentId(id.parse().unwrap());
    let row = reassignments::table.find(id);
    assert_eq!(diesel::update(row).set(documents).execute(connection).unwrap(), 1);
}

fn stored(document: &Value) -> Option<StoredJson> {
    Some(StoredJson(document.clone()))
}

/// Every kind of operation, with all that it may name and with as little as it must.
fn operations() -> Vec<Value> {
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
fn effect() -> Value {
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

#[actix_web::test]
async fn operations_of_every_kind_are_shown_as_they_were_stored() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await.id;
    let mut operations = operations();
    let numbered: Vec<Value> = operations
        .iter()
        .zip(1_u128..)
        .map(|(action, number)| json!({ "id": Uuid::from_u128(number), "action": action }))
        .collect();
    let documents = Documents { operations: stored(&json!(numbered)), ..KEPT };
    let hall = upgraded(hall, |connection| rewrite(connection, &draft, &documents)).await;
    let shown = Draft { hall: &hall, who: "supervisor", id: draft }.read().await;
    let absences = operations.iter_mut().filter_map(|one| one.get_mut("cover_absence"));
    for away in absences.filter_map(Value::as_object_mut) {
        // Why somebody is away is not for the supervisor to read.
        away.remove("absence");
    }
    let shown: Vec<&Value> =
        shown["operations"].as_array().unwrap().iter().map(|one| &one["operation"]).collect();
    assert_eq!(shown, operations.iter().collect::<Vec<_>>());
}

/// Every step of a routing.
fn trace() -> Value {
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

#[actix_web::test]
async fn the_routing_of_a_request_is_explained_by_the_steps_that_were_stored() {
    let hall = Hall::open().await;
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    let trace = trace();
    let hall = upgraded(hall, |connection| {
        let id = RequestId(request.parse().unwrap());
        let held = request_assignments::table.filter(request_assignments::request_id.eq(id));
        let written = request_assignments::trace.eq(StoredJson(trace.clone()));
        assert_eq!(diesel::update(held).set(written).execute(connection).unwrap(), 1);
    })
    .await;
    let uri = format!("/requests/{request}/routing");
    let shown = hall.get("G1-leader", &uri).expect(200).await.json();
    let held = &shown["items"][0];
    assert_eq!((&held["trace"], &held["somebody_unavailable"]), (&trace, &json!(true)));
}

/// What was kept of a preview.
fn kept(revision: i64, problems: &[Value]) -> Value {
    json!({
        "revision": revision, "size": { "requests": 0, "units": 1, "households": 48 },
        "needs_approval": false, "problems": problems,
    })
}

#[actix_web::test]
async fn what_was_previewed_before_is_approved_and_applied() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "先前预览" } })).await;
    draft.preview().await;
    let id = draft.id;
    let preview = stored(&kept(hall.town.db.atlas().revision(), &[]));
    let documents = Documents { preview, ..KEPT };
    let hall = upgraded(hall, |connection| rewrite(connection, &id, &documents)).await;
    let draft = Draft { hall: &hall, who: "supervisor", id };
    let shown = draft.read().await;
    assert_eq!(shown["state"], "previewed", "{shown}");
    let digest = json!({ "digest": shown["digest"] });
    let approved = draft.post_as("supervisor-N1", "/approve", digest).await.expect(200).await;
    assert_eq!(approved.json()["state"], "approved");
    assert_eq!(draft.apply().await["state"], "applied");
    clean(&hall).await;
}

/// A problem as it was stored.
fn problem(code: &str, pointer: &str, params: &Value) -> Value {
    json!({ "code": code, "pointer": pointer, "params": params })
}

#[actix_web::test]
async fn problems_that_were_stored_are_told_in_whole_sentences() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "先前预览" } })).await;
    draft.preview().await;
    let id = draft.id;
    let full = problem(
        "grid_not_empty",
        "/operations/0/retire_grid/grid",
        &json!({ "code": "G1", "children": 0, "building_groups": 1, "organizations": 2 }),
    );
    let large = problem(
        "approval_required",
        "",
        &json!({
            "units": 3, "households": 0, "limit_requests": 200, "limit_units": 2,
            "limit_households": 5000,
        }),
    );
    let documents = Documents {
        preview: stored(&kept(hall.town.db.atlas().revision(), slice::from_ref(&full))),
        stopped_by: stored(&json!([large, full])),
        ..KEPT
    };
    let hall = upgraded(hall, |connection| rewrite(connection, &id, &documents)).await;
    let draft = Draft { hall: &hall, who: "supervisor", id };
    let shown = draft.read().await;
    let told: Vec<&Value> =
        shown["stopped_by"].as_array().unwrap().iter().map(|problem| &problem["message"]).collect();
    assert_eq!(
        told,
        [
            "涉及 3 个单元 及相关的在办诉求，达到须由另一位督导同意的规模（200 件诉求、2 个单元或 5000 户）；\
             请在 /reassignments 起草，由他人批准后生效",
            "网格 G1 还有 1 个楼组、2 个单位，请先移走",
        ]
    );
    let digest = json!({ "digest": shown["digest"] });
    let refused = draft.post_as("supervisor-N1", "/approve", digest).await.expect(409).await;
    let refused = refused.code("grid_not_empty").at("/operations/0/retire_grid/grid");
    let message = refused.json()["errors"][0]["message"].clone();
    assert_eq!(message, "网格 G1 还有 1 个楼组、2 个单位，请先移走");
}

/// What undoing brings back: where a grid belongs, names, the grid of a building group, polygons,
/// who leads, who is away, rules, and whether a grid is there.
async fn world(hall: &Hall, [placed, ended]: [GridId; 2]) -> Value {
    let atlas = hall.town.db.atlas();
    let now = hall.town.now();
    let leads = |unit| {
        let mut chain = atlas.people().chain(unit, now);
        chain.find(|duty| duty.capacity == Capacity::Leader).map(|duty| duty.member)
    };
    let rules: Vec<&str> =
        atlas.rules().in_force(grid_id("G3"), now).map(|rule| rule.code.as_str()).collect();
    json!({
        "parent": atlas.tree().active(placed).unwrap().parent,
        "name": atlas.tree().active(grid_id("G1")).unwrap().name,
        "building_group": atlas.groups().grid_of(group_id("B1")),
        "polygons": [boundary(hall, "G1").await, boundary(hall, "G2").await],
        "leaders": [leads(Unit::Grid(grid_id("G1"))), leads(Unit::Grid(ended))],
        "away": atlas.people().is_absent(member_id("G2-leader"), now),
        "rules": rules,
        "is_there": atlas.tree().active(ended).is_some(),
    })
}

/// A grid without a polygon below N1, led by somebody without a duty.
async fn founded(hall: &Hall, code: &str) -> GridId {
    let create = json!({
        "code": code, "name": "未划界", "level": "grid", "parent": grid_id("N1"),
        "leader": member_id("idle"),
    });
    let draft = Draft::begun_by(hall, "supervisor", &json!({ "allow_gaps": true })).await;
    let made = draft.carry_out(json!({ "create_grid": create })).await;
    serde_json::from_value(made["operations"][0]["makes_grids"][0].clone()).unwrap()
}

#[actix_web::test]
async fn what_was_applied_before_is_undone_by_what_was_stored() {
    let hall = Hall::open().await;
    let [placed, ended] = [founded(&hall, "X").await, founded(&hall, "Y").await];
    hall.town.clock.advance(TimeDelta::hours(1));
    let before = world(&hall, [placed, ended]).await;
    let draft = Draft::begun_by(&hall, "supervisor", &json!({ "allow_gaps": true })).await;
    draft.add(json!({ "place_grid": { "grid": placed, "parent": grid_id("N2") } })).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    draft.add(json!({ "retire_grid": { "grid": ended } })).await;
    let group = json!({ "building_group": group_id("B1"), "grid": grid_id("G2") });
    draft.add(json!({ "move_building_group": group })).await;
    let west = polygon(&[[121.40, 30.90], [121.408, 30.90], [121.408, 30.91], [121.40, 30.91]]);
    let east = polygon(&[[121.408, 30.90], [121.42, 30.90], [121.42, 30.91], [121.408, 30.91]]);
    let drawn = json!([
        { "grid": grid_id("G1"), "geometry": west }, { "grid": grid_id("G2"), "geometry": east },
    ]);
    draft.add(json!({ "move_boundary": { "boundaries": drawn } })).await;
    let leader = duty(&hall, Unit::Grid(grid_id("G1")), "G1-leader");
    draft.add(json!({ "replace_holder": { "duty": leader.id, "by": member_id("idle") } })).await;
    let away = json!({ "member": member_id("G2-leader"), "absence": "sick" });
    draft.add(json!({ "cover_absence": away })).await;
    let profile =
        json!({ "name": "新规则", "grid": grid_id("G3"), "effect": { "first": "deputy" } });
    draft.carry_out(json!({ "set_rule": { "code": "R1", "profile": profile } })).await;
    assert_ne!(world(&hall, [placed, ended]).await, before);
    hall.town.clock.advance(TimeDelta::hours(1));
    let inverse = inverse(&hall, [placed, ended], &before);
    let documents = Documents { inverse: stored(&inverse), ..KEPT };
    let id = draft.id;
    let hall = upgraded(hall, |connection| rewrite(connection, &id, &documents)).await;
    let undoing = Draft { hall: &hall, who: "supervisor", id }.undo().await;
    let lost =
        json!([{ "kind": "address", "id": Uuid::from_u128(7), "because": "not_reversible" }]);
    assert_eq!(undoing.read().await["not_restored"], lost);
    let preview = undoing.preview().await;
    assert_eq!(preview["preview"]["problems"], json!([]), "{preview}");
    undoing.apply().await;
    assert_eq!(world(&hall, [placed, ended]).await, before);
}

/// What takes the change set back, with what it made of each thing, as it was stored.
fn inverse(hall: &Hall, [placed, ended]: [GridId; 2], before: &Value) -> Value {
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

#[actix_web::test]
async fn rules_zones_and_stays_are_read_as_they_were_stored() {
    let hall = Hall::open().await;
    let profile = json!({
        "code": "R1", "name": "规则", "grid": grid_id("G1"), "effect": { "first": "deputy" },
        "condition": { "category": "environment.noise" },
    });
    let rule = hall.post("supervisor", "/routing-rules", &profile).expect(201).await.json();
    let zone = json!({ "kind": "building_groups", "building_groups": [group_id("B1")] });
    let post = json!({
        "code": "P1", "name": "先锋岗", "duties": ["劝和"], "skills": ["law"], "places": 1,
        "zone": zone,
    });
    let post = hall.post("N1-leader", "/pioneer-posts", &post).expect(201).await.json();
    let moved: Instant = "2026-03-01T00:00:00.123456Z".parse().unwrap();
    let stays = json!([
        { "parent": grid_id("N2"), "from": "2026-02-01T00:00:00Z", "to": moved },
        { "parent": null, "from": moved, "to": "2026-03-01T00:00:01Z" },
        { "parent": grid_id("N1"), "from": "2026-03-01T00:00:01Z", "to": null },
    ]);
    let time = json!({ "daily": { "from": "22:00", "to": "24:00" } });
    let effect = effect();
    let hall = upgraded(hall, |connection| {
        let stays = grids::stays.eq(StoredJson(stays));
        let of = grids::table.find(grid_id("G1"));
        assert_eq!(diesel::update(of).set(stays).execute(connection).unwrap(), 1);
        let documents = (
            routing_rules::time.eq(Some(StoredJson(time.clone()))),
            routing_rules::effect.eq(StoredJson(effect.clone())),
        );
        let of = routing_rules::table.filter(routing_rules::code.eq("R1"));
        assert_eq!(diesel::update(of).set(documents).execute(connection).unwrap(), 1);
        let documents = (
            pioneer_posts::duties.eq(StoredJson(json!(["上门劝和", "巡楼"]))),
            pioneer_posts::skills.eq(StoredJson(json!(["law", "mediation"]))),
            pioneer_posts::building_groups.eq(Some(StoredJson(json!([group_id("B1")])))),
        );
        let of = pioneer_posts::table.filter(pioneer_posts::code.eq("P1"));
        assert_eq!(diesel::update(of).set(documents).execute(connection).unwrap(), 1);
    })
    .await;
    let uri = format!("/routing-rules/{}", rule["id"].as_str().unwrap());
    let shown = hall.get("supervisor", &uri).expect(200).await.json();
    assert_eq!((&shown["condition"]["time"], &shown["effect"]), (&time, &effect));
    let uri = format!("/pioneer-posts/{}", post["id"].as_str().unwrap());
    let shown = hall.get("resident", &uri).expect(200).await.json();
    assert_eq!(
        [&shown["duties"], &shown["skills"], &shown["zone"]],
        [&json!(["上门劝和", "巡楼"]), &json!(["law", "mediation"]), &zone]
    );
    let atlas = hall.town.db.atlas();
    let grid = atlas.tree().get(grid_id("G1")).unwrap();
    let parents: Vec<Option<GridId>> = ["2026-02-15T00:00:00Z", "2026-03-01T00:00:00.5Z"]
        .map(|at| grid.stay_at(at.parse().unwrap()).unwrap().parent)
        .to_vec();
    assert_eq!(parents, [Some(grid_id("N2")), None]);
}
