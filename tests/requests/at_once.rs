//! 当场答复 and 当场办结: a request that is resolved by the call that submits it.

use crate::support::desk::{Desk, Person, noise, verdict, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::duty::Capacity;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

fn asked() -> Value {
    json!({
        "place": { "lon": 121.405, "lat": 30.905 },
        "category": "other",
        "kind": "consultation",
        "description": "办理居住证要带什么材料",
        "channel": "desk",
        "contact_phone": "13812341234",
        "reply_template": "materials",
    })
}

fn litter() -> Value {
    json!({
        "place": { "lon": 121.405, "lat": 30.905 },
        "category": "environment.garbage",
        "kind": "complaint",
        "description": "3号楼前有一袋垃圾，已清走",
        "channel": "self_found",
        "on_the_spot": true,
    })
}

async fn worker(desk: &Desk) -> Person<'_> {
    let code = "worker";
    let give = desk.town.give(Unit::Grid(grid_id("G1")), member_id(code), Capacity::Worker);
    let member = wangge::domain::atlas_edit::AtlasEdit::AddMember(desk.town.member(code));
    desk.town.apply(vec![member, give]).await.unwrap();
    desk.member(code).await
}

#[actix_web::test]
async fn the_desk_answers_while_the_reporter_is_there() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let templates = reception.get("/api/v1/reply-templates").expect(200).await.items();
    let text = templates.iter().find(|one| one["id"] == "materials").unwrap()["text"].clone();
    let sent = reception.submit(asked()).await;
    assert_eq!(
        (&sent["state"], &sent["next_owner"]["party"], sent["clocks"].get("contact_settled_at")),
        (&json!("resolved"), &json!("reporter"), None)
    );
    let (id, secret) = (sent["id"].as_str().unwrap(), &sent["receipt_secret"]);
    let uri = format!("/api/v1/requests/{id}/receipt");
    let nobody = desk.anonymous();
    let told = nobody.post(&uri, &json!({ "secret": secret })).expect(200).await.json();
    assert_eq!(told["notes"][0]["body"], text);
    let leader = desk.member("G1-leader").await;
    assert_eq!(leader.read(id).await.json()["closing"], json!({ "way": "answered_at_once" }));
    assert!(leader.listed("/api/v1/inbox").await.is_empty());
    let judged = with(verdict(false, "dissatisfied"), json!({ "receipt_secret": secret }));
    let reopened = nobody.moves(id, judged).await.json();
    assert_eq!(reopened["state"], "reopened", "then somebody handles it");
}

#[actix_web::test]
async fn only_what_needs_no_handling_is_answered_at_once_and_only_by_the_desk() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let leader = desk.member("G1-leader").await;
    for kind in ["help", "complaint", "report"] {
        let refused = reception.refused(422, with(asked(), json!({ "kind": kind }))).await;
        refused.code("answer_needs_handling").at("/kind");
    }
    let proxy = with(asked(), json!({ "channel": "proxy" }));
    leader.refused(422, proxy).await.code("answer_at_the_desk").at("/channel");
    let unknown = with(asked(), json!({ "reply_template": "nothing" }));
    let refused = reception.refused(422, unknown).await;
    refused.code("unknown_reply_template").at("/reply_template");
}

#[actix_web::test]
async fn staff_put_small_things_right_where_they_find_them() {
    let desk = Desk::new().await;
    let (worker, leader) = (worker(&desk).await, desk.member("G1-leader").await);
    let sent = worker.submit(litter()).await;
    assert_eq!(
        (&sent["state"], &sent["added_to_open"], sent.get("receipt_secret")),
        (&json!("closed"), &json!(false), None)
    );
    let id = sent["id"].as_str().unwrap();
    let read = leader.read(id).await.json();
    assert_eq!(read["closing"], json!({ "way": "on_the_spot" }));
    assert!(leader.listed("/api/v1/inbox").await.is_empty());
    let listed = with(litter(), json!({ "category": "environment.noise" }));
    worker.refused(422, listed).await.code("not_on_the_spot").at("/category");
    let told = with(litter(), json!({ "channel": "proxy" }));
    worker.refused(422, told).await.code("on_the_spot_found").at("/channel");
    let named = with(litter(), json!({ "contact_phone": "13812341234", "urgency": "urgent" }));
    let refused = worker.refused(422, named).await.code("on_the_spot_plain");
    let pointers: Vec<String> = refused.errors().into_iter().map(|(_, at)| at).collect();
    assert_eq!(pointers.len(), 2, "{}", refused.body);
    let elsewhere = with(litter(), json!({ "place": { "lon": 121.425, "lat": 30.905 } }));
    worker.refused(422, elsewhere).await.code("on_the_spot_elsewhere").at("/place");
}

#[actix_web::test]
async fn it_is_added_to_an_open_request_about_the_same_nearby() {
    let desk = Desk::new().await;
    let (worker, leader) = (worker(&desk).await, desk.member("G1-leader").await);
    let resident = desk.resident("13812341234").await;
    let known =
        json!({ "category": "environment.garbage", "place": { "lon": 121.4053, "lat": 30.905 } });
    let hidden = with(noise(), with(known.clone(), json!({ "confidential": true })));
    resident.sent(hidden).await;
    let far =
        json!({ "category": "environment.garbage", "place": { "lon": 121.407, "lat": 30.905 } });
    resident.sent(with(noise(), far)).await;
    assert_eq!(worker.submit(litter()).await["added_to_open"], false, "nothing open is near");
    let open = resident.sent(with(noise(), known)).await;
    let call = worker.post("/api/v1/requests", &litter()).header("Idempotency-Key", "litter-0001");
    let added = call.expect(201).await.json();
    assert_eq!((&added["id"], &added["added_to_open"]), (&json!(open), &json!(true)));
    let again = worker.post("/api/v1/requests", &litter()).header("Idempotency-Key", "litter-0001");
    let again = again.expect(201).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.json()["added_to_open"], true);
    let read = leader.read(&open).await.json();
    assert_eq!(read["state"], "assigned", "whoever has it sees to it");
    let notes = read["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(
        (&notes[0]["kind"], &notes[0]["body"]),
        (&json!("supplement"), &litter()["description"])
    );
}

#[actix_web::test]
async fn what_is_grave_is_handled_whatever_kind_it_is_called() {
    let desk = Desk::new().await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let at_once =
        json!({ "channel": "desk", "kind": "consultation", "reply_template": "materials" });
    for grave in [
        json!({ "category": "conduct" }),
        json!({ "category": "mediation.violence", "answers": { "danger": "no" } }),
        json!({ "about_staff": true }),
        json!({ "urgency": "critical" }),
    ] {
        let body = with(with(noise(), at_once.clone()), grave);
        clerk.refused(422, body).await.code("answer_too_grave").at("/category");
    }
}
