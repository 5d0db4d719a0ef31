//! 派单: what the desk gives to a unit, whose desk it is then, and what it was told.

use crate::support::desk::{Desk, WAITING, resolved, secret, transfer, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

fn grid(code: &str) -> Unit {
    Unit::Grid(grid_id(code))
}

#[actix_web::test]
async fn where_nobody_answers_at_the_desk_the_root_can_be_given_it_and_handles_it() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let id = desk.resident("13812341234").await.sent(secret()).await;
    let head = desk.member("T-leader").await;
    head.act(&id, json!({ "action": "accept" })).await;
    head.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    reception.offer(&id, "T").await;
    assert!(reception.listed(WAITING).await.is_empty());
    reception.moves(&id, transfer(grid("T"))).await.code("offered_already").at("/to");
    head.act(&id, json!({ "action": "accept" })).await;
    reception.moves(&id, transfer(grid("T"))).await.code("transfer_to_same_unit").at("/to");
    assert_eq!(head.act(&id, json!({ "action": "start" })).await, "in_progress");
}

#[actix_web::test]
async fn a_proposal_ends_with_the_handling_that_it_was_about() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let leader = desk.member("G1-leader").await;
    let id = desk.resident("13812341234").await.sent(secret()).await;
    reception.offer(&id, "G1").await;
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, transfer(grid("G2"))).await;
    assert_eq!(reception.listed(WAITING).await, [id.as_str()]);
    leader.act(&id, json!({ "action": "start" })).await;
    assert_eq!(leader.act(&id, resolved()).await, "resolved");
    assert!(reception.listed(WAITING).await.is_empty());
}

#[actix_web::test]
async fn what_went_above_a_neighbourhood_is_no_more_for_the_desk_there() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let below = desk.appointed("below", Role::TownDesk, "N1").await;
    let id = desk.resident("13812341234").await.sent(secret()).await;
    assert_eq!(
        below.listed(WAITING).await,
        [id.as_str()],
        "by its place, while it lies with the desk"
    );
    reception.offer(&id, "T").await;
    let head = desk.member("T-leader").await;
    head.act(&id, json!({ "action": "accept" })).await;
    head.act(&id, transfer(grid("N1"))).await;
    assert_eq!(reception.listed(WAITING).await, [id.as_str()]);
    assert!(below.listed(WAITING).await.is_empty());
    let listed = below.get("/api/v1/requests?whose=my_grids").expect(200).await.items();
    assert_eq!((&listed[0]["id"], &listed[0]["waiting"]), (&json!(id), &Value::Null));
}

#[actix_web::test]
async fn a_refusal_that_tells_of_the_reporter_is_recorded_for_them() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let leader = desk.member("G1-leader").await;
    let id = leader.sent(secret()).await;
    let fields = async || {
        let records = leader.get("/api/v1/me/access-records").expect(200).await.items();
        records.iter().map(|record| record["fields"].clone()).collect::<Vec<Value>>()
    };
    reception.moves(&id, with(transfer(grid("G1")), json!({ "action": "accept" }))).await;
    assert!(fields().await.is_empty(), "another move than a transfer asks nobody");
    reception.moves(&id, transfer(grid("G1"))).await.code("dispatch_conflict").at("/to");
    assert_eq!(fields().await, [json!(["conflicts"])]);
}

#[actix_web::test]
async fn that_a_colleague_of_the_holder_sent_it_is_for_the_desk_to_weigh() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let id = desk.member("G1-deputy").await.sent(secret()).await;
    let uri = format!("/api/v1/requests/{id}/dispatch-candidates");
    let offered = reception.get(&uri).expect(200).await.json();
    assert_eq!(offered["conflicted"][0]["code"], "G1", "the desk is told");
    reception.offer(&id, "G1").await;
    let leader = desk.member("G1-leader").await;
    assert_eq!(leader.act(&id, json!({ "action": "accept" })).await, "accepted");
}

#[actix_web::test]
async fn what_is_about_the_head_of_a_town_without_a_desk_is_dispatched_by_who_holds_it() {
    let desk = Desk::new().await;
    let about = json!({ "about_member": member_id("T-leader") });
    let id = desk.resident("13812341234").await.sent(with(secret(), about)).await;
    let deputy = desk.member("T-deputy").await;
    assert_eq!(deputy.read(&id).await.json()["holder"], json!(member_id("T-deputy")));
    deputy.offer(&id, "G1").await;
    let leader = desk.member("G1-leader").await;
    assert_eq!(leader.act(&id, json!({ "action": "accept" })).await, "accepted");
    assert_eq!(desk.member("T-leader").await.read(&id).await.status, 404);
}
