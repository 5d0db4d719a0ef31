//! 更正: a wrong place, category or urgency is mended, shown before it is made, and kept in the
//! timeline.

use crate::support::desk::{Desk, Person, noise, secret, with};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::slice;
use wangge::domain::role::Role;

/// A point in `G2`.
fn in_g2() -> Value {
    json!({ "lon": 121.415, "lat": 30.905 })
}

fn correct(fields: Value) -> Value {
    with(json!({ "action": "correct" }), fields)
}

async fn preview(person: &Person<'_>, id: &str, fields: Value) -> Value {
    let uri = format!("/api/v1/requests/{id}/correction-preview");
    person.post(&uri, &fields).expect(200).await.json()
}

async fn kinds(person: &Person<'_>, id: &str) -> Vec<String> {
    let timeline = person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    timeline.items().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_reporter_corrects_their_own_place_and_sees_before_who_gets_it() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let other = desk.member("G2-leader").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    let shown = preview(&resident, &id, json!({ "place": in_g2() })).await;
    assert_eq!(
        (&shown["applies"], &shown["unit_before"]["code"], &shown["unit_after"]["code"]),
        (&json!(true), &json!("G1"), &json!("G2"))
    );
    assert_eq!(leader.read(&id).await.json()["unit"]["code"], "G1", "nothing is stored");
    assert_eq!(resident.act(&id, correct(json!({ "place": in_g2() }))).await, "assigned");
    let read = other.read(&id).await.json();
    assert_eq!((&read["unit"]["code"], &read["place"]["grid_code"]), (&json!("G2"), &json!("G2")));
    assert_eq!(read["clocks"]["accept_due"], shown["clocks_after"]["accept_due"]);
    let kinds = kinds(&other, &id).await;
    assert_eq!(kinds[3..], ["corrected", "assigned"]);
    resident.moves(&id, correct(json!({ "place": in_g2() }))).await.code("correction_to_the_same");
    resident.moves(&id, correct(json!({}))).await.code("required").at("/place");
    let category = correct(json!({ "place": in_g2(), "category": "environment.garbage" }));
    resident.moves(&id, category).await.code("unknown_field").at("/category");
}

#[actix_web::test]
async fn a_handler_corrects_what_moves_nothing_and_proposes_the_rest_to_the_desk_which_adopts_it() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, correct(json!({ "category": "environment.noise.construction" }))).await;
    assert_eq!(leader.read(&id).await.json()["category"], "environment.noise.construction");
    let wrong = json!({ "place": in_g2(), "words": "实际在二号网格" });
    assert!(
        !preview(&leader, &id, json!({ "place": in_g2() })).await["applies"].as_bool().unwrap()
    );
    leader.act(&id, correct(wrong.clone())).await;
    let read = clerk.read(&id).await.json();
    assert_eq!((&read["unit"]["code"], &read["waiting"]), (&json!("G1"), &json!("corrections")));
    assert_eq!(read["correction"]["by_reporter"], false);
    let queue = "/api/v1/requests?whose=my_grids&queue=corrections";
    assert_eq!(clerk.listed(queue).await, slice::from_ref(&id));
    clerk.act(&id, json!({ "action": "decline", "words": "请再核实" })).await;
    assert!(clerk.listed(queue).await.is_empty());
    clerk.moves(&id, correct(json!({}))).await.code("correction_to_the_same");
    leader.act(&id, correct(wrong)).await;
    assert_eq!(clerk.act(&id, correct(json!({}))).await, "assigned", "the desk adopts it as it is");
    assert_eq!(clerk.read(&id).await.json()["unit"]["code"], "G2");
    assert_eq!(leader.read(&id).await.status, 200, "who had it keeps the timeline");
    let kinds = kinds(&clerk, &id).await;
    assert_eq!(
        kinds[2..],
        [
            "corrected",
            "correction_proposed",
            "correction_declined",
            "correction_proposed",
            "corrected",
            "assigned"
        ]
    );
}

