//! Second identities that carry a duty: given when a claim is accepted, ended with the identity.

use super::{act, claimed, claims, id, register, state};
use crate::support::hall::{Hall, group_id};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::jobs::run_due;

fn unit(kind: &str, id: &Value) -> Value {
    json!({ "kind": kind, "id": id })
}

/// A role of N1 for one member at a time.
fn role(unit: Value, capacity: &str) -> Value {
    json!({
        "grid": grid_id("N1"), "name": "楼道网格员", "tasks": "每周巡楼", "places": 1, "waiting_places": 3,
        "term_days": 90, "duty": { "unit": unit, "capacity": capacity },
    })
}

fn in_b1() -> Value {
    role(unit("building_group", &json!(group_id("B1"))), "worker")
}

fn in_g1() -> Value {
    role(unit("grid", &json!(grid_id("G1"))), "deputy")
}

async fn offered(hall: &Hall, role: &Value) -> Value {
    hall.twice("N1-leader", "/community-roles", role, 201).await.json()
}

/// A role for the building group B1 and somebody who has it.
async fn held(hall: &Hall) -> (Value, Value) {
    let role = offered(hall, &in_b1()).await;
    register(hall, &["idle", "G2-leader", "G2-deputy"]).await;
    let mine = claimed(hall, "idle", &role).await;
    (role, accepted(hall, "N1-leader", &mine, 1).await)
}

async fn accepted(hall: &Hall, who: &str, identity: &Value, version: i64) -> Value {
    hall.post(who, &act(identity, "accept"), &json!({ "version": version }))
        .expect(200)
        .await
        .json()
}

async fn duty(hall: &Hall, identity: &Value) -> Value {
    hall.get("supervisor", &format!("/duties/{}", identity["duty"].as_str().unwrap()))
        .expect(200)
        .await
        .json()
}

async fn read(hall: &Hall, identity: &Value) -> Value {
    hall.get("supervisor", &format!("/second-identities/{}", id(identity))).expect(200).await.json()
}

/// Whether the duty of an identity that is over ended with it.
async fn ended_together(hall: &Hall, identity: &Value, because: &str) {
    let (over, duty) = (read(hall, identity).await, duty(hall, identity).await);
    assert_eq!((&over["ended_because"], &duty["to"]), (&because.into(), &over["ended_at"]));
}

#[actix_web::test]
async fn an_accepted_claim_gives_the_duty_for_its_term_behind_the_other_deputies() {
    let hall = Hall::open().await;
    let role = offered(&hall, &in_g1()).await;
    assert_eq!(role["duty"], in_g1()["duty"]);
    register(&hall, &["idle"]).await;
    let mine = claimed(&hall, "idle", &role).await;
    assert_eq!((&mine["state"], mine.get("duty")), (&"claimed".into(), None));
    // The secretary gives no duties of grids.
    hall.post("N1-leader", &act(&mine, "accept"), &json!({ "version": 1 }))
        .expect(403)
        .await
        .code("duty_not_yours");
    let begun =
        hall.twice("supervisor", &act(&mine, "accept"), &json!({ "version": 1 }), 200).await.json();
    let duty = duty(&hall, &begun).await;
    assert_eq!(
        (&duty["unit"]["code"], &duty["capacity"], &duty["rank"]),
        (&"G1".into(), &"deputy".into(), &1.into())
    );
    assert_eq!((&duty["from"], &duty["to"]), (&begun["started_at"], &begun["ends_at"]));
    let me = hall.get("idle", "/inbox").expect(200).await.json();
    assert_eq!(me["items"], json!([]), "the duty brings its rights along");
}

#[actix_web::test]
async fn open_requests_of_the_duty_are_held_anew_when_the_identity_ends() {
    let hall = Hall::open().await;
    let role = offered(&hall, &in_g1()).await;
    register(&hall, &["idle"]).await;
    let mine = claimed(&hall, "idle", &role).await;
    let begun = accepted(&hall, "supervisor", &mine, 1).await;
    for who in ["G1-leader", "G1-deputy"] {
        let away = json!({ "member": member_id(who), "kind": "leave" });
        hall.post(who, "/absences", &away).expect(201).await;
    }
    let noise = json!({
        "place": { "lon": 121.405, "lat": 30.905 }, "category": "environment.noise", "kind": "complaint",
        "description": "夜里施工噪声",
    });
    let sent = hall.post("resident", "/requests", &noise).expect(201).await.json();
    let holder = async || {
        let read =
            hall.get("supervisor", &format!("/requests/{}", id(&sent))).expect(200).await.json();
        read["holder"].clone()
    };
    assert_eq!(holder().await, json!(member_id("idle")));
    hall.town.clock.advance(TimeDelta::hours(1));
    hall.twice("idle", &act(&begun, "end"), &json!({ "version": 2 }), 200).await;
    assert_eq!(holder().await, json!(member_id("N1-leader")));
    ended_together(&hall, &begun, "resigned").await;
}

