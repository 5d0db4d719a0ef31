//! What the reporter says of the result, or does not say.

use crate::support::desk::{Desk, Person, noise, resolved, verdict};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::role::Role;

/// A request that its holder has answered.
async fn answered(resident: &Person<'_>, leader: &Person<'_>) -> String {
    let id = resident.sent(noise()).await;
    handled(leader, &id).await;
    id
}

async fn handled(holder: &Person<'_>, id: &str) {
    holder.act(id, json!({ "action": "accept" })).await;
    holder.act(id, json!({ "action": "start" })).await;
    holder.act(id, resolved()).await;
}

async fn timeline(person: &Person<'_>, id: &str) -> Vec<Value> {
    person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items()
}

#[actix_web::test]
async fn a_bad_verdict_gives_it_to_the_head_of_the_level_above() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let secretary = desk.member("N1-leader").await;
    for bad in [verdict(false, "neutral"), verdict(true, "dissatisfied")] {
        let id = answered(&resident, &leader).await;
        assert_eq!(resident.act(&id, bad).await, "reopened");
        assert!(secretary.listed("/api/v1/inbox").await.contains(&id));
        leader.moves(&id, json!({ "action": "accept" })).await.code("move_not_possible");
        let shown = resident.read(&id).await.json();
        assert_eq!(shown["unit"]["code"], "N1");
        assert_eq!(shown["clocks"]["second_due"], "2026-03-05T09:30:00Z", "three working days");
    }
}

#[actix_web::test]
async fn a_second_bad_verdict_is_a_hard_case() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let secretary = desk.member("N1-leader").await;
    let id = answered(&resident, &leader).await;
    resident.act(&id, verdict(false, "dissatisfied")).await;
    handled(&secretary, &id).await;
    assert_eq!(resident.act(&id, verdict(false, "dissatisfied")).await, "closed");
    assert_eq!(secretary.read(&id).await.json()["hard_case"], true);
    let events = timeline(&resident, &id).await;
    let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert!(kinds.ends_with(&["judged", "marked_hard_case", "closed"]), "{kinds:?}");
}

#[actix_web::test]
async fn seven_days_of_silence_close_it_and_not_one_hour_less() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = answered(&resident, &leader).await;
    desk.pass(TimeDelta::days(7) - TimeDelta::hours(1)).await;
    assert_eq!(resident.read(&id).await.json()["state"], "resolved");
    desk.pass(TimeDelta::hours(1)).await;
    assert_eq!(resident.read(&id).await.json()["state"], "closed");
    let events = timeline(&leader, &id).await;
    let last = events.last().unwrap();
    assert_eq!((&last["actor"], &last["payload"]["cause"]), (&json!("service"), &json!("silence")));
    resident.moves(&id, verdict(true, "satisfied")).await.code("move_not_possible");
}

#[actix_web::test]
async fn a_reopened_request_is_not_closed_by_the_silence_before() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let secretary = desk.member("N1-leader").await;
    let id = answered(&resident, &leader).await;
    desk.pass(TimeDelta::days(6)).await;
    resident.act(&id, verdict(false, "neutral")).await;
    handled(&secretary, &id).await;
    desk.pass(TimeDelta::days(2)).await;
    assert_eq!(resident.read(&id).await.json()["state"], "resolved", "the seven days begin anew");
    desk.pass(TimeDelta::days(5)).await;
    assert_eq!(resident.read(&id).await.json()["state"], "closed");
}

#[actix_web::test]
async fn the_desk_judges_by_calling_back_and_the_handlers_never_do() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let deputy = desk.member("G1-deputy").await;
    let id = answered(&resident, &leader).await;
    for handler in [&leader, &deputy] {
        handler.moves(&id, verdict(true, "satisfied")).await.code("move_not_possible");
    }
    assert_eq!(reception.act(&id, verdict(true, "mostly")).await, "closed");
    let events = timeline(&leader, &id).await;
    let judged = events.iter().find(|event| event["kind"] == "judged").unwrap();
    assert_eq!(judged["payload"]["source"], "callback");
}

#[actix_web::test]
async fn a_reporter_takes_it_back_until_it_is_answered() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    assert_eq!(
        resident.act(&id, json!({ "action": "withdraw", "words": "已经停工了" })).await,
        "withdrawn"
    );
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    assert!(!leader.listed("/api/v1/inbox").await.contains(&id));
    let id = answered(&resident, &leader).await;
    resident.moves(&id, json!({ "action": "withdraw" })).await.code("move_not_possible");
}
