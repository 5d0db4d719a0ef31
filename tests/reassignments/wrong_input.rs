//! What cannot be done, and the part of the map that is at fault.

use super::{Draft, duty};
use crate::support::hall::{Hall, group_id, polygon};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::unit::Unit;

fn split(line: Value, parts: usize) -> Value {
    let part = |index: usize| {
        if index == 0 { json!({}) } else { json!({ "code": format!("P{index}"), "name": "新" }) }
    };
    let parts: Vec<Value> = (0..parts).map(part).collect();
    json!({ "split_grid": { "grid": grid_id("G2"), "line": line, "parts": parts } })
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Value {
    polygon(&[[west, south], [east, south], [east, north], [west, north]])
}

#[actix_web::test]
async fn lines_that_do_not_split() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let cases = [
        ("line_does_not_cross", split(json!([[121.43, 30.895], [121.43, 30.915]]), 2)),
        ("line_ends_inside", split(json!([[121.415, 30.895], [121.415, 30.905]]), 2)),
        ("grid_too_small", split(json!([[121.410003, 30.895], [121.410003, 30.915]]), 2)),
        ("pieces_differ", split(json!([[121.415, 30.895], [121.415, 30.915]]), 3)),
    ];
    for (code, operation) in cases {
        let refused = draft.refuses(operation).await;
        assert_eq!(refused["code"], code);
        let error = &refused["errors"][0];
        assert!(
            error["pointer"].as_str().unwrap().starts_with("/operation/split_grid/"),
            "{error}"
        );
        assert!(error["params"]["geometry"]["type"].is_string(), "{error}");
    }
    assert_eq!(draft.read().await["operations"], json!([]), "nothing of it was kept");
}

#[actix_web::test]
async fn a_line_across_a_hole() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let mut ring = rectangle(121.43, 30.90, 121.44, 30.91);
    ring["coordinates"]
        .as_array_mut()
        .unwrap()
        .push(rectangle(121.434, 30.904, 121.436, 30.906)["coordinates"][0].clone());
    let boundary = json!({ "boundaries": [{ "grid": grid_id("G4"), "geometry": ring }] });
    draft.add(json!({ "move_boundary": boundary })).await;
    let line = json!([[121.435, 30.895], [121.435, 30.915]]);
    let parts = json!([{}, { "code": "P1", "name": "新" }]);
    let refused = draft
        .refuses(json!({ "split_grid": { "grid": grid_id("G4"), "line": line, "parts": parts } }))
        .await;
    assert_eq!(
        (&refused["code"], &refused["errors"][0]["params"]["geometry"]["type"]),
        (&json!("line_crosses_hole"), &json!("Polygon"))
    );
}

#[actix_web::test]
async fn parts_that_do_not_tile() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let parts = |a: Value, b: Value| {
        json!({ "split_grid": { "grid": grid_id("G2"),
        "parts": [{ "geometry": a }, { "code": "P1", "name": "新", "geometry": b }] } })
    };
    let west = rectangle(121.41, 30.90, 121.415, 30.91);
    let cases = [
        ("parts_leave_gap", parts(west.clone(), rectangle(121.416, 30.90, 121.42, 30.91))),
        ("parts_overlap", parts(west.clone(), rectangle(121.414, 30.90, 121.42, 30.91))),
        ("part_outside", parts(west.clone(), rectangle(121.415, 30.90, 121.421, 30.91))),
    ];
    for (code, operation) in cases {
        let refused = draft.refuses(operation).await;
        assert_eq!(refused["code"], code);
        assert_eq!(refused["errors"][0]["params"]["geometry"]["type"], "Polygon", "{refused}");
        assert!(refused["errors"][0]["params"]["area_m2"].as_f64().unwrap() > 1000.0);
    }
    let both = json!({ "split_grid": { "grid": grid_id("G2"), "line": [[121.415, 30.895], [121.415, 30.915]],
        "parts": [{ "geometry": west }, { "code": "P1", "name": "新" }] } });
    assert_eq!(draft.refuses(both).await["code"], "split_by_line_or_polygons");
}

