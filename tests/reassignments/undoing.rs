//! What was applied is taken back.

use super::{Draft, boundary, clean, duty, holder, send};
use crate::support::hall::{Hall, group_id, polygon};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::json;
use wangge::domain::unit::Unit;

#[actix_web::test]
async fn a_split_is_taken_back_with_border_groups_duties_and_requests() {
    let hall = Hall::open().await;
    let (before, request) =
        (boundary(&hall, "G1").await, send(&hall, json!({ "lon": 121.408, "lat": 30.905 })).await);
    let draft = Draft::begin(&hall).await;
    draft
        .carry_out(json!({ "split_grid": {
            "grid": grid_id("G1"), "line": [[121.405, 30.895], [121.405, 30.915]],
            "parts": [{ "name": "西" }, { "code": "G1E", "name": "东", "leader": member_id("idle") }],
            "building_groups": [{ "building_group": group_id("B1"), "part": 1 }],
        }}))
        .await;
    assert_eq!(holder(&hall, &request).await, "idle");
    hall.town.clock.advance(TimeDelta::minutes(10));
    let undoing = draft.undo().await;
    let shown = undoing.read().await;
    assert_eq!(
        (&shown["origin"], &shown["undoes"], shown.get("not_restored")),
        (&json!("undo"), &json!(draft.id), None)
    );
    let preview = undoing.preview().await;
    assert_eq!(preview["preview"]["problems"], json!([]), "{preview}");
    undoing.apply().await;
    assert_eq!(draft.read().await["state"], "undone");
    assert_eq!(boundary(&hall, "G1").await, before);
    assert_eq!(holder(&hall, &request).await, "G1-leader");
    let groups = hall
        .get("supervisor", &format!("/grids/{}/building-groups", grid_id("G1")))
        .expect(200)
        .await
        .json();
    assert_eq!(groups["items"][0]["code"], "B1");
    let again = draft.post_as("supervisor", "/undo", json!({})).await.expect(409).await;
    again.code("already_undone");
    clean(&hall).await;
}

#[actix_web::test]
async fn what_was_given_away_for_an_absence_goes_back_with_it() {
    let hall = Hall::open().await;
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    let draft = Draft::begin(&hall).await;
    let cover = json!({ "member": member_id("G1-leader"), "absence": "sick", "move_open": true });
    draft.carry_out(json!({ "cover_absence": cover })).await;
    assert_eq!(holder(&hall, &request).await, "G1-deputy");
    hall.town.clock.advance(TimeDelta::minutes(10));
    let undoing = draft.undo().await;
    assert_eq!(undoing.preview().await["preview"]["requests"][0]["id"], json!(request));
    undoing.apply().await;
    assert_eq!(holder(&hall, &request).await, "G1-leader");
    clean(&hall).await;
}

#[actix_web::test]
async fn a_request_that_was_touched_since_stays_and_is_listed_first() {
    let hall = Hall::open().await;
    let point = json!({ "lon": 121.409, "lat": 30.905 });
    let [touched, untouched] = [send(&hall, point.clone()).await, send(&hall, point).await];
    let west = polygon(&[[121.40, 30.90], [121.408, 30.90], [121.408, 30.91], [121.40, 30.91]]);
    let east = polygon(&[[121.408, 30.90], [121.42, 30.90], [121.42, 30.91], [121.408, 30.91]]);
    let both = json!([{ "grid": grid_id("G1"), "geometry": west }, { "grid": grid_id("G2"), "geometry": east }]);
    let draft = Draft::begin(&hall).await;
    draft.carry_out(json!({ "move_boundary": { "boundaries": both } })).await;
    let accept = format!("/requests/{touched}/transitions");
    hall.post("G2-leader", &accept, &json!({ "action": "accept" })).expect(200).await;
    hall.town.clock.advance(TimeDelta::minutes(10));
    let undoing = draft.undo().await;
    let lost = json!([{ "kind": "request", "id": touched, "because": "changed_since" }]);
    assert_eq!(undoing.read().await["not_restored"], lost);
    undoing.preview().await;
    undoing.apply().await;
    assert_eq!(holder(&hall, &touched).await, "G2-leader");
    assert_eq!(holder(&hall, &untouched).await, "G1-leader");
}

#[actix_web::test]
async fn what_is_not_undone_after_all_can_be_undone_later() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.carry_out(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    let first = draft.undo().await;
    first.post_as("supervisor", "/discard", json!({})).await.expect(200).await;
    let second = draft.undo().await;
    second.preview().await;
    second.apply().await;
    assert_eq!(draft.read().await["state"], "undone");
}

