//! Personal data: masked, shown for a reason, and who looked.

use crate::support::desk::{Desk, noise, resolved, with};
use crate::support::town::member_id;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use wangge::domain::id::RequestId;
use wangge::domain::role::Role;
use wangge::store::Tx;
use wangge::store::connection::AnyConnection;
use wangge::store::member_identities::{self, MemberIdentity};
use wangge::store::schema::{access_records, request_details};
use wangge::store::vault::{Sealed, WrappedKey};

fn named() -> Value {
    with(noise(), json!({ "contact_name": "张三丰" }))
}

#[actix_web::test]
async fn the_holder_sees_the_phone_while_it_is_open_and_others_masks() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(named()).await;
    let seen = leader.read(&id).await.json();
    assert_eq!(
        (&seen["contact_name"], &seen["contact_phone"]),
        (&json!("张三丰"), &json!("13812341234"))
    );
    for code in ["G1-deputy", "N1-leader", "T-leader"] {
        let seen = desk.member(code).await.read(&id).await.json();
        assert_eq!(
            (&seen["contact_name"], &seen["contact_phone"]),
            (&json!("张*"), &json!("138****1234")),
            "{code}"
        );
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
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let id = resident.sent(named()).await;
    let uri = format!("/api/v1/requests/{id}/unmask");
    secretary
        .post(&uri, &json!({ "reason": " " }))
        .keyed()
        .expect(422)
        .await
        .code("required")
        .at("/reason");
    let reason = json!({ "reason": "核实反映人住址" });
    let call = || secretary.post(&uri, &reason).header("Idempotency-Key", "unmask-once");
    assert_eq!(call().expect(200).await.json()["contact_phone"], "13812341234");
    assert_eq!(call().expect(200).await.header("idempotent-replayed"), "true");
    let records = resident.get("/api/v1/me/access-records").expect(200).await.json();
    let records = records["items"].as_array().unwrap();
    assert_eq!(records.len(), 2, "it was shown twice");
    assert_eq!(
        (&records[0]["purpose"], &records[0]["reason"]),
        (&json!("stated"), &json!("核实反映人住址"))
    );
    assert_eq!(
        (&records[0]["request"], &records[0]["role"]),
        (&json!(id), &json!("neighbourhood_secretary"))
    );
    assert_eq!(records[0]["fields"], json!(["contact_name", "contact_phone"]));
}

#[actix_web::test]
async fn a_record_names_the_reader_masked_and_by_which_unit_they_read() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let name = |tx: &mut Tx<'_>| {
        let identity = MemberIdentity { name: "张三丰".to_owned(), phone: None };
        member_identities::put(tx, member_id("G1-leader"), &identity)
    };
    desk.town.db.write(name).await.unwrap();
    let id = resident.sent(named()).await;
    leader.read(&id).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    reception
        .post(&format!("/api/v1/requests/{id}/unmask"), &json!({ "reason": "回访" }))
        .keyed()
        .expect(200)
        .await;
    let records = resident.get("/api/v1/me/access-records").expect(200).await.items();
    let shown = |record: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        [&record["role"], &record["reader_name"], &record["unit"]["code"], &record["unit"]["title"]]
            .map(text)
    };
    assert_eq!(shown(&records[0])[..3], ["town_desk", "", "T"], "without a name, none is told");
    assert_eq!(shown(&records[1]), ["grid_leader", "张*", "G1", "网格长"]);
}

#[actix_web::test]
async fn reading_what_was_written_in_confidence_is_recorded() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let id = resident.sent(with(named(), json!({ "confidential": true }))).await;
    let timeline = format!("/api/v1/requests/{id}/timeline");
    leader.read(&id).await;
    reception.get(&timeline).expect(200).await;
    resident.read(&id).await;
    let fields = async || -> Vec<Value> {
        let records = resident.get("/api/v1/me/access-records").expect(200).await.items();
        records.iter().map(|record| record["fields"].clone()).collect()
    };
    assert!(fields().await.is_empty(), "no text was shown, save to the one who wrote it");
    reception.read(&id).await;
    assert_eq!(fields().await, [json!(["description"])]);
    reception.offer(&id, "G1").await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    reception.get(&timeline).expect(200).await;
    assert_eq!(fields().await[0], json!(["notes"]));
}

#[actix_web::test]
async fn a_reason_is_sealed_and_erased_with_the_request() {
    let desk = Desk::new().await;
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let id = resident.sent(named()).await;
    let reason = json!({ "reason": "核实反映人住址" });
    secretary.post(&format!("/api/v1/requests/{id}/unmask"), &reason).keyed().expect(200).await;
    let read = |connection: &mut AnyConnection| {
        Ok(access_records::table.select(access_records::reason).load(connection)?)
    };
    let stored: Vec<Option<Sealed>> = desk.town.db.read(read).await.unwrap();
    let [Some(sealed)] = &stored[..] else { unreachable!("{stored:?}") };
    assert!(!String::from_utf8_lossy(&sealed.0).contains("住址"));
    let erased = request_details::wrapped_key.eq(None::<WrappedKey>);
    let mut connection = desk.town.location().open_writer(false).unwrap();
    diesel::update(request_details::table).set(erased).execute(&mut connection).unwrap();
    let records = resident.get("/api/v1/me/access-records").expect(200).await.json();
    assert_eq!(
        (&records["items"][0]["purpose"], records["items"][0].get("reason")),
        (&json!("stated"), None)
    );
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
    assert_eq!(
        (&seen["items"][0]["purpose"], &seen["items"][0]["role"]),
        (&json!("handling"), &json!("grid_leader"))
    );
    resident.read(&id).await;
    assert_eq!(
        records().await.json()["items"].as_array().unwrap().len(),
        1,
        "their own reading is nobody's business"
    );
}

#[actix_web::test]
async fn a_record_names_just_the_fields_that_were_shown() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let proxy = |fields: Value| with(with(noise(), json!({ "channel": "proxy" })), fields);
    let cases = [
        (json!({ "contact_name": "张三丰" }), Some("contact_name")),
        (json!({ "contact_phone": "13812341234" }), Some("contact_phone")),
        (json!({}), None),
    ];
    for (fields, shown) in cases {
        let id = leader.sent(proxy(fields)).await;
        let seen = leader.read(&id).await.json();
        assert_eq!(seen.get("contact_name").is_some(), shown == Some("contact_name"));
        let request = RequestId(id.parse().unwrap());
        let fields = move |connection: &mut AnyConnection| {
            let of = access_records::table.filter(access_records::request_id.eq(request));
            Ok(of.select(access_records::fields).load::<String>(connection)?)
        };
        let recorded = desk.town.db.read(fields).await.unwrap();
        assert_eq!(recorded, shown.into_iter().collect::<Vec<_>>());
    }
}

#[actix_web::test]
async fn of_a_confidential_request_only_the_desk_takes_the_masks_off() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(with(named(), json!({ "confidential": true }))).await;
    let uri = format!("/api/v1/requests/{id}/unmask");
    let reason = json!({ "reason": "回访" });
    leader.post(&uri, &reason).keyed().expect(403).await.code("nothing_to_unmask");
    assert_eq!(reception.read(&id).await.json()["contact_phone"], "138****1234");
    assert_eq!(
        reception.post(&uri, &reason).keyed().expect(200).await.json()["contact_phone"],
        "13812341234"
    );
    desk.member("G3-leader").await.post(&uri, &reason).keyed().expect(404).await.code("not_found");
    resident.post(&uri, &reason).keyed().expect(403).await.code("role_required");
}
