//! 受理席: what is confidential lies with the desk first, which gives it to a unit; then it stays
//! there.

use crate::support::desk::{Desk, Person, WAITING, gas, noise, resolved, secret, transfer, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::id::{DeskId, DutyId};
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

fn the_desk() -> Unit {
    Unit::Desk(DeskId::of(grid_id("T")))
}

/// Gives somebody who is there a duty from now on.
async fn give(desk: &Desk, unit: Unit, code: &str, capacity: Capacity) -> DutyId {
    let edit = desk.town.give(unit, member_id(code), capacity);
    let AtlasEdit::GiveDuty(Duty { id, .. }) = edit else { unreachable!() };
    desk.town.apply(vec![edit]).await.unwrap();
    id
}

/// Somebody else leads G1 from now on.
async fn succeed(desk: &Desk, code: &str) {
    desk.pass(chrono::TimeDelta::hours(1)).await;
    let now = desk.town.now();
    let duty = |duty: &&Duty| duty.capacity == Capacity::Leader;
    let present = desk
        .town
        .db
        .atlas()
        .people()
        .chain(Unit::Grid(grid_id("G1")), now)
        .find(duty)
        .map(|duty| duty.id);
    let given = desk.town.give(Unit::Grid(grid_id("G1")), member_id(code), Capacity::Leader);
    desk.town
        .apply(vec![AtlasEdit::EndDuty { duty: present.unwrap(), at: now }, given])
        .await
        .unwrap();
}

async fn where_is(person: &Person<'_>, id: &str) -> (String, String) {
    let read = person.read(id).await.json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&read["unit"]["code"]), text(&read["holder"]))
}

fn of(unit: &str, holder: &str) -> (String, String) {
    (unit.to_owned(), member_id(holder).0.to_string())
}

#[actix_web::test]
async fn whoever_is_on_call_at_the_desk_has_it_then_its_head_then_a_deputy_then_the_root() {
    let desk = Desk::new().await;
    let reception = desk.appointed("head", Role::TownDesk, "T").await;
    let resident = desk.resident("13812341234").await;
    let at_root = resident.sent(secret()).await;
    assert_eq!(where_is(&reception, &at_root).await, of("T-desk", "T-leader"));
    let add = |code| AtlasEdit::AddMember(desk.town.member(code));
    desk.town.apply(vec![add("second"), add("shift")]).await.unwrap();
    give(&desk, the_desk(), "second", Capacity::Deputy).await;
    assert_eq!(
        where_is(&reception, &at_root).await,
        of("T-desk", "second"),
        "what lay there follows"
    );
    give(&desk, the_desk(), "head", Capacity::Leader).await;
    let by_day = resident.sent(secret()).await;
    assert_eq!(where_is(&reception, &by_day).await, of("T-desk", "head"));
    let period =
        Period { from: desk.town.now(), to: Some(desk.town.now() + chrono::TimeDelta::hours(2)) };
    let shift = desk.town.give(the_desk(), member_id("shift"), Capacity::OnCall);
    let AtlasEdit::GiveDuty(shift) = shift else { unreachable!() };
    desk.town.apply(vec![AtlasEdit::GiveDuty(Duty { period, ..shift })]).await.unwrap();
    let on_call = resident.sent(secret()).await;
    assert_eq!(where_is(&reception, &on_call).await, of("T-desk", "shift"));
    assert_eq!(desk.member("shift").await.listed("/api/v1/inbox").await.len(), 3);
    desk.pass(chrono::TimeDelta::hours(3)).await;
    assert_eq!(where_is(&reception, &on_call).await, of("T-desk", "head"), "the shift is over");
    let open = resident.sent(noise()).await;
    assert_eq!(
        where_is(&reception, &open).await,
        of("G1", "G1-leader"),
        "in the open it goes where it always went"
    );
}

