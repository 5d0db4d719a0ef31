//! Of a confidential request whole hours are told: nothing that happens or holds within one tells
//! when it came.

use crate::support::desk::{Desk, Person, secret};
use crate::support::town::{at, grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::id::DeskId;
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

async fn until(desk: &Desk, time: &str) {
    desk.pass(at(&format!("2026-03-02T{time}:00+08:00")) - desk.town.now()).await;
}

/// Sends one at each of some times of the same hour.
async fn sent_at<const N: usize>(
    desk: &Desk,
    resident: &Person<'_>,
    times: [&str; N],
) -> Vec<String> {
    let mut sent = Vec::new();
    for time in times {
        until(desk, time).await;
        sent.push(resident.sent(secret()).await);
    }
    sent
}

/// What somebody learns of a request, without what is its name.
async fn learned(person: &Person<'_>, id: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for part in ["", "/timeline", "/routing"] {
        all.push(person.get(&format!("/api/v1/requests/{id}{part}")).expect(200).await.json());
    }
    let listed = person.get("/api/v1/requests?whose=my_grids").expect(200).await.items();
    all.extend(listed.into_iter().filter(|one| one["id"] == id));
    for one in &mut all {
        for name in ["id", "number"] {
            one.as_object_mut().unwrap().remove(name);
        }
    }
    all
}

#[actix_web::test]
async fn a_rule_of_the_time_of_day_does_not_tell_the_minute() {
    let desk = Desk::new().await;
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    for (code, from, to, minutes) in
        [("WHOLE", "10:00", "11:00", 120), ("PART", "10:15", "10:40", 30)]
    {
        let rule = json!({
            "code": code, "name": code, "grid": grid_id("G1"),
            "condition": { "time": { "daily": { "from": from, "to": to } } },
            "effect": { "clocks": { "accept": { "minutes": minutes } } },
        });
        supervisor.post("/api/v1/routing-rules", &rule).keyed().expect(201).await;
    }
    until(&desk, "10:01").await;
    let sent = sent_at(&desk, &resident, ["10:03", "10:30", "10:44"]).await;
    let all = [
        learned(&leader, &sent[0]).await,
        learned(&leader, &sent[1]).await,
        learned(&leader, &sent[2]).await,
    ];
    assert_eq!(all[0][2]["items"][0]["rule"]["code"], "WHOLE", "that of the hour as it is told");
    assert!(all[0] == all[1] && all[1] == all[2], "{all:#?}");
    let open = resident.submit(crate::support::desk::noise()).await;
    assert_eq!(open["state"], "assigned");
}

#[actix_web::test]
async fn a_rule_that_changes_within_the_hour_does_not_tell_the_minute() {
    let desk = Desk::new().await;
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let [first] = sent_at(&desk, &resident, ["10:03"]).await.try_into().unwrap();
    let clocks = json!({ "clocks": { "accept": { "minutes": 30 } } });
    let rule = json!({ "code": "NEW", "name": "新", "grid": grid_id("G1"), "condition": {}, "effect": clocks });
    supervisor.post("/api/v1/routing-rules", &rule).keyed().expect(201).await;
    let [later] = sent_at(&desk, &resident, ["10:44"]).await.try_into().unwrap();
    assert_eq!(learned(&leader, &first).await, learned(&leader, &later).await);
    let [next] = sent_at(&desk, &resident, ["11:10"]).await.try_into().unwrap();
    assert_eq!(
        learned(&leader, &next).await[2]["items"][0]["rule"]["code"],
        "NEW",
        "from the next hour on"
    );
}

#[actix_web::test]
async fn a_shift_at_the_desk_does_not_tell_who_came_before_it() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let the_desk = Unit::Desk(DeskId::of(grid_id("T")));
    let shift = |member: &str, from: &str, to: &str| {
        let given = desk.town.give(the_desk, member_id(member), Capacity::OnCall);
        let AtlasEdit::GiveDuty(duty) = given else { unreachable!() };
        let [from, to] = [from, to].map(|time| at(&format!("2026-03-02T{time}:00+08:00")));
        AtlasEdit::GiveDuty(Duty { period: Period { from, to: Some(to) }, ..duty })
    };
    let shifts = vec![shift("N1-deputy", "09:05", "10:30"), shift("N2-deputy", "10:30", "12:00")];
    desk.town.apply(shifts).await.unwrap();
    let sent = sent_at(&desk, &resident, ["10:10", "10:44"]).await;
    for person in [&leader, &desk.member("T-leader").await] {
        let [before, after] = [learned(person, &sent[0]).await, learned(person, &sent[1]).await];
        assert_eq!(before, after);
        let shown = format!("{before:?}");
        for who in ["N1-deputy", "N2-deputy"] {
            assert!(
                !shown.contains(&member_id(who).0.to_string()),
                "who is at the desk is the desk's: {shown}"
            );
        }
        let responsible = format!("/api/v1/responsibility?request={}", sent[0]);
        let responsible = person.get(&responsible).expect(200).await.json();
        assert_eq!(responsible.get("holder"), None, "{responsible}");
    }
    let held =
        reception.get(&format!("/api/v1/requests/{}/routing", sent[0])).expect(200).await.items();
    let holders: Vec<&Value> = held.iter().map(|held| &held["holder"]).collect();
    assert_eq!(
        holders,
        [&json!(member_id("N1-deputy")), &json!(member_id("N2-deputy"))],
        "the desk reads both"
    );
    assert_eq!(reception.read(&sent[0]).await.json()["holder"], json!(member_id("N2-deputy")));
}