#[actix_web::test]
async fn a_grid_that_was_retired_is_there_again() {
    let hall = Hall::open().await;
    let request = send(&hall, json!({ "lon": 121.415, "lat": 30.905 })).await;
    let draft = Draft::begun_by(&hall, "supervisor", &json!({ "allow_gaps": true })).await;
    let applied = draft.carry_out(json!({ "retire_grid": { "grid": grid_id("G2") } })).await;
    assert_eq!(applied["moved_requests"], 1);
    assert_eq!(holder(&hall, &request).await, "N1-leader");
    hall.town.clock.advance(TimeDelta::minutes(10));
    let undoing = draft.undo().await;
    undoing.preview().await;
    undoing.apply().await;
    assert_eq!(holder(&hall, &request).await, "G2-leader");
    clean(&hall).await;
}

#[actix_web::test]
async fn a_merge_is_taken_back_and_the_grid_that_ended_is_there_again() {
    let hall = Hall::open().await;
    let before = [boundary(&hall, "G1").await, boundary(&hall, "G2").await];
    let draft = Draft::begin(&hall).await;
    draft
        .carry_out(json!({ "merge_grids": { "into": grid_id("G2"), "grids": [grid_id("G1")] } }))
        .await;
    let gone = hall.town.db.atlas().tree().active(grid_id("G1")).is_none();
    assert!(gone);
    hall.town.clock.advance(TimeDelta::days(1));
    let undoing = draft.undo().await;
    let preview = undoing.preview().await;
    assert_eq!(preview["preview"]["problems"], json!([]), "{preview}");
    undoing.apply().await;
    assert_eq!([boundary(&hall, "G1").await, boundary(&hall, "G2").await], before);
    let request = send(&hall, json!({ "lon": 121.405, "lat": 30.905 })).await;
    assert_eq!(holder(&hall, &request).await, "G1-leader");
    let atlas = hall.town.db.atlas();
    let stays: Vec<bool> = atlas
        .tree()
        .get(grid_id("G1"))
        .unwrap()
        .stays
        .iter()
        .map(|stay| stay.period.to.is_none())
        .collect();
    assert_eq!(stays, [false, true], "the day on which it was not there is known");
    clean(&hall).await;
}

#[actix_web::test]
async fn requests_that_somebody_has_touched_stay_where_they_are_worked_on() {
    let hall = Hall::open().await;
    let (touched, untouched) = (
        send(&hall, json!({ "lon": 121.408, "lat": 30.905 })).await,
        send(&hall, json!({ "lon": 121.4085, "lat": 30.905 })).await,
    );
    let west = crate::support::hall::polygon(&[
        [121.40, 30.90],
        [121.406, 30.90],
        [121.406, 30.91],
        [121.40, 30.91],
    ]);
    let east = crate::support::hall::polygon(&[
        [121.406, 30.90],
        [121.42, 30.90],
        [121.42, 30.91],
        [121.406, 30.91],
    ]);
    let draft = Draft::begin(&hall).await;
    draft
        .carry_out(json!({ "move_boundary": { "boundaries": [
        { "grid": grid_id("G1"), "geometry": west }, { "grid": grid_id("G2"), "geometry": east } ] } }))
        .await;
    hall.post(
        "G2-leader",
        &format!("/requests/{touched}/transitions"),
        &json!({ "action": "accept" }),
    )
    .expect(200)
    .await;
    let undoing = draft.undo().await;
    let preview = undoing.preview().await["preview"].clone();
    assert_eq!(
        preview["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|moved| &moved["id"])
            .collect::<Vec<_>>(),
        [&json!(untouched)]
    );
    undoing.apply().await;
    assert_eq!(
        (holder(&hall, &touched).await, holder(&hall, &untouched).await),
        ("G2-leader".into(), "G1-leader".into())
    );
    clean(&hall).await;
}

#[actix_web::test]
async fn what_cannot_be_restored_is_listed_first() {
    let hall = Hall::open().await;
    let leader = duty(&hall, Unit::Grid(grid_id("G1")), "G1-leader").id;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "临时名" } })).await;
    draft.carry_out(json!({ "hand_over_all": { "member": member_id("G1-leader"), "to": member_id("idle"), "deactivate": true } })).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let undoing = draft.undo().await;
    let lost = undoing.read().await["not_restored"].clone();
    let because: Vec<(&str, &str)> = lost
        .as_array()
        .unwrap()
        .iter()
        .map(|lost| (lost["kind"].as_str().unwrap(), lost["because"].as_str().unwrap()))
        .collect();
    assert!(
        because.contains(&("member", "not_reversible"))
            && because.contains(&("duty", "member_inactive")),
        "{lost}"
    );
    undoing.preview().await;
    undoing.apply().await;
    assert!(hall.town.db.atlas().people().duty(leader).is_some());
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    assert_eq!(
        holder(&hall, &request).await,
        "idle",
        "nothing is taken from the successor for nobody"
    );
    clean(&hall).await;
}

