//! What holds for every change over HTTP, on one process or two.

use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::duty::Capacity;
use wangge::domain::plan::PlanConsent;
use wangge::domain::unit::Unit;
use wangge::service::atlas_edits::{ChangeSet, apply_edits};
use wangge::store::Actor;

fn deputy() -> Value {
    json!({ "unit": { "kind": "grid", "id": grid_id("G1") }, "member": member_id("idle"), "capacity": "deputy" })
}

#[actix_web::test]
async fn twins_have_one_effect_and_one_answer() {
    let hall = Hall::open().await;
    let send = || {
        hall.unkeyed("supervisor", "/duties", &deputy())
            .header("Idempotency-Key", "order-17")
            .send()
    };
    let (first, second) = tokio::join!(send(), send());
    assert_eq!(
        (first.status.as_u16(), second.status.as_u16()),
        (201, 201),
        "{} {}",
        first.body,
        second.body
    );
    assert_eq!(first.body, second.body);
    let mut replayed = [first.header("idempotent-replayed"), second.header("idempotent-replayed")];
    replayed.sort_unstable();
    assert_eq!(replayed, ["", "true"]);
}

#[actix_web::test]
async fn rivals_have_one_winner() {
    let hall = Hall::open().await;
    let send = |code: &str| {
        hall.post("supervisor", "/members", &json!({ "code": code, "name": "李四光" })).send()
    };
    let (first, second) = tokio::join!(send("W1"), send("W1"));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", first.body, second.body);
}

#[actix_web::test]
async fn what_another_process_changed_a_moment_ago_counts() {
    let hall = Hall::open().await;
    let other = hall.town.another();
    let now = hall.town.now();
    let given = hall.town.give(Unit::Grid(grid_id("G1")), member_id("idle"), Capacity::Worker);
    let set =
        ChangeSet { prepared_at: now, edits: vec![given], allowances: PlanConsent::default() };
    let applied = apply_edits(&other, Actor::Service, set).await.unwrap();
    let duty = applied.atlas.people().duties_of(member_id("idle"), now).next().unwrap().id;
    hall.post("supervisor", "/duties", &deputy())
        .expect(409)
        .await
        .code("duty_twice")
        .at("/member");
    let end = json!({ "version": 1, "at": "2026-03-05T00:00:00Z" });
    hall.post("supervisor", &format!("/duties/{duty}/end"), &end).expect(200).await;
}

#[actix_web::test]
async fn a_key_sent_again_is_answered_within_the_present_scope() {
    let hall = Hall::open().await;
    let send = || hall.unkeyed("N1-leader", "/members", &json!({ "code": "W1", "name": "李四光" }));
    let keyed = || send().header("Idempotency-Key", "order-17");
    let member = keyed().expect(201).await.json();
    let suspend = format!("/members/{}/deactivate", member["id"].as_str().unwrap());
    hall.post("supervisor", &suspend, &json!({ "version": 1 })).expect(200).await;
    let again = keyed().expect(201).await;
    assert_eq!(
        (again.header("idempotent-replayed"), &again.json()["active"]),
        ("true", &false.into())
    );
    let secretary = format!("/members/{}/deactivate", member_id("N1-leader"));
    hall.post("supervisor", &secretary, &json!({ "version": 1 })).expect(200).await;
    keyed().expect(403).await.code("role_required");
}
