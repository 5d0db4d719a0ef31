//! Handing a request to another unit.

use crate::support::desk::{Desk, noise, resolved, verdict, with};
use crate::support::town::{grid_id, member_id};
use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::role::Role;
use wangge::store::schema::request_details;
use wangge::store::vault::Sealed;

fn transfer(to: &str, reason: &str) -> Value {
    json!({ "action": "transfer", "to": { "kind": "grid", "id": grid_id(to) }, "reason": reason })
}

#[actix_web::test]
async fn who_moves_it_out_of_their_sight_learns_only_that_it_is_gone() {
    let desk = Desk::new().await;
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let supervisor = desk.appointed("supervisor", Role::Supervisor, "T").await;
    let reception = desk.appointed("reception-N1", Role::TownDesk, "N1").await;
    let id = resident.sent(with(noise(), json!({ "place": { "grid_code": "G3" } }))).await;
    assert_eq!(reception.read(&id).await.status, 404);
    supervisor.act(&id, transfer("N1", "not_our_duty")).await;
    for action in [json!({ "action": "accept" }), json!({ "action": "start" }), resolved()] {
        secretary.act(&id, action).await;
    }
    // The second handling is the town's, and N1's desk reaches neither the town nor G3.
    let key = Uuid::now_v7().to_string();
    let uri = format!("/api/v1/requests/{id}/transitions");
    let judge = || {
        reception
            .post(&uri, &verdict(false, "dissatisfied"))
            .header("Idempotency-Key", &key)
            .expect(200)
    };
    for replayed in ["", "true"] {
        let gone = judge().await;
        assert_eq!((gone.json(), gone.header("etag")), (json!({}), ""));
        assert_eq!(gone.header("idempotent-replayed"), replayed);
    }
    assert_eq!(resident.read(&id).await.json()["state"], "reopened");
    assert_eq!(reception.read(&id).await.status, 404);
}

#[actix_web::test]
async fn a_superior_hands_it_down_to_another_grid_of_theirs() {
    let desk = Desk::new().await;
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let other = desk.member("G2-leader").await;
    let id = resident.sent(noise()).await;
    assert_eq!(secretary.act(&id, transfer("G2", "not_our_area")).await, "assigned");
    assert!(other.listed("/api/v1/inbox").await.contains(&id));
    assert_eq!(other.act(&id, json!({ "action": "accept" })).await, "accepted");
    let routing = resident.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await.items();
    let causes: Vec<_> = routing.iter().map(|held| held["cause"].as_str().unwrap()).collect();
    assert_eq!(causes, ["routing", "transfer"]);
    assert_eq!(routing[0]["until"], routing[1]["since"]);
}

#[actix_web::test]
async fn a_holder_hands_on_only_within_their_own_scope() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let refused = leader.moves(&id, transfer("G2", "nearer_unit")).await;
    refused.code("transfer_outside_scope").at("/to");
    let refused = leader.moves(&id, transfer("G1", "nearer_unit")).await;
    refused.code("transfer_to_same_unit").at("/to");
    let nowhere = json!({ "kind": "grid", "id": Uuid::now_v7() });
    let refused = leader
        .moves(&id, json!({ "action": "transfer", "to": nowhere, "reason": "nearer_unit" }))
        .await;
    refused.code("unknown_unit").at("/to");
}

#[actix_web::test]
async fn a_supervisor_hands_on_a_second_handling_too() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let supervisor = desk.appointed("supervisor", Role::Supervisor, "T").await;
    let secretary = desk.member("N1-leader").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, crate::support::desk::resolved()).await;
    resident.act(&id, crate::support::desk::verdict(false, "neutral")).await;
    secretary.moves(&id, transfer("G2", "not_our_duty")).await.code("move_not_possible");
    assert_eq!(supervisor.act(&id, transfer("N2", "not_our_duty")).await, "reopened");
    desk.takes_over(&id, "N2").await;
    let shown = supervisor.read(&id).await.json();
    assert_eq!(shown["holder"], member_id("N2-leader").to_string());
}

#[actix_web::test]
async fn whoever_hands_it_out_of_sight_learns_that_it_is_gone() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G3-leader").await);
    let supervisor = desk.appointed("supervisor", Role::Supervisor, "T").await;
    let id = resident.sent(noise()).await;
    supervisor.act(&id, transfer("G3", "not_our_area")).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    supervisor.act(&id, transfer("G1", "not_our_area")).await;
    desk.takes_over(&id, "G1").await;
    let seen = leader.read(&id).await.json();
    assert_eq!(seen["unit"]["code"], "G1", "a former holder keeps the timeline");
    assert!(seen.get("description").is_none() && seen.get("contact_phone").is_none());
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
}

#[actix_web::test]
async fn a_move_that_cannot_be_shown_stands_and_is_not_called_gone() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let uri = format!("/api/v1/requests/{id}/transitions");
    let accept = || {
        leader.post(&uri, &json!({ "action": "accept" })).header("Idempotency-Key", "accept-once")
    };
    let mut connection = desk.town.location().open_writer(false).unwrap();
    let description = request_details::description;
    let whole: Sealed =
        request_details::table.select(description).get_result(&mut connection).unwrap();
    let mut damage = |sealed: Sealed| {
        diesel::update(request_details::table)
            .set(description.eq(sealed))
            .execute(&mut connection)
            .unwrap()
    };
    damage(Sealed(vec![0; 48]));
    accept().expect(500).await.code("internal");
    damage(whole);
    let shown = accept().expect(200).await;
    assert_eq!(
        (shown.header("idempotent-replayed"), &shown.json()["state"]),
        ("true", &json!("accepted"))
    );
}