#[actix_web::test]
async fn what_a_split_must_be_told() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let line = json!([[121.405, 30.895], [121.405, 30.915]]);
    let of = |parts: Value| json!({ "split_grid": { "grid": grid_id("G1"), "line": line, "parts": parts } });
    let asked = draft.refuses(of(json!([{}, { "code": "P1", "name": "新" }]))).await;
    assert_eq!(
        (&asked["code"], &asked["errors"][0]["params"]["code"]),
        (&json!("group_needs_part"), &json!("B1"))
    );
    let unnamed = draft.refuses(of(json!([{}, { "code": "P1" }]))).await;
    assert_eq!(
        (&unnamed["code"], &unnamed["errors"][0]["pointer"]),
        (&json!("required"), &json!("/operation/split_grid/parts/1/name"))
    );
    let mut taken = of(json!([{}, { "code": "G3", "name": "新" }]));
    taken["split_grid"]["building_groups"] =
        json!([{ "building_group": group_id("B1"), "part": 0 }]);
    assert_eq!(draft.refuses(taken.clone()).await["code"], "code_in_use");
    let named = taken["split_grid"]["building_groups"][0].clone();
    taken["split_grid"]["building_groups"] = json!([named.clone(), named]);
    taken["split_grid"]["parts"][1]["code"] = json!("P1");
    let twice = draft.refuses(taken).await;
    assert_eq!(
        (&twice["code"], &twice["errors"][0]["pointer"]),
        (&json!("out_of_range"), &json!("/operation/split_grid/building_groups"))
    );
    let cut = json!({ "split_grid": { "grid": grid_id("N1"), "line": [[121.405, 30.895], [121.405, 30.925]],
        "parts": [{}, { "code": "P1", "name": "新" }] } });
    let cut = draft.refuses(cut).await;
    assert_eq!(
        (&cut["code"], &cut["errors"][0]["params"]["code"]),
        (&json!("split_cuts_grid"), &json!("G1"))
    );
    assert_eq!(cut["errors"][0]["pointer"], "/operation/split_grid/line");
    let (west, east) =
        (rectangle(121.40, 30.90, 121.405, 30.92), rectangle(121.405, 30.90, 121.42, 30.92));
    let drawn = json!([{ "geometry": west }, { "code": "P1", "name": "新", "geometry": east }]);
    let drawn =
        draft.refuses(json!({ "split_grid": { "grid": grid_id("N1"), "parts": drawn } })).await;
    assert_eq!(
        (&drawn["code"], &drawn["errors"][0]["pointer"]),
        (&json!("split_cuts_grid"), &json!("/operation/split_grid/parts"))
    );
    let without = json!({ "create_grid": { "code": "G9", "name": "无边界", "level": "grid", "parent": grid_id("N1") } });
    let made = draft.add(without).await["operations"][0]["makes_grids"][0].clone();
    let bare = json!({ "split_grid": { "grid": made, "line": [[121.405, 30.895], [121.405, 30.925]], "parts": [{}, { "code": "P1", "name": "新" }] } });
    assert_eq!(draft.refuses(bare).await["code"], "grid_without_boundary");
}

#[actix_web::test]
async fn grids_that_do_not_merge() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let merge = |into: &str, other: &str| json!({ "merge_grids": { "into": grid_id(into), "grids": [grid_id(other)] } });
    assert_eq!(draft.refuses(merge("G1", "G3")).await["code"], "grids_not_siblings");
    assert_eq!(draft.refuses(merge("G1", "G1")).await["code"], "grid_twice");
    let far = json!({ "create_grid": { "code": "G9", "name": "北", "level": "grid", "parent": grid_id("N1"),
        "boundary": rectangle(121.412, 30.912, 121.418, 30.918) } });
    let made = draft.add(far).await["operations"][0]["makes_grids"][0].clone();
    let apart = json!({ "merge_grids": { "into": grid_id("G1"), "grids": [made] } });
    assert_eq!(draft.refuses(apart).await["code"], "grids_not_adjacent");
}

