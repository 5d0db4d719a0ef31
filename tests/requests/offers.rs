//! A request is handed on by an offer: whoever has it keeps it until the other unit accepts.

use crate::support::desk::{Desk, Person, noise, resolved, secret, transfer, with};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Absence, AbsenceKind, Capacity};
use wangge::domain::id::AbsenceId;
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

fn to(grid: &str) -> Value {
    transfer(Unit::Grid(grid_id(grid)))
}

fn dispatch(grid: &str) -> Value {
    json!({ "action": "dispatch", "to": { "kind": "grid", "id": grid_id(grid) } })
}

fn escalate() -> Value {
    json!({
        "action": "escalate", "escalation_reason": "several_units", "no_contact": "seen_on_site",
        "words": "物业和工地各看过一次，都说不归自己管",
    })
}

fn accept() -> Value {
    json!({ "action": "accept" })
}

async fn kinds(person: &Person<'_>, id: &str) -> Vec<String> {
    let timeline = person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    timeline.items().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_holder_works_on_while_it_is_offered_and_the_answer_names_the_next_owner() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (secretary, other) = (desk.member("N1-leader").await, desk.member("G2-leader").await);
    let id = resident.sent(noise()).await;
    assert_eq!(other.read(&id).await.status, 404);
    let offered = secretary.moves(&id, to("G2")).await.json();
    assert_eq!(
        (&offered["unit"]["code"], &offered["offer"]["unit"]["code"], &offered["offer"]["kind"]),
        (&json!("G1"), &json!("G2"), &json!("transfer"))
    );
    assert_eq!(
        (&offered["next_owner"]["party"], &offered["next_owner"]["due_at"]),
        (&json!("offered"), &offered["offer"]["due_at"])
    );
    for person in [&leader, &other] {
        assert!(person.listed("/api/v1/inbox").await.contains(&id), "both have it before them");
    }
    let seen = other.read(&id).await.json();
    assert_eq!(
        (&seen["contact_phone"], &seen["description"]),
        (&json!("138****1234"), &json!("夜里施工噪声"))
    );
    assert_eq!(leader.act(&id, accept()).await, "accepted");
    assert_eq!(leader.act(&id, json!({ "action": "start" })).await, "in_progress");
    let taken = other.moves(&id, accept()).await.json();
    assert_eq!(
        (&taken["state"], &taken["unit"]["code"], &taken["next_owner"]["party"]),
        (&json!("accepted"), &json!("G2"), &json!("holder"))
    );
    assert!(taken.get("offer").is_none());
    leader.moves(&id, resolved()).await.code("move_not_possible");
    assert!(!leader.listed("/api/v1/inbox").await.contains(&id));
    assert_eq!(
        kinds(&other, &id).await,
        ["submitted", "assigned", "offered", "accepted", "started", "assigned", "accepted"]
    );
}

#[actix_web::test]
async fn an_offer_is_declined_with_words_recalled_or_replaced_and_ends_with_the_work() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (secretary, other) = (desk.member("N1-leader").await, desk.member("G2-leader").await);
    let town = desk.member("T-leader").await;
    let id = resident.sent(noise()).await;
    secretary.act(&id, to("G2")).await;
    secretary.moves(&id, to("G2")).await.code("offered_already").at("/to");
    other.moves(&id, json!({ "action": "decline" })).await.code("required").at("/words");
    let declined = json!({ "action": "decline", "words": "在一号网格内" });
    other.moves(&id, declined.clone()).await;
    assert_eq!(other.read(&id).await.status, 404, "it is not theirs, and was not");
    other.moves(&id, declined).await.code("not_found");
    assert!(leader.read(&id).await.json().get("offer").is_none());
    secretary.act(&id, to("G2")).await;
    leader.moves(&id, json!({ "action": "recall" })).await.code("move_not_possible");
    secretary.act(&id, json!({ "action": "recall" })).await;
    assert!(!other.listed("/api/v1/inbox").await.contains(&id));
    secretary.act(&id, to("G2")).await;
    town.act(&id, to("G3")).await;
    assert_eq!(other.read(&id).await.status, 404, "the newer one stands");
    assert_eq!(leader.read(&id).await.json()["offer"]["unit"]["code"], "G3");
    for done in [accept(), json!({ "action": "start" }), resolved()] {
        leader.act(&id, done).await;
    }
    let read = leader.read(&id).await.json();
    assert_eq!((read.get("offer"), &read["next_owner"]["party"]), (None, &json!("reporter")));
    assert_eq!(
        kinds(&leader, &id).await[2..],
        [
            "offered",
            "offer_declined",
            "offered",
            "offer_recalled",
            "offered",
            "offered",
            "accepted",
            "started",
            "resolved"
        ]
    );
}