#[actix_web::test]
async fn nobody_works_at_the_desk_without_answering_for_it() {
    let desk = Desk::new().await;
    let worker = desk.town.give(the_desk(), member_id("G1-deputy"), Capacity::Worker);
    let refused = desk.town.apply(vec![worker]).await.unwrap_err();
    assert!(refused.is(wangge::error::Code::DeskCapacity), "{refused:?}");
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let shown = supervisor.get("/api/v1/desk").expect(200).await.json();
    assert_eq!(
        (&shown["unit"]["name"], &shown["unit"]["kind"]),
        (&json!("城运中心受理席"), &json!("desk"))
    );
    assert_eq!(
        (&shown["answered_by"]["code"], &shown["capacity"]),
        (&json!("T"), &json!("leader"))
    );
    let head = json!({ "unit": { "kind": "desk", "id": shown["unit"]["id"] }, "member": member_id("G1-deputy"), "capacity": "leader" });
    supervisor.post("/api/v1/duties", &head).keyed().expect(201).await;
    let duties = supervisor
        .get(&format!("/api/v1/duties?unit={}", shown["unit"]["id"].as_str().unwrap()))
        .expect(200)
        .await;
    assert_eq!(duties.items().len(), 1);
    assert_eq!(
        supervisor.get("/api/v1/desk").expect(200).await.json()["answered_by"]["code"],
        "T-desk"
    );
}

#[actix_web::test]
async fn what_is_critical_goes_to_the_holder_at_once_and_looks_at_no_reporter() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let id = leader.sent(with(gas(), json!({ "confidential": true }))).await;
    assert_eq!(where_is(&desk.member("N1-leader").await, &id).await, of("G1", "G1-leader"));
    let moves = leader.get(&format!("/api/v1/requests/{id}/transitions")).expect(200).await.items();
    let actions: Vec<&str> = moves.iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["accept", "transfer"], "they hold what they sent: only they see that");
    let deputy = desk.member("G1-deputy").await;
    let moves = deputy.get(&format!("/api/v1/requests/{id}/transitions")).expect(200).await.items();
    assert_eq!(moves.len(), 5, "as always");
    assert_eq!(leader.act(&id, json!({ "action": "accept" })).await, "accepted");
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    let timeline = deputy.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    assert_eq!(
        timeline[2]["actor"],
        leader.account.unwrap().to_string(),
        "accepted by the holder, like any other"
    );
}

#[actix_web::test]
async fn a_deputy_beside_the_holder_speaks_as_the_reporter_of_what_they_sent() {
    let desk = Desk::new().await;
    let deputy = desk.member("G1-deputy").await;
    let id = deputy.sent(with(gas(), json!({ "confidential": true }))).await;
    let leader = desk.member("G1-leader").await;
    leader.act(&id, json!({ "action": "accept" })).await;
    deputy.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    assert_eq!(
        deputy.act(&id, json!({ "action": "relay", "words": "就在三号楼" })).await,
        "accepted"
    );
    assert_eq!(deputy.act(&id, json!({ "action": "withdraw" })).await, "withdrawn");
}

