//! Rules that name pioneer posts: first handlers, and posts that read along.

use super::{of, rule, ruled, supervisor, until};
use crate::support::desk::{Desk, Person, noise, resolved, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};

/// A post of N1 that somebody holds.
async fn post(supervisor: &Person<'_>, code: &str, holder: &str) -> Value {
    let post = json!({ "code": code, "name": "噪声劝导先锋岗", "duties": ["先到现场劝导"], "skills": [], "places": 2,
        "zone": { "kind": "grid", "grid": grid_id("N1") } });
    let post = supervisor.post("/api/v1/pioneer-posts", &post).keyed().expect(201).await.json();
    let term = json!({ "member": member_id(holder), "to": "2026-12-31T16:00:00Z" });
    let holders = format!("/api/v1/pioneer-posts/{}/holders", post["id"].as_str().unwrap());
    supervisor.post(&holders, &term).keyed().expect(201).await;
    post["id"].clone()
}

#[actix_web::test]
async fn a_post_may_begin_while_the_grid_leader_stays_responsible() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let (first, along) =
        (post(&supervisor, "P1", "G3-leader").await, post(&supervisor, "P2", "G4-leader").await);
    let effect = json!({ "first_handler": first, "copied_posts": [along] });
    let made = ruled(
        &supervisor,
        rule("NOISE", "T", json!({ "category": "environment.noise" }), effect.clone()),
    )
    .await;
    assert_eq!(made["effect"], effect);
    let sent = resident.submit(noise()).await;
    let id = sent["id"].as_str().unwrap();
    assert_eq!(sent["unit"]["code"], "G1");
    let (leader, first) = (desk.member("G1-leader").await, desk.member("G3-leader").await);
    assert_eq!(first.listed("/api/v1/requests?whose=shared").await, [id]);
    leader.act(id, json!({ "action": "accept" })).await;
    let read = first.read(id).await.json();
    assert_eq!(
        (&read["contact_phone"], &read["may_unmask"]),
        (&json!("138****1234"), &json!(true))
    );
    let unmask = format!("/api/v1/requests/{id}/unmask");
    let seen =
        first.post(&unmask, &json!({ "reason": "先行联系" })).keyed().expect(200).await.json();
    assert_eq!(seen["contact_phone"], "13812341234");
    let reached = json!({ "action": "contact", "contact_outcome": "reached" });
    assert_eq!(first.act(id, reached).await, "contacted");
    assert_eq!(first.act(id, json!({ "action": "start" })).await, "in_progress");
    first.moves(id, resolved()).await.code("move_not_possible");
    assert_eq!(leader.read(id).await.json()["holder"], json!(member_id("G1-leader")));
    let records = resident.get("/api/v1/me/access-records").expect(200).await.json();
    assert!(records.to_string().contains("先行联系"), "the resident reads who looked and why");
}

#[actix_web::test]
async fn a_post_that_reads_along_has_no_moves_and_one_of_a_confidential_request_nothing() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let along = post(&supervisor, "P2", "G4-leader").await;
    let effect = json!({ "copied_posts": [along] });
    ruled(&supervisor, rule("NOISE", "T", json!({ "category": "environment.noise" }), effect))
        .await;
    let (open, secret) = (
        resident.sent(noise()).await,
        resident.sent(with(noise(), json!({ "confidential": true }))).await,
    );
    let along = desk.member("G4-leader").await;
    assert_eq!(along.listed("/api/v1/requests?whose=shared").await, std::slice::from_ref(&open));
    let moves = along.get(&format!("/api/v1/requests/{open}/transitions")).expect(200).await.json();
    assert_eq!(moves["items"], json!([]));
    assert_eq!(along.learns(&secret).await, ([404; 4], false));
}

#[actix_web::test]
async fn a_rule_for_a_retired_post_is_refused_and_one_whose_post_retires_is_skipped() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let gone = post(&supervisor, "P1", "G3-leader").await;
    let effect = json!({ "level": "neighborhood", "first_handler": gone });
    let made = ruled(
        &supervisor,
        rule("NOISE", "T", json!({ "category": "environment.noise" }), effect.clone()),
    )
    .await;
    let retire = format!("/api/v1/pioneer-posts/{}/retire", gone.as_str().unwrap());
    let version = supervisor
        .get(&format!("/api/v1/pioneer-posts/{}", gone.as_str().unwrap()))
        .expect(200)
        .await;
    supervisor
        .post(&retire, &json!({ "version": version.json()["version"] }))
        .keyed()
        .expect(200)
        .await;
    let problems = supervisor.get("/api/v1/routing-rules/problems").expect(200).await.json();
    assert_eq!(problems["items"][0]["gone"], json!(["pioneer_post"]));
    assert_eq!(resident.submit(noise()).await["unit"]["code"], "G1");
    let again = rule("AGAIN", "N1", json!({}), effect);
    let reply = supervisor.post("/api/v1/routing-rules", &again).keyed().expect(422).await;
    reply.code("unknown_pioneer_post").at("/effect/first_handler");
    let twice = post(&supervisor, "P3", "G4-leader").await;
    let twice =
        rule("AGAIN", "N1", json!({}), json!({ "first_handler": twice, "copied_posts": [twice] }));
    let reply = supervisor.post("/api/v1/routing-rules", &twice).keyed().expect(422).await;
    reply.code("pioneer_post_twice").at("/effect/copied_posts/0");
    supervisor.post(&of(&made, "retire"), &json!({ "version": 1 })).keyed().expect(200).await;
    until(&desk, "2026-03-02T09:01:00+08:00").await;
    assert!(supervisor.listed("/api/v1/routing-rules/problems").await.is_empty());
}
