//! Documents that an earlier version stored (commit 0d0cc01, with the migrations up to 0018) are
//! read by the types of today, each in the form in which that version wrote it.

mod forms;

use super::columns;
use crate::reassignments::{Draft, boundary, clean, duty, send};
use crate::support::hall::{Hall, group_id, polygon};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use diesel::prelude::*;
use forms::{effect, inverse, kept, operations, problem, trace};
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