#[actix_web::test]
async fn the_duty_ends_with_the_identity_and_not_alone() {
    let hall = Hall::open().await;
    let (_, mine) = held(&hall).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    let end = format!("/duties/{}/end", mine["duty"].as_str().unwrap());
    for body in [json!({ "version": 1 }), json!({ "version": 1, "at": "2026-04-01T00:00:00Z" })] {
        let refused =
            hall.post("N1-leader", &end, &body).expect(409).await.code("duty_of_identity");
        let told = refused.json()["errors"][0].clone();
        assert_eq!(told["params"]["identity"], mine["id"]);
        assert!(told["message"].as_str().unwrap().contains("第二身份“"), "{told}");
    }
    hall.post("N1-leader", &act(&mine, "end"), &json!({ "version": 2 })).expect(200).await;
    ended_together(&hall, &mine, "revoked").await;
}

#[actix_web::test]
async fn of_two_claims_accepted_at_once_one_has_the_place_and_the_duty() {
    let hall = Hall::open().await;
    let role = offered(&hall, &in_b1()).await;
    register(&hall, &["idle", "G2-leader"]).await;
    let (mine, other) =
        (claimed(&hall, "idle", &role).await, claimed(&hall, "G2-leader", &role).await);
    let seen = json!({ "version": 1 });
    let accept =
        |identity: &Value, who: &str| hall.post(who, &act(identity, "accept"), &seen).expect(200);
    let (mine, other) = tokio::join!(accept(&mine, "N1-leader"), accept(&other, "supervisor"));
    let both = [mine.json(), other.json()];
    let count = |state: &str| both.iter().filter(|identity| identity["state"] == state).count();
    assert_eq!((count("active"), count("waiting")), (1, 1), "{both:?}");
    let unit = format!("/duties?unit={}&at=2026-03-02T02:00:00Z", group_id("B1"));
    let duties = hall.get("supervisor", &unit).expect(200).await.json();
    let workers = duties["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|duty| duty["capacity"] == "worker")
        .count();
    assert_eq!(workers, 1);
}

#[actix_web::test]
async fn a_duty_that_is_refused_refuses_the_claim() {
    let hall = Hall::open().await;
    let role = offered(&hall, &in_b1()).await;
    register(&hall, &["B1-leader"]).await;
    let mine = claimed(&hall, "B1-leader", &role).await;
    let refused =
        hall.post("N1-leader", &act(&mine, "accept"), &json!({ "version": 1 })).expect(409).await;
    refused.code("duty_twice").at("");
    let still = read(&hall, &mine).await;
    assert_eq!(
        (&still["state"], &still["version"], still.get("duty")),
        (&"claimed".into(), &1.into(), None)
    );
}

#[actix_web::test]
async fn a_place_that_becomes_free_is_given_after_another_review_only() {
    let hall = Hall::open().await;
    let (role, mine) = held(&hall).await;
    let (second, third) =
        (claimed(&hall, "G2-leader", &role).await, claimed(&hall, "G2-deputy", &role).await);
    for waits in [&second, &third] {
        assert_eq!(accepted(&hall, "N1-leader", waits, 1).await["state"], "waiting");
    }
    hall.town.clock.advance(TimeDelta::days(90));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    let over = read(&hall, &mine).await;
    assert_eq!(
        (&over["ended_because"], &duty(&hall, &mine).await["to"]),
        (&"expired".into(), &over["ends_at"])
    );
    assert_eq!(
        (state(&hall, &second).await, state(&hall, &third).await),
        ("claimed".into(), "waiting".into())
    );
    let no = json!({ "because": "other_arrangement", "version": 3 });
    hall.post("N1-leader", &act(&second, "decline"), &no).expect(200).await;
    assert_eq!(state(&hall, &third).await, "claimed", "the next one is called");
    let begun = accepted(&hall, "N1-leader", &third, 3).await;
    assert_eq!(
        (&begun["state"], &duty(&hall, &begun).await["to"]),
        (&"active".into(), &begun["ends_at"])
    );
    let counted =
        hall.get("resident", &format!("/community-roles/{}", id(&role))).expect(200).await.json();
    assert_eq!((&counted["active"], &counted["waiting"]), (&1.into(), &0.into()));
}

#[actix_web::test]
async fn whoever_moves_or_may_act_no_more_loses_both() {
    let hall = Hall::open().await;
    let (role, mine) = held(&hall).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    let moved = hall
        .post("idle", "/registrations", &json!({ "grid": grid_id("N2") }))
        .expect(201)
        .await
        .json();
    let accept = format!("/registrations/{}/accept", id(&moved));
    hall.post("N2-leader", &accept, &json!({ "version": 1 })).expect(200).await;
    ended_together(&hall, &mine, "registration_ended").await;
    let next = claimed(&hall, "G2-deputy", &role).await;
    let next = accepted(&hall, "N1-leader", &next, 1).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    let stop = format!("/members/{}/deactivate", member_id("G2-deputy"));
    hall.post("supervisor", &stop, &json!({ "version": 1 })).expect(200).await;
    ended_together(&hall, &next, "registration_ended").await;
}

#[actix_web::test]
async fn a_role_that_is_retired_takes_its_duties_along() {
    let hall = Hall::open().await;
    let (role, mine) = held(&hall).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    hall.twice(
        "N1-leader",
        &format!("/community-roles/{}/retire", id(&role)),
        &json!({ "version": 1 }),
        200,
    )
    .await;
    ended_together(&hall, &mine, "role_retired").await;
    hall.post("G2-leader", &claims(&role), &json!({}))
        .expect(409)
        .await
        .code("community_role_retired");
}

#[actix_web::test]
async fn what_a_role_cannot_bring_is_named() {
    let hall = Hall::open().await;
    let grid = |code: &str| unit("grid", &json!(grid_id(code)));
    for (body, code, place) in [
        (role(grid("G1"), "leader"), "role_capacity", "/duty/capacity"),
        (role(grid("G1"), "on_call"), "role_capacity", "/duty/capacity"),
        (role(grid("G3"), "worker"), "duty_outside_neighbourhood", "/duty/unit"),
        (role(grid("T"), "deputy"), "duty_outside_neighbourhood", "/duty/unit"),
        (
            role(unit("building_group", &json!(grid_id("G1"))), "worker"),
            "unknown_unit",
            "/duty/unit",
        ),
        (role(unit("street", &json!(grid_id("G1"))), "worker"), "unknown_value", "/duty/unit/kind"),
    ] {
        hall.post("N1-leader", "/community-roles", &body).expect(422).await.code(code).at(place);
    }
    let mut unreviewed = in_b1();
    unreviewed["reviewed"] = json!(false);
    let refused = hall.post("N1-leader", "/community-roles", &unreviewed).expect(422).await;
    refused.code("duty_needs_review").at("/reviewed");
}

#[actix_web::test]
async fn the_duty_of_a_role_stays_while_somebody_has_it_and_its_unit_too() {
    let hall = Hall::open().await;
    let (role, mine) = held(&hall).await;
    let profile = |duty: Value, version: i64| {
        let mut body = in_b1();
        body.as_object_mut().unwrap().remove("grid");
        (body["duty"], body["version"]) = (duty, json!(version));
        body
    };
    let uri = format!("/community-roles/{}/profile", id(&role));
    let in_g2 = json!({ "unit": unit("grid", &json!(grid_id("G2"))), "capacity": "worker" });
    for other in [Value::Null, in_g2.clone()] {
        let refused = hall
            .post("N1-leader", &uri, &profile(other, 1))
            .expect(409)
            .await
            .code("role_duty_held");
        assert_eq!(refused.at("/duty").json()["errors"][0]["params"]["active"], 1);
    }
    hall.post("N1-leader", &uri, &profile(in_b1()["duty"].clone(), 1)).expect(200).await;
    let group = |action: &str| format!("/building-groups/{}/{action}", group_id("B1"));
    let away = json!({ "grid": grid_id("G3"), "version": 1 });
    for (action, body) in [("retire", json!({ "version": 1 })), ("change", away)] {
        let refused =
            hall.post("supervisor", &group(action), &body).expect(409).await.code("unit_of_role");
        assert_eq!(refused.json()["errors"][0]["params"]["roles"], 1, "{action}");
    }
    let near = json!({ "grid": grid_id("G2"), "version": 1 });
    hall.post("supervisor", &group("change"), &near).expect(200).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    hall.post("idle", &act(&mine, "end"), &json!({ "version": 2 })).expect(200).await;
    hall.post("N1-leader", &uri, &profile(in_g2, 2)).expect(200).await;
    hall.post("supervisor", &group("retire"), &json!({ "version": 2 })).expect(200).await;
    let gone = format!("/grids/{}/retire", grid_id("G2"));
    hall.post("supervisor", &gone, &json!({ "version": 1, "allow_gaps": true }))
        .expect(409)
        .await
        .code("unit_of_role");
}