#[actix_web::test]
async fn the_desk_is_offered_units_whose_people_have_nothing_to_do_with_it() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (leader, secretary) = (desk.member("G1-leader").await, desk.member("N1-leader").await);
    let id = leader.sent(secret()).await;
    let uri = format!("/api/v1/requests/{id}/dispatch-candidates");
    let offered = reception.get(&uri).expect(200).await.json();
    let codes = |units: &Value| -> Vec<String> {
        let code =
            |item: &Value| item.get("unit").unwrap_or(item)["code"].as_str().unwrap().to_owned();
        units.as_array().unwrap().iter().map(code).collect()
    };
    assert_eq!(
        (codes(&offered["items"]), codes(&offered["conflicted"])),
        (vec!["N1".into(), "T".into()], vec!["G1".into()])
    );
    assert_eq!(offered["items"][0]["because"], "above");
    let records = leader.get("/api/v1/me/access-records").expect(200).await.items();
    assert_eq!(records[0]["fields"], json!(["conflicts"]), "it tells of the reporter");
    reception
        .moves(&id, transfer(Unit::Grid(grid_id("G1"))))
        .await
        .code("dispatch_conflict")
        .at("/to");
    secretary.get(&uri).expect(403).await.code("role_required");
    reception.dispatch(&id, "N1").await;
    assert_eq!(where_is(&secretary, &id).await, of("N1", "N1-leader"));
    let timeline =
        secretary.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    assert_eq!(timeline[2]["payload"]["reason"], "dispatched");
    let open = desk.resident("13812341234").await.sent(noise()).await;
    let of_open = format!("/api/v1/requests/{open}/dispatch-candidates");
    let offered = reception.get(&of_open).expect(200).await.json();
    assert_eq!(codes(&offered["items"]), ["G1", "N1", "T"], "the desk dispatches any open one");
    let contacted = json!({ "action": "contact", "contact_outcome": "reached" });
    for action in [contacted, resolved()] {
        leader.act(&open, action).await;
    }
    reception.get(&of_open).expect(409).await.code("not_yours_to_dispatch");
    reception.moves(&id, transfer(the_desk())).await;
    assert_eq!(
        where_is(&secretary, &id).await,
        ("T-desk".to_owned(), String::new()),
        "taken back: who has it is the desk's"
    );
    assert_eq!(where_is(&reception, &id).await, of("T-desk", "T-leader"));
}

#[actix_web::test]
async fn whoever_hands_a_confidential_request_on_is_answered_alike_for_every_unit() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let id = desk.member("G2-leader").await.sent(secret()).await;
    reception.dispatch(&id, "G1").await;
    let units = ["G1", "G2", "G3", "N1", "N2", "T"].map(|code| Unit::Grid(grid_id(code)));
    let (leader, secretary) = (desk.member("G1-leader").await, desk.member("N1-leader").await);
    for person in [&leader, &secretary, &supervisor] {
        for unit in units.into_iter().chain([the_desk()]) {
            let reply = person.moves(&id, transfer(unit)).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            assert_eq!(
                (reply.json()["state"].clone(), reply.json()["unit"]["code"].clone()),
                (json!("accepted"), json!("G1"))
            );
        }
    }
    leader
        .moves(&id, with(transfer(units[1]), json!({ "reason": "dispatched" })))
        .await
        .code("reason_of_the_desk");
}

#[actix_web::test]
async fn the_desk_follows_a_proposal_or_declines_it() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(secret()).await;
    let waiting = async || reception.get(WAITING).expect(200).await.items();
    assert_eq!(waiting().await[0]["waiting"], "to_dispatch");
    reception.offer(&id, "G1").await;
    assert!(waiting().await.is_empty());
    leader.act(&id, json!({ "action": "accept" })).await;
    leader
        .act(&id, with(transfer(Unit::Grid(grid_id("G2"))), json!({ "words": "在二号网格" })))
        .await;
    assert_eq!(waiting().await[0]["waiting"], "proposed");
    reception.moves(&id, json!({ "action": "decline" })).await.code("required").at("/words");
    reception.act(&id, json!({ "action": "decline", "words": "地点就在一号网格" })).await;
    assert!(waiting().await.is_empty());
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let kinds: Vec<&str> =
        timeline.iter().rev().take(2).map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["proposal_declined", "proposed"]);
    assert_eq!(timeline.last().unwrap()["note"], "地点就在一号网格");
    leader.act(&id, transfer(Unit::Grid(grid_id("G2")))).await;
    reception.offer(&id, "G2").await;
    assert!(waiting().await.is_empty());
    let other = desk.member("G2-leader").await;
    other.act(&id, json!({ "action": "accept" })).await;
    other.act(&id, json!({ "action": "start" })).await;
    assert_eq!(other.act(&id, resolved()).await, "resolved");
    leader.get(WAITING).expect(403).await.code("role_required");
    reception
        .get("/api/v1/requests?waiting_for_desk=true")
        .expect(400)
        .await
        .code("invalid_parameter");
}

