//! Moves that are not possible now, or no more.

use crate::support::desk::{Desk, noise, resolved};
use serde_json::json;

#[actix_web::test]
async fn a_wrong_state_is_409_with_the_moves_that_are_possible() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let reply = leader.moves(&id, resolved()).await.code("move_not_possible");
    assert_eq!(reply.status, 409);
    let params = reply.json()["errors"][0]["params"].clone();
    assert_eq!(
        (&params["state"]["value"], &params["action"]["value"]),
        (&json!("assigned"), &json!("resolve"))
    );
    assert_eq!(
        reply.detail(),
        "当前为“待签收”，不能“办结”；可以：签收、联系、转办、上报、退单、备注、进展、询问诉求人、指派、联合处置、更正"
    );
    let possible =
        leader.get(&format!("/api/v1/requests/{id}/transitions")).expect(200).await.items();
    let actions: Vec<_> = possible.iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "accept",
            "contact",
            "transfer",
            "escalate",
            "return",
            "note",
            "progress",
            "ask",
            "assign",
            "co_handle",
            "correct"
        ]
    );
    for action in actions {
        assert!(params["possible"].to_string().contains(action), "{params}");
    }
    let none = resident.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    assert_eq!(none.detail(), "当前为“待签收”，不能“开始办理”；可以：更正、补充、催单、撤回");
    resident.act(&id, json!({ "action": "withdraw" })).await;
    let none = resident.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    assert_eq!(none.detail(), "当前为“已撤回”，不能“开始办理”；目前没有可办的动作");
}

#[actix_web::test]
async fn a_stale_version_is_412_in_header_and_body() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let uri = format!("/api/v1/requests/{id}/transitions");
    leader.act(&id, json!({ "action": "accept" })).await;
    let start = json!({ "action": "start" });
    let stale = leader.post(&uri, &start).keyed().header("If-Match", "\"1\"").expect(412).await;
    assert_eq!(stale.code("stale_version").json()["errors"][0]["params"]["current"], 2);
    leader
        .post(&uri, &json!({ "action": "start", "version": 1 }))
        .keyed()
        .expect(412)
        .await
        .code("stale_version");
    let fresh = leader.post(&uri, &start).keyed().header("If-Match", "\"2\"").expect(200).await;
    assert_eq!(fresh.header("etag"), "\"3\"");
}

#[actix_web::test]
async fn for_strangers_there_is_nothing_to_move() {
    let desk = Desk::new().await;
    let (resident, stranger) =
        (desk.resident("13812341234").await, desk.resident("13812340000").await);
    let elsewhere = desk.member("G3-leader").await;
    let id = resident.sent(noise()).await;
    for person in [&stranger, &elsewhere, &desk.anonymous()] {
        person.moves(&id, json!({ "action": "accept", "version": 9 })).await.code("not_found");
    }
}