#[actix_web::test]
async fn an_address_that_nobody_finds_is_proposed_and_the_old_one_stays_in_the_timeline() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let place =
        json!({ "place": { "lon": 121.405, "lat": 30.905, "address": "西门边上第三棵树" } });
    let id = resident.sent(with(noise(), place)).await;
    let nowhere = json!({ "place": { "address": "老粮站后面" } });
    resident.act(&id, correct(nowhere.clone())).await;
    assert_eq!(clerk.read(&id).await.json()["correction"]["address"], "老粮站后面");
    clerk.moves(&id, correct(nowhere)).await.code("address_not_found").at("/place/address");
    let found = json!({ "place": { "address": "老粮站后面", "grid_code": "G2" } });
    assert_eq!(clerk.act(&id, correct(found)).await, "assigned");
    let read = clerk.read(&id).await.json();
    assert_eq!((&read["address"], &read["unit"]["code"]), (&json!("老粮站后面"), &json!("G2")));
    let timeline = clerk.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let replaced = timeline.iter().find(|entry| entry["kind"] == "address_replaced").unwrap();
    assert_eq!(replaced["note"], "西门边上第三棵树");
}

#[actix_web::test]
async fn the_desk_places_what_nobody_could_place_by_correcting_it() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G2-leader").await);
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let id = resident.sent(with(noise(), json!({ "place": { "address": "老粮站后面" } }))).await;
    assert_eq!(clerk.read(&id).await.json()["waiting"], "unplaced");
    let shown = preview(&clerk, &id, json!({ "place": in_g2() })).await;
    assert_eq!(shown["unit_after"]["code"], "G2");
    clerk.act(&id, correct(json!({ "place": in_g2() }))).await;
    assert!(leader.listed("/api/v1/inbox").await.contains(&id));
}

#[actix_web::test]
async fn urgency_is_raised_by_the_holder_and_lowered_by_the_desk_but_never_of_a_report() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, correct(json!({ "urgency": "urgent" }))).await;
    assert_eq!(leader.read(&id).await.json()["urgency"], "urgent");
    let lower = correct(json!({ "urgency": "normal" }));
    leader.moves(&id, lower.clone()).await.code("urgency_lowered_by_desk").at("/urgency");
    clerk.act(&id, lower.clone()).await;
    let report = with(secret(), json!({ "kind": "report" }));
    let report = resident.sent(report).await;
    clerk.act(&report, correct(json!({ "urgency": "urgent" }))).await;
    clerk.moves(&report, lower).await.code("urgency_never_lowered").at("/urgency");
}

#[actix_web::test]
async fn of_a_confidential_request_the_desk_alone_corrects_and_it_stays_with_its_unit() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let id = resident.sent(secret()).await;
    clerk.dispatch(&id, "G1").await;
    for person in [&leader, &resident] {
        person.moves(&id, correct(json!({ "place": in_g2() }))).await.code("move_not_possible");
    }
    clerk.act(&id, correct(json!({ "place": in_g2() }))).await;
    assert_eq!(leader.read(&id).await.json()["unit"]["code"], "G1");
}

#[actix_web::test]
async fn a_category_that_is_confidential_takes_it_to_the_desk() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let id = resident.sent(noise()).await;
    let quarrel = correct(json!({ "category": "mediation" }));
    leader.act(&id, quarrel.clone()).await;
    assert_eq!(leader.read(&id).await.json()["confidential"], false, "only proposed");
    clerk.act(&id, quarrel).await;
    let read = clerk.read(&id).await.json();
    assert_eq!((&read["confidential"], &read["waiting"]), (&json!(true), &json!("to_dispatch")));
    leader
        .moves(&id, correct(json!({ "category": "nothing.known" })))
        .await
        .code("move_not_possible");
    clerk
        .moves(&id, correct(json!({ "category": "nothing.known" })))
        .await
        .code("unknown_category");
}

