//! From the draft to what became of it.

use super::{Draft, clean, duty, holder, send};
use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::json;
use wangge::domain::unit::Unit;
use wangge::jobs::run_due;

fn leader_of(hall: &Hall, grid: &str) -> wangge::domain::id::DutyId {
    duty(hall, Unit::Grid(grid_id(grid)), &format!("{grid}-leader")).id
}

#[actix_web::test]
async fn a_draft_does_nothing_and_a_key_sent_again_makes_nothing_twice() {
    let hall = Hall::open().await;
    let before = hall.town.db.atlas().revision();
    let drafted = hall
        .twice(
            "supervisor",
            "/reassignments",
            &json!({ "reason": "other", "note": "拆分前的准备" }),
            201,
        )
        .await
        .json();
    assert_eq!((&drafted["state"], &drafted["note"]), (&json!("draft"), &json!("拆分前的准备")));
    let id = drafted["id"].as_str().unwrap();
    let operation = json!({ "version": 1, "operation": { "rename_grid": { "grid": grid_id("G1"), "name": "改名" } } });
    let added = hall
        .twice("supervisor", &format!("/reassignments/{id}/operations"), &operation, 201)
        .await
        .json();
    assert_eq!(added["operations"].as_array().unwrap().len(), 1);
    assert_eq!(hall.town.db.atlas().revision(), before);
    let empty = Draft::begin(&hall).await;
    empty
        .post_as("supervisor", "/preview", json!({}))
        .await
        .expect(422)
        .await
        .code("reassignment_empty");
    let listed = hall.get("supervisor", "/reassignments?state=draft").expect(200).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    let gone = empty.post_as("supervisor", "/discard", json!({})).await.expect(200).await.json();
    assert_eq!((&gone["state"], &gone["possible"]), (&json!("discarded"), &json!([])));
    empty
        .post_as("supervisor", "/discard", json!({}))
        .await
        .expect(409)
        .await
        .code("reassignment_state");
}

#[actix_web::test]
async fn what_changed_since_the_preview_is_named_and_nothing_is_applied() {
    let hall = Hall::open().await;
    let earlier = Draft::begin(&hall).await;
    earlier
        .carry_out(json!({ "rename_grid": { "grid": grid_id("G3"), "name": "先前的改名" } }))
        .await;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "replace_holder": { "duty": leader_of(&hall, "G1"), "by": member_id("idle") } })).await;
    draft.preview().await;
    let other = Draft::begin(&hall).await;
    let deputy = duty(&hall, Unit::Grid(grid_id("G1")), "G1-deputy").id;
    other
        .carry_out(
            json!({ "end_duty": { "duty": leader_of(&hall, "G1"), "at": hall.town.now() + TimeDelta::days(9) } }),
        )
        .await;
    let elsewhere = Draft::begin(&hall).await;
    elsewhere
        .carry_out(json!({ "rename_grid": { "grid": grid_id("G4"), "name": "无关的改名" } }))
        .await;
    let digest = draft.read().await["digest"].clone();
    let refused = draft
        .post_as("supervisor", "/apply", json!({ "digest": digest }))
        .await
        .expect(409)
        .await
        .json();
    assert_eq!(refused["code"], "digest_differs");
    let since = refused["errors"][0]["params"]["since"].as_array().unwrap();
    assert!(since.contains(&json!(other.id)) && !since.contains(&json!(earlier.id)), "{refused}");
    let message = refused["errors"][0]["message"].as_str().unwrap();
    let applied = "其间的变动：北京时间 2026年3月2日 10:00 责任区调整、北京时间 2026年3月2日 10:00 责任区调整";
    assert!(message.ends_with(applied), "{message}");
    assert_eq!(draft.read().await["state"], "previewed");
    draft.preview().await;
    assert_eq!(draft.apply().await["state"], "applied");
    assert!(hall.town.db.atlas().people().duty(deputy).is_some());
    clean(&hall).await;
}

#[actix_web::test]
async fn requests_that_came_in_since_the_preview_do_not_stop_it() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "replace_holder": { "duty": leader_of(&hall, "G1"), "by": member_id("idle") } })).await;
    draft.preview().await;
    hall.town.clock.advance(TimeDelta::minutes(5));
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    assert_eq!(draft.apply().await["moved_requests"], 1);
    assert_eq!(holder(&hall, &request).await, "idle");
}

