//! 值班: who takes what is urgent outside working hours.

use super::{supervisor, unit, until};
use crate::support::desk::{Desk, Person, gas, noise};
use crate::support::hall::group_id;
use crate::support::quarter::settle;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::role::Role;

/// G3's leader is on call for the town in the night of 2 March.
fn night() -> Value {
    let shift = json!({ "member": member_id("G3-leader"), "from": "2026-03-02T17:00:00+08:00", "to": "2026-03-03T08:30:00+08:00" });
    json!({ "grid": grid_id("T"), "shifts": [shift] })
}

async fn enter(supervisor: &Person<'_>, roster: &Value) -> Value {
    supervisor.post("/api/v1/duty-roster", roster).keyed().expect(201).await.json()
}

#[actix_web::test]
async fn whoever_is_on_call_takes_what_is_urgent_at_night() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    enter(&supervisor, &night()).await;
    until(&desk, "2026-03-02T21:00:00+08:00").await;
    assert_eq!(
        unit(&resident.submit(noise()).await),
        "G1",
        "what is not urgent waits for the grid leader"
    );
    let sent = resident.submit(gas()).await;
    let id = sent["id"].as_str().unwrap();
    assert_eq!(unit(&sent), "T");
    let (on_call, leader) = (desk.member("G3-leader").await, desk.member("G1-leader").await);
    assert_eq!(on_call.listed("/api/v1/inbox").await, [id]);
    let read = on_call.read(id).await.json();
    assert_eq!(
        (&read["holder"], &read["contact_phone"]),
        (&json!(member_id("G3-leader")), &json!("13812341234"))
    );
    on_call.act(id, json!({ "action": "accept" })).await;
    assert_eq!(
        leader.read(id).await.json()["state"],
        "accepted",
        "the grid leader sees it in their grid"
    );
}

#[actix_web::test]
async fn at_the_end_of_the_shift_it_goes_to_who_answers_then() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    enter(&supervisor, &night()).await;
    until(&desk, "2026-03-02T21:00:00+08:00").await;
    let id = resident.sent(gas()).await;
    until(&desk, "2026-03-03T08:30:00+08:00").await;
    let leader = desk.member("G1-leader").await;
    let read = leader.read(&id).await.json();
    assert_eq!((unit(&read), &read["holder"]), ("G1", &json!(member_id("G1-leader"))));
    let on_call = desk.member("G3-leader").await;
    assert!(on_call.listed("/api/v1/inbox").await.is_empty());
    let routing = leader.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await.json();
    assert_eq!(
        routing["items"][0]["until"], "2026-03-03T00:30:00Z",
        "the time of each stays theirs"
    );
}

#[actix_web::test]
async fn in_working_hours_and_when_nobody_is_on_call_the_leader_answers() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    enter(&supervisor, &night()).await;
    assert_eq!(unit(&resident.submit(gas()).await), "G1", "at nine on a Monday");
    until(&desk, "2026-03-03T21:00:00+08:00").await;
    assert_eq!(unit(&resident.submit(gas()).await), "G1", "the shift is over");
}

#[actix_web::test]
async fn the_nearest_roster_goes_first_and_who_is_absent_is_passed_over() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    enter(&supervisor, &night()).await;
    let mut near = night();
    near["grid"] = json!(grid_id("N1"));
    near["shifts"][0]["member"] = json!(member_id("G2-leader"));
    enter(&supervisor, &near).await;
    let away = json!({ "member": member_id("G2-leader"), "kind": "sick", "from": "2026-03-02T22:00:00+08:00" });
    supervisor.post("/api/v1/absences", &away).keyed().expect(201).await;
    until(&desk, "2026-03-02T21:00:00+08:00").await;
    assert_eq!(unit(&resident.submit(gas()).await), "N1");
    until(&desk, "2026-03-02T23:00:00+08:00").await;
    assert_eq!(unit(&resident.submit(gas()).await), "T");
}

#[actix_web::test]
async fn whoever_is_on_call_sees_what_they_hold_and_not_the_grid() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    enter(&supervisor, &night()).await;
    until(&desk, "2026-03-02T21:00:00+08:00").await;
    let id = resident.sent(noise()).await;
    let on_call = desk.member("G3-leader").await;
    assert_eq!(on_call.learns(&id).await, ([404; 4], false));
}

#[actix_web::test]
async fn a_roster_is_entered_whole_or_not_at_all() {
    let desk = Desk::new().await;
    let (supervisor, foreign) =
        (supervisor(&desk).await, desk.appointed("SUP-N2", Role::Supervisor, "N2").await);
    foreign
        .post("/api/v1/duty-roster", &night())
        .keyed()
        .expect(404)
        .await
        .code("not_found")
        .at("/grid");
    let mut overlapping = night();
    let shift = overlapping["shifts"][0].clone();
    overlapping["shifts"].as_array_mut().unwrap().push(shift);
    let reply = supervisor.post("/api/v1/duty-roster", &overlapping).keyed().expect(409).await;
    reply.code("duty_twice").at("/shifts/1/member");
    let mut past = night();
    past["shifts"][0]["from"] = json!("2026-03-01T17:00:00+08:00");
    let reply = supervisor.post("/api/v1/duty-roster", &past).keyed().expect(422).await;
    reply.code("begins_in_the_past").at("/shifts/0/from");
    let list = format!("/api/v1/duty-roster?grid={}", grid_id("T"));
    assert!(supervisor.listed(&list).await.is_empty());
    let entered = enter(&supervisor, &night()).await;
    assert_eq!(supervisor.listed(&list).await, [entered["shifts"][0]["id"].as_str().unwrap()]);
    let backwards = format!("{list}&from=2026-03-05T00:00:00Z&to=2026-03-04T00:00:00Z");
    supervisor.get(&backwards).expect(422).await.code("ends_before_it_begins");
}

#[actix_web::test]
async fn a_duty_on_call_has_an_end_and_is_at_a_grid() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let supervisor = supervisor(&desk).await;
    let group = group_id("Q1");
    let give = |unit: Value| json!({ "unit": unit, "member": member_id("G1-leader"), "capacity": "on_call" });
    let endless = give(json!({ "kind": "grid", "id": grid_id("G1") }));
    supervisor
        .post("/api/v1/duties", &endless)
        .keyed()
        .expect(422)
        .await
        .code("shift_without_end")
        .at("/to");
    let mut door = give(json!({ "kind": "building_group", "id": group }));
    door["to"] = json!("2026-03-04T00:00:00+08:00");
    supervisor
        .post("/api/v1/duties", &door)
        .keyed()
        .expect(422)
        .await
        .code("shift_at_grids")
        .at("/unit");
    let mut own = endless.clone();
    own["to"] = json!("2026-03-04T00:00:00+08:00");
    supervisor.post("/api/v1/duties", &own).keyed().expect(201).await;
}

#[actix_web::test]
async fn of_many_wrong_shifts_some_are_listed_and_the_others_counted() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let over = json!({ "member": member_id("G3-leader"), "from": "2026-01-02T17:00:00+08:00", "to": "2026-01-03T08:30:00+08:00" });
    let refused = async |shifts: usize| {
        let roster = json!({ "grid": grid_id("T"), "shifts": vec![over.clone(); shifts] });
        supervisor.post("/api/v1/duty-roster", &roster).keyed().expect(422).await.errors()
    };
    assert_eq!(refused(50).await.len(), 50, "as many are told one by one");
    let many = refused(120).await;
    assert_eq!((many.len(), many[50].1.as_str()), (51, "more_problems"), "{many:?}");
}
