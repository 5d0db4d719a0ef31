//! From acceptance to the answer: contact, work, result.

use crate::support::desk::{Desk, noise, resolved, verdict, with};
use chrono::TimeDelta;
use serde_json::{Value, json};

fn contact(outcome: &str) -> Value {
    json!({ "action": "contact", "contact_outcome": outcome })
}

#[actix_web::test]
async fn the_whole_life_of_a_request() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    assert_eq!(leader.act(&id, json!({ "action": "accept" })).await, "accepted");
    assert_eq!(
        leader.act(&id, with(contact("reached"), json!({ "words": "约定晚上到场" }))).await,
        "contacted"
    );
    assert_eq!(leader.act(&id, json!({ "action": "start" })).await, "in_progress");
    assert_eq!(leader.act(&id, resolved()).await, "resolved");
    assert_eq!(resident.act(&id, verdict(true, "satisfied")).await, "closed");
    let own = resident.read(&id).await.json();
    assert_eq!(
        own["notes"].as_array().unwrap().len(),
        1,
        "the answer; what was noted of the call is the staff's"
    );
    let timeline =
        resident.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let kinds: Vec<_> = timeline.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    let expected = ["submitted", "assigned", "accepted", "contact_attempted", "contact_settled"];
    assert_eq!(kinds[..5], expected);
    assert_eq!(kinds[5..], ["started", "resolved", "judged", "closed"]);
    assert!(timeline.iter().all(|event| event.get("actor").is_none()));
}

#[actix_web::test]
async fn each_outcome_of_a_contact() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let cases = [
        ("reached", "contacted", json!(true)),
        ("declined", "contacted", json!(false)),
        ("no_answer", "accepted", Value::Null),
        ("wrong_number", "accepted", Value::Null),
    ];
    for (outcome, state, reached) in cases {
        let id = resident.sent(noise()).await;
        leader.act(&id, json!({ "action": "accept" })).await;
        assert_eq!(leader.act(&id, contact(outcome)).await, state, "{outcome}");
        let clocks = leader.read(&id).await.json()["clocks"].clone();
        assert_eq!(
            clocks.get("contact_reached").cloned().unwrap_or_default(),
            reached,
            "{outcome}"
        );
    }
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    let refused = leader.moves(&id, contact("none_given")).await;
    refused.code("contact_number_given").at("/contact_outcome");
    let id = leader
        .sent(with(noise(), json!({ "channel": "proxy", "place": { "grid_code": "G1" } })))
        .await;
    leader.act(&id, json!({ "action": "accept" })).await;
    assert_eq!(leader.act(&id, contact("none_given")).await, "contacted");
}

#[actix_web::test]
async fn three_attempts_on_two_half_days_are_enough() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    assert_eq!(leader.act(&id, contact("no_answer")).await, "accepted");
    assert_eq!(leader.act(&id, contact("no_answer")).await, "accepted");
    assert_eq!(leader.act(&id, contact("wrong_number")).await, "accepted", "all in one morning");
    desk.pass(TimeDelta::hours(6)).await;
    assert_eq!(leader.act(&id, contact("no_answer")).await, "contacted");
    let clocks = leader.read(&id).await.json()["clocks"].clone();
    assert_eq!(clocks["contact_reached"], false, "counted apart from those who were reached");
    assert_eq!(leader.act(&id, contact("reached")).await, "contacted", "a later call is noted");
}

#[actix_web::test]
async fn nobody_calls_an_anonymous_reporter() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(with(noise(), json!({ "anonymous": true }))).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.moves(&id, contact("reached")).await.code("move_not_possible");
    assert_eq!(leader.act(&id, json!({ "action": "start" })).await, "in_progress");
    let seen = leader.read(&id).await.json();
    assert!(seen.get("contact_phone").is_none() && seen.get("contact_name").is_none());
}

#[actix_web::test]
async fn the_desk_relays_where_the_reporter_is_confidential() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", wangge::domain::role::Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(with(noise(), json!({ "confidential": true }))).await;
    reception.offer(&id, "G1").await;
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.moves(&id, contact("reached")).await.code("move_not_possible");
    assert_eq!(reception.act(&id, contact("reached")).await, "contacted");
    reception.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    assert_eq!(leader.act(&id, resolved()).await, "resolved");
}