#[actix_web::test]
async fn successors_who_cannot() {
    let hall = Hall::open().await;
    let leader = duty(&hall, Unit::Grid(grid_id("G1")), "G1-leader").id;
    let away = json!({ "member": member_id("G2-deputy"), "kind": "leave", "to": hall.town.now() + TimeDelta::days(5) });
    hall.post("supervisor", "/absences", &away).expect(201).await;
    let draft = Draft::begin(&hall).await;
    let by = |member: Value| json!({ "replace_holder": { "duty": leader, "by": member } });
    assert_eq!(draft.refuses(by(json!(member_id("G2-deputy")))).await["code"], "successor_absent");
    assert_eq!(
        draft.refuses(by(json!(member_id("G1-leader")))).await["code"],
        "successor_is_holder"
    );
    assert_eq!(draft.refuses(by(json!(uuid::Uuid::now_v7()))).await["code"], "unknown_member");
    hall.post(
        "supervisor",
        &format!("/members/{}/deactivate", member_id("G4-deputy")),
        &json!({ "version": 1 }),
    )
    .expect(200)
    .await;
    assert_eq!(draft.refuses(by(json!(member_id("G4-deputy")))).await["code"], "member_inactive");
    let near = Draft::begun_by(&hall, "supervisor-N1", &json!({})).await;
    let outside = near.refuses(by(json!(member_id("G3-leader")))).await;
    assert_eq!(
        (&outside["code"], &outside["errors"][0]["pointer"]),
        (&json!("successor_out_of_scope"), &json!("/operation/replace_holder/by"))
    );
    let elsewhere = json!({ "hand_over_all": { "member": member_id("G1-leader"), "to": member_id("G2-leader"),
        "successors": [{ "unit": Unit::Grid(grid_id("G3")), "member": member_id("G2-leader") }] } });
    assert_eq!(draft.refuses(elsewhere).await["code"], "unit_not_held");
    assert_eq!(
        draft
            .refuses(json!({ "hand_over_all": { "member": member_id("B1-leader"), "to": member_id("B1-leader") } }))
            .await["code"],
        "successor_is_holder"
    );
    let nothing = json!({ "hand_over_all": { "member": member_id("supervisor"), "to": member_id("G2-leader") } });
    assert_eq!(draft.refuses(nothing).await["code"], "nothing_held");
}

#[actix_web::test]
async fn whoever_is_away_disabled_or_out_of_sight_takes_over_nowhere() {
    let hall = Hall::open().await;
    let until = hall.town.now() + TimeDelta::days(5);
    let away = json!({ "member": member_id("G2-deputy"), "kind": "leave", "to": until });
    hall.post("supervisor", "/absences", &away).expect(201).await;
    let gone = format!("/members/{}/deactivate", member_id("G4-deputy"));
    hall.post("supervisor", &gone, &json!({ "version": 1 })).expect(200).await;
    let [all, near] =
        [Draft::begin(&hall).await, Draft::begun_by(&hall, "supervisor-N1", &json!({})).await];
    for (who, draft, code) in [
        ("G2-deputy", &all, "successor_absent"),
        ("G4-deputy", &all, "member_inactive"),
        ("G3-leader", &near, "successor_out_of_scope"),
    ] {
        let (g1, member) = (Unit::Grid(grid_id("G1")), member_id(who));
        let line = json!([[121.415, 30.895], [121.415, 30.915]]);
        let parts = json!([{}, { "code": "P1", "name": "新", "leader": member }]);
        let square = rectangle(121.412, 30.912, 121.418, 30.918);
        let named = json!([{ "unit": g1, "member": member }]);
        let operations = [
            json!({ "assign_duty": { "unit": g1, "member": member, "capacity": "deputy", "rank": 1 } }),
            json!({ "hand_over_all": { "member": member_id("G1-leader"), "to": member } }),
            json!({ "hand_over_all": { "member": member_id("G1-leader"), "successors": named } }),
            json!({ "cover_absence": { "member": member_id("G1-leader"), "absence": "leave", "to": until, "by": member } }),
            json!({ "split_grid": { "grid": grid_id("G2"), "line": line, "parts": parts } }),
            json!({ "merge_grids": { "into": grid_id("G1"), "grids": [grid_id("G2")], "leader": member } }),
            json!({ "create_grid": { "code": "G9", "name": "北", "level": "grid", "parent": grid_id("N1"),
                "boundary": square, "leader": member } }),
        ];
        for operation in operations {
            let refused = draft.refuses(operation.clone()).await;
            assert_eq!(refused["code"], code, "{operation}: {refused}");
        }
    }
}

