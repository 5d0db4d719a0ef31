//! `POST /routing/explain`: who would answer, then, now and later.

use super::{neighbourhood, rule, ruled, supervisor, unit, until};
use crate::support::desk::{Desk, Person, noise, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary};
use wangge::domain::datum::Datum;
use wangge::domain::geometry::{Effort, Position, Shape};
use wangge::domain::id::BoundaryId;

/// A rectangle of the height of G1.
fn rectangle(lon: f64, width: f64) -> Arc<Shape> {
    let ring = [[lon, 30.90], [lon + width, 30.90], [lon + width, 30.91], [lon, 30.91]];
    let ring = ring.map(|[lon, lat]| Position { lon, lat });
    Arc::new(
        Shape::from_degrees(&[vec![ring.to_vec()]], Datum::Wgs84, &Effort::unbounded()).unwrap(),
    )
}

async fn explained(leader: &Person<'_>, question: Value) -> Value {
    leader.post("/api/v1/routing/explain", &question).expect(200).await.json()
}

fn noise_at(lon: f64) -> Value {
    json!({ "place": { "lon": lon, "lat": 30.905 }, "category": "environment.noise" })
}

#[actix_web::test]
async fn it_answers_as_a_request_would_and_stores_nothing() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let leader = desk.member("N1-leader").await;
    ruled(
        &supervisor,
        rule("NOISE", "T", json!({ "category": "environment.noise" }), neighbourhood()),
    )
    .await;
    let answer = explained(&leader, noise_at(121.405)).await;
    assert_eq!((unit(&answer), &answer["capacity"]), ("N1", &json!("leader")));
    assert_eq!((&answer["rule"]["code"], &answer["grid"]["code"]), (&json!("NOISE"), &json!("G1")));
    assert!(leader.listed("/api/v1/requests?whose=my_grids").await.is_empty(), "nothing is stored");
    let sent =
        resident.submit(with(noise(), json!({ "place": { "lon": 121.405, "lat": 30.905 } }))).await;
    assert_eq!(
        (unit(&answer), &answer["clocks"]["resolve_due"]),
        (unit(&sent), &sent["clocks"]["resolve_due"])
    );
    let routing = leader
        .get(&format!("/api/v1/requests/{}/routing", sent["id"].as_str().unwrap()))
        .expect(200)
        .await;
    assert_eq!(routing.json()["items"][0]["trace"], answer["trace"]);
}

#[actix_web::test]
async fn it_tells_at_which_grid_it_begins_where_that_is_not_the_grid_of_the_place() {
    let desk = Desk::new().await;
    let (supervisor, leader) = (supervisor(&desk).await, desk.member("T-leader").await);
    let begins = async || {
        let answer = explained(&leader, noise_at(121.405)).await;
        let steps = answer["trace"].as_array().unwrap().clone();
        steps.into_iter().find(|step| step["step"] == "starting_level")
    };
    assert_eq!(begins().await, None);
    ruled(&supervisor, rule("WIDE", "G1", json!({}), neighbourhood())).await;
    assert_eq!(begins().await, Some(json!({ "step": "starting_level", "grid": grid_id("N1") })));
}

#[actix_web::test]
async fn it_knows_the_borders_the_duties_and_the_rules_of_the_day() {
    let desk = Desk::new().await;
    let (supervisor, leader) = (supervisor(&desk).await, desk.member("T-leader").await);
    let whose = async |day: &str| {
        let answer = explained(&leader, with(noise_at(121.4105), json!({ "at": day }))).await;
        (unit(&answer).to_owned(), answer["holder"]["id"].clone())
    };
    let (before, after) = ("2026-03-02T09:00:00+08:00", "2026-03-04T09:00:00+08:00");
    until(&desk, "2026-03-03T09:00:00+08:00").await;
    let drawn =
        [("G1", 121.40, 0.011), ("G2", 121.411, 0.009)].map(|(code, lon, width)| NewBoundary {
            id: BoundaryId(Uuid::now_v7()),
            grid: grid_id(code),
            shape: rectangle(lon, width),
        });
    desk.town.apply(vec![AtlasEdit::SetBoundaries(drawn.into())]).await.unwrap();
    assert_eq!(
        whose(before).await,
        ("G2".to_owned(), json!(member_id("G2-leader"))),
        "the border of that day"
    );
    assert_eq!(whose(after).await, ("G1".to_owned(), json!(member_id("G1-leader"))));
    until(&desk, "2026-03-05T09:00:00+08:00").await;
    ruled(
        &supervisor,
        rule("NOISE", "T", json!({ "category": "environment.noise" }), neighbourhood()),
    )
    .await;
    assert_eq!(whose(after).await.0, "G1", "the rule did not hold yet");
    assert_eq!(whose("2026-03-05T09:00:00+08:00").await.0, "N1");
    let away = json!({ "member": member_id("N1-leader"), "kind": "leave", "from": "2026-03-09T00:00:00+08:00", "to": "2026-03-10T00:00:00+08:00" });
    supervisor.post("/api/v1/absences", &away).keyed().expect(201).await;
    assert_eq!(
        whose("2026-03-09T10:00:00+08:00").await.1,
        json!(member_id("N1-deputy")),
        "an absence that is planned"
    );
}

#[actix_web::test]
async fn a_grid_that_ended_since_answers_for_its_time() {
    let desk = Desk::new().await;
    let leader = desk.member("T-leader").await;
    until(&desk, "2026-03-03T09:00:00+08:00").await;
    desk.town.apply(vec![AtlasEdit::RetireGrid { grid: grid_id("G1") }]).await.unwrap();
    let then = with(noise_at(121.405), json!({ "at": "2026-03-02T10:00:00+08:00" }));
    let answer = explained(&leader, then).await;
    assert_eq!(unit(&answer), "G1", "{answer}");
    assert_eq!(unit(&explained(&leader, noise_at(121.405)).await), "N1");
}

#[actix_web::test]
async fn it_is_for_staff_in_whose_grids_the_place_is() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    leader.post("/api/v1/routing/explain", &noise_at(121.405)).expect(200).await;
    let reply = leader.post("/api/v1/routing/explain", &noise_at(121.425)).expect(404).await;
    reply.code("not_found").at("/place");
    let resident = desk.resident("13812341234").await;
    resident
        .post("/api/v1/routing/explain", &noise_at(121.405))
        .expect(403)
        .await
        .code("role_required");
}

#[actix_web::test]
async fn wrong_questions_are_refused() {
    let desk = Desk::new().await;
    let leader = desk.member("T-leader").await;
    let wrong = [
        (json!({ "category": "no.such" }), "unknown_category", "/category"),
        (json!({ "at": "1969-12-31T00:00:00Z" }), "out_of_range", "/at"),
        (json!({ "at": "2036-01-01T00:00:00Z" }), "out_of_range", "/at"),
        (json!({ "place": {} }), "place_required", "/place"),
        (json!({ "place": { "grid_code": "X" } }), "unknown_grid", "/place/grid_code"),
    ];
    for (fields, code, pointer) in wrong {
        let reply = leader
            .post("/api/v1/routing/explain", &with(noise_at(121.405), fields))
            .expect(422)
            .await;
        reply.code(code).at(pointer);
    }
    let before = with(noise_at(121.405), json!({ "at": "2020-01-01T00:00:00Z" }));
    leader
        .post("/api/v1/routing/explain", &before)
        .expect(422)
        .await
        .code("before_it_existed")
        .at("/at");
}
