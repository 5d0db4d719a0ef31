//! Building groups over HTTP: founded, changed, ended.

use crate::support::hall::{Hall, group_id, object};
use crate::support::quarter::settle;
use crate::support::town::grid_id;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::unit::Unit;

async fn hall() -> Hall {
    let hall = Hall::open().await;
    settle(&hall.town).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    hall
}

fn new() -> Value {
    json!({ "code": "G1-07", "name": "金水苑7–9号楼组", "household_count": 84, "grid": grid_id("G1") })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn uri(code: &str, verb: &str) -> String {
    format!("/building-groups/{}{verb}", group_id(code))
}

#[actix_web::test]
async fn a_supervisor_founds_a_group_once() {
    let hall = hall().await;
    let founded = hall.twice("supervisor-N1", "/building-groups", &new(), 201).await;
    let group = founded.json();
    assert_eq!((&group["household_count"], &group["grid"]), (&json!(84), &json!(grid_id("G1"))));
    let uri = founded.header("location").trim_start_matches("/api/v1").to_owned();
    let read = hall.get("resident", &uri).expect(200).await;
    assert_eq!((read.header("etag"), read.json()), ("\"1\"", object(group)));
    let listed = hall
        .get("resident", &format!("/grids/{}/building-groups", grid_id("G1")))
        .expect(200)
        .await;
    let codes: Vec<_> = listed.items().iter().map(|group| group["code"].clone()).collect();
    assert_eq!(codes, ["B1", "G1-07", "Q1", "Q2"]);
}

#[actix_web::test]
async fn everything_wrong_about_a_new_group_has_its_code_and_place() {
    let hall = hall().await;
    let cases = [
        ("code", "G 1".into(), 422, "malformed_code", "/code"),
        ("code", "Q1".into(), 409, "code_in_use", "/code"),
        ("name", "".into(), 422, "required", "/name"),
        ("name", "楼".repeat(61).into(), 422, "too_long", "/name"),
        ("name", "一\n组".into(), 422, "control_character", "/name"),
        ("household_count", (-1).into(), 422, "out_of_range", "/household_count"),
        ("household_count", "x".into(), 422, "wrong_type", "/household_count"),
        ("grid", json!(Uuid::now_v7()), 404, "not_found", "/grid"),
        ("grid", json!(grid_id("G3")), 404, "not_found", "/grid"),
        ("residents", json!([]), 422, "unknown_field", "/residents"),
    ];
    for (field, value, status, code, pointer) in cases {
        let reply = hall
            .post("supervisor-N1", "/building-groups", &with(new(), field, value))
            .expect(status)
            .await;
        reply.code(code).at(pointer).alone();
    }
}

#[actix_web::test]
async fn a_group_changes_on_the_version_that_was_read() {
    let hall = hall().await;
    let change = json!({ "name": "金水苑东组", "version": 1 });
    let changed = hall.twice("supervisor-N1", &uri("Q1", "/change"), &change, 200).await;
    let group = changed.json();
    assert_eq!(
        (&group["name"], &group["household_count"], &group["version"]),
        (&"金水苑东组".into(), &48.into(), &2.into())
    );
    hall.post("supervisor", &uri("Q1", "/change"), &change).expect(412).await.code("stale_version");
    hall.post("supervisor", &uri("Q1", "/change"), &json!({ "name": "组" }))
        .expect(428)
        .await
        .code("version_required");
    let moved = json!({ "grid": grid_id("G3"), "household_count": 50 });
    let call =
        || hall.post("supervisor-N1", &uri("Q1", "/change"), &moved).header("If-Match", "\"2\"");
    call().expect(404).await.code("not_found").at("/grid");
    let call = hall.post("supervisor", &uri("Q1", "/change"), &moved).header("If-Match", "\"2\"");
    assert_eq!(call.expect(200).await.json()["grid"], json!(grid_id("G3")));
    hall.post("supervisor-N1", &uri("Q1", "/change"), &json!({ "version": 3 }))
        .expect(404)
        .await
        .code("not_found");
}

#[actix_web::test]
async fn a_group_ends_and_its_duties_with_it() {
    let hall = hall().await;
    hall.post("supervisor", &uri("Q9", "/retire"), &json!({ "version": 1 }))
        .expect(404)
        .await
        .code("not_found");
    hall.post("supervisor", &uri("B1", "/retire"), &json!({ "version": 7 }))
        .expect(412)
        .await
        .code("stale_version");
    let ended =
        hall.twice("supervisor", &uri("B1", "/retire"), &json!({ "version": 1 }), 200).await.json();
    assert!(ended["retired_at"].is_string());
    assert_eq!(hall.get("resident", &uri("B1", "")).expect(200).await.json(), object(ended));
    let again =
        hall.post("supervisor", &uri("B1", "/retire"), &json!({ "version": 2 })).expect(422).await;
    again.code("unknown_building_group").at("");
    let again =
        hall.post("supervisor", &uri("B1", "/change"), &json!({ "version": 2 })).expect(422).await;
    again.code("unknown_building_group").at("");
    let atlas = hall.town.db.atlas();
    assert_eq!(
        atlas.people().chain(Unit::BuildingGroup(group_id("B1")), hall.town.now()).count(),
        0
    );
    hall.get("resident", &format!("/building-groups/{}", Uuid::now_v7()))
        .expect(404)
        .await
        .code("not_found");
}

#[actix_web::test]
async fn addresses_come_and_go() {
    let hall = hall().await;
    let text = json!({ "text": "龙泉路138弄金水苑六号楼", "lon": 121.405, "lat": 30.905, "datum": "gcj02" });
    let added = hall.twice("supervisor-N1", &uri("Q2", "/addresses"), &text, 201).await.json();
    assert_eq!(added["text"], "龙泉路138弄金水苑六号楼");
    assert!(
        added["lon"].as_f64().is_some_and(|lon| (121.399..121.402).contains(&lon)),
        "{}",
        added["lon"]
    );
    let listed = hall.get("resident", &uri("Q2", "/addresses?limit=2")).expect(200).await;
    let texts: Vec<_> = listed.items().iter().map(|address| address["text"].clone()).collect();
    assert_eq!(texts, ["龙泉路138弄金水苑4号楼", "龙泉路138弄金水苑5号楼"]);
    assert!(listed.json()["next_cursor"].is_string());
    let retire = format!("/addresses/{}/retire", added["id"].as_str().unwrap());
    hall.post("supervisor-N1", &retire, &json!({ "version": 1 }))
        .expect(422)
        .await
        .code("unknown_field");
    hall.post("G1-leader", &retire, &json!({})).expect(403).await.code("role_required");
    let gone = hall.twice("supervisor-N1", &retire, &json!({}), 200).await.json();
    assert_eq!(gone["id"], added["id"]);
    hall.post("supervisor-N1", &retire, &json!({})).expect(404).await.code("not_found");
    assert_eq!(hall.get("resident", &uri("Q2", "/addresses")).expect(200).await.items().len(), 2);
}

#[actix_web::test]
async fn everything_wrong_about_a_new_address_has_its_code_and_place() {
    let hall = hall().await;
    let at = |lon: f64, lat: f64| json!({ "text": "金水苑8号楼", "lon": lon, "lat": lat });
    let cases = [
        (json!({ "text": "小区" }), 422, "address_says_nothing", "/text"),
        (json!({ "text": "" }), 422, "required", "/text"),
        (json!({ "text": "苑".repeat(201) }), 422, "too_long", "/text"),
        (json!({ "text": "金水苑\u{202e}8号楼" }), 422, "control_character", "/text"),
        (json!({ "text": "龙泉路138弄 金水苑 4幢" }), 409, "address_twice", "/text"),
        (json!({ "text": "金水苑8号楼", "lon": 121.405 }), 422, "one_coordinate", "/lat"),
        (json!({ "text": "金水苑8号楼", "lat": 30.905 }), 422, "one_coordinate", "/lon"),
        (at(30.905, 121.405), 422, "coordinates_swapped", ""),
        (at(500.0, 30.905), 422, "coordinate_out_of_range", ""),
        (json!({ "text": "金水苑8号楼", "datum": "utm" }), 422, "unknown_value", "/datum"),
    ];
    for (body, status, code, pointer) in cases {
        let reply =
            hall.post("supervisor-N1", &uri("Q2", "/addresses"), &body).expect(status).await;
        reply.code(code).at(pointer).alone();
    }
    let fine = json!({ "text": "银杏新村9号楼" });
    hall.post("supervisor-N1", &uri("Q4", "/addresses"), &fine)
        .expect(404)
        .await
        .code("not_found")
        .at("");
    hall.post("supervisor", &uri("Q9", "/addresses"), &fine)
        .expect(404)
        .await
        .code("not_found")
        .at("");
}