#[actix_web::test]
async fn from_some_size_on_a_second_person_agrees_and_never_the_author() {
    let hall = Hall::with_approval(wangge::domain::change_size::ChangeSize {
        requests: 2,
        units: 0,
        households: 0,
    })
    .await;
    for _ in 0..2 {
        send(&hall, json!({ "grid_code": "G1" })).await;
    }
    let direct = hall.post(
        "supervisor",
        &format!("/duties/{}/end", leader_of(&hall, "G1")),
        &json!({ "version": 1 }),
    );
    direct.expect(409).await.code("approval_required");
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "replace_holder": { "duty": leader_of(&hall, "G1"), "by": member_id("idle") } })).await;
    let previewed = draft.preview().await;
    assert_eq!(
        (&previewed["preview"]["needs_approval"], &previewed["possible"]),
        (&json!(true), &json!(["edit", "preview", "apply", "discard"]))
    );
    let digest = json!({ "digest": previewed["digest"] });
    draft
        .post_as("supervisor", "/apply", digest.clone())
        .await
        .expect(409)
        .await
        .code("approval_required");
    draft
        .post_as("supervisor", "/approve", digest.clone())
        .await
        .expect(403)
        .await
        .code("approver_is_author");
    let approved =
        draft.post_as("supervisor-N1", "/approve", digest).await.expect(200).await.json();
    assert_eq!(approved["state"], "approved");
    let applied = draft.apply().await;
    assert_eq!((&applied["state"], &applied["moved_requests"]), (&json!("applied"), &json!(2)));
}

#[actix_web::test]
async fn what_was_agreed_to_and_is_changed_must_be_agreed_to_again() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    let digest = json!({ "digest": draft.preview().await["digest"] });
    draft.post_as("supervisor-N1", "/approve", digest.clone()).await.expect(200).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G2"), "name": "乙" } })).await;
    let now = draft.read().await;
    assert_eq!(
        (&now["state"], now.get("approver"), now.get("digest")),
        (&json!("draft"), None, None)
    );
    draft.preview().await;
    let stale = draft.post_as("supervisor-N1", "/approve", digest).await.expect(409).await;
    stale.code("digest_differs");
}

#[actix_web::test]
async fn two_change_sets_that_wait_share_no_unit() {
    let hall = Hall::open().await;
    let (first, second) = (Draft::begin(&hall).await, Draft::begin(&hall).await);
    for draft in [&first, &second] {
        draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
        draft.preview().await;
    }
    let digest = first.read().await["digest"].clone();
    first.post_as("supervisor-N1", "/approve", json!({ "digest": digest })).await.expect(200).await;
    let digest = second.read().await["digest"].clone();
    let refused = second
        .post_as("supervisor", "/apply", json!({ "digest": digest }))
        .await
        .expect(409)
        .await
        .json();
    assert_eq!(refused["code"], "unit_in_another_set");
    let params = &refused["errors"][0]["params"];
    assert_eq!((&params["unit"], &params["reassignment"]), (&json!("G1"), &json!(first.id)));
    let message = refused["errors"][0]["message"].as_str().unwrap();
    assert!(
        message.contains("G1 已在另一项待生效的调整（北京时间 2026年3月2日 10:00 起草）"),
        "{message}"
    );
    first.post_as("supervisor", "/discard", json!({})).await.expect(200).await;
    second.apply().await;
}

#[actix_web::test]
async fn a_unit_of_a_scheduled_one_is_nobody_elses_until_then() {
    let hall = Hall::open().await;
    let at = hall.town.now() + TimeDelta::days(2);
    let rename = |name: &str| json!({ "rename_grid": { "grid": grid_id("G1"), "name": name } });
    let first = Draft::begun_by(&hall, "supervisor", &json!({ "effective_at": at })).await;
    first.add(rename("甲")).await;
    first.preview().await;
    first.apply().await;
    let second = Draft::begin(&hall).await;
    second.add(rename("乙")).await;
    let digest = json!({ "digest": second.preview().await["digest"] });
    second
        .post_as("supervisor", "/apply", digest)
        .await
        .expect(409)
        .await
        .code("unit_in_another_set");
    hall.town.clock.advance(TimeDelta::days(2));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    second.preview().await;
    assert_eq!(second.apply().await["state"], "applied");
}

#[actix_web::test]
async fn one_that_takes_effect_later_waits_for_its_time_and_is_applied_by_the_clock() {
    let hall = Hall::open().await;
    let at = hall.town.now() + TimeDelta::days(2);
    let draft = Draft::begun_by(
        &hall,
        "supervisor",
        &json!({ "effective_at": at, "reason": "person_joins" }),
    )
    .await;
    draft.add(json!({ "replace_holder": { "duty": leader_of(&hall, "G1"), "by": member_id("idle") } })).await;
    let preview = draft.preview().await;
    assert_eq!(preview["preview"]["at"], json!(at));
    assert_eq!(draft.apply().await["state"], "scheduled");
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    assert_eq!(holder(&hall, &request).await, "G1-leader");
    hall.town.clock.advance(TimeDelta::days(2));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    assert_eq!(draft.read().await["state"], "applied");
    assert_eq!(holder(&hall, &request).await, "idle");
    clean(&hall).await;
}

/// One that takes effect in two days, when it would do something else than was seen.
async fn scheduled_and_overtaken(hall: &Hall) -> Draft<'_> {
    let at = hall.town.now() + TimeDelta::days(2);
    let draft = Draft::begun_by(hall, "supervisor", &json!({ "effective_at": at })).await;
    draft
        .add(
            json!({ "replace_holder": { "duty": leader_of(hall, "G1"), "by": member_id("idle") } }),
        )
        .await;
    draft.preview().await;
    draft.apply().await;
    let end = format!("/duties/{}/end", leader_of(hall, "G1"));
    hall.post("supervisor", &end, &json!({ "version": 1, "at": at + TimeDelta::days(1) }))
        .expect(200)
        .await;
    draft
}

