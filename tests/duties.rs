//! Duties over HTTP.

use crate::support::hall::{Hall, group_id, object};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

/// A second deputy for G1.
fn deputy() -> Value {
    json!({ "unit": { "kind": "grid", "id": grid_id("G1") }, "member": member_id("idle"), "capacity": "deputy", "rank": 1 })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn id(reply: &Value) -> &str {
    reply["id"].as_str().unwrap()
}

async fn list(hall: &Hall, who: &str, query: &str) -> Vec<(String, String, Value)> {
    let list = hall.get(who, &format!("/duties?{query}")).expect(200).await.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let duty = |duty: &Value| {
        (text(&duty["unit"]["code"]), text(&duty["capacity"]), duty["member"]["id"].clone())
    };
    list["items"].as_array().unwrap().iter().map(duty).collect()
}

fn held(unit: &str, capacity: &str, member: &str) -> (String, String, Value) {
    (unit.to_owned(), capacity.to_owned(), json!(member_id(member)))
}

#[actix_web::test]
async fn a_duty_is_given_once() {
    let hall = Hall::open().await;
    let reply = hall.twice("supervisor", "/duties", &deputy(), 201).await;
    let duty = reply.json();
    assert_eq!(reply.header("location"), format!("/api/v1/duties/{}", id(&duty)));
    assert_eq!(
        (
            &duty["unit"]["code"],
            &duty["unit"]["title"],
            &duty["capacity"],
            &duty["rank"],
            &duty["from"],
            &duty["to"]
        ),
        (
            &"G1".into(),
            &"网格长".into(),
            &"deputy".into(),
            &1.into(),
            &"2026-03-02T02:00:00Z".into(),
            &Value::Null
        )
    );
    assert_eq!((&duty["member"]["code"], &duty["member"]["name"]), (&"idle".into(), &"张*".into()));
    let read = hall.get("G1-leader", &format!("/duties/{}", id(&duty))).expect(200).await;
    assert_eq!((read.header("etag"), read.json()), ("\"1\"", object(duty)));
}

#[actix_web::test]
async fn a_leader_follows_a_leader() {
    let hall = Hall::open().await;
    let leader = with(deputy(), "capacity", "leader".into());
    let reply = hall
        .post("supervisor", "/duties", &leader)
        .expect(409)
        .await
        .code("leader_periods_overlap")
        .at("/from");
    assert_eq!(reply.json()["errors"][0]["params"]["to"], "—");
    let unit = format!("unit={}", grid_id("G1"));
    let present = hall.get("supervisor", &format!("/duties?{unit}")).expect(200).await.json();
    let present = present["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|duty| duty["capacity"] == "leader")
        .unwrap()
        .clone();
    let end = json!({ "at": "2026-03-03T10:00:00+08:00", "version": 1 });
    let uri = format!("/duties/{}/end", id(&present));
    let ended = hall.twice("supervisor-N1", &uri, &end, 200).await;
    assert_eq!(
        (ended.header("etag"), &ended.json()["to"]),
        ("\"2\"", &"2026-03-03T02:00:00Z".into())
    );
    let next = with(leader, "from", "2026-03-03T02:00:00Z".into());
    hall.post("supervisor", "/duties", &next).expect(201).await;
    let leader_at = async |at: &str| {
        let all = list(&hall, "G1-worker", &format!("{unit}&at={at}")).await;
        all.into_iter().find(|(_, capacity, _)| capacity == "leader").unwrap()
    };
    assert_eq!(leader_at("2026-03-02T12:00:00Z").await, held("G1", "leader", "G1-leader"));
    assert_eq!(leader_at("2026-03-03T02:00:00Z").await, held("G1", "leader", "idle"));
    hall.town.clock.advance(TimeDelta::days(30));
    assert_eq!(leader_at("2026-03-02T12:00:00Z").await, held("G1", "leader", "G1-leader"));
    assert!(list(&hall, "G1-worker", &format!("{unit}&at=2026-03-01T00:00:00Z")).await.is_empty());
}

#[actix_web::test]
async fn the_secretary_gives_duties_of_building_groups_and_no_others() {
    let hall = Hall::open().await;
    let group = json!({ "kind": "building_group", "id": group_id("B1") });
    let duty = with(deputy(), "unit", group.clone());
    hall.post("N2-leader", "/duties", &duty).expect(404).await.code("not_found").at("/unit");
    let given = hall.post("N1-leader", "/duties", &duty).expect(201).await.json();
    assert_eq!((&given["unit"]["code"], &given["unit"]["title"]), (&"B1".into(), &"楼组长".into()));
    hall.post("N1-leader", "/duties", &deputy()).expect(404).await.code("not_found").at("/unit");
    hall.post("G1-leader", "/duties", &duty).expect(403).await.code("role_required");
    let uri = format!("/duties/{}/end", id(&given));
    hall.post("N2-leader", &uri, &json!({ "version": 1 })).expect(404).await.code("not_found");
    hall.post("N1-leader", &uri, &json!({ "version": 1 })).expect(200).await;
}

#[actix_web::test]
async fn everything_wrong_about_a_new_duty_has_its_code_and_place() {
    let hall = Hall::open().await;
    let unit = |kind: &str, id: Value| json!({ "kind": kind, "id": id });
    let cases = [
        ("unit", unit("grid", json!(Uuid::now_v7())), 404, "not_found", "/unit"),
        ("unit", unit("building_group", json!(grid_id("G1"))), 404, "not_found", "/unit"),
        ("unit", unit("street", json!(grid_id("G1"))), 422, "unknown_value", "/unit/kind"),
        ("unit", json!({ "kind": "grid" }), 422, "required", "/unit/id"),
        ("member", json!(Uuid::now_v7()), 422, "unknown_member", "/member"),
        ("member", json!("idle"), 422, "invalid_value", "/member"),
        ("member", json!(member_id("G1-worker")), 409, "duty_twice", "/member"),
        ("capacity", json!("boss"), 422, "unknown_value", "/capacity"),
        ("rank", json!(-1), 422, "out_of_range", "/rank"),
        ("from", json!("2026-03-02T09:59:59+08:00"), 422, "begins_in_the_past", "/from"),
        ("from", json!("tomorrow"), 422, "invalid_value", "/from"),
        ("to", json!("2026-03-02T09:59:59+08:00"), 422, "ends_before_it_begins", "/to"),
        ("points", json!(3), 422, "unknown_field", "/points"),
    ];
    for (field, value, status, code, pointer) in cases {
        let body = with(deputy(), field, value);
        hall.post("supervisor", "/duties", &body).expect(status).await.code(code).at(pointer);
    }
    hall.unkeyed("supervisor", "/duties", &deputy())
        .expect(400)
        .await
        .code("idempotency_key_missing");
    hall.post("resident", "/duties", &deputy()).expect(403).await.code("role_required");
}

#[actix_web::test]
async fn everything_wrong_about_an_end_has_its_code_and_place() {
    let hall = Hall::open().await;
    let duty = hall.post("supervisor", "/duties", &deputy()).expect(201).await.json();
    let uri = format!("/duties/{}/end", id(&duty));
    let end = |body: Value| hall.post("supervisor", &uri, &body);
    end(json!({})).expect(428).await.code("version_required");
    end(json!({ "version": 2 })).expect(412).await.code("stale_version");
    end(json!({ "version": 1 }))
        .header("If-Match", "\"2\"")
        .expect(400)
        .await
        .code("versions_differ");
    let past = json!({ "version": 1, "at": "2026-03-02T01:00:00Z" });
    end(past).expect(422).await.code("ends_in_the_past").at("/at");
    hall.town.clock.advance(TimeDelta::minutes(1));
    end(json!({ "version": 1 })).expect(200).await;
    end(json!({ "version": 2 })).expect(409).await.code("already_ends").at("/at");
    let unknown = format!("/duties/{}/end", Uuid::now_v7());
    hall.post("supervisor", &unknown, &json!({ "version": 1 })).expect(404).await.code("not_found");
    let root =
        hall.get("supervisor", &format!("/duties?unit={}", grid_id("T"))).expect(200).await.json();
    let leader =
        root["items"].as_array().unwrap().iter().find(|duty| duty["capacity"] == "leader").unwrap();
    let last =
        hall.post("supervisor", &format!("/duties/{}/end", id(leader)), &json!({ "version": 1 }));
    last.expect(409).await.code("root_without_leader").at("");
}

#[actix_web::test]
async fn history_is_for_those_whom_it_concerns() {
    let hall = Hall::open().await;
    let of_g1 = format!("unit={}", grid_id("G1"));
    for who in ["G1-worker", "N1-leader", "desk", "auditor"] {
        assert_eq!(list(&hall, who, &of_g1).await.len(), 3, "{who}");
    }
    for who in ["G2-leader", "N2-leader", "B1-leader", "idle"] {
        hall.get(who, &format!("/duties?{of_g1}")).expect(404).await.code("not_found");
    }
    let uri = format!("/members/{}/duties", member_id("G1-leader"));
    let own = hall.get("G1-leader", &uri).expect(200).await.json();
    assert_eq!(own["items"][0]["unit"]["code"], "G1");
    hall.get("N2-leader", &uri).expect(404).await.code("not_found");
    let by_member = list(&hall, "supervisor", &format!("member={}", member_id("G1-leader"))).await;
    assert_eq!(by_member, [held("G1", "leader", "G1-leader")]);
    // Whoever sees a member sees their duties in units that they may see.
    let second = with(deputy(), "unit", json!({ "kind": "grid", "id": grid_id("G3") }));
    hall.post("supervisor", "/duties", &with(second, "member", json!(member_id("G1-leader"))))
        .expect(201)
        .await;
    let count = async |who: &str| {
        hall.get(who, &uri).expect(200).await.json()["items"].as_array().unwrap().len()
    };
    assert_eq!(
        (count("N2-leader").await, count("N1-leader").await, count("G1-leader").await),
        (1, 1, 2)
    );
}

#[actix_web::test]
async fn wrong_questions_are_refused() {
    let hall = Hall::open().await;
    let (unit, member) = (grid_id("G1"), member_id("idle"));
    for (query, status, code, pointer) in [
        (String::new(), 400, "one_parameter", "unit"),
        (format!("?unit={unit}&member={member}"), 400, "one_parameter", "unit"),
        (format!("?unit={}", Uuid::now_v7()), 404, "not_found", ""),
        (format!("?member={}", Uuid::now_v7()), 404, "not_found", ""),
        ("?unit=G1".to_owned(), 400, "invalid_parameter", "unit"),
        (format!("?unit={unit}&at=yesterday"), 400, "invalid_parameter", "at"),
    ] {
        hall.get("supervisor", &format!("/duties{query}"))
            .expect(status)
            .await
            .code(code)
            .at(pointer);
    }
    hall.get("resident", &format!("/duties?unit={unit}")).expect(403).await.code("role_required");
}

/// Somebody complains about noise in G1; where to read the complaint.
async fn complaint(hall: &Hall) -> String {
    let request = json!({
        "place": { "lon": 121.405, "lat": 30.905 }, "category": "environment.noise", "kind": "complaint",
        "description": "夜里施工噪声",
    });
    let sent = hall.post("resident", "/requests", &request).expect(201).await.json();
    format!("/requests/{}", id(&sent))
}

async fn holder(hall: &Hall, complaint: &str) -> Value {
    hall.get("supervisor", complaint).expect(200).await.json()["holder"].clone()
}

#[actix_web::test]
async fn open_requests_of_an_ended_duty_have_their_new_holder_at_once() {
    let hall = Hall::open().await;
    let complaint = complaint(&hall).await;
    assert_eq!(holder(&hall, &complaint).await, json!(member_id("G1-leader")));
    let duties = hall
        .get("supervisor", &format!("/duties?member={}", member_id("G1-leader")))
        .expect(200)
        .await
        .json();
    let end = format!("/duties/{}/end", id(&duties["items"][0]));
    hall.post("supervisor", &end, &json!({ "version": 1 })).expect(200).await;
    assert_eq!(holder(&hall, &complaint).await, json!(member_id("G1-deputy")));
}

#[actix_web::test]
async fn an_absence_leaves_open_requests_and_turns_new_ones() {
    let hall = Hall::open().await;
    let before = complaint(&hall).await;
    let away = json!({ "member": member_id("G1-leader"), "kind": "training" });
    hall.post("G1-leader", "/absences", &away).expect(201).await;
    let after = complaint(&hall).await;
    assert_eq!(holder(&hall, &before).await, json!(member_id("G1-leader")));
    assert_eq!(holder(&hall, &after).await, json!(member_id("G1-deputy")));
}
