//! 退单: whoever has a request says that it is not theirs, and keeps it until that is decided.

use crate::support::desk::{Desk, Person, WAITING, gas, noise, with};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::slice;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::id::DeskId;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

fn accept() -> Value {
    json!({ "action": "accept" })
}

fn give_back(grid: &str) -> Value {
    json!({
        "action": "return", "return_reason": "not_our_area", "words": "现场在河对岸，属另一网格",
        "to": { "kind": "grid", "id": grid_id(grid) },
    })
}

fn review(decision: &str) -> Value {
    json!({ "action": "review", "decision": decision, "words": "按界址图" })
}

fn meeting() -> Value {
    json!({
        "held_on": "2026-03-02", "units": ["一号网格", "二号网格", "城管中队"],
        "lead": "城管中队", "conclusion": "由二号网格办理，城管配合",
    })
}

async fn kinds(person: &Person<'_>, id: &str) -> Vec<String> {
    let timeline = person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    timeline.items().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_desk_agrees_to_a_return_and_offers_it_to_the_unit_that_was_proposed() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let other = desk.member("G3-leader").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "contact", "contact_outcome": "reached" })).await;
    let returned = leader.moves(&id, give_back("G3")).await.json();
    assert_eq!(
        (&returned["state"], &returned["unit"]["code"], &returned["next_owner"]["party"]),
        (&json!("returned"), &json!("G1"), &json!("desk")),
        "the returner keeps it for emergencies"
    );
    assert_eq!(
        returned["clocks"]["next_due"], "2026-03-02T03:00:00Z",
        "the time is the reviewer's"
    );
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    leader.act(&id, json!({ "action": "progress", "words": "正在核对界址" })).await;
    let waiting = reception.get(WAITING).expect(200).await.items();
    assert_eq!((&waiting[0]["id"], &waiting[0]["waiting"]), (&json!(id), &json!("returns")));
    reception
        .moves(&id, json!({ "action": "review", "decision": "agree" }))
        .await
        .code("required")
        .at("/words");
    let agreed = reception.moves(&id, review("agree")).await.json();
    assert_eq!(
        (&agreed["unit"]["code"], &agreed["offer"]["unit"]["code"], &agreed["state"]),
        (&json!("T-desk"), &json!("G3"), &json!("transferred"))
    );
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    assert_eq!(other.act(&id, accept()).await, "accepted");
    assert_eq!(
        kinds(&other, &id).await[5..],
        [
            "returned",
            "progress_told",
            "return_reviewed",
            "assigned",
            "offered",
            "assigned",
            "accepted"
        ]
    );
    assert!(!kinds(&resident, &id).await.is_empty());
    let read = resident.read(&id).await.json();
    let notes: Vec<&Value> =
        read["notes"].as_array().unwrap().iter().map(|note| &note["kind"]).collect();
    assert_eq!(notes, ["progress_words"], "what the staff argue about stays among them");
}

#[actix_web::test]
async fn what_is_declined_after_a_return_waits_for_the_desk_again() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.act(&id, give_back("G3")).await;
    let elsewhere = with(review("agree"), json!({ "to": { "kind": "grid", "id": grid_id("G2") } }));
    reception.act(&id, elsewhere).await;
    let other = desk.member("G2-leader").await;
    other.moves(&id, json!({ "action": "decline", "words": "也不在本网格" })).await;
    let waiting = reception.get(WAITING).expect(200).await.items();
    assert_eq!(waiting[0]["waiting"], "to_dispatch");
    reception.dispatch(&id, "G3").await;
    assert_eq!(reception.read(&id).await.json()["holder"], json!(member_id("G3-leader")));
}