#[actix_web::test]
async fn who_comes_to_hold_what_they_sent_in_confidence_hands_it_on_and_only_they_and_the_desk_see_that()
 {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let [own, others] = [desk.member("G2-leader").await, desk.member("G3-leader").await];
    let (by_successor, by_another) = (own.sent(secret()).await, others.sent(secret()).await);
    for id in [&by_successor, &by_another] {
        reception.dispatch(id, "G1").await;
    }
    succeed(&desk, "G2-leader").await;
    let deputy = desk.member("G1-deputy").await;
    let seen =
        async |id: &str| deputy.read(id).await.body.replace(id, "it").replace("T-20260302-", "");
    let digits = |text: String| text.replace(|c: char| c.is_ascii_digit(), "0");
    assert_eq!(digits(seen(&by_successor).await), digits(seen(&by_another).await));
    assert_eq!(where_is(&deputy, &by_successor).await, of("G1", "G2-leader"));
    let actions = async |person: &Person<'_>, id: &str| -> Vec<String> {
        let moves =
            person.get(&format!("/api/v1/requests/{id}/transitions")).expect(200).await.items();
        moves.iter().map(|item| item["action"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(actions(&own, &by_successor).await, ["transfer"]);
    assert_eq!(actions(&deputy, &by_successor).await, actions(&deputy, &by_another).await);
    own.moves(&by_successor, json!({ "action": "start" })).await.code("move_not_possible");
    assert_eq!(own.act(&by_another, json!({ "action": "start" })).await, "in_progress");
    let waiting = reception.get(WAITING).expect(200).await.items();
    assert_eq!((waiting.len(), &waiting[0]["id"]), (1, &json!(by_successor)));
    assert_eq!(waiting[0]["waiting"], "held_by_reporter");
    let records = own.get("/api/v1/me/access-records").expect(200).await.items();
    assert_eq!(records[0]["fields"], json!(["conflicts"]), "the desk was told who sent it");
    reception.dispatch(&by_successor, "N1").await;
    assert!(reception.get(WAITING).expect(200).await.items().is_empty());
}

#[actix_web::test]
async fn a_record_tells_of_what_stands_on_a_page_and_not_of_what_comes_after_it() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let own = desk.member("G2-leader").await;
    for _ in 0..2 {
        reception.dispatch(&own.sent(secret()).await, "G1").await;
    }
    succeed(&desk, "G2-leader").await;
    let mut records = 0;
    for uri in [WAITING, "/api/v1/requests?whose=my_grids"] {
        for (page, shown) in [(format!("{uri}&limit=1").as_str(), 1), (uri, 2)] {
            assert_eq!(reception.listed(page).await.len(), shown, "{page}");
            records += shown;
            let mut recorded = own.get("/api/v1/me/access-records").expect(200).await.items();
            recorded.retain(|record| record["fields"] == json!(["conflicts"]));
            assert_eq!(recorded.len(), records, "{page}");
        }
    }
}

#[actix_web::test]
async fn whoever_handles_it_as_well_reads_no_list_as_the_desk() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let second = desk.appointed("second", Role::TownDesk, "T").await;
    let own = desk.member("G2-leader").await;
    let resident = desk.resident("13812341234").await;
    let new = resident.sent(secret()).await;
    for _ in 0..3 {
        reception.dispatch(&own.sent(secret()).await, "G1").await;
    }
    succeed(&desk, "G2-leader").await;
    give(&desk, Unit::Grid(grid_id("G1")), "second", Capacity::Deputy).await;
    assert_eq!(reception.listed(WAITING).await.len(), 4);
    let waiting = second.paged(WAITING, 1).await;
    assert_eq!(waiting.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&json!(new)]);
    for uri in ["/api/v1/requests?whose=my_grids", "/api/v1/inbox"] {
        let listed = second.get(uri).expect(200).await.items();
        assert!(
            !listed.is_empty()
                && listed.iter().all(|one| one["id"] == new || one.get("waiting").is_none()),
            "{listed:?}"
        );
    }
}

