//! What the platform may send, and what it reads of it.

use super::{platform, reception, referring, ticket};
use crate::support::desk::{Desk, noise, with};
use crate::support::town::member_id;
use serde_json::json;
use wangge::domain::role::Role;

#[actix_web::test]
async fn the_platform_sends_a_ticket_and_reads_it_back() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let sent =
        city.submit(referring("2026-17", json!({ "due_at": "2026-03-03T18:00:00+08:00" }))).await;
    let expected =
        json!({ "system": "sh12345", "number": "2026-17", "due_at": "2026-03-03T10:00:00Z" });
    assert_eq!((&sent["external_ref"], &sent["unit"]["code"]), (&expected, &json!("G1")));
    assert_eq!(
        sent["clocks"]["resolve_due"], "2026-03-03T10:00:00Z",
        "the date of the city goes before ours"
    );
    let id = sent["id"].as_str().unwrap();
    let shown = city.read(id).await.json();
    assert_eq!(
        (&shown["description"], &shown["contact_phone"]),
        (&json!("夜里施工噪声"), &json!("138****1234"))
    );
    assert!(shown.get("holder").is_none(), "who holds it is the town's own affair");
    let by_number = "/api/v1/requests?external_system=sh12345&external_number=2026-17";
    assert_eq!(city.listed(by_number).await, [id]);
    assert_eq!(city.listed("/api/v1/requests").await, [id]);
    assert_eq!(
        city.listed("/api/v1/requests?external_system=sh12345&external_number=2026-1").await,
        [""; 0]
    );
}

#[actix_web::test]
async fn of_everything_else_the_platform_learns_nothing() {
    let desk = Desk::new().await;
    let (city, resident) = (platform(&desk).await, desk.resident("13812341234").await);
    let other = desk.appointed("other-city", Role::Integrator, "T").await;
    let own = resident.sent(noise()).await;
    let theirs = other.sent(ticket("1")).await;
    for id in [&own, &theirs] {
        assert_eq!(city.learns(id).await, ([404; 4], false));
    }
    assert_eq!(city.listed("/api/v1/requests?whose=my_grids").await, [""; 0]);
    let by_number = "/api/v1/requests?external_system=sh12345&external_number=1";
    assert_eq!(
        (city.listed(by_number).await.len(), other.listed(by_number).await),
        (0, vec![theirs])
    );
}

#[actix_web::test]
async fn who_is_no_platform_any_more_keeps_no_texts() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let id = city.sent(ticket("1")).await;
    let atlas = desk.town.db.atlas();
    let held =
        atlas.people().all_appointments().find(|held| held.role == Role::Integrator).unwrap().id;
    desk.pass(chrono::TimeDelta::hours(1)).await;
    let at = desk.town.now();
    let end = wangge::domain::atlas_edit::AtlasEdit::EndAppointment { appointment: held, at };
    desk.town.apply(vec![end]).await.unwrap();
    let shown = city.read(&id).await.json();
    assert!(shown.get("description").is_none() && shown.get("contact_phone").is_none(), "{shown}");
    city.refused(403, ticket("2")).await.code("channel_not_yours").at("/channel");
}

#[actix_web::test]
async fn the_desk_enters_tickets_of_the_hotline_and_nobody_else_does() {
    let desk = Desk::new().await;
    let (reception, leader) = (reception(&desk).await, desk.member("G1-leader").await);
    let hotline = || with(ticket("77"), json!({ "channel": "hotline_12345" }));
    let sent = reception.submit(hotline()).await;
    assert_eq!(
        (&sent["channel"], &sent["external_ref"]["number"]),
        (&json!("hotline_12345"), &json!("77"))
    );
    assert!(sent["receipt_secret"].is_string(), "for whoever called the hotline");
    reception.refused(403, ticket("78")).await.code("channel_not_yours");
    leader.refused(403, hotline()).await.code("channel_not_yours");
    desk.resident("13812340000").await.refused(403, hotline()).await.code("channel_not_yours");
    desk.anonymous()
        .refused(403, with(hotline(), json!({ "anonymous": true })))
        .await
        .code("channel_not_yours");
}

#[actix_web::test]
async fn a_number_from_above_stands_where_it_belongs() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let mut without = ticket("1");
    without.as_object_mut().unwrap().remove("external_ref");
    city.refused(422, without).await.code("required").at("/external_ref");
    let reception = reception(&desk).await;
    let misplaced = with(ticket("1"), json!({ "channel": "desk" }));
    reception.refused(422, misplaced).await.code("external_ref_not_here").at("/external_ref");
    let wrong = [
        (json!({ "system": "随申办" }), "malformed_code", "system"),
        (json!({ "system": "" }), "required", "system"),
        (json!({ "system": "s".repeat(33) }), "too_long", "system"),
        (json!({ "number": "号".repeat(65) }), "too_long", "number"),
        (json!({ "number": " " }), "required", "number"),
        (json!({ "due_at": "1999-12-31T00:00:00Z" }), "out_of_range", "due_at"),
        (json!({ "due_at": "2028-03-03T00:00:00Z" }), "out_of_range", "due_at"),
        (json!({ "due_at": "tomorrow" }), "invalid_value", "due_at"),
        (json!({ "owner": "x" }), "unknown_field", "owner"),
    ];
    for (fields, code, field) in wrong {
        let reply = city.refused(422, referring("1", fields)).await.code(code);
        assert_eq!(reply.errors()[0].0, format!("/external_ref/{field}"), "{}", reply.body);
    }
    let known = city.get("/api/v1/requests?external_number=1").expect(400).await;
    known.code("missing_parameter");
    city.get("/api/v1/requests?external_system=x").expect(400).await.code("missing_parameter");
}

#[actix_web::test]
async fn a_platform_hands_over_only_for_its_own_grids() {
    let desk = Desk::new().await;
    let city = desk.appointed("city", Role::Integrator, "N2").await;
    city.refused(422, ticket("1")).await.code("place_outside_scope").at("/place");
    city.submit(with(ticket("1"), json!({ "place": { "lon": 121.425, "lat": 30.905 } }))).await;
}

#[actix_web::test]
async fn what_the_platform_calls_confidential_is() {
    let desk = Desk::new().await;
    let (city, leader) = (platform(&desk).await, desk.member("G1-leader").await);
    let id = city.sent(referring("1", json!({ "confidential": true }))).await;
    desk.appointed("reception", Role::TownDesk, "T").await.dispatch(&id, "G1").await;
    let shown = leader.get(&format!("/api/v1/requests/{id}")).expect(200).await.json();
    assert!(shown["confidential"] == true && shown["holder"] == json!(member_id("G1-leader")));
    assert!(shown.get("contact_phone").is_none(), "{shown}");
}

#[actix_web::test]
async fn tickets_arrive_late_and_critical_ones_are_due_when_the_city_says() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let late = city.submit(referring("1", json!({ "due_at": "2026-02-20T00:00:00Z" }))).await;
    let clocks = &late["clocks"];
    assert_eq!(
        (&clocks["resolve_due"], &clocks["next_due"]),
        (&json!("2026-02-20T00:00:00Z"), &clocks["resolve_due"])
    );
    assert_eq!(clocks["accept_due"], "2026-03-02T03:00:00Z", "nobody can accept what is not there");
    let gas =
        json!({ "category": "safety.gas", "kind": "help", "answers": { "danger": "called" } });
    let gas = with(referring("2", json!({ "due_at": "2026-03-04T00:00:00Z" })), gas);
    assert_eq!(city.submit(gas).await["clocks"]["resolve_due"], "2026-03-04T00:00:00Z");
}
