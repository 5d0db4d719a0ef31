//! Several moves in one call: each for itself, the whole once.

use crate::support::desk::{Desk, noise};
use crate::support::request::Reply;
use serde_json::{Value, json};
use wangge::domain::role::Role;

const URI: &str = "/api/v1/requests/transitions";

fn statuses(reply: &Reply) -> Vec<u64> {
    reply.items().iter().map(|item| item["status"].as_u64().unwrap()).collect()
}

#[actix_web::test]
async fn each_is_made_for_itself_and_the_whole_once() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (one, two) = (resident.sent(noise()).await, resident.sent(noise()).await);
    let unknown = uuid::Uuid::now_v7();
    let items = json!({ "items": [
        { "request": one, "action": "accept" },
        { "request": two, "action": "resolve", "outcome": "solved", "reply": "已修好" },
        { "request": unknown, "action": "accept" },
        { "request": one, "action": "start" },
    ] });
    let send = |body: &Value| leader.post(URI, body).header("Idempotency-Key", "batch-0001");
    let first = send(&items).expect(200).await;
    assert_eq!(statuses(&first), [200, 409, 404, 422]);
    let answers = first.items();
    assert_eq!(
        (&answers[0]["summary"]["state"], &answers[0]["summary"]["next_owner"]["party"]),
        (&json!("accepted"), &json!("holder"))
    );
    let problem = |index: usize| {
        let problem = &answers[index]["problems"][0];
        (
            problem["code"].as_str().unwrap().to_owned(),
            problem["pointer"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(problem(1), ("move_not_possible".to_owned(), "/items/1".to_owned()));
    assert_eq!(problem(2), ("not_found".to_owned(), "/items/2".to_owned()));
    assert_eq!(problem(3), ("request_named_twice".to_owned(), "/items/3/request".to_owned()));
    leader.act(&two, json!({ "action": "accept" })).await;
    leader.act(&two, json!({ "action": "start" })).await;
    let again = send(&items).expect(200).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.json()["items"][1], first.json()["items"][1], "refused then, refused now");
    assert_eq!(statuses(&again), [200, 409, 404, 422]);
    assert_eq!(leader.read(&two).await.json()["state"], "in_progress");
    let other = json!({ "items": [{ "request": two, "action": "start" }] });
    send(&other).expect(422).await.code("idempotency_key_reused");
}

#[actix_web::test]
async fn each_takes_the_fields_of_its_move_and_the_version_that_was_seen() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let resident = desk.resident("13812341234").await;
    let (one, two) = (resident.sent(noise()).await, resident.sent(noise()).await);
    let items = json!({ "items": [
        { "request": one, "action": "void", "words": "误录", "version": 1 },
        { "request": two, "action": "void", "words": "误录", "version": 7 },
    ] });
    let answered = reception.post(URI, &items).keyed().expect(200).await;
    assert_eq!(statuses(&answered), [200, 412]);
    assert_eq!(answered.items()[1]["problems"][0]["code"], "stale_version");
    assert_eq!(resident.read(&two).await.json()["state"], "assigned");
}

#[actix_web::test]
async fn there_are_at_most_fifty() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let item = json!({ "request": uuid::Uuid::now_v7(), "action": "accept" });
    let many = json!({ "items": vec![item; 51] });
    leader.post(URI, &many).keyed().expect(422).await.code("too_many").at("/items");
    leader
        .post(URI, &json!({ "items": [] }))
        .keyed()
        .expect(422)
        .await
        .code("too_few")
        .at("/items");
}
