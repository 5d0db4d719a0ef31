//! 并单: two requests about the same; one goes on, and each reporter has a number, a receipt, a reply
//! and a verdict of their own.

use crate::support::desk::{Desk, Person, noise, resolved, secret, transfer, verdict, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::id::DeskId;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

fn link(leading: &str) -> Value {
    json!({ "action": "link", "leading": leading })
}

async fn work_on(leader: &Person<'_>, id: &str) {
    leader.act(id, json!({ "action": "accept" })).await;
    leader.act(id, json!({ "action": "start" })).await;
}

async fn kinds(person: &Person<'_>, id: &str) -> Vec<String> {
    let timeline = person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    timeline.items().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_one_that_waits_gets_the_reply_and_is_judged_for_itself() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (first, second) = (desk.resident("13812341234").await, desk.resident("13912341234").await);
    let leader = desk.member("G1-leader").await;
    let (leading, waiting) = (first.sent(noise()).await, second.sent(noise()).await);
    let before = first.read(&leading).await.json();
    let linked = reception.moves(&waiting, link(&leading)).await.json();
    assert_eq!(linked["state"], "merged");
    assert_eq!(linked["linked_to"], json!(leading));
    assert_eq!(first.read(&leading).await.json(), before, "nothing is told of the other");
    let told = second.read(&waiting).await.json();
    assert_eq!(
        (&told["state"], &told["clocks"]["ended_at"], &told["next_owner"]["party"]),
        (&json!("in_progress"), &Value::Null, &json!("holder"))
    );
    assert!(told.get("linked_to").is_none());
    assert_eq!(kinds(&second, &waiting).await, ["submitted", "assigned"]);
    assert_eq!(kinds(&leader, &waiting).await, ["submitted", "assigned", "merged"]);
    assert_eq!(second.listed("/api/v1/requests?state=in_progress").await, [waiting.as_str()]);
    assert!(second.listed("/api/v1/requests?state=merged").await.is_empty());
    let early = second.moves(&waiting, verdict(true, "satisfied")).await.code("move_not_possible");
    assert_eq!(early.json()["errors"][0]["params"]["state"]["value"], "in_progress");
    work_on(&leader, &leading).await;
    leader.act(&leading, resolved()).await;
    for (person, id) in [(&first, &leading), (&second, &waiting)] {
        let read = person.read(id).await.json();
        assert_eq!(read["state"], "resolved");
        assert_eq!(read["notes"][0]["body"], resolved()["reply"]);
    }
    assert_eq!(first.act(&leading, verdict(true, "satisfied")).await, "closed");
    assert_eq!(second.act(&waiting, verdict(false, "dissatisfied")).await, "reopened");
    assert_eq!(first.read(&leading).await.json()["state"], "closed");
}

#[actix_web::test]
async fn what_cannot_be_linked_says_why() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let part = desk.appointed("part", Role::TownDesk, "N2").await;
    let resident = desk.resident("13812341234").await;
    let leader = desk.member("G1-leader").await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(resident.sent(noise()).await);
    }
    let [leading, waiting, third, ended, hidden] = <[String; 5]>::try_from(ids).unwrap();
    leader.moves(&waiting, link(&leading)).await.code("move_not_possible");
    let itself = reception.moves(&waiting, link(&waiting)).await;
    itself.code("link_to_itself").at("/leading");
    resident.act(&ended, json!({ "action": "withdraw" })).await;
    let gone = reception.moves(&waiting, link(&ended)).await;
    gone.code("link_to_ended").at("/leading");
    let unknown = uuid::Uuid::now_v7().to_string();
    let nowhere = reception.moves(&waiting, link(&unknown)).await;
    nowhere.code("link_outside_desk").at("/leading");
    let far = with(noise(), json!({ "place": { "lon": 121.425, "lat": 30.905 } }));
    let far = resident.sent(far).await;
    let outside = part.moves(&far, link(&leading)).await;
    outside.code("link_outside_desk").at("/leading");
    reception.act(&waiting, link(&leading)).await;
    reception.moves(&waiting, link(&third)).await.code("linked_already");
    let chain = reception.moves(&third, link(&waiting)).await;
    chain.code("link_to_merged").at("/leading");
    let leads = reception.moves(&leading, link(&third)).await;
    leads.code("link_leads_others").at("/leading");
    let confidential = resident.sent(secret()).await;
    let open = reception.moves(&hidden, link(&confidential)).await;
    open.code("link_to_confidential").at("/leading");
    let about = with(noise(), json!({ "about_staff": true }));
    let about = resident.sent(about).await;
    let excludes = reception.moves(&about, link(&leading)).await;
    excludes.code("link_excludes_people").at("/leading");
}

