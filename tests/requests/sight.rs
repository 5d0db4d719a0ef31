//! What each person sees of one request.

use crate::support::desk::{Desk, noise, with};
use crate::support::town::member_id;
use chrono::TimeDelta;
use serde_json::json;
use wangge::domain::duty::Capacity;
use wangge::domain::operation::Operation;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

#[actix_web::test]
async fn strangers_get_404_and_staff_in_scope_200() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(noise()).await;
    assert_eq!(desk.resident("13812340000").await.learns(&id).await, ([404; 4], false));
    for (code, role) in [("auditor", Role::Auditor), ("operator", Role::SystemAdministrator)] {
        assert_eq!(desk.appointed(code, role, "T").await.learns(&id).await, ([404; 4], false), "{code}");
    }
    for code in ["G2-leader", "N2-leader"] {
        assert_eq!(desk.member(code).await.learns(&id).await, ([404; 4], false), "{code}");
    }
    for code in ["G1-leader", "G1-deputy", "N1-deputy", "T-leader"] {
        assert_eq!(desk.member(code).await.learns(&id).await, ([200; 4], true), "{code}");
    }
    assert_eq!(resident.learns(&id).await, ([200; 4], true));
}

#[actix_web::test]
async fn a_resident_sees_units_and_staff_see_people_and_reasons() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let uri = format!("/api/v1/requests/{id}/routing");
    let (outside, inside) = (resident.get(&uri).expect(200).await, leader.get(&uri).expect(200).await);
    assert_eq!(outside.json()[0]["unit"]["title"], "网格长");
    assert!(!outside.body.contains(&member_id("G1-leader").to_string()), "{}", outside.body);
    assert_eq!(inside.json()[0]["holder"], member_id("G1-leader").to_string());
    assert!(!inside.json()[0]["trace"].as_array().unwrap().is_empty());
}

#[actix_web::test]
async fn a_former_holder_keeps_the_timeline_without_personal_data() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(with(noise(), json!({ "contact_name": "张三丰" }))).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    desk.town.clock.advance(TimeDelta::minutes(5));
    let unit = Unit::Grid(crate::support::town::grid_id("G1"));
    let duty = desk.town.db.atlas();
    let duty = duty.people().chain(unit, desk.town.now()).find(|duty| duty.capacity == Capacity::Leader).unwrap().id;
    desk.town.apply(vec![Operation::EndDuty { duty, at: desk.town.now() }]).await.unwrap();
    let seen = leader.read(&id).await.json();
    assert_eq!(seen["state"], "accepted");
    for hidden in ["description", "contact_name", "contact_phone"] {
        assert!(seen.get(hidden).is_none(), "{hidden}");
    }
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    assert!(!timeline.body.contains("张") && timeline.json().as_array().unwrap().len() == 4);
    assert!(leader.listed("/api/v1/requests?whose=my_grids").await.is_empty());
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
}

#[actix_web::test]
async fn whoever_entered_it_for_another_follows_it_without_reading_on() {
    let desk = Desk::new().await;
    let (proxy, leader) = (desk.member("G3-leader").await, desk.member("G1-leader").await);
    let entered = json!({ "channel": "proxy", "contact_phone": "13812341234" });
    let id = proxy.sent(with(noise(), entered)).await;
    let seen = proxy.read(&id).await.json();
    assert!(seen["state"] == "assigned" && seen.get("description").is_none());
    assert_eq!(proxy.act(&id, json!({ "action": "withdraw" })).await, "withdrawn", "a mistake is taken back");
    let id = proxy.sent(with(noise(), json!({ "channel": "proxy" }))).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    proxy.moves(&id, json!({ "action": "withdraw" })).await.code("move_not_possible");
}