#[actix_web::test]
async fn the_second_return_is_for_a_supervisor_who_did_not_dispatch_it_and_the_third_for_a_meeting()
{
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let first = desk.appointed("super-1", Role::Supervisor, "T").await;
    let second = desk.appointed("super-2", Role::Supervisor, "T").await;
    let (resident, other) = (desk.resident("13812341234").await, desk.member("G2-leader").await);
    let id = resident.sent(noise()).await;
    let to = json!({ "kind": "grid", "id": grid_id("G2") });
    first.act(&id, json!({ "action": "dispatch", "to": to })).await;
    other.act(&id, accept()).await;
    other.act(&id, give_back("G3")).await;
    second.moves(&id, review("maintain")).await.code("move_not_possible");
    assert_eq!(reception.act(&id, review("maintain")).await, "accepted");
    other.act(&id, give_back("G3")).await;
    let decides = "/api/v1/requests?whose=to_decide";
    assert_eq!(second.listed(decides).await, slice::from_ref(&id));
    assert!(first.listed(decides).await.is_empty(), "who dispatched it");
    assert!(other.listed(decides).await.is_empty());
    assert_eq!(
        reception.listed(WAITING).await,
        slice::from_ref(&id),
        "with a meeting it decides it, too"
    );
    reception.moves(&id, review("maintain")).await.code("meeting_required").at("/meeting");
    first.moves(&id, review("maintain")).await.code("move_not_possible");
    assert_eq!(second.act(&id, review("maintain")).await, "accepted", "who did not dispatch it");
    other.act(&id, give_back("G3")).await;
    second.moves(&id, review("agree")).await.code("meeting_required").at("/meeting");
    let empty = with(meeting(), json!({ "conclusion": " " }));
    let unsaid = with(review("agree"), json!({ "meeting": empty }));
    second.moves(&id, unsaid).await.code("required").at("/meeting/conclusion");
    second.act(&id, with(review("agree"), json!({ "meeting": meeting() }))).await;
    let timeline =
        reception.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let words: Vec<&str> = timeline
        .iter()
        .filter(|entry| entry["kind"] == "return_reviewed")
        .map(|entry| entry["note"].as_str().unwrap())
        .collect();
    assert_eq!(
        words.last().unwrap(),
        &"按界址图\n会商 2026-03-02；参加：一号网格、二号网格、城管中队；牵头：城管中队；结论：由二号网格办理，城管配合"
    );
}

#[actix_web::test]
async fn a_return_comes_within_a_working_day_or_with_a_new_fact_and_never_of_what_is_critical() {
    let desk = Desk::new().await;
    desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (id, urgent) = (resident.sent(noise()).await, resident.sent(gas()).await);
    leader.moves(&urgent, give_back("G3")).await.code("move_not_possible");
    leader.moves(&id, give_back("G1")).await.code("transfer_to_same_unit").at("/to");
    desk.pass(TimeDelta::hours(34)).await;
    let late = leader.moves(&id, give_back("G3")).await.code("return_too_late");
    assert!(late.detail().contains("2026年3月3日 17:30"), "{}", late.detail());
    let told = with(give_back("G3"), json!({ "new_fact": true }));
    assert_eq!(leader.act(&id, told).await, "returned");
    let recalled = leader.act(&id, json!({ "action": "recall" })).await;
    assert_eq!(recalled, "assigned", "before anybody decided");
    assert_eq!(resident.act(&id, json!({ "action": "withdraw" })).await, "withdrawn");
}

#[actix_web::test]
async fn the_third_escalation_needs_a_meeting() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let secretary = desk.member("N1-leader").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "contact", "contact_outcome": "reached" })).await;
    let escalate = json!({
        "action": "escalate", "escalation_reason": "no_agreement", "words": "已协调，各方不同意",
    });
    for _ in 0..2 {
        leader.act(&id, escalate.clone()).await;
        let advice = json!({ "action": "decline", "words": "请城建科一起上门" });
        secretary.act(&id, advice).await;
    }
    leader.moves(&id, escalate.clone()).await.code("meeting_required").at("/meeting");
    leader.act(&id, with(escalate, json!({ "meeting": meeting() }))).await;
    assert_eq!(secretary.act(&id, accept()).await, "accepted");
}

