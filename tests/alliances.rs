//! 治理共同体 over HTTP.

use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};

async fn firm(hall: &Hall, code: &str) -> Value {
    let firm =
        json!({ "code": code, "kind": "member_unit", "name": "海湾机械厂", "grid": grid_id("N1") });
    hall.post("N1-leader", "/organizations", &firm).expect(201).await.json()["id"].clone()
}

fn pact(organizations: &[&Value]) -> Value {
    json!({
        "name": "海湾路治理共同体", "pact_from": "2026-01-01", "pact_to": "2027-12-31", "liaison": member_id("idle"),
        "organizations": organizations,
    })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

#[actix_web::test]
async fn an_alliance_is_made_changed_and_ended_by_those_who_care_for_its_grid() {
    let hall = Hall::open().await;
    let mut both = [firm(&hall, "QY-1").await, firm(&hall, "QY-2").await];
    both.sort_by_key(Value::to_string);
    let [first, second] = both;
    let new = with(pact(&[&first, &second]), "grid", json!(grid_id("N1")));
    let reply = hall.twice("N1-leader", "/alliances", &new, 201).await;
    let made = reply.json();
    let uri = format!("/alliances/{}", made["id"].as_str().unwrap());
    assert_eq!(reply.header("location"), format!("/api/v1{uri}"));
    assert_eq!(
        (&made["pact_to"], &made["organizations"]),
        (&"2027-12-31".into(), &json!([first, second]))
    );
    let listed =
        hall.get("resident", &format!("/alliances?grid={}", grid_id("T"))).expect(200).await.json();
    assert_eq!(listed["items"], json!([made]));
    let elsewhere = hall
        .get("resident", &format!("/alliances?grid={}", grid_id("N2")))
        .expect(200)
        .await
        .json();
    assert_eq!(elsewhere["items"], json!([]));
    let fewer = with(pact(&[&second]), "version", json!(1));
    hall.post("N2-leader", &format!("{uri}/profile"), &fewer).expect(404).await.code("not_found");
    let changed = hall.twice("N1-leader", &format!("{uri}/profile"), &fewer, 200).await;
    assert_eq!(
        (changed.header("etag"), &changed.json()["organizations"]),
        ("\"2\"", &json!([second]))
    );
    hall.post("N1-leader", &format!("{uri}/profile"), &fewer)
        .expect(412)
        .await
        .code("stale_version");
    hall.twice("N1-leader", &format!("{uri}/retire"), &json!({ "version": 2 }), 200).await;
    let late = with(pact(&[]), "version", json!(3));
    hall.post("N1-leader", &format!("{uri}/profile"), &late)
        .expect(409)
        .await
        .code("alliance_retired");
    let read = hall.get("resident", &uri).expect(200).await.json();
    assert_eq!(read["organizations"], json!([second]), "who belonged to it stays known");
    assert_eq!(hall.get("resident", "/alliances").expect(200).await.json()["items"], json!([]));
}

#[actix_web::test]
async fn what_is_wrong_with_a_pact_is_named() {
    let hall = Hall::open().await;
    let first = firm(&hall, "QY-1").await;
    let here = with(pact(&[&first]), "grid", json!(grid_id("N1")));
    let wrong = [
        ("pact_to", json!("2025-12-31"), "pact_ends_before_it_begins", "/pact_to"),
        ("pact_to", json!("+10000-02-01"), "out_of_range", "/pact_to"),
        ("name", json!("　"), "required", "/name"),
        ("liaison", json!(grid_id("N1")), "unknown_member", "/liaison"),
        ("organizations", json!([first, first]), "organization_twice", "/organizations/1"),
        ("organizations", json!([grid_id("N1")]), "unknown_organization", "/organizations/0"),
    ];
    for (field, value, code, place) in wrong {
        let body = with(here.clone(), field, value);
        hall.post("N1-leader", "/alliances", &body).expect(422).await.code(code).at(place);
    }
    let elsewhere = with(here, "grid", json!(grid_id("N2")));
    hall.post("N1-leader", "/alliances", &elsewhere)
        .expect(404)
        .await
        .code("not_found")
        .at("/grid");
}

#[actix_web::test]
async fn an_organisation_that_belongs_to_an_alliance_or_is_registered_does_not_end() {
    let hall = Hall::open().await;
    let firm = firm(&hall, "QY-1").await;
    let made = with(pact(&[&firm]), "grid", json!(grid_id("N1")));
    let made = hall.post("N1-leader", "/alliances", &made).expect(201).await.json();
    let report = json!({ "grid": grid_id("N1"), "organization": firm });
    let report = hall.post("N1-leader", "/registrations", &report).expect(201).await.json();
    let retire = format!("/organizations/{}/retire", firm.as_str().unwrap());
    let in_use = hall
        .post("N1-leader", &retire, &json!({ "version": 1 }))
        .expect(409)
        .await
        .code("organization_in_use");
    let told = &in_use.json()["errors"][0];
    assert_eq!(
        (&told["params"]["registrations"], &told["params"]["alliances"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(told["message"], "单位还有 1 个报到、1 个治理共同体，请先了结");
    let end = |of: &str, id: &Value, verb: &str| format!("/{of}/{}/{verb}", id.as_str().unwrap());
    hall.post("N1-leader", &end("alliances", &made["id"], "retire"), &json!({ "version": 1 }))
        .expect(200)
        .await;
    hall.post("N1-leader", &end("registrations", &report["id"], "end"), &json!({ "version": 1 }))
        .expect(200)
        .await;
    hall.post("N1-leader", &retire, &json!({ "version": 1 })).expect(200).await;
}