#[actix_web::test]
async fn who_cannot_do_it_alone_escalates_it_to_the_level_above_and_gets_advice_or_is_relieved() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (secretary, deputy) = (desk.member("N1-leader").await, desk.member("N1-deputy").await);
    let town = desk.member("T-leader").await;
    let id = resident.sent(noise()).await;
    let uncalled = json!({ "action": "escalate", "escalation_reason": "several_units", "words": "各看过一次" });
    let refused = leader.moves(&id, uncalled).await;
    refused.code("contact_before_escalation").at("/no_contact");
    let up = leader.moves(&id, escalate()).await.json();
    assert_eq!(
        (&up["offer"]["kind"], &up["offer"]["unit"]["code"], &up["offer"]["due_at"]),
        (&json!("escalation"), &json!("N1"), &json!("2026-03-03T09:30:00Z"))
    );
    let advice = json!({ "action": "decline", "words": "请城建科到场，网格配合，本周内再报" });
    secretary.act(&id, advice).await;
    leader.act(&id, json!({ "action": "contact", "contact_outcome": "reached" })).await;
    let called =
        json!({ "action": "escalate", "escalation_reason": "no_agreement", "words": "已协调两次" });
    leader.act(&id, called).await;
    assert_eq!(deputy.act(&id, accept()).await, "accepted", "a deputy accepts it for the head");
    let read = secretary.read(&id).await.json();
    assert_eq!(
        (&read["unit"]["code"], &read["holder"]),
        (&json!("N1"), &json!(member_id("N1-leader")))
    );
    assert_eq!(leader.read(&id).await.json()["unit"]["code"], "N1", "whose grid it is reads on");
    secretary.act(&id, escalate()).await;
    town.act(&id, accept()).await;
    town.moves(&id, escalate()).await.code("nothing_above");
}

#[actix_web::test]
async fn an_escalation_passes_by_whom_it_is_about_and_who_holds_it_at_the_next_level_too() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    let both = desk.town.give(Unit::Grid(grid_id("N1")), member_id("G2-leader"), Capacity::Leader);
    let end = |code| AtlasEdit::EndDuty { duty: duty_of(&desk, code), at: desk.town.now() };
    desk.town.apply(vec![end("N1"), both]).await.unwrap();
    let id = resident.sent(with(noise(), json!({ "place": { "grid_code": "G2" } }))).await;
    let leader = desk.member("G2-leader").await;
    let up = leader.moves(&id, escalate()).await.json();
    assert_eq!(up["offer"]["unit"]["code"], "T", "not to themselves");
}

/// The duty of the leader of a grid.
fn duty_of(desk: &Desk, grid: &str) -> wangge::domain::id::DutyId {
    let atlas = desk.town.db.atlas();
    let mut chain = atlas.people().chain(Unit::Grid(grid_id(grid)), desk.town.now());
    chain.find(|duty| duty.capacity == Capacity::Leader).unwrap().id
}

#[actix_web::test]
async fn the_desk_and_supervisors_dispatch_what_is_open_to_units_in_their_scope() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let supervisor = desk.appointed("super-N1", Role::Supervisor, "N1").await;
    let id = resident.sent(noise()).await;
    leader.moves(&id, dispatch("N1")).await.code("move_not_possible");
    supervisor.moves(&id, dispatch("G3")).await.code("transfer_outside_scope").at("/to");
    supervisor.moves(&id, dispatch("G1")).await.code("transfer_to_same_unit").at("/to");
    supervisor.act(&id, with(dispatch("G2"), json!({ "reason": "not_our_area" }))).await;
    reception.dispatch(&id, "G3").await;
    let timeline =
        reception.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let reasons: Vec<&Value> =
        timeline.iter().filter_map(|entry| entry["payload"].get("reason")).collect();
    assert_eq!(reasons, ["not_our_area", "dispatched"]);
    assert_eq!(reception.read(&id).await.json()["holder"], json!(member_id("G3-leader")));
}

