//! 收回: whoever made the last step takes it back while nobody has acted on it.

use crate::support::desk::{Desk, noise, resolved, secret, verdict};
use serde_json::{Value, json};
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::role::Role;

fn recall() -> Value {
    json!({ "action": "recall", "words": "点错了" })
}

#[actix_web::test]
async fn each_step_is_taken_back_by_whoever_made_it_with_its_clocks() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let deputy = desk.member("G1-deputy").await;
    let id = resident.sent(noise()).await;
    let before = leader.read(&id).await.json()["clocks"].clone();
    leader.act(&id, json!({ "action": "accept" })).await;
    desk.pass(chrono::TimeDelta::minutes(5)).await;
    deputy.moves(&id, recall()).await.code("move_not_possible");
    assert_eq!(leader.act(&id, recall()).await, "assigned");
    assert_eq!(leader.read(&id).await.json()["clocks"], before);
    leader.moves(&id, recall()).await.code("move_not_possible");
    deputy.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    deputy.moves(&id, recall()).await.code("move_not_possible");
    assert_eq!(leader.act(&id, recall()).await, "accepted");
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    assert_eq!(leader.act(&id, recall()).await, "in_progress");
    let open = leader.read(&id).await.json();
    assert_eq!(open["clocks"].get("resolved_at"), None);
    assert_eq!(open["next_owner"]["party"], "holder");
    let told = resident.read(&id).await.json();
    assert_eq!(told["notes"], json!([]), "what was taken back is no reply");
    let timeline = resident.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    assert_eq!(timeline.items().last().unwrap()["kind"], "recalled");
    assert!(!timeline.body.contains("点错了"), "why is for those who handle it");
}

#[actix_web::test]
async fn nothing_is_taken_back_once_somebody_has_acted_on_it() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    resident.act(&id, json!({ "action": "supplement", "words": "还有灯光" })).await;
    leader.moves(&id, recall()).await.code("move_not_possible");
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    resident.act(&id, verdict(true, "satisfied")).await;
    leader.moves(&id, recall()).await.code("move_not_possible");
}

#[actix_web::test]
async fn what_goes_on_again_goes_to_whoever_answers_for_it_now() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(noise()).await;
    reception.act(&id, json!({ "action": "void", "words": "误录" })).await;
    desk.pass(chrono::TimeDelta::hours(1)).await;
    let now = desk.town.now();
    let unit = wangge::domain::unit::Unit::Grid(crate::support::town::grid_id("G1"));
    let atlas = desk.town.db.atlas();
    let leads = |duty: &&Duty| duty.capacity == Capacity::Leader;
    let leader = atlas.people().chain(unit, now).find(leads).unwrap().id;
    desk.town
        .apply(vec![wangge::domain::atlas_edit::AtlasEdit::EndDuty { duty: leader, at: now }])
        .await
        .unwrap();
    let back = reception.moves(&id, recall()).await.json();
    let deputy = crate::support::town::member_id("G1-deputy");
    assert_eq!((&back["state"], &back["holder"]), (&json!("assigned"), &json!(deputy)));
}

#[actix_web::test]
async fn who_holds_what_they_reported_in_confidence_takes_nothing_back() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let leader = desk.member("G1-leader").await;
    let id = leader.sent(secret()).await;
    reception.offer(&id, "G3").await;
    let other = desk.member("G3-leader").await;
    other.act(&id, json!({ "action": "accept" })).await;
    other.moves(&id, recall()).await.code("move_not_possible");
}
