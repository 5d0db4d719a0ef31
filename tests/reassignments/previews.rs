//! Looking again, and at what cost to those who write.

use super::{Draft, duty, send};
use crate::support::hall::Hall;
use crate::support::town::grid_id;
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::sync::mpsc::channel;
use tokio::sync::oneshot;
use wangge::domain::unit::Unit;

async fn renaming(hall: &Hall) -> Draft<'_> {
    let draft = Draft::begin(hall).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    draft
}

/// What a supervisor is shown, and what of it is kept.
fn kept(previewed: &Value) -> [&Value; 4] {
    ["version", "previewed_at", "digest", "state"].map(|part| &previewed[part])
}

#[actix_web::test]
async fn a_preview_tells_who_answers_now_and_later_what_they_have_and_who_is_told() {
    let hall = Hall::open().await;
    let g1 = Unit::Grid(grid_id("G1"));
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    let rule = json!({ "code": "R", "profile": {
        "name": "例", "grid": grid_id("G1"), "condition": {}, "effect": { "clocks": { "accept": { "working_hours": 2 } } },
    } });
    Draft::begin(&hall).await.carry_out(json!({ "set_rule": rule })).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let (draft, later) = (Draft::begin(&hall).await, hall.town.now() + TimeDelta::days(2));
    draft.add(json!({ "end_duty": { "duty": duty(&hall, g1, "G1-leader").id } })).await;
    draft
        .add(json!({ "end_duty": { "duty": duty(&hall, g1, "G1-deputy").id, "at": later } }))
        .await;
    let preview = draft.preview().await["preview"].clone();
    let chain = |index: usize| {
        let chain = &preview["chains"][index];
        let code = |when: &str| chain[when]["member"]["code"].clone();
        (chain["at"].clone(), code("before"), code("after"), chain["falls_back"].clone())
    };
    assert_eq!(
        chain(0),
        (preview["at"].clone(), json!("G1-leader"), json!("G1-deputy"), json!(false))
    );
    assert_eq!(chain(1), (json!(later), json!("G1-leader"), json!("N1-leader"), json!(true)));
    assert_eq!(preview["requests"][0]["id"], json!(request));
    assert!(preview["requests"][0]["minutes_left"].as_i64().unwrap() > 0, "{preview}");
    let loads = preview["loads"].as_array().unwrap();
    let open = |code: &str| {
        let load = loads.iter().find(|load| load["member"]["code"] == code).unwrap();
        [&load["before"], &load["after"]].map(|burden| burden["open_requests"].as_u64().unwrap())
    };
    assert_eq!((open("G1-leader"), open("G1-deputy")), ([1, 0], [0, 1]));
    assert_eq!(preview["rules"].as_array().unwrap().len(), 1);
    let told: Vec<&str> =
        preview["told"].as_array().unwrap().iter().filter_map(|one| one["code"].as_str()).collect();
    for code in ["G1-leader", "G1-deputy", "N1-leader"] {
        assert!(told.contains(&code), "{code}: {told:?}");
    }
}

#[actix_web::test]
async fn a_key_sent_again_looks_again() {
    let hall = Hall::open().await;
    let draft = renaming(&hall).await;
    hall.twice("supervisor", &draft.uri("/preview"), &json!({ "version": 2 }), 200).await;
    assert_eq!(draft.read().await["version"], 3);
}

#[actix_web::test]
async fn looking_again_changes_nothing_until_it_comes_to_something_else() {
    let hall = Hall::open().await;
    let draft = renaming(&hall).await;
    let first = draft.preview().await;
    hall.town.clock.advance(TimeDelta::minutes(5));
    send(&hall, json!({ "grid_code": "G1" })).await;
    let again =
        draft.post_as("supervisor-N1", "/preview", json!({})).await.expect(200).await.json();
    assert_eq!(kept(&again), kept(&first));
    let digest = json!({ "digest": again["digest"] });
    let approved =
        draft.post_as("supervisor-N1", "/approve", digest).await.expect(200).await.json();
    assert_eq!(kept(&draft.preview().await), kept(&approved));
    Draft::begin(&hall)
        .await
        .carry_out(json!({ "rename_grid": { "grid": grid_id("G4"), "name": "无关" } }))
        .await;
    let later = draft.preview().await;
    let version = approved["version"].as_i64().unwrap();
    assert_eq!((&later["version"], &later["state"]), (&json!(version + 1), &json!("approved")));
}

#[actix_web::test]
async fn whoever_looks_must_have_seen_the_change_set_as_it_is() {
    let hall = Hall::open().await;
    let draft = renaming(&hall).await;
    draft.preview().await;
    let stale =
        hall.post("supervisor", &draft.uri("/preview"), &json!({ "version": 2 })).expect(412).await;
    stale.code("stale_version");
}

#[actix_web::test]
async fn looking_again_does_not_wait_for_whoever_writes() {
    let hall = Hall::open().await;
    let draft = renaming(&hall).await;
    let first = draft.preview().await;
    let ((begun, has_begun), (end, may_end)) = (oneshot::channel(), channel::<()>());
    let (db, mut begun) = (hall.town.db.clone(), Some(begun));
    let writing = actix_web::rt::spawn(async move {
        let revision = db.revise(move |_| {
            begun.take().map(|begun| begun.send(()));
            Ok(may_end.recv().is_ok())
        });
        revision.await
    });
    has_begun.await.unwrap();
    assert_eq!(kept(&draft.preview().await), kept(&first));
    end.send(()).unwrap();
    assert!(writing.await.unwrap().unwrap(), "it was writing all the while");
}