#[actix_web::test]
async fn of_a_confidential_one_only_the_desk_sees_the_link() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let supervisor = desk.appointed("super-1", Role::Supervisor, "T").await;
    let (first, second) = (desk.resident("13812341234").await, desk.resident("13912341234").await);
    let leader = desk.member("G1-leader").await;
    let (leading, waiting) = (first.sent(noise()).await, second.sent(secret()).await);
    reception.dispatch(&waiting, "G1").await;
    reception.moves(&waiting, link(&leading)).await.code("link_from_the_desk").at("/leading");
    let back = transfer(Unit::Desk(DeskId::of(grid_id("T"))));
    reception.moves(&waiting, back).await;
    let before = leader.read(&leading).await.json();
    let linked = reception.moves(&waiting, link(&leading)).await.json();
    assert_eq!(linked["linked_to"], json!(leading));
    let told = leader.read(&waiting).await.json();
    assert_eq!((&told["state"], told.get("closing")), (&json!("in_progress"), None));
    let merged = "/api/v1/requests?whose=my_grids&state=merged";
    assert!(leader.listed(merged).await.is_empty());
    assert_eq!(leader.read(&leading).await.json(), before);
    assert_eq!(reception.read(&leading).await.json()["linked"], json!([waiting]));
    let seen = supervisor.read(&waiting).await.json();
    assert!(seen.get("linked_to").is_none(), "{seen}");
    assert!(supervisor.read(&leading).await.json().get("linked").is_none());
    work_on(&leader, &leading).await;
    leader.act(&leading, resolved()).await;
    assert_eq!(second.read(&waiting).await.json()["state"], "resolved");
    let timeline = supervisor.get(&format!("/api/v1/requests/{waiting}/timeline")).expect(200);
    let last = timeline.await.items().pop().unwrap();
    assert_eq!(
        (&last["kind"], &last["actor"], &last["at"]),
        (&json!("resolved"), &json!("service"), &json!("2026-03-02T01:00:00Z"))
    );
}

#[actix_web::test]
async fn it_goes_on_by_itself_when_the_link_is_recalled_or_the_other_one_ends() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (first, second) = (desk.resident("13812341234").await, desk.resident("13912341234").await);
    let leader = desk.member("G1-leader").await;
    let (leading, waiting) = (first.sent(noise()).await, second.sent(noise()).await);
    leader.act(&waiting, json!({ "action": "accept" })).await;
    reception.act(&waiting, link(&leading)).await;
    assert!(leader.listed("/api/v1/inbox").await == [leading.as_str()]);
    second.act(&waiting, json!({ "action": "supplement", "words": "昨晚又开工了" })).await;
    assert_eq!(reception.act(&waiting, json!({ "action": "recall" })).await, "accepted");
    reception.act(&waiting, link(&leading)).await;
    first.act(&leading, json!({ "action": "withdraw" })).await;
    let freed = leader.read(&waiting).await.json();
    assert_eq!(
        (&freed["state"], &freed["next_owner"]["party"]),
        (&json!("accepted"), &json!("holder")),
        "never nobody"
    );
    assert_eq!(leader.listed("/api/v1/inbox").await, [waiting.as_str()]);
}

#[actix_web::test]
async fn a_result_that_is_taken_back_is_taken_back_for_both() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (first, second) = (desk.resident("13812341234").await, desk.resident("13912341234").await);
    let leader = desk.member("G1-leader").await;
    let (leading, waiting) = (first.sent(noise()).await, second.sent(noise()).await);
    reception.act(&waiting, link(&leading)).await;
    work_on(&leader, &leading).await;
    leader.act(&leading, resolved()).await;
    assert_eq!(leader.act(&leading, json!({ "action": "recall" })).await, "in_progress");
    assert_eq!(reception.read(&waiting).await.json()["state"], "merged");
    leader.act(&leading, resolved()).await;
    assert_eq!(second.act(&waiting, verdict(true, "satisfied")).await, "closed");
    assert_eq!(leader.act(&leading, json!({ "action": "recall" })).await, "in_progress");
    assert_eq!(second.read(&waiting).await.json()["state"], "closed", "a verdict stands");
}

#[actix_web::test]
async fn nothing_is_linked_to_what_somebody_must_not_read() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (first, second) = (desk.resident("13812341234").await, desk.resident("13912341234").await);
    let about = json!({ "about_staff": true, "about_member": member_id("G1-leader") });
    let (hidden, open) = (first.sent(with(noise(), about)).await, second.sent(noise()).await);
    for (one, other) in [(&open, &hidden), (&hidden, &open)] {
        let refused = reception.moves(one, link(other)).await;
        refused.code("link_excludes_people").at("/leading");
    }
}

#[actix_web::test]
async fn who_presses_for_one_that_waits_is_heard_at_the_desk() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (first, second) = (desk.resident("13812341234").await, desk.resident("13912341234").await);
    let (leading, waiting) = (first.sent(noise()).await, second.sent(noise()).await);
    reception.moves(&waiting, link(&leading)).await;
    second.act(&waiting, json!({ "action": "remind" })).await;
    let reminded = "/api/v1/requests?whose=my_grids&queue=reminded";
    assert_eq!(reception.listed(reminded).await, [waiting.as_str()]);
}
