//! Sending a request: by place, by channel.

use crate::support::desk::{Desk, gas, noise, with};
use crate::support::town::grid_id;
use serde_json::{Value, json};
use wangge::domain::datum::{Datum, from_wgs84};
use wangge::domain::role::Role;

fn unit(sent: &Value) -> &str {
    sent["unit"]["code"].as_str().unwrap()
}

#[actix_web::test]
async fn a_point_in_any_datum_reaches_the_same_grid() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    for datum in Datum::ALL {
        // 100 m from the border, less than what the datums differ by.
        let [lon, lat] = from_wgs84(*datum, 121.409, 30.905);
        let place = json!({ "lon": lon, "lat": lat, "datum": datum.as_str() });
        let sent = resident.submit(with(noise(), json!({ "place": place }))).await;
        assert_eq!(unit(&sent), "G1", "{datum}");
        let shown = sent["place"]["lon"].as_f64().unwrap();
        assert!((shown - 121.409).abs() < 1e-5, "{datum}: stored in WGS 84, {shown}");
    }
}

#[actix_web::test]
async fn a_grid_code_is_enough_and_a_place_outside_goes_to_the_desk() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let sent = resident.submit(with(noise(), json!({ "place": { "grid_code": "G3" } }))).await;
    assert_eq!((unit(&sent), sent["state"].as_str()), ("G3", Some("assigned")));
    assert_eq!(sent["place"]["grid_id"], grid_id("G3").to_string());
    let far =
        resident.submit(with(noise(), json!({ "place": { "lon": 116.4, "lat": 39.9 } }))).await;
    assert_eq!(unit(&far), "T-desk");
}

#[actix_web::test]
async fn the_category_may_begin_at_a_higher_level() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let sent = resident
        .submit(with(noise(), json!({ "category": "housing.renewal", "kind": "consultation" })))
        .await;
    assert_eq!(unit(&sent), "N1");
    assert_eq!(sent["unit"]["title"], "书记");
}

#[actix_web::test]
async fn a_resident_has_a_number_a_due_time_and_their_own_view() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let reply = resident.post("/api/v1/requests", &noise()).keyed().expect(201).await;
    let sent = reply.json();
    let id = sent["id"].as_str().unwrap();
    assert_eq!(reply.header("location"), format!("/api/v1/requests/{id}"));
    assert_eq!(reply.header("etag"), "\"1\"");
    let digits = sent["number"].as_str().unwrap().strip_prefix("T-20260302-").unwrap();
    assert!(digits.len() == 5 && digits.bytes().all(|digit| digit.is_ascii_digit()), "{digits}");
    assert_eq!(
        sent["clocks"]["next_due"], "2026-03-02T03:00:00Z",
        "two working hours after nine in the morning"
    );
    assert!(sent.get("receipt_secret").is_none(), "a login follows it without a receipt");
    let own = resident.read(id).await.json();
    assert_eq!(
        (&own["description"], &own["contact_phone"]),
        (&json!("夜里施工噪声"), &json!("13812341234"))
    );
    assert!(own.get("holder").is_none(), "the unit answers, not a person by name");
}

#[actix_web::test]
async fn staff_enter_for_others_each_by_their_channel() {
    let desk = Desk::new().await;
    let leader = desk.member("G2-leader").await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let named = |channel: &str| {
        with(
            noise(),
            json!({ "channel": channel, "contact_name": "张三丰", "contact_phone": "021-57421234" }),
        )
    };
    let proxy = leader.submit(named("proxy")).await;
    assert!(proxy["receipt_secret"].is_string(), "for the person it was entered for");
    assert!(proxy["clocks"]["contact_due"].is_string());
    leader.refused(403, named("desk")).await.code("channel_not_yours").at("/channel");
    let taken = reception.submit(named("desk")).await;
    let taken = reception.read(taken["id"].as_str().unwrap()).await.json();
    assert_eq!(
        taken["contact_phone"], "021****1234",
        "the desk sees masks until it gives a reason"
    );
    let found = leader
        .submit(with(noise(), json!({ "channel": "self_found", "category": "patrol" })))
        .await;
    assert!(found["clocks"].get("contact_due").is_none());
    let resident = desk.resident("13812341234").await;
    for channel in ["proxy", "desk", "self_found", "hotline_12345", "city_platform", "open311"] {
        resident.refused(403, named(channel)).await.code("channel_not_yours");
    }
}

#[actix_web::test]
async fn urgency_is_the_categorys_unless_staff_say_otherwise() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let gas = resident.submit(gas()).await;
    assert_eq!(
        (&gas["urgency"], &gas["clocks"]["next_due"]),
        (&json!("critical"), &json!("2026-03-02T01:30:00Z"))
    );
    let urgent = json!({ "urgency": "urgent" });
    resident
        .refused(422, with(noise(), urgent.clone()))
        .await
        .code("urgency_for_staff")
        .at("/urgency");
    let found =
        leader.submit(with(with(noise(), urgent), json!({ "channel": "self_found" }))).await;
    assert_eq!(found["urgency"], "urgent");
}

#[actix_web::test]
async fn a_grid_code_beside_a_point_must_be_one_and_the_point_decides() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let beside = |code: &str| {
        with(noise(), json!({ "place": { "lon": 121.405, "lat": 30.905, "grid_code": code } }))
    };
    resident.refused(422, beside("G9")).await.code("unknown_grid").at("/place/grid_code");
    assert_eq!(unit(&resident.submit(beside("G3")).await), "G1");
}
