//! What lists of requests are filtered by, and what reporters read in their own.

use crate::support::desk::{Desk, Person, gas, noise, resolved, secret, verdict, with};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::slice;
use wangge::domain::role::Role;

const WIDE: &str = "/api/v1/requests?whose=my_grids";

async fn found(person: &Person<'_>, filter: &str) -> Vec<String> {
    person.listed(&format!("{WIDE}&{filter}")).await
}

#[actix_web::test]
async fn requests_are_found_by_what_they_are_about_and_who_has_them() {
    let desk = Desk::new().await;
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let loud = resident.submit(noise()).await;
    let elderly = json!({ "category": "care.elderly", "kind": "help" });
    let elderly = resident.submit(with(noise(), elderly)).await;
    let away = json!({ "place": { "grid_code": "N2" }, "category": "other", "kind": "help" });
    let away = resident.submit(with(noise(), away)).await;
    let [loud_id, elderly_id, away_id] =
        [&loud, &elderly, &away].map(|sent| sent["id"].as_str().unwrap().to_owned());
    assert_eq!((&elderly["concern"], &elderly["theme"]), (&json!("hoped"), &json!("elderly")));
    let only = slice::from_ref;
    assert_eq!(found(&supervisor, "theme=elderly").await, only(&elderly_id));
    assert_eq!(found(&supervisor, "theme=elderly&concern=pressing").await, [""; 0]);
    assert_eq!(found(&supervisor, "concern=hoped&category=care").await, only(&elderly_id));
    assert_eq!(found(&supervisor, "unit=N2").await, only(&away_id));
    assert_eq!(found(&supervisor, &format!("unit={}", grid_id("N2"))).await, only(&away_id));
    assert_eq!(found(&supervisor, "level=neighborhood").await, only(&away_id));
    assert_eq!(found(&supervisor, "holder=N2-leader").await, only(&away_id));
    assert_eq!(
        found(&supervisor, &format!("holder={}", member_id("N2-leader"))).await,
        only(&away_id)
    );
    let number = loud["number"].as_str().unwrap();
    assert_eq!(found(&supervisor, &format!("number={number}")).await, only(&loud_id));
    assert_eq!(found(&supervisor, "channel=resident").await.len(), 3);
    leader.act(&loud_id, json!({ "action": "ask", "words": "是哪一幢？" })).await;
    assert_eq!(found(&supervisor, "waiting=true").await, only(&loud_id));
    leader.act(&loud_id, json!({ "action": "contact", "contact_outcome": "reached" })).await;
    leader.act(&loud_id, resolved()).await;
    assert_eq!(found(&supervisor, "outcome=solved").await, only(&loud_id));
    desk.pass(TimeDelta::days(1)).await;
    assert_eq!(found(&supervisor, "overdue=true").await.len(), 2, "what is resolved is not");
    resident.act(&loud_id, verdict(false, "neutral")).await;
    assert_eq!(found(&supervisor, "outcome=solved").await, [""; 0], "it is handled again");
    assert_eq!(found(&supervisor, "hard_case=true").await, [""; 0]);
    let back = json!({
        "action": "return", "to": { "kind": "grid", "id": grid_id("G3") },
        "return_reason": "not_our_area", "words": "界址图", "new_fact": true,
    });
    leader.act(&elderly_id, back).await;
    assert_eq!(found(&supervisor, "returned=true").await, only(&elderly_id));
}

#[actix_web::test]
async fn nothing_is_found_by_what_the_list_does_not_show() {
    let desk = Desk::new().await;
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let id = desk.resident("13812341234").await.sent(secret()).await;
    assert_eq!(supervisor.listed(WIDE).await, slice::from_ref(&id));
    assert_eq!(found(&supervisor, "channel=resident").await, [""; 0], "by which way it came");
    let holders = ["T-leader", "T-deputy", "G1-leader", "N1-leader"];
    for holder in holders {
        assert_eq!(found(&supervisor, &format!("holder={holder}")).await, [""; 0], "{holder}");
    }
    for unit in ["T", "N1", "G1"] {
        assert_eq!(found(&supervisor, &format!("unit={unit}")).await, [""; 0], "{unit}");
    }
    assert_eq!(found(&supervisor, "unit=T-desk").await, slice::from_ref(&id));
}

#[actix_web::test]
async fn filters_that_no_request_can_meet_are_named() {
    let desk = Desk::new().await;
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let wrong = [
        ("overdue=true&state=closed,void", "filters_contradict", "overdue"),
        ("waiting=true&state=resolved", "filters_contradict", "waiting"),
        ("returned=true&state=accepted", "filters_contradict", "returned"),
        ("theme=elderly&category=environment", "filters_contradict", "theme"),
        (
            "since=2026-03-02T00:00:00Z&due_before=2026-03-01T00:00:00Z",
            "filters_contradict",
            "due_before",
        ),
        ("outcome=good", "invalid_parameter", "outcome"),
        ("concern=loud", "invalid_parameter", "concern"),
    ];
    for (filter, code, parameter) in wrong {
        supervisor.get(&format!("{WIDE}&{filter}")).expect(400).await.code(code).at(parameter);
    }
    let unknown = [
        ("holder=nobody", "unknown_member", "holder"),
        ("unit=G99", "unknown_unit", "unit"),
        ("level=moon", "unknown_level", "level"),
    ];
    for (filter, code, parameter) in unknown {
        supervisor.get(&format!("{WIDE}&{filter}")).expect(422).await.code(code).at(parameter);
    }
    let own = "/api/v1/requests?holder=G1-leader";
    supervisor.get(own).expect(400).await.code("filters_contradict").at("holder");
}

#[actix_web::test]
async fn reporters_read_their_own_at_a_glance() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (id, urgent) = (resident.sent(noise()).await, resident.sent(gas()).await);
    leader.act(&id, json!({ "action": "contact", "contact_outcome": "reached" })).await;
    leader.act(&id, resolved()).await;
    let listed = resident.get("/api/v1/requests").expect(200).await.items();
    let of = |id: &str| listed.iter().find(|item| item["id"] == id).unwrap()["own"].clone();
    assert_eq!(
        of(&id),
        json!({
            "in_words": "已办结：实际解决；3月9日（周一）09:00前请您评价，逾期自动结案",
            "description": "夜里施工噪声", "reply": "已与工地协调，夜间停工。",
        })
    );
    assert_eq!(of(&urgent)["in_words"], "已派给G1 网格，3月2日（周一）09:30前签收");
    assert_eq!(of(&urgent)["reply"], Value::Null);
    let read = resident.read(&id).await.json();
    assert_eq!(read["in_words"], of(&id)["in_words"]);
    let staff = leader.get(WIDE).expect(200).await.items();
    assert!(staff.iter().all(|item| item["own"].is_null()), "it is told to its reporter alone");
    assert_eq!(leader.read(&id).await.json()["in_words"], Value::Null);
}