#[actix_web::test]
async fn a_name_that_is_too_long_is_refused_where_it_stands() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let renamed = |length: usize| {
        let name = "格".repeat(length);
        json!({ "rename_grid": { "grid": grid_id("G1"), "name": name } })
    };
    let refused = draft.refuses(renamed(61)).await;
    let error = &refused["errors"][0];
    assert_eq!(
        (&error["code"], &error["pointer"]),
        (&json!("too_long"), &json!("/operation/rename_grid/name"))
    );
    draft.add(renamed(60)).await;
}

#[actix_web::test]
async fn nothing_begins_or_ends_before_now() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let (g1, past) = (Unit::Grid(grid_id("G1")), hall.town.now() - TimeDelta::minutes(1));
    let leader = duty(&hall, g1, "G1-leader").id;
    let assign = json!({ "unit": g1, "member": member_id("idle"), "capacity": "deputy", "rank": 1, "from": past });
    let cover = json!({ "member": member_id("G1-leader"), "absence": "leave", "from": past });
    for (code, operation) in [
        ("begins_in_the_past", json!({ "assign_duty": assign })),
        ("begins_in_the_past", json!({ "cover_absence": cover })),
        ("ends_in_the_past", json!({ "end_duty": { "duty": leader, "at": past } })),
        (
            "ends_in_the_past",
            json!({ "replace_holder": { "duty": leader, "by": member_id("idle"), "at": past } }),
        ),
    ] {
        assert_eq!(draft.refuses(operation.clone()).await["code"], code, "{operation}");
    }
}

#[actix_web::test]
async fn dates_and_covers_that_make_no_sense() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let (past, later) =
        (hall.town.now() - TimeDelta::days(1), hall.town.now() + TimeDelta::days(1));
    let early = json!({ "assign_duty": { "unit": Unit::Grid(grid_id("G1")), "member": member_id("idle"), "capacity": "worker", "from": past } });
    assert_eq!(draft.refuses(early).await["code"], "begins_in_the_past");
    let cover = |more: Value| {
        let mut body = json!({ "member": member_id("G1-leader"), "absence": "leave" });
        more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
        json!({ "cover_absence": body })
    };
    assert_eq!(
        draft.refuses(cover(json!({ "by": member_id("idle") }))).await["code"],
        "cover_without_end"
    );
    assert_eq!(
        draft.refuses(cover(json!({ "from": later, "move_open": true }))).await["code"],
        "open_move_later"
    );
    let body = json!({ "effective_at": past });
    hall.post("supervisor", "/reassignments", &body)
        .expect(422)
        .await
        .code("effective_in_the_past");
    let rule = json!({ "set_rule": { "code": "R1" } });
    assert_eq!(draft.refuses(rule).await["code"], "rule_operation");
}

#[actix_web::test]
async fn the_last_duty_of_the_root_does_not_end() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let root = duty(&hall, Unit::Grid(grid_id("T")), "T-leader").id;
    draft.add(json!({ "end_duty": { "duty": root } })).await;
    let problems = draft.preview().await["preview"]["problems"].clone();
    assert_eq!(problems[0]["code"], "root_without_leader");
    let digest = draft.read().await["digest"].clone();
    draft
        .post_as("supervisor", "/apply", json!({ "digest": digest }))
        .await
        .expect(409)
        .await
        .code("root_without_leader");
}

#[actix_web::test]
async fn operations_that_are_not_there_and_bodies_that_are_wrong() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let missing = json!({ "operation": uuid::Uuid::now_v7() });
    draft
        .post_as("supervisor", "/operations/remove", missing)
        .await
        .expect(404)
        .await
        .code("unknown_step");
    let unknown = json!({ "operation": { "teleport": {} } });
    draft.post_as("supervisor", "/operations", unknown).await.expect(422).await;
    let stray =
        json!({ "operation": { "end_duty": { "duty": uuid::Uuid::now_v7(), "why": "x" } } });
    let refused = draft.post_as("supervisor", "/operations", stray).await.expect(422).await.json();
    assert!(
        refused["errors"][0]["pointer"].as_str().unwrap().starts_with("/operation/end_duty"),
        "{refused}"
    );
    let unversioned = hall.post("supervisor", &draft.uri("/preview"), &json!({}));
    unversioned.expect(428).await;
    let stale = hall.post("supervisor", &draft.uri("/discard"), &json!({ "version": 9 }));
    stale.expect(412).await.code("stale_version");
    for _ in 0..200 {
        draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    }
    let more =
        draft.refuses(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    assert_eq!(more["code"], "reassignment_too_long");
}
