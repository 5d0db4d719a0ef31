//! Absences over HTTP.

use crate::support::hall::Hall;
use crate::support::town::member_id;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

fn sick(member: &str) -> Value {
    json!({ "member": member_id(member), "kind": "sick", "to": "2026-03-09T09:00:00+08:00" })
}

async fn enter(hall: &Hall, who: &str, member: &str) -> Value {
    hall.post(who, "/absences", &sick(member)).expect(201).await.json()
}

async fn answering(hall: &Hall) -> Value {
    let found = hall.app.get("/api/v1/locate?lon=121.405&lat=30.905").expect(200).await.json();
    json!([found["unit"]["code"], found["capacity"]])
}

#[actix_web::test]
async fn a_holder_is_away_and_the_deputy_answers() {
    let hall = Hall::open().await;
    assert_eq!(answering(&hall).await, json!(["G1", "leader"]));
    let reply = hall.twice("G1-leader", "/absences", &sick("G1-leader"), 201).await;
    let absence = reply.json();
    assert_eq!(
        reply.header("location"),
        format!("/api/v1/absences/{}", absence["id"].as_str().unwrap())
    );
    assert_eq!(
        (&absence["kind"], &absence["from"], &absence["to"]),
        (&"sick".into(), &"2026-03-02T02:00:00Z".into(), &"2026-03-09T01:00:00Z".into())
    );
    assert_eq!(answering(&hall).await, json!(["G1", "deputy"]));
    enter(&hall, "N1-leader", "G1-deputy").await;
    assert_eq!(answering(&hall).await, json!(["N1", "leader"]));
    hall.town.clock.advance(TimeDelta::days(7));
    assert_eq!(answering(&hall).await, json!(["G1", "leader"]));
}

#[actix_web::test]
async fn why_is_for_the_holder_and_the_secretary_alone() {
    let hall = Hall::open().await;
    let id = enter(&hall, "N1-leader", "G1-leader").await["id"].as_str().unwrap().to_owned();
    for (who, kind) in [
        ("G1-leader", Some("sick")),
        ("N1-leader", Some("sick")),
        ("N1-deputy", Some("sick")),
        ("supervisor", None),
        ("G1-deputy", None),
        ("auditor", None),
    ] {
        let one = hall.get(who, &format!("/absences/{id}")).expect(200).await.json();
        assert_eq!((one["kind"].as_str(), one["to"].is_string()), (kind, true), "{who}");
        let list = hall.get(who, "/absences").expect(200).await.json();
        assert_eq!(list["items"], json!([one]), "{who}");
    }
    for who in ["G2-leader", "N2-leader"] {
        hall.get(who, &format!("/absences/{id}")).expect(404).await.code("not_found");
        assert_eq!(hall.get(who, "/absences").expect(200).await.json()["items"], json!([]));
    }
    hall.get("resident", "/absences").expect(403).await.code("role_required");
}

#[actix_web::test]
async fn nobody_excuses_somebody_who_is_not_in_their_care() {
    let hall = Hall::open().await;
    for (who, member) in [
        ("G1-leader", "G1-deputy"),
        ("N2-leader", "G1-leader"),
        ("desk", "G1-leader"),
        ("supervisor-N1", "G3-leader"),
    ] {
        hall.post(who, "/absences", &sick(member))
            .expect(404)
            .await
            .code("not_found")
            .at("/member");
    }
    hall.post("resident", "/absences", &sick("G1-leader")).expect(403).await.code("role_required");
    let id = enter(&hall, "supervisor", "G1-leader").await["id"].as_str().unwrap().to_owned();
    for who in ["G1-deputy", "N2-leader"] {
        hall.post(who, &format!("/absences/{id}/end"), &json!({}))
            .expect(404)
            .await
            .code("not_found");
    }
}

#[actix_web::test]
async fn an_absence_ends_early() {
    let hall = Hall::open().await;
    let id = enter(&hall, "G1-leader", "G1-leader").await["id"].as_str().unwrap().to_owned();
    let uri = format!("/absences/{id}/end");
    hall.town.clock.advance(TimeDelta::hours(1));
    hall.post("G1-leader", &uri, &json!({ "version": 4 })).expect(412).await.code("stale_version");
    let late = json!({ "at": "2026-03-10T00:00:00Z" });
    hall.post("G1-leader", &uri, &late).expect(409).await.code("already_ends").at("/at");
    let past = json!({ "at": "2026-03-01T00:00:00Z" });
    hall.post("G1-leader", &uri, &past).expect(422).await.code("ends_in_the_past").at("/at");
    let ended = hall.twice("G1-leader", &uri, &json!({}), 200).await;
    assert_eq!(
        (ended.header("etag"), &ended.json()["to"]),
        ("\"2\"", &"2026-03-02T03:00:00Z".into())
    );
    assert_eq!(answering(&hall).await, json!(["G1", "leader"]));
    assert_eq!(hall.get("G1-leader", "/absences").expect(200).await.json()["items"], json!([]));
}

#[actix_web::test]
async fn everything_wrong_has_its_code_and_place() {
    let hall = Hall::open().await;
    let cases = [
        ("member", json!(Uuid::now_v7()), 404, "not_found", "/member"),
        ("member", json!("G1"), 422, "invalid_value", "/member"),
        ("kind", json!("holiday"), 422, "unknown_value", "/kind"),
        ("from", json!("2026-03-02T01:00:00Z"), 422, "begins_in_the_past", "/from"),
        ("to", json!("2026-03-02T01:00:00Z"), 422, "ends_before_it_begins", "/to"),
        ("reason", json!("flu"), 422, "unknown_field", "/reason"),
    ];
    for (field, value, status, code, pointer) in cases {
        let mut body = sick("G1-leader");
        body[field] = value;
        hall.post("supervisor", "/absences", &body).expect(status).await.code(code).at(pointer);
    }
    hall.unkeyed("G1-leader", "/absences", &sick("G1-leader"))
        .expect(400)
        .await
        .code("idempotency_key_missing");
    hall.get("supervisor", &format!("/absences?member={}", Uuid::now_v7()))
        .expect(404)
        .await
        .code("not_found");
    hall.get("supervisor", &format!("/absences/{}", Uuid::now_v7()))
        .expect(404)
        .await
        .code("not_found");
}
