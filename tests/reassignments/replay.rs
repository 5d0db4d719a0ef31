//! What would have been: requests of the past, routed by the world that a change set would make.

use super::{Draft, duty, send};
use crate::support::hall::Hall;
use crate::support::request::Reply;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::routing::Excluded;
use wangge::domain::unit::Unit;

fn point(lon: f64, lat: f64) -> Value {
    json!({ "lon": lon, "lat": lat })
}

/// The east of `G1` as a grid of its own.
fn split() -> Value {
    json!({ "split_grid": {
        "grid": grid_id("G1"),
        "line": [[121.405, 30.895], [121.405, 30.915]],
        "parts": [{}, { "code": "G1E", "name": "G1 东", "leader": member_id("idle") }],
        "building_groups": [{ "building_group": crate::support::hall::group_id("B1"), "part": 1 }],
    }})
}

async fn replay(draft: &Draft<'_>, query: &str, status: u16) -> Reply {
    draft
        .hall
        .unkeyed(draft.who, &draft.uri(&format!("/replay{query}")), &json!({}))
        .expect(status)
        .await
}

/// The line of somebody in the answer: their unit, and how many they get before and afterwards.
fn line(replayed: &Value, code: &str) -> Value {
    let holders = replayed["holders"].as_array().unwrap().iter();
    let lines: Vec<&Value> = holders.filter(|holder| holder["member"]["code"] == code).collect();
    assert_eq!(lines.len(), 1, "{replayed}");
    json!([lines[0]["unit"]["code"], lines[0]["before"], lines[0]["after"]])
}

#[actix_web::test]
async fn a_split_that_is_only_drafted_tells_who_would_have_got_what() {
    let hall = Hall::open().await;
    for lon in [121.402, 121.408, 121.409] {
        send(&hall, point(lon, 30.905)).await;
    }
    send(&hall, point(121.415, 30.905)).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    let draft = Draft::begin(&hall).await;
    draft.add(split()).await;
    let (before, revision) = (draft.read().await, hall.town.db.atlas().revision());
    let replayed = replay(&draft, "", 200).await.json();
    assert_eq!(
        (&replayed["n"], &replayed["elsewhere"], &replayed["share"]),
        (&json!(4), &json!(2), &json!(0.5))
    );
    assert_eq!(line(&replayed, "G1-leader"), json!(["G1", 3, 1]));
    assert_eq!(line(&replayed, "idle"), json!(["G1E", 0, 2]));
    assert_eq!(line(&replayed, "G2-leader"), json!(["G2", 1, 1]));
    assert_eq!((&replayed["holder_count"], &replayed["excluded"]), (&json!(3), &json!({})));
    assert_eq!((draft.read().await, hall.town.db.atlas().revision()), (before, revision));
}

#[actix_web::test]
async fn a_building_group_goes_with_its_grid_and_a_grid_that_ends_leaves_its_requests_to_the_one_above()
 {
    let hall = Hall::open().await;
    let groups = format!("/building-groups/{}/addresses", crate::support::hall::group_id("B1"));
    let address = json!({ "text": "幸福路1弄1号", "lon": 121.405, "lat": 30.905 });
    let address = hall.post("supervisor", &groups, &address).expect(201).await.json()["id"].clone();
    send(&hall, json!({ "address_id": address })).await;
    send(&hall, json!({ "grid_code": "G1" })).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "merge_grids": { "into": grid_id("G2"), "grids": [grid_id("G1")] } })).await;
    let replayed = replay(&draft, "", 200).await.json();
    assert_eq!(line(&replayed, "G1-leader"), json!(["G1", 2, 0]));
    assert_eq!(line(&replayed, "G2-leader"), json!(["G2", 0, 1]));
    assert_eq!(line(&replayed, "N1-leader"), json!(["N1", 0, 1]));
}

#[actix_web::test]
async fn what_does_not_count_is_left_out_and_told() {
    let hall = Hall::open().await;
    send(&hall, json!({ "grid_code": "G1" })).await;
    hall.town.clock.advance(TimeDelta::days(400));
    let withdrawn = send(&hall, json!({ "grid_code": "G1" })).await;
    let body = json!({ "action": "withdraw", "version": 1 });
    hall.post("resident", &format!("/requests/{withdrawn}/transitions"), &body).expect(200).await;
    let secret = send(&hall, json!({ "grid_code": "G1" })).await.parse().unwrap();
    send(&hall, json!({ "grid_code": "G1" })).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    let draft = Draft::begin(&hall).await;
    let leader = duty(&hall, Unit::Grid(grid_id("G1")), "G1-leader").id;
    draft.add(json!({ "replace_holder": { "duty": leader, "by": member_id("idle") } })).await;
    let counted = |replayed: &Value| (replayed["n"].clone(), replayed["excluded"].clone());
    let last_year = replay(&draft, "", 200).await.json();
    assert_eq!(counted(&last_year), (json!(2), json!({ "withdrawn": 1 })));
    assert_eq!(line(&last_year, "idle"), json!(["G1", 0, 2]));
    let since = (hall.town.now() - TimeDelta::days(500)).to_rfc3339().replace('+', "%2B");
    assert_eq!(counted(&replay(&draft, &format!("?since={since}"), 200).await.json()).0, 3);
    let excluded_people = Excluded {
        members: vec![member_id("supervisor")],
        units: Vec::new(),
        organizations: Vec::new(),
    };
    let keep = move |tx: &mut wangge::store::Tx<'_>| {
        tx.exclude_from(wangge::domain::id::RequestId(secret), &excluded_people)
    };
    hall.town.db.write(keep).await.unwrap();
    assert_eq!(
        counted(&replay(&draft, "", 200).await.json()),
        (json!(1), json!({ "withdrawn": 1 }))
    );
}

