//! What nobody can place is never refused: it lies with the desk, which finds out and dispatches it.

use crate::support::desk::{Desk, Person, WAITING, noise, with};
use crate::support::quarter::settle;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::id::DeskId;
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

fn at(place: Value) -> Value {
    with(noise(), json!({ "place": place }))
}

fn unknown() -> Value {
    at(json!({ "address": "荷风里西门旁边的小铺子" }))
}

async fn counted(person: &Person<'_>, queue: &str) -> Value {
    let counts = person.get("/api/v1/desk/queues").expect(200).await.items();
    counts.iter().find(|one| one["queue"] == queue).unwrap()["count"].clone()
}

#[actix_web::test]
async fn an_address_that_nobody_knows_is_stored_and_the_desk_dispatches_it() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G2-leader").await);
    let sent = resident.submit(unknown()).await;
    let id = sent["id"].as_str().unwrap();
    assert_eq!(
        (&sent["unit"]["name"], &sent["place"]["by"], &sent["state"], &sent["understood"]),
        (
            &json!("城运中心受理席"),
            &json!("unplaced"),
            &json!("assigned"),
            &json!("由城运中心受理席核实地点后派单")
        )
    );
    assert_eq!(sent["clocks"]["accept_due"], "2026-03-02T01:30:00Z", "half an hour to dispatch it");
    let waiting = reception.get(WAITING).expect(200).await.items();
    assert_eq!((&waiting[0]["id"], &waiting[0]["waiting"]), (&json!(id), &json!("unplaced")));
    assert_eq!(counted(&reception, "unplaced").await, 1);
    let read = reception.read(id).await.json();
    assert_eq!(read["address"], "荷风里西门旁边的小铺子", "in the words of the reporter");
    leader.read(id).await.code("not_found");
    reception.moves(id, json!({ "action": "start" })).await.code("move_not_possible");
    reception.dispatch(id, "G2").await;
    let taken = leader.read(id).await.json();
    assert_eq!(
        (&taken["unit"]["code"], &taken["place"]["grid_code"], &taken["place"]["by"]),
        (&json!("G2"), &json!("G2"), &json!("dispatch")),
        "its place is where it was accepted"
    );
    assert_eq!(taken["holder"], json!(member_id("G2-leader")));
    assert_eq!(counted(&reception, "unplaced").await, 0);
    assert_eq!(resident.read(id).await.json()["unit"]["code"], "G2");
}

#[actix_web::test]
async fn whatever_is_said_of_a_place_is_taken() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let outside = resident.submit(at(json!({ "lon": 120.2, "lat": 30.1 }))).await;
    assert_eq!(
        (&outside["place"]["by"], &outside["understood"]),
        (&json!("unplaced"), &json!("所给位置不在T 网格范围内，由城运中心受理席核实后派单"))
    );
    for address in ["小区", "不详", "老地方"] {
        let sent = resident.submit(at(json!({ "address": address }))).await;
        assert_eq!(sent["place"]["by"], "unplaced", "{address}");
    }
    let known = resident.submit(at(json!({ "address": "老地方", "grid_code": "G1" }))).await;
    assert_eq!((&known["place"]["by"], &known["unit"]["code"]), (&json!("grid"), &json!("G1")));
    let near =
        resident.submit(at(json!({ "address": "小区", "lon": 121.405, "lat": 30.905 }))).await;
    assert_eq!(near["unit"]["code"], "G1", "a text that says nothing leaves it to the point");
    resident.refused(422, at(json!({}))).await.code("place_required").at("/place");
}

#[actix_web::test]
async fn the_desk_is_told_which_grids_the_words_may_mean() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let resident = desk.resident("13812341234").await;
    let sent = resident.submit(at(json!({ "address": "3号楼" }))).await;
    assert_eq!(sent["place"]["by"], "unplaced", "{sent}");
    let id = sent["id"].as_str().unwrap();
    let uri = format!("/api/v1/requests/{id}/dispatch-candidates");
    let candidates = reception.get(&uri).expect(200).await.json();
    let named: Vec<&str> = candidates["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["because"] == "address")
        .map(|one| one["unit"]["code"].as_str().unwrap())
        .collect();
    assert!(named.contains(&"G2"), "{candidates}");
}

#[actix_web::test]
async fn somebody_always_answers_for_it_and_whoever_is_on_call_appears_as_that() {
    let desk = Desk::new().await;
    let (resident, head) = (desk.resident("13812341234").await, desk.member("T-leader").await);
    let first = resident.sent(unknown()).await;
    let read = head.read(&first).await.json();
    assert_eq!(
        (&read["holder"], &read["unit"]["name"]),
        (&json!(member_id("T-leader")), &json!("城运中心受理席")),
        "the root answers for an empty desk, by the title of the desk"
    );
    head.dispatch(&first, "G3").await;
    let unit = Unit::Desk(DeskId::of(grid_id("T")));
    desk.town.apply(vec![AtlasEdit::AddMember(desk.town.member("shift"))]).await.unwrap();
    let now = desk.town.now();
    let AtlasEdit::GiveDuty(shift) = desk.town.give(unit, member_id("shift"), Capacity::OnCall)
    else {
        unreachable!()
    };
    let period = Period { from: now, to: Some(now + TimeDelta::hours(2)) };
    desk.town.apply(vec![AtlasEdit::GiveDuty(Duty { period, ..shift })]).await.unwrap();
    let id = resident.sent(unknown()).await;
    let read = head.read(&id).await.json();
    assert_eq!(
        (&read["holder"], &read["unit"]["title"]),
        (&json!(member_id("shift")), &json!("值班"))
    );
    desk.pass(TimeDelta::hours(3)).await;
    let read = head.read(&id).await.json();
    assert_eq!(read["holder"], json!(member_id("T-leader")), "the shift is over");
}

#[actix_web::test]
async fn what_is_urgent_is_dispatched_within_half_an_hour_by_the_clock() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    desk.pass(TimeDelta::hours(12)).await;
    let lies = with(
        unknown(),
        json!({ "category": "safety.gas", "kind": "help", "answers": { "danger": "called" } }),
    );
    let sent = resident.submit(lies).await;
    assert_eq!(sent["urgency"], "critical");
    assert_eq!(sent["clocks"]["accept_due"], "2026-03-02T13:30:00Z", "at night too");
}

#[actix_web::test]
async fn the_queues_are_for_the_desk() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    leader.get("/api/v1/desk/queues").expect(403).await.code("role_required");
    leader
        .get("/api/v1/requests?whose=my_grids&queue=unplaced")
        .expect(403)
        .await
        .code("role_required")
        .at("queue");
    reception.get("/api/v1/requests?queue=unplaced").expect(400).await.code("invalid_parameter");
    let open = resident.sent(noise()).await;
    resident.act(&open, json!({ "action": "remind" })).await;
    let reminded = "/api/v1/requests?whose=my_grids&queue=reminded";
    assert_eq!(reception.listed(reminded).await, [open.as_str()]);
    assert_eq!(counted(&reception, "reminded").await, 1);
    for queue in ["to_dispatch", "proposed", "held_by_reporter", "report_back", "hard_case"] {
        assert_eq!(counted(&reception, queue).await, 0, "{queue}");
        let uri = format!("/api/v1/requests?whose=my_grids&queue={queue}");
        assert!(reception.listed(&uri).await.is_empty(), "{queue}");
    }
}
