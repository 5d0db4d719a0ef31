//! Personal data: masked, shown for a reason, and who looked.

use crate::support::desk::{Desk, noise, resolved, with};
use serde_json::{Value, json};

fn named() -> Value {
    with(noise(), json!({ "contact_name": "张三丰" }))
}

#[actix_web::test]
async fn the_holder_sees_the_phone_while_it_is_open_and_others_masks() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(named()).await;
    let seen = leader.read(&id).await.json();
    assert_eq!((&seen["contact_name"], &seen["contact_phone"]), (&json!("张三丰"), &json!("13812341234")));
    for code in ["G1-deputy", "N1-leader", "T-leader"] {
        let seen = desk.member(code).await.read(&id).await.json();
        assert_eq!((&seen["contact_name"], &seen["contact_phone"]), (&json!("张*"), &json!("138****1234")), "{code}");
        assert_eq!(seen["may_unmask"], true);
    }
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    assert_eq!(leader.read(&id).await.json()["contact_phone"], "138****1234", "answered");
}

#[actix_web::test]
async fn who_looked_and_why_is_for_the_reporter_to_read() {
    let desk = Desk::new().await;
    let (resident, secretary) = (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let id = resident.sent(named()).await;
    let uri = format!("/api/v1/requests/{id}/unmask");
    secretary.post(&uri, &json!({ "reason": " " })).keyed().expect(422).await.code("required").at("/reason");
    let reason = json!({ "reason": "核实反映人住址" });
    let call = || secretary.post(&uri, &reason).header("Idempotency-Key", "unmask-once");
    assert_eq!(call().expect(200).await.json()["contact_phone"], "13812341234");
    assert_eq!(call().expect(200).await.header("idempotent-replayed"), "true");
    let records = resident.get("/api/v1/me/access-records").expect(200).await.json();
    let records = records["items"].as_array().unwrap();
    assert_eq!(records.len(), 1, "one look, one record");
    assert_eq!((&records[0]["purpose"], &records[0]["request"]), (&json!("核实反映人住址"), &json!(id)));
    assert_eq!(records[0]["role"], "neighbourhood_secretary");
    assert_eq!(records[0]["fields"], json!(["contact_name", "contact_phone"]));
}

#[actix_web::test]
async fn the_holders_own_reading_is_recorded_but_not_their_look_at_the_moves() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.get(&format!("/api/v1/requests/{id}/transitions")).expect(200).await;
    leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    let records = || resident.get("/api/v1/me/access-records").expect(200);
    assert_eq!(records().await.json()["items"], json!([]), "nothing of theirs was shown");
    leader.read(&id).await;
    let seen = records().await.json();
    assert_eq!((&seen["items"][0]["purpose"], &seen["items"][0]["role"]), (&json!("handling"), &json!("grid_leader")));
    resident.read(&id).await;
    assert_eq!(records().await.json()["items"].as_array().unwrap().len(), 1, "their own reading is nobody's business");
}

#[actix_web::test]
async fn of_a_confidential_request_only_the_desk_takes_the_masks_off() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", wangge::domain::role::Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(with(named(), json!({ "confidential": true }))).await;
    let uri = format!("/api/v1/requests/{id}/unmask");
    let reason = json!({ "reason": "回访" });
    leader.post(&uri, &reason).keyed().expect(403).await.code("nothing_to_unmask");
    assert_eq!(reception.read(&id).await.json()["contact_phone"], "138****1234");
    assert_eq!(reception.post(&uri, &reason).keyed().expect(200).await.json()["contact_phone"], "13812341234");
    desk.member("G3-leader").await.post(&uri, &reason).keyed().expect(404).await.code("not_found");
    resident.post(&uri, &reason).keyed().expect(403).await.code("role_required");
}