#[actix_web::test]
async fn who_must_not_get_a_request_would_not_have_got_it_either() {
    let hall = Hall::open().await;
    let request = send(&hall, json!({ "grid_code": "G1" })).await.parse().unwrap();
    let excluded_people =
        Excluded { members: vec![member_id("idle")], units: Vec::new(), organizations: Vec::new() };
    let keep = move |tx: &mut wangge::store::Tx<'_>| {
        tx.exclude_from(wangge::domain::id::RequestId(request), &excluded_people)
    };
    hall.town.db.write(keep).await.unwrap();
    hall.town.clock.advance(TimeDelta::hours(1));
    let draft = Draft::begin(&hall).await;
    let leader = duty(&hall, Unit::Grid(grid_id("G1")), "G1-leader").id;
    draft.add(json!({ "replace_holder": { "duty": leader, "by": member_id("idle") } })).await;
    let replayed = replay(&draft, "", 200).await.json();
    assert_eq!(line(&replayed, "N1-leader"), json!(["N1", 0, 1]));
}

#[actix_web::test]
async fn a_supervisor_counts_what_lies_in_their_own_grids() {
    let hall = Hall::open().await;
    send(&hall, json!({ "grid_code": "G1" })).await;
    send(&hall, json!({ "grid_code": "G3" })).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    let draft = Draft::begun_by(&hall, "supervisor-N1", &json!({})).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    let replayed = replay(&draft, "", 200).await.json();
    assert_eq!((&replayed["n"], &replayed["share"]), (&json!(1), &json!(0.0)));
    let theirs = Draft::begin(&hall).await;
    theirs.add(json!({ "rename_grid": { "grid": grid_id("G3"), "name": "丙" } })).await;
    hall.unkeyed("supervisor-N1", &theirs.uri("/replay"), &json!({}))
        .expect(404)
        .await
        .code("not_found");
}

#[actix_web::test]
async fn nothing_to_replay_and_times_that_cannot_be() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    replay(&draft, "", 422).await.code("reassignment_empty");
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    let nothing = replay(&draft, "", 200).await.json();
    assert_eq!((&nothing["n"], nothing.get("share")), (&json!(0), None));
    for days in [-1, 6 * 366] {
        let since = (hall.town.now() - TimeDelta::days(days)).to_rfc3339().replace('+', "%2B");
        replay(&draft, &format!("?since={since}"), 422).await.code("out_of_range").at("since");
    }
    draft.preview().await;
    draft.apply().await;
    replay(&draft, "", 409).await.code("reassignment_state");
    let unknown = format!("/reassignments/{}/replay", uuid::Uuid::now_v7());
    hall.unkeyed("supervisor", &unknown, &json!({})).expect(404).await.code("not_found");
}

#[actix_web::test]
async fn what_is_wrong_with_an_operation_by_now_is_told_where_it_is() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    draft
        .add(json!({ "move_building_group": {
            "building_group": crate::support::hall::group_id("B1"), "grid": grid_id("G2"),
        }}))
        .await;
    let other = Draft::begin(&hall).await;
    let group = crate::support::hall::group_id("B1");
    other
        .carry_out(
            json!({ "move_building_group": { "building_group": group, "grid": grid_id("G2") } }),
        )
        .await;
    let refused = hall.unkeyed("supervisor", &draft.uri("/replay"), &json!({})).send().await;
    refused.code("group_there_already").at("/operations/1/move_building_group/grid");
}

#[actix_web::test]
async fn it_is_replayed_in_the_version_that_was_read() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(split()).await;
    let version = draft.read().await["version"].as_i64().unwrap();
    let uri = draft.uri("/replay");
    let send = |body: Value| hall.unkeyed(draft.who, &uri, &body);
    send(json!({ "unexpected": 1 })).expect(422).await.code("unknown_field").at("/unexpected");
    send(json!({ "version": version - 1 })).expect(412).await.code("stale_version");
    send(json!({}))
        .header("If-Match", format!("\"{}\"", version - 1))
        .expect(412)
        .await
        .code("stale_version");
    send(json!({ "version": version }))
        .header("If-Match", format!("\"{version}\""))
        .expect(200)
        .await;
}
