//! 上退: what is given back to the platform above.

use super::{kinds, platform, reception, ticket};
use crate::support::desk::{Desk, noise, with};
use serde_json::{Value, json};
use wangge::domain::role::Role;

fn give_back(reason: &str) -> Value {
    json!({ "action": "return_upstream", "upstream_reason": reason, "words": "地点在邻镇，联系电话 13812341234" })
}

#[actix_web::test]
async fn the_desk_gives_it_back_with_a_reason_and_it_ends_here() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let leader = desk.member("G1-leader").await;
    let id = city.sent(ticket("1")).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    assert_eq!(reception.act(&id, give_back("not_our_town")).await, "void");
    assert!(!leader.listed("/api/v1/inbox").await.contains(&id));
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    let events =
        reception.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let last = events.last().unwrap();
    assert_eq!(
        (&last["kind"], &last["payload"]["reason"]),
        (&json!("returned_upstream"), &json!("not_our_town"))
    );
    assert!(
        last["payload"].to_string().find("13812341234").is_none(),
        "words are sealed, not in the event"
    );
    let notes = city.read(&id).await.json()["notes"].clone();
    assert_eq!(notes[0]["kind"], "return_words", "the platform reads why: {notes}");
}

#[actix_web::test]
async fn a_supervisor_gives_it_back_and_the_handlers_and_the_platform_do_not() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let (supervisor, leader) =
        (desk.appointed("super", Role::Supervisor, "T").await, desk.member("G1-leader").await);
    let id = city.sent(ticket("1")).await;
    for other in [&leader, &city] {
        other.moves(&id, give_back("insufficient")).await.code("move_not_possible");
    }
    supervisor.act(&id, give_back("court_or_discipline")).await;
    assert!(kinds(&supervisor, &id).await.ends_with(&["returned_upstream".to_owned()]));
}

#[actix_web::test]
async fn what_did_not_come_from_above_is_never_given_back() {
    let desk = Desk::new().await;
    let (resident, reception) = (desk.resident("13812341234").await, reception(&desk).await);
    let id = resident.sent(noise()).await;
    reception.moves(&id, give_back("not_our_duty")).await.code("move_not_possible");
}

#[actix_web::test]
async fn nor_what_is_done_already() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let id = city.sent(ticket("1")).await;
    super::handled(&desk.member("G1-leader").await, &id).await;
    reception.moves(&id, give_back("duplicate_upstream")).await.code("move_not_possible");
}

#[actix_web::test]
async fn a_reason_and_words_are_needed() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let id = city.sent(ticket("1")).await;
    let refused =
        reception.moves(&id, json!({ "action": "return_upstream" })).await.code("required");
    let named: Vec<String> = refused.errors().into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(named, ["/words", "/upstream_reason"]);
    reception.moves(&id, give_back("too_hard")).await.code("unknown_value").at("/upstream_reason");
}

#[actix_web::test]
async fn a_ticket_that_was_given_back_may_come_once_more() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let first = city.sent(ticket("20260302-1")).await;
    reception.act(&first, give_back("insufficient")).await;
    for (missing, words) in [(false, "夜里施工噪声"), (true, "夜里施工噪声，在3号楼旁")]
    {
        let again = city.submit(with(ticket("20260302-1"), json!({ "description": words }))).await;
        let id = again["id"].as_str().unwrap().to_owned();
        assert_eq!(
            (&again["state"], id == first),
            (&json!("assigned"), false),
            "somebody holds it"
        );
        if !missing {
            reception.act(&id, give_back("insufficient")).await;
        }
    }
    let found =
        city.listed("/api/v1/requests?external_system=sh12345&external_number=20260302-1").await;
    assert_eq!((found.len(), found.contains(&first)), (3, true), "those that were given back too");
    city.refused(409, ticket("20260302-1")).await.code("external_number_taken").at("/description");
}