#[actix_web::test]
async fn one_whose_world_changed_meanwhile_stops_and_says_why() {
    let hall = Hall::open().await;
    let draft = scheduled_and_overtaken(&hall).await;
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    hall.town.clock.advance(TimeDelta::days(2));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    assert_eq!(holder(&hall, &request).await, "G1-leader", "nothing of it was done");
    let stopped = draft.read().await;
    assert_eq!(
        (&stopped["state"], &stopped["stopped_by"][0]["code"]),
        (&json!("stopped"), &json!("digest_differs"))
    );
    let listed = hall.get("supervisor", "/reassignments?state=stopped").expect(200).await.json();
    assert_eq!(listed["items"][0]["id"], json!(draft.id));
    draft.preview().await;
    assert_eq!(draft.apply().await["state"], "applied");
}

#[actix_web::test]
async fn one_that_was_looked_at_again_and_forgotten_stops_when_its_time_comes() {
    let hall = Hall::open().await;
    let draft = scheduled_and_overtaken(&hall).await;
    let seen = draft.post_as("supervisor-N1", "/preview", json!({})).await.expect(200).await.json();
    assert_eq!(seen["state"], "previewed");
    hall.town.clock.advance(TimeDelta::days(2));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    let stopped = draft.read().await;
    assert_eq!(
        (&stopped["state"], &stopped["stopped_by"][0]["code"]),
        (&json!("stopped"), &json!("not_scheduled_again"))
    );
}

#[actix_web::test]
async fn what_was_said_stays_said_whenever_the_change_set_takes_effect() {
    let hall = Hall::open().await;
    let at = hall.town.now() + TimeDelta::days(2);
    let draft = Draft::begun_by(&hall, "supervisor", &json!({ "effective_at": at })).await;
    let (duty, by) = (leader_of(&hall, "G1"), member_id("idle"));
    draft.add(json!({ "replace_holder": { "duty": duty, "by": by, "at": at } })).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G2"), "name": "甲" } })).await;
    let at_once = draft.post_as("supervisor", "/profile", json!({})).await.expect(200).await.json();
    assert_eq!(at_once["operations"][0]["operation"]["replace_holder"]["at"], json!(at));
}

#[actix_web::test]
async fn an_end_at_the_instant_of_effect_is_no_duty_without_end() {
    let hall = Hall::open().await;
    let at = hall.town.now() + TimeDelta::days(2);
    let draft = Draft::begin(&hall).await;
    let unit = Unit::Grid(grid_id("G1"));
    let until = json!({ "unit": unit, "member": member_id("idle"), "capacity": "deputy", "rank": 1, "to": at });
    draft.add(json!({ "assign_duty": until })).await;
    draft.post_as("supervisor", "/profile", json!({ "effective_at": at })).await.expect(200).await;
    assert_eq!(draft.preview().await["preview"]["problems"][0]["code"], "ends_before_it_begins");
}

#[actix_web::test]
async fn other_supervisors_see_what_lies_in_their_grids_alone() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    hall.get("supervisor-N1", &draft.uri("")).expect(404).await.code("not_found");
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    let seen = hall.get("supervisor-N1", &draft.uri("")).expect(200).await.json();
    assert_eq!(seen["possible"], json!(["edit", "preview", "discard"]));
    draft.add(json!({ "rename_grid": { "grid": grid_id("G3"), "name": "乙" } })).await;
    hall.get("supervisor-N1", &draft.uri("")).expect(404).await;
    let own = Draft::begun_by(&hall, "supervisor-N1", &json!({})).await;
    let beyond = json!({ "operation": { "rename_grid": { "grid": grid_id("G3"), "name": "丙" } } });
    own.post_as("supervisor-N1", "/operations", beyond).await.expect(404).await.code("not_found");
}

#[actix_web::test]
async fn what_a_single_route_did_is_a_change_set_too() {
    let hall = Hall::open().await;
    let end = format!("/duties/{}/end", leader_of(&hall, "G1"));
    hall.post("supervisor", &end, &json!({ "version": 1 })).expect(200).await;
    let listed = hall.get("supervisor", "/reassignments?origin=direct").expect(200).await.json();
    assert_eq!(
        (&listed["items"][0]["state"], &listed["items"][0]["grid"]),
        (&json!("applied"), &json!(grid_id("G1")))
    );
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let direct = Draft { hall: &hall, who: "supervisor", id };
    hall.town.clock.advance(TimeDelta::minutes(1));
    let undoing = direct.undo().await;
    undoing.preview().await;
    undoing.apply().await;
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    assert_eq!(holder(&hall, &request).await, "G1-leader");
}