#[actix_web::test]
async fn where_nobody_is_appointed_to_the_desk_whoever_answers_for_it_acts_for_it() {
    let desk = Desk::new().await;
    let (leader, deputy) = (desk.member("T-leader").await, desk.member("T-deputy").await);
    let id = desk.resident("13812341234").await.sent(secret()).await;
    let candidates = format!("/api/v1/requests/{id}/dispatch-candidates");
    deputy.get(&candidates).expect(403).await.code("role_required");
    assert!(leader.read(&id).await.json()["contact_phone"].is_string(), "they know who sent it");
    leader.act(&id, json!({ "action": "redact", "redacted": "有人反映夜间噪声" })).await;
    leader.dispatch(&id, "G1").await;
    assert_eq!(where_is(&desk.member("G1-deputy").await, &id).await, of("G1", "G1-leader"));
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let next = desk.resident("13812341235").await.sent(secret()).await;
    leader
        .get(&format!("/api/v1/requests/{next}/dispatch-candidates"))
        .expect(403)
        .await
        .code("role_required");
    reception.dispatch(&next, "G1").await;
}

#[actix_web::test]
async fn all_who_read_a_confidential_request_see_the_same_clocks() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(secret()).await;
    reception.dispatch(&id, "G1").await;
    let own = resident.read(&id).await.json()["clocks"].clone();
    let leader = desk.member("G1-leader").await;
    for reader in [&reception, &leader, &desk.member("N1-leader").await] {
        let read = reader.read(&id).await.json()["clocks"].clone();
        for due in ["accept_due", "contact_due", "resolve_due", "next_due"] {
            assert_eq!(read[due], own[due], "{due}");
        }
    }
    let due = own["accept_due"].as_str().unwrap();
    let before = leader.listed(&format!("/api/v1/requests?whose=my_grids&due_before={due}")).await;
    assert!(before.is_empty(), "{before:?}");
}

#[actix_web::test]
async fn what_staff_find_they_report_in_confidence_like_anybody() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let finder = desk.member("G1-deputy").await;
    let id = finder.sent(with(secret(), json!({ "channel": "self_found" }))).await;
    let offered = reception
        .get(&format!("/api/v1/requests/{id}/dispatch-candidates"))
        .expect(200)
        .await
        .json();
    assert_eq!(offered["conflicted"][0]["code"], "G1", "whoever found it would answer there");
    assert_eq!(finder.listed("/api/v1/requests").await, [id.as_str()]);
    reception.dispatch(&id, "N1").await;
    let secretary = desk.member("N1-leader").await;
    let read = secretary.read(&id).await.json();
    assert!(read.get("channel").is_none() && read["place"].get("by").is_none(), "{read}");
    assert_eq!(reception.read(&id).await.json()["channel"], "self_found");
}

#[actix_web::test]
async fn what_was_dispatched_stays_with_its_unit_and_goes_to_the_desk_when_that_ends_or_its_leader_is_the_subject()
 {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let resident = desk.resident("13812341234").await;
    let about = with(secret(), json!({ "about_member": member_id("G4-leader") }));
    let (named, plain) = (resident.sent(about).await, resident.sent(secret()).await);
    for id in [&named, &plain] {
        reception.dispatch(id, "G1").await;
    }
    succeed(&desk, "G4-leader").await;
    assert_eq!(
        where_is(&reception, &plain).await,
        of("G1", "G4-leader"),
        "a new leader takes over"
    );
    assert_eq!(
        where_is(&reception, &named).await,
        of("T-desk", "T-leader"),
        "but nobody a complaint about themselves"
    );
    assert_eq!(desk.member("G4-leader").await.learns(&named).await, ([404; 4], false));
    assert_eq!(reception.listed(WAITING).await, [named]);
    desk.pass(chrono::TimeDelta::hours(1)).await;
    desk.town.apply(vec![AtlasEdit::RetireGrid { grid: grid_id("G1") }]).await.unwrap();
    assert_eq!(where_is(&reception, &plain).await, of("T-desk", "T-leader"), "the unit has ended");
    assert_eq!(reception.listed(WAITING).await.len(), 2);
}
