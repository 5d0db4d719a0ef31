//! What a change set would do, and does, tells nothing of what its author may not know.

use super::{Draft, duty};
use crate::support::desk::{noise, with};
use crate::support::hall::{Hall, group_id};
use crate::support::submission::{anonymous, key};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::duty::Appointment;
use wangge::domain::id::AppointmentId;
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::domain::scope::Scope;
use wangge::domain::unit::Unit;
use wangge::jobs::run_due;
use wangge::service::reassignments::REPORT_ROWS_MAX;
use wangge::service::requests::submit::submit;

/// Somebody complains about noise in G1.
async fn send(hall: &Hall, who: &str, fields: Value) -> String {
    let sent = hall.post(who, "/requests", &with(noise(), fields)).expect(201).await.json();
    sent["id"].as_str().unwrap().to_owned()
}

/// Somebody complains in confidence, and the desk gives it to G1.
async fn secret(hall: &Hall, who: &str) -> String {
    let id = send(hall, who, json!({ "confidential": true })).await;
    let to = json!({ "kind": "grid", "id": grid_id("G1") });
    let uri = format!("/requests/{id}/transitions");
    hall.post("desk", &uri, &json!({ "action": "dispatch", "to": to })).expect(200).await;
    hall.post("G1-leader", &uri, &json!({ "action": "accept" })).expect(200).await;
    id
}

/// The supervisor is at the desk of the town, too.
async fn supervisor_at_the_desk(hall: &Hall) {
    let appointment = Appointment {
        id: AppointmentId(uuid::Uuid::now_v7()),
        member: member_id("supervisor"),
        role: Role::TownDesk,
        grid: grid_id("T"),
        organization: None,
        period: Period::since(hall.town.now()),
        version: 1,
    };
    hall.town.apply(vec![AtlasEdit::Appoint(appointment)]).await.unwrap();
    hall.town.clock.advance(TimeDelta::minutes(1));
}

/// The requests of which the desk was shown this, as their reporter reads.
async fn recorded(hall: &Hall, what: &str) -> Vec<String> {
    let records = hall.get("resident", "/me/access-records").expect(200).await.items();
    let shown =
        records.iter().filter(|one| one["fields"] == json!([what]) && one["role"] == "town_desk");
    shown.map(|one| one["request"].as_str().unwrap_or_default().to_owned()).collect()
}

fn replace(hall: &Hall, by: &str) -> Value {
    let leader = duty(hall, Unit::Grid(grid_id("G1")), "G1-leader").id;
    json!({ "replace_holder": { "duty": leader, "by": member_id(by) } })
}