#[actix_web::test]
async fn what_waits_for_the_desk_is_in_one_of_its_queues_and_a_return_is_decided_first() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, correct(json!({ "place": in_g2() }))).await;
    let back = json!({
        "action": "return", "to": { "kind": "grid", "id": grid_id("G3") },
        "return_reason": "not_our_area", "words": "界址在河北侧",
    });
    assert_eq!(leader.act(&id, back).await, "returned");
    let queue = |name: &str| format!("/api/v1/requests?whose=my_grids&queue={name}");
    assert_eq!(clerk.listed(&queue("returns")).await, slice::from_ref(&id));
    assert!(clerk.listed(&queue("corrections")).await.is_empty());
    clerk.act(&id, json!({ "action": "review", "decision": "maintain", "words": "按图" })).await;
    assert!(clerk.listed(&queue("returns")).await.is_empty());
    assert_eq!(clerk.listed(&queue("corrections")).await, slice::from_ref(&id));
    let leading = resident.sent(noise()).await;
    clerk.act(&id, json!({ "action": "link", "leading": leading })).await;
    assert!(clerk.listed(&queue("corrections")).await.is_empty(), "it waits for the other");
}

#[actix_web::test]
async fn what_becomes_confidential_tells_from_then_on_neither_who_sent_it_nor_when() {
    let desk = Desk::new().await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G2-leader").await);
    desk.pass(TimeDelta::minutes(17)).await;
    let sent = resident.submit(noise()).await;
    let id = sent["id"].as_str().unwrap();
    resident.act(id, correct(json!({ "place": in_g2() }))).await;
    resident.act(id, correct(json!({ "place": { "address": "无名巷999号" } }))).await;
    clerk.act(id, correct(json!({ "category": "mediation" }))).await;
    clerk.dispatch(id, "G2").await;
    let read = leader.read(id).await.json();
    assert_eq!((&read["confidential"], &read["state"]), (&json!(true), &json!("accepted")));
    assert_eq!(read["received_at"], "2026-03-02T01:00:00Z", "of 09:17");
    assert_eq!(read["clocks"]["accept_due"].as_str().unwrap()[13..], *":00:00Z");
    let uri = format!("/api/v1/requests/{id}/timeline");
    let timeline = leader.get(&uri).expect(200).await.items();
    let by: Vec<_> = timeline.iter().map(|entry| (&entry["kind"], &entry["actor"])).collect();
    assert!(by[..5].iter().all(|(_, actor)| *actor == "reporter"), "{by:?}");
    assert_eq!(by[5].0, "corrected", "by the desk");
}

#[actix_web::test]
async fn an_urgency_about_a_named_person_is_never_lowered() {
    let desk = Desk::new().await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let about = json!({ "about_member": member_id("G1-leader") });
    let id = desk.resident("13812341234").await.sent(with(noise(), about)).await;
    clerk.act(&id, correct(json!({ "urgency": "urgent" }))).await;
    let lowered = clerk.moves(&id, correct(json!({ "urgency": "normal" }))).await;
    lowered.code("urgency_never_lowered").at("/urgency");
}

#[actix_web::test]
async fn what_a_handler_proposes_stands_beside_what_the_reporter_proposes_and_shows_who_would_get_it()
 {
    let desk = Desk::new().await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let place = json!({ "place": { "address": "无名巷999号" } });
    resident.act(&id, correct(place)).await;
    let category = json!({ "category": "housing.unlicensed" });
    let shown = preview(&leader, &id, category.clone()).await;
    assert_eq!(
        (&shown["applies"], &shown["unit_after"]["code"]),
        (&json!(false), &json!("N1")),
        "as the desk would adopt it"
    );
    leader.act(&id, correct(category)).await;
    let proposed = clerk.read(&id).await.json()["correction"].clone();
    assert_eq!(proposed["by_reporter"], true);
    assert_eq!(proposed["category"], "housing.unlicensed");
    assert_eq!(proposed["address"], "无名巷999号");
}