#[actix_web::test]
async fn if_the_holder_goes_first_the_offered_unit_has_it_and_an_offer_follows_who_answers() {
    let desk = Desk::new().await;
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let town = desk.member("T-leader").await;
    let (gone, ended) = (resident.sent(noise()).await, resident.sent(noise()).await);
    secretary.act(&gone, to("G2")).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    let now = desk.town.now();
    let end = AtlasEdit::EndDuty { duty: duty_of(&desk, "G1"), at: now };
    desk.town.apply(vec![end]).await.unwrap();
    let taken = secretary.read(&gone).await.json();
    assert_eq!(
        (&taken["unit"]["code"], taken.get("offer"), &taken["holder"]),
        (&json!("G2"), None, &json!(member_id("G2-leader"))),
        "not the deputy of the unit that was to lose it"
    );
    town.act(&ended, to("G3")).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    desk.town.apply(vec![AtlasEdit::RetireGrid { grid: grid_id("G3") }]).await.unwrap();
    let moved = town.read(&ended).await.json();
    assert_eq!(moved["offer"]["unit"]["code"], "N2", "a grid that ends is answered for above");
    assert_eq!(kinds(&town, &ended).await.last().unwrap(), "offer_moved");
    let heir = desk.member("N2-leader").await;
    assert!(heir.listed("/api/v1/inbox").await.contains(&ended));
    assert_eq!(heir.act(&ended, accept()).await, "accepted");
}

#[actix_web::test]
async fn what_is_confidential_stays_with_the_desk_until_the_unit_accepts_and_is_escalated_to_it() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(secret()).await;
    reception.offer(&id, "G1").await;
    let seen = leader.read(&id).await.json();
    assert!(seen.get("contact_phone").is_none() && seen.get("description").is_none());
    assert_eq!((&seen["unit"]["code"], &seen["state"]), (&json!("T-desk"), &json!("assigned")));
    let waiting = crate::support::desk::WAITING;
    assert!(reception.listed(waiting).await.is_empty(), "it waits for the grid");
    leader.act(&id, json!({ "action": "decline", "words": "不属本网格" })).await;
    assert_eq!(reception.listed(waiting).await, [id.as_str()]);
    reception.dispatch(&id, "G1").await;
    let proposed = leader.moves(&id, with(escalate(), json!({ "no_contact": null }))).await;
    assert_eq!(proposed.json()["unit"]["code"], "G1", "{}", proposed.body);
    assert!(proposed.json().get("offer").is_none(), "the desk decides");
    assert_eq!(kinds(&leader, &id).await.last().unwrap(), "proposed");
}

/// Somebody is on leave from now on.
fn away(desk: &Desk, code: &str) -> AtlasEdit {
    AtlasEdit::AddAbsence(Absence {
        id: AbsenceId(Uuid::now_v7()),
        member: member_id(code),
        kind: AbsenceKind::Leave,
        period: Period::since(desk.town.now()),
        version: 1,
    })
}

#[actix_web::test]
async fn nothing_is_offered_to_a_unit_that_is_answered_for_where_it_is() {
    let desk = Desk::new().await;
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let leader = desk.member("G1-leader").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, escalate()).await;
    secretary.act(&id, accept()).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    desk.town.apply(vec![away(&desk, "G1-leader"), away(&desk, "G1-deputy")]).await.unwrap();
    secretary.moves(&id, to("G1")).await.code("nobody_there").at("/to");
    secretary.moves(&id, to("N1")).await.code("transfer_to_same_unit").at("/to");
}

#[actix_web::test]
async fn whoever_leads_the_offered_unit_accepts_it_from_their_leave_too() {
    let desk = Desk::new().await;
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let other = desk.member("G2-leader").await;
    let id = resident.sent(noise()).await;
    secretary.act(&id, to("G2")).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    desk.town.apply(vec![away(&desk, "G2-leader"), away(&desk, "G2-deputy")]).await.unwrap();
    assert!(other.listed("/api/v1/inbox").await.contains(&id));
    assert_eq!(other.act(&id, accept()).await, "accepted");
    let read = other.read(&id).await.json();
    assert_eq!(
        (&read["unit"]["code"], &read["holder"]),
        (&json!("G2"), &json!(member_id("G2-leader")))
    );
}