#[actix_web::test]
async fn a_preview_is_the_same_whoever_complained_in_confidence() {
    let hall = Hall::open().await;
    send(&hall, "resident", json!({})).await;
    for who in ["G2-leader", "G3-deputy"] {
        secret(&hall, who).await;
    }
    for by in ["G2-leader", "G3-deputy", "G4-leader"] {
        let draft = Draft::begin(&hall).await;
        draft.add(replace(&hall, by)).await;
        let preview = draft.preview().await["preview"].clone();
        let after: Vec<&Value> = preview["requests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["after"]["member"]["id"])
            .collect();
        assert_eq!(after, [&json!(member_id(by))], "the one that is open alone");
        assert_eq!(
            (&preview["size"]["requests"], &preview["confidential_counted"]),
            (&json!(1), &json!(false))
        );
    }
}

#[actix_web::test]
async fn the_desk_counts_what_is_confidential_and_leaves_a_record() {
    let hall = Hall::open().await;
    let id = secret(&hall, "resident").await;
    supervisor_at_the_desk(&hall).await;
    let draft = Draft::begin(&hall).await;
    draft.add(replace(&hall, "G4-leader")).await;
    let preview = draft.preview().await["preview"].clone();
    assert_eq!(
        (&preview["requests"][0]["id"], &preview["confidential_counted"]),
        (&json!(id), &json!(true))
    );
    assert_eq!(recorded(&hall, "preview").await, [id]);
    let replayed =
        hall.unkeyed("supervisor", &draft.uri("/replay"), &json!({})).expect(200).await.json();
    assert_eq!((&replayed["n"], &replayed["confidential_counted"]), (&json!(1), &json!(true)));
}

#[actix_web::test]
async fn a_report_that_shows_the_desk_what_is_confidential_leaves_a_record_before_and_afterwards() {
    let hall = Hall::open().await;
    let (id, open) = (secret(&hall, "resident").await, send(&hall, "resident", json!({})).await);
    supervisor_at_the_desk(&hall).await;
    let draft = Draft::begin(&hall).await;
    draft.add(replace(&hall, "G4-leader")).await;
    draft.preview().await;
    let paper = async |who: &str| hall.get(who, &draft.uri("/report")).expect(200).await.body;
    let read = hall.get("supervisor", &format!("/requests/{id}")).expect(200).await.json();
    let number = read["number"].as_str().unwrap();
    assert!(paper("supervisor").await.contains(number));
    assert_eq!(recorded(&hall, "report").await, [id.as_str()], "what would pass now");
    draft.apply().await;
    assert!(paper("supervisor").await.contains(number));
    assert_eq!(
        recorded(&hall, "report").await,
        [id.as_str(), id.as_str()],
        "what did pass, but not {open}"
    );
    assert!(!paper("G4-leader").await.contains(number), "whoever took it over is no desk");
    assert_eq!(recorded(&hall, "report").await.len(), 2, "and was shown nothing");
}

#[actix_web::test]
async fn what_a_table_counts_and_does_not_list_leaves_no_record() {
    let hall = Hall::open().await;
    for _ in 0..REPORT_ROWS_MAX {
        submit(&hall.town.db, &hall.town.rulebook, Scope::anonymous(), key(), anonymous())
            .await
            .unwrap();
    }
    // The identifier of a confidential request tells its day: it comes after those of the day
    // before.
    hall.town.clock.advance(TimeDelta::days(1));
    let id = secret(&hall, "resident").await;
    supervisor_at_the_desk(&hall).await;
    let draft = Draft::begin(&hall).await;
    draft.add(replace(&hall, "G4-leader")).await;
    draft.preview().await;
    assert_eq!(
        recorded(&hall, "preview").await,
        [id.as_str()],
        "a preview lists more than a paper"
    );
    let page = hall.get("supervisor", &draft.uri("/report")).expect(200).await.body;
    assert!(page.contains("另有 1 项未列出。"), "{page}");
    assert!(recorded(&hall, "report").await.is_empty());
}

#[actix_web::test]
async fn what_one_author_counts_tells_nothing_to_another() {
    let hall = Hall::with_approval(ChangeSize { requests: 2, ..ChangeSize::default() }).await;
    send(&hall, "resident", json!({})).await;
    send(&hall, "resident", json!({ "about_member": member_id("supervisor-N1") })).await;
    let at = hall.town.now() + TimeDelta::days(2);
    let draft = Draft::begun_by(&hall, "supervisor-N1", &json!({ "effective_at": at })).await;
    draft.add(replace(&hall, "idle")).await;
    let own = draft.preview().await;
    assert_eq!(own["preview"]["needs_approval"], false);
    let others = draft.post_as("supervisor", "/preview", json!({})).await.expect(200).await.json();
    assert_eq!(
        (&others["preview"]["needs_approval"], &others["version"]),
        (&json!(true), &own["version"])
    );
    assert_eq!(draft.apply().await["state"], "scheduled");
    // Somebody else's figures would stop it, and say so.
    hall.town.clock.advance(TimeDelta::days(2));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    assert_eq!(draft.read().await["state"], "applied");
}

#[actix_web::test]
async fn borders_and_building_groups_move_around_what_is_confidential() {
    let hall = Hall::open().await;
    let id = secret(&hall, "resident").await;
    let split = json!({ "split_grid": {
        "grid": grid_id("G1"),
        "line": [[121.403, 30.895], [121.403, 30.915]],
        "parts": [{}, { "code": "G1E", "name": "G1 东", "leader": member_id("idle") }],
        "building_groups": [{ "building_group": group_id("B1"), "part": 1 }],
    }});
    let drafts = [
        json!({ "move_building_group": { "building_group": group_id("B1"), "grid": grid_id("G2") } }),
        split.clone(),
    ];
    for operation in drafts {
        let draft = Draft::begin(&hall).await;
        draft.add(operation).await;
        let preview = draft.preview().await["preview"].clone();
        assert_eq!((&preview["requests"], &preview["size"]["requests"]), (&json!([]), &json!(0)));
    }
    let applied = Draft::begin(&hall).await.carry_out(split).await;
    assert_eq!(applied["moved_requests"], 0, "{applied}");
    let seen = hall.get("N1-leader", &format!("/requests/{id}")).expect(200).await.json();
    assert_eq!((&seen["unit"]["code"], &seen["place"]["grid_code"]), (&json!("G1"), &json!("G1")));
}

#[actix_web::test]
async fn whether_a_second_person_must_agree_counts_what_the_author_may_see() {
    let hall = Hall::with_approval(ChangeSize { requests: 2, units: 0, households: 0 }).await;
    send(&hall, "resident", json!({})).await;
    secret(&hall, "resident").await;
    send(&hall, "resident", json!({ "about_member": member_id("supervisor") })).await;
    let draft = Draft::begin(&hall).await;
    draft.add(replace(&hall, "G4-leader")).await;
    let seen = draft.preview().await;
    assert_eq!(
        (&seen["preview"]["size"]["requests"], &seen["preview"]["needs_approval"]),
        (&json!(1), &json!(false))
    );
    let applied = draft.apply().await;
    assert_eq!(applied["moved_requests"], 1, "{applied}");
}
