//! Rules that are refused, each in its own words.

use super::{neighbourhood, of, rule, ruled, supervisor, until};
use crate::support::desk::{Desk, with};
use crate::support::town::grid_id;
use serde_json::{Value, json};
use wangge::domain::role::Role;

#[actix_web::test]
async fn a_rule_names_only_what_is_there() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let stranger = "019a0000-0000-7000-8000-000000000000";
    let nothing = json!({});
    let twice = json!({ "kind": "grid", "id": grid_id("G2") });
    let minutes = |minutes: u32| json!({ "clocks": { "accept": { "minutes": minutes } } });
    let wrong: [(Value, Value, &str, &str); 12] = [
        (
            json!({ "category": "no.such" }),
            neighbourhood(),
            "unknown_category",
            "/condition/category",
        ),
        (nothing.clone(), json!({ "level": "planet" }), "unknown_level", "/effect/level"),
        (nothing.clone(), json!({ "first": "worker" }), "rule_first", "/effect/first"),
        (nothing.clone(), json!({ "first": "on_call" }), "rule_first", "/effect/first"),
        (
            nothing.clone(),
            json!({ "co_handlers": [stranger] }),
            "unknown_organization",
            "/effect/co_handlers/0",
        ),
        (nothing.clone(), json!({ "copies": [twice, twice] }), "unit_twice", "/effect/copies/1"),
        (nothing.clone(), minutes(0), "rule_clock", "/effect/clocks"),
        (nothing.clone(), minutes(10_081), "rule_clock", "/effect/clocks"),
        (json!({ "urgency": "critical" }), minutes(30), "rule_clock_critical", "/effect/clocks"),
        (nothing.clone(), nothing.clone(), "rule_without_effect", "/effect"),
        (
            json!({ "time": { "daily": { "from": "08:00", "to": "08:00" } } }),
            neighbourhood(),
            "rule_time_empty",
            "/condition/time",
        ),
        (
            nothing.clone(),
            json!({ "copies": vec![json!({ "kind": "grid", "id": grid_id("G2") }); 11] }),
            "too_many",
            "/effect/copies",
        ),
    ];
    for (condition, effect, code, pointer) in wrong {
        let reply = supervisor
            .post("/api/v1/routing-rules", &rule("X", "T", condition, effect.clone()))
            .keyed();
        let reply = reply.expect(422).await.json();
        let named = reply["errors"]
            .as_array()
            .unwrap()
            .iter()
            .any(|e| e["code"] == code && e["pointer"] == pointer);
        assert!(named, "{effect}: {reply}");
    }
    let unknown =
        rule("X", "T", nothing.clone(), json!({ "copies": [{ "kind": "grid", "id": stranger }] }));
    supervisor
        .post("/api/v1/routing-rules", &unknown)
        .keyed()
        .expect(404)
        .await
        .code("not_found")
        .at("/effect/copies");
    let time = rule(
        "X",
        "T",
        json!({ "time": { "daily": { "from": "8:00", "to": "09:00" } } }),
        neighbourhood(),
    );
    supervisor.post("/api/v1/routing-rules", &time).keyed().expect(422).await;
    assert!(supervisor.listed("/api/v1/routing-rules").await.is_empty(), "nothing was kept");
}

#[actix_web::test]
async fn two_rules_never_say_the_same_of_the_same() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let noise = json!({ "category": "environment.noise" });
    let made = ruled(&supervisor, rule("A", "T", noise.clone(), neighbourhood())).await;
    let refuse = async |again: Value, code: &str| {
        let reply = supervisor.post("/api/v1/routing-rules", &again).keyed().expect(409).await;
        reply.code(code).alone();
    };
    refuse(rule("B", "T", noise.clone(), json!({ "level": "town" })), "rule_twice").await;
    refuse(rule("A", "N1", noise.clone(), neighbourhood()), "code_in_use").await;
    let all_day = json!({ "category": "environment.noise", "time": { "daily": { "from": "00:00", "to": "24:00" } } });
    refuse(rule("B", "T", all_day, neighbourhood()), "rule_twice").await;
    ruled(&supervisor, rule("C", "N1", noise.clone(), neighbourhood())).await;
    supervisor.post(&of(&made, "retire"), &json!({ "version": 1 })).keyed().expect(200).await;
    until(&desk, "2026-03-02T09:01:00+08:00").await;
    ruled(&supervisor, rule("B", "T", noise, json!({ "level": "town" }))).await;
}

#[actix_web::test]
async fn a_rule_is_changed_as_it_was_read_and_begins_not_before_now() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let past = with(
        rule("A", "T", json!({}), neighbourhood()),
        json!({ "from": "2026-03-01T00:00:00+08:00" }),
    );
    supervisor
        .post("/api/v1/routing-rules", &past)
        .keyed()
        .expect(422)
        .await
        .code("begins_in_the_past")
        .at("/from");
    let made = ruled(&supervisor, rule("A", "T", json!({}), neighbourhood())).await;
    let change = json!({ "name": "甲", "grid": grid_id("T"), "effect": { "level": "town" } });
    supervisor.post(&of(&made, "profile"), &change).keyed().expect(428).await;
    let stale = with(change.clone(), json!({ "version": 2 }));
    supervisor.post(&of(&made, "profile"), &stale).keyed().expect(412).await.code("stale_version");
    let backwards = with(change, json!({ "version": 1, "to": "2026-03-01T00:00:00+08:00" }));
    let reply = supervisor.post(&of(&made, "profile"), &backwards).keyed().expect(422).await;
    reply.code("ends_before_it_begins").at("/to");
}

#[actix_web::test]
async fn supervisors_rule_their_own_grids_alone() {
    let desk = Desk::new().await;
    let (town, north) =
        (supervisor(&desk).await, desk.appointed("SUP-N1", Role::Supervisor, "N1").await);
    let made = ruled(&town, rule("A", "N2", json!({}), neighbourhood())).await;
    let foreign = rule("B", "N2", json!({}), json!({ "level": "town" }));
    north
        .post("/api/v1/routing-rules", &foreign)
        .keyed()
        .expect(404)
        .await
        .code("not_found")
        .at("/grid");
    north
        .post(&of(&made, "retire"), &json!({ "version": 1 }))
        .keyed()
        .expect(404)
        .await
        .code("not_found");
    let abroad =
        rule("B", "N1", json!({}), json!({ "copies": [{ "kind": "grid", "id": grid_id("G3") }] }));
    north
        .post("/api/v1/routing-rules", &abroad)
        .keyed()
        .expect(404)
        .await
        .code("not_found")
        .at("/effect/copies");
    let leader = desk.member("N1-leader").await;
    leader.post("/api/v1/routing-rules", &foreign).keyed().expect(403).await.code("role_required");
    assert_eq!(
        leader.listed("/api/v1/routing-rules").await.len(),
        1,
        "whoever handles requests reads the rules"
    );
}