#[actix_web::test]
async fn who_takes_a_return_back_skips_nobody_and_who_returned_it_decides_nothing() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let resident = desk.resident("13812341234").await;
    let leader = desk.appointed("lead", Role::Supervisor, "T").await;
    let unit = Unit::Grid(grid_id("G1"));
    let now = desk.town.now();
    let atlas = desk.town.db.atlas();
    let present = atlas.people().chain(unit, now).next().unwrap().id;
    desk.town.clock.advance(TimeDelta::minutes(1));
    let edits = vec![
        AtlasEdit::EndDuty { duty: present, at: desk.town.now() },
        desk.town.give(unit, member_id("lead"), Capacity::Leader),
    ];
    desk.town.apply(edits).await.unwrap();
    let id = resident.sent(noise()).await;
    for _ in 0..2 {
        leader.act(&id, give_back("G3")).await;
        leader.act(&id, json!({ "action": "recall" })).await;
    }
    leader.act(&id, give_back("G3")).await;
    leader.moves(&id, review("agree")).await.code("move_not_possible");
    assert_eq!(reception.act(&id, review("maintain")).await, "assigned", "still the first");
    leader.act(&id, give_back("G3")).await;
    leader.moves(&id, review("agree")).await.code("move_not_possible");
    let only = reception.moves(&id, review("agree")).await;
    only.code("meeting_required").at("/meeting");
    let late = with(meeting(), json!({ "held_on": "2026-03-09" }));
    let to_come = reception.moves(&id, with(review("agree"), json!({ "meeting": late }))).await;
    to_come.code("meeting_required").at("/meeting/held_on");
    reception.act(&id, with(review("agree"), json!({ "meeting": meeting() }))).await;
}

#[actix_web::test]
async fn what_is_offered_to_the_desk_lies_with_it_and_what_was_placed_wrongly_is_placed_again() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let (resident, head) = (desk.resident("13812341234").await, desk.member("T-leader").await);
    let id = resident.sent(noise()).await;
    let to = json!({ "kind": "desk", "id": DeskId::of(grid_id("T")) });
    supervisor.act(&id, json!({ "action": "dispatch", "to": to })).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    let unit = Unit::Desk(DeskId::of(grid_id("T")));
    let given = desk.town.give(unit, member_id("G2-deputy"), Capacity::Leader);
    let AtlasEdit::GiveDuty(Duty { id: duty, .. }) = given else { unreachable!() };
    desk.town.apply(vec![given]).await.unwrap();
    desk.town.clock.advance(TimeDelta::minutes(1));
    let at = desk.town.now();
    desk.town.apply(vec![AtlasEdit::EndDuty { duty, at }]).await.unwrap();
    let offered = head.read(&id).await.json();
    assert_eq!(
        offered["offer"]["unit"]["kind"], "desk",
        "it is the desk's, whoever comes and goes"
    );
    assert!(head.listed("/api/v1/inbox").await.contains(&id), "who answers for an empty desk");
    head.act(&id, accept()).await;
    let waiting = reception.get(WAITING).expect(200).await.items();
    assert_eq!(waiting[0]["waiting"], "to_dispatch");
    reception
        .moves(&id, json!({ "action": "dispatch", "to": to }))
        .await
        .code("transfer_to_same_unit");
    reception.dispatch(&id, "G3").await;
    let lost = with(noise(), json!({ "place": { "address": "老地方" } }));
    let lost = resident.sent(lost).await;
    reception.dispatch(&lost, "G1").await;
    let leader = desk.member("G1-leader").await;
    leader.act(&lost, give_back("G3")).await;
    let candidates = format!("/api/v1/requests/{lost}/dispatch-candidates");
    reception.get(&candidates).expect(200).await;
    let agreed = reception.moves(&lost, review("agree")).await.json();
    assert_eq!(
        (&agreed["place"]["by"], &agreed["place"]["grid_code"]),
        (&json!("unplaced"), &json!("T")),
        "it was not where it was first accepted"
    );
    assert_eq!(leader.read(&lost).await.json().get("description"), None);
    desk.takes_over(&lost, "G3").await;
    assert_eq!(reception.read(&lost).await.json()["place"]["grid_code"], "G3");
}