#[actix_web::test]
async fn an_undo_that_is_undone_leaves_things_as_they_were_between() {
    let hall = Hall::open().await;
    let merged = Draft::begin(&hall).await;
    merged
        .carry_out(json!({ "merge_grids": { "into": grid_id("G2"), "grids": [grid_id("G1")] } }))
        .await;
    let between = boundary(&hall, "G2").await;
    let mut last = merged.undo().await;
    for _ in 0..2 {
        hall.town.clock.advance(TimeDelta::hours(1));
        let preview = last.preview().await;
        assert_eq!(preview["preview"]["problems"], json!([]), "{preview}");
        last.apply().await;
        clean(&hall).await;
        hall.town.clock.advance(TimeDelta::hours(1));
        last = last.undo().await;
    }
    assert_eq!(boundary(&hall, "G2").await, between);
    assert!(hall.town.db.atlas().tree().active(grid_id("G1")).is_none());
}

#[actix_web::test]
async fn what_takes_back_is_looked_at_anew_and_cannot_be_edited() {
    let hall = Hall::open().await;
    let first = Draft::begin(&hall).await;
    first.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    first
        .carry_out(json!({ "move_building_group": { "building_group": group_id("B1"), "grid": grid_id("G2") } }))
        .await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let undoing = first.undo().await;
    let other = json!({ "operation": { "rename_grid": { "grid": grid_id("G2"), "name": "乙" } } });
    undoing
        .post_as("supervisor", "/operations", other)
        .await
        .expect(409)
        .await
        .code("steps_follow");
    Draft::begin(&hall)
        .await
        .carry_out(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "丙" } }))
        .await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let shown = undoing.read().await;
    let lost = json!([{ "kind": "grid", "id": grid_id("G1"), "because": "changed_since" }]);
    assert_eq!(shown["not_restored"], lost);
    undoing.preview().await;
    undoing.apply().await;
    let atlas = hall.town.db.atlas();
    assert_eq!(atlas.tree().get(grid_id("G1")).unwrap().name, "丙");
    assert_eq!(atlas.groups().grid_of(group_id("B1")), Some(grid_id("G1")));
}

#[actix_web::test]
async fn what_was_changed_since_is_left_as_it_is() {
    let hall = Hall::open().await;
    let group = group_id("B1");
    let first = Draft::begin(&hall).await;
    first
        .carry_out(
            json!({ "move_building_group": { "building_group": group, "grid": grid_id("G2") } }),
        )
        .await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let second = Draft::begin(&hall).await;
    second
        .carry_out(
            json!({ "move_building_group": { "building_group": group, "grid": grid_id("G3") } }),
        )
        .await;
    let refused = first.post_as("supervisor", "/undo", json!({})).await.expect(409).await;
    refused.code("nothing_to_undo");
    assert_eq!(hall.town.db.atlas().groups().grid_of(group), Some(grid_id("G3")));
}

#[actix_web::test]
async fn a_rule_that_was_retired_is_in_force_again_as_its_next_version() {
    let hall = Hall::open().await;
    let rule = json!({
        "code": "NOISE", "name": "噪声", "grid": grid_id("G1"), "condition": {},
        "effect": { "level": "neighborhood" },
    });
    let made = hall.post("supervisor", "/routing-rules", &rule).expect(201).await.json();
    hall.town.clock.advance(TimeDelta::minutes(1));
    let draft = Draft::begin(&hall).await;
    draft.carry_out(json!({ "set_rule": { "rule": made["id"] } })).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let undoing = draft.undo().await;
    undoing.preview().await;
    undoing.apply().await;
    let one = format!("/routing-rules/{}", made["id"].as_str().unwrap());
    let again = hall.get("supervisor", &one).expect(200).await.json();
    assert_eq!((&again["version"], again.get("to")), (&json!(3), None), "retired as the second");
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    assert_eq!(holder(&hall, &request).await, "N1-leader");
}
