//! Popular names of places, and what they find.

use crate::support::hall::Hall;
use crate::support::quarter::settle;
use crate::support::town::grid_id;
use serde_json::{Value, json};

async fn hall() -> Hall {
    let hall = Hall::open().await;
    settle(&hall.town).await;
    hall
}

/// Where an address goes: the code of the building group, else of the grid.
async fn goes(hall: &Hall, address: &str) -> String {
    let asked = hall.app.post("/api/v1/locate").json(&json!({ "address": address }));
    let reply = asked.send().await;
    if reply.status.as_u16() != 200 {
        return reply.json()["code"].as_str().unwrap_or_default().to_owned();
    }
    let place = reply.json();
    let code = place["building_group"].get("code").or(place["grid"].get("code"));
    code.and_then(Value::as_str).unwrap_or_default().to_owned()
}

async fn call(hall: &Hall, name: &str, place: Value) -> Value {
    let mut body = place;
    body["name"] = json!(name);
    hall.twice("supervisor", "/aliases", &body, 201).await.json()
}

fn compound(grid: &str, compound: &str) -> Value {
    json!({ "kind": "compound", "grid": grid_id(grid), "compound": compound })
}

#[actix_web::test]
async fn a_place_is_found_by_the_name_that_people_use() {
    let hall = hall().await;
    assert_eq!(goes(&hall, "老船厂3号楼").await, "address_not_found");
    call(&hall, "老船厂", compound("G1", "金水苑")).await;
    assert_eq!(goes(&hall, "老船厂3号楼").await, "Q1");
    assert_eq!(goes(&hall, "老船厂4号楼502").await, "Q2");
    assert_eq!(goes(&hall, "老船厂西门").await, "G1", "its groups lie in one grid");
    call(&hall, "供销社", json!({ "kind": "grid", "grid": grid_id("G3") })).await;
    assert_eq!(goes(&hall, "供销社").await, "G3");
    assert_eq!(goes(&hall, "供销社门口").await, "G3");
    assert_eq!(goes(&hall, "供销社旧址对面的小店").await, "G3");
    let group = crate::support::hall::group_id("Q5");
    call(&hall, "水塔底下", json!({ "kind": "building_group", "building_group": group })).await;
    assert_eq!(goes(&hall, "水塔底下").await, "Q5");
    let listed = hall.get("resident", "/aliases").expect(200).await.items();
    let names: Vec<&str> = listed.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["供销社", "水塔底下", "老船厂"]);
}

#[actix_web::test]
async fn an_alias_ends_and_finds_nothing_any_more() {
    let hall = hall().await;
    let alias = call(&hall, "老船厂", compound("G1", "金水苑")).await;
    let path = format!("/aliases/{}/retire", alias["id"].as_str().unwrap());
    hall.post("G1-leader", &path, &json!({})).expect(403).await.code("role_required");
    hall.twice("supervisor", &path, &json!({}), 200).await;
    assert_eq!(goes(&hall, "老船厂3号楼").await, "address_not_found");
    hall.post("supervisor", &path, &json!({})).expect(404).await.code("not_found");
    call(&hall, "老船厂", compound("G1", "金水苑")).await;
}

#[actix_web::test]
async fn in_a_neighbourhood_one_name_is_one_thing() {
    let hall = hall().await;
    call(&hall, "老船厂", compound("G1", "金水苑")).await;
    for (name, place, code) in [
        ("老船厂", compound("G2", "银杏新村"), "alias_taken"),
        ("银杏新村", compound("G1", "金水苑"), "alias_taken"),
        ("12号", compound("G1", "金水苑"), "alias_no_name"),
        ("小区", compound("G1", "金水苑"), "alias_no_name"),
        ("南码头", compound("G1", "无名苑"), "unknown_compound"),
        ("南码头", json!({ "kind": "compound", "grid": grid_id("G1") }), "required"),
        ("南码头", json!({ "kind": "grid" }), "required"),
        ("南码头", json!({ "kind": "building_group" }), "required"),
    ] {
        let mut body = place.clone();
        body["name"] = json!(name);
        let status = if code == "alias_taken" { 409 } else { 422 };
        hall.post("supervisor", "/aliases", &body).expect(status).await.code(code);
    }
    call(&hall, "老船厂", compound("G3", "金水花园")).await;
}
