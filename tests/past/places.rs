//! A place at an instant.

use super::{at_place, at_point, morning, supervisor, told};
use crate::support::desk::Desk;
use crate::support::hall::{group_id, polygon};
use crate::support::quarter::{address_id, settle};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewMembership};
use wangge::domain::duty::Capacity;
use wangge::domain::unit::Unit;

fn ring(west: f64, east: f64) -> Value {
    polygon(&[[west, 30.90], [east, 30.90], [east, 30.91], [west, 30.91]])
}

/// The border between G1 and G2 lies at a longitude from now on.
fn moved(version: i64, lon: f64) -> Value {
    json!({ "boundaries": [
        { "grid": grid_id("G1"), "version": version, "geometry": ring(121.40, lon) },
        { "grid": grid_id("G2"), "version": version, "geometry": ring(lon, 121.42) },
    ] })
}

#[actix_web::test]
async fn the_border_of_the_day_decides_and_is_shown_with_the_change_sets_that_drew_and_ended_it() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    for (day, lon) in [(1, 121.412), (2, 121.408)] {
        morning(&desk, day).await;
        let drawn = supervisor.post("/api/v1/grids/boundaries", &moved(day as i64, lon)).keyed();
        drawn.expect(200).await;
    }
    morning(&desk, 3).await;
    let [first, second, third] = [
        at_point(&supervisor, 121.4105, 0).await,
        at_point(&supervisor, 121.4105, 1).await,
        at_point(&supervisor, 121.4105, 2).await,
    ];
    assert_eq!(told(&first), ["G2", "G2", "G2-leader"]);
    assert_eq!(told(&second), ["G1", "G1", "G1-leader"], "it was given to G1 for a day");
    assert_eq!(told(&third), ["G2", "G2", "G2-leader"]);
    let border = &second["border"];
    assert_eq!(border["geometry"]["coordinates"][0][1], json!([121.412, 30.9]));
    assert_eq!(
        (&border["from"], &border["to"]),
        (&json!("2026-03-03T01:00:00Z"), &json!("2026-03-04T01:00:00Z"))
    );
    assert!(border["area_m2"].as_f64().unwrap() > 1_200_000.0, "{border}");
    let set = |by: &Value| (by["origin"].clone(), by["applied_at"].clone());
    assert_eq!(set(&border["drawn_by"]), (json!("direct"), json!("2026-03-03T01:00:00Z")));
    assert_eq!(set(&border["ended_by"]), (json!("direct"), json!("2026-03-04T01:00:00Z")));
    assert_eq!(
        set(&first["border"]["drawn_by"]),
        (json!("service"), json!("2026-03-02T01:00:00Z"))
    );
    assert_eq!(
        first["border"]["ended_by"]["id"], border["drawn_by"]["id"],
        "one change set moved both"
    );
    assert_eq!(third["border"].get("ended_by"), None, "it is in force");
    assert_eq!(third["border"].get("to"), None);
    assert!(!second.to_string().contains("\"name\":\"张"), "nobody is named");
    assert_eq!(second["trace"][0]["step"], "covers");
}

#[actix_web::test]
async fn the_leader_of_the_day_answers_and_the_duty_tells_how_it_came_and_went() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let unit = Unit::Grid(grid_id("G1"));
    let first = desk.town.db.atlas().people().duties(unit)[0].id;
    morning(&desk, 1).await;
    let end = json!({ "version": 1 });
    supervisor.post(&format!("/api/v1/duties/{first}/end"), &end).keyed().expect(200).await;
    morning(&desk, 2).await;
    let next = json!({ "unit": { "kind": "grid", "id": grid_id("G1") }, "member": member_id("G2-deputy"), "capacity": "leader",
        "from": "2026-03-04T10:00:00+08:00", "to": "2026-03-05T10:00:00+08:00" });
    supervisor.post("/api/v1/duties", &next).keyed().expect(201).await;
    morning(&desk, 3).await;
    let whose = async |day| told(&at_point(&supervisor, 121.405, day).await).map(str::to_owned);
    assert_eq!(whose(0).await, ["G1", "G1", "G1-leader"]);
    assert_eq!(whose(1).await, ["G1", "G1", "G1-deputy"]);
    assert_eq!(whose(2).await, ["G1", "G1", "G2-deputy"]);
    assert_eq!(whose(3).await, ["G1", "G1", "G1-deputy"], "an instant that is planned");
    let duty = at_point(&supervisor, 121.405, 0).await["duty"].clone();
    assert_eq!(
        (&duty["id"], &duty["capacity"], &duty["to"]),
        (&json!(first), &json!("leader"), &json!("2026-03-03T01:00:00Z"))
    );
    assert_eq!(
        (&duty["given_by"]["origin"], &duty["ended_by"]["origin"]),
        (&json!("service"), &json!("direct"))
    );
    let planned = at_point(&supervisor, 121.405, 2).await["duty"].clone();
    assert_eq!(planned["given_by"]["id"], planned["ended_by"]["id"], "it was given with its end");
}

#[actix_web::test]
async fn a_grid_that_was_retired_answers_for_its_time_even_where_none_is_now() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    morning(&desk, 1).await;
    desk.town.apply(vec![AtlasEdit::RetireGrid { grid: grid_id("G1") }]).await.unwrap();
    morning(&desk, 2).await;
    let before = at_point(&supervisor, 121.405, 0).await;
    assert_eq!(told(&before), ["G1", "G1", "G1-leader"]);
    assert_eq!(before["border"]["ended_by"]["applied_at"], "2026-03-03T01:00:00Z");
    let after = at_point(&supervisor, 121.405, 1).await;
    assert_eq!((told(&after), &after["border"]["to"]), (["N1", "N1", "N1-leader"], &Value::Null));
    let named = at_place(&supervisor, json!({ "grid_code": "G1" }), 0).await;
    assert_eq!(
        (told(&named), &named["border"]["boundary"]),
        (told(&before), &before["border"]["boundary"])
    );
    let body = json!({ "place": { "grid_code": "G1" } });
    supervisor
        .post("/api/v1/responsibility", &body)
        .expect(422)
        .await
        .code("unknown_grid")
        .at("/place/grid_code");
}

#[actix_web::test]
async fn an_address_is_found_where_its_building_group_was_and_after_it_ended() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    settle(&desk.town).await;
    let text = "龙泉路138弄金水苑4号楼";
    morning(&desk, 1).await;
    let (building_group, name) = (group_id("Q2"), "Q2".to_owned());
    let moved = Some(NewMembership { id: Uuid::now_v7(), grid: grid_id("G2") });
    let move_it =
        AtlasEdit::ChangeBuildingGroup { building_group, name, household_count: 48, moved };
    desk.town.apply(vec![move_it]).await.unwrap();
    morning(&desk, 2).await;
    desk.town.apply(vec![AtlasEdit::RetireAddress { address: address_id(text) }]).await.unwrap();
    morning(&desk, 3).await;
    for place in [json!({ "address": text }), json!({ "address_id": address_id(text) })] {
        let grid =
            async |day| at_place(&supervisor, place.clone(), day).await["grid"]["code"].clone();
        assert_eq!([grid(0).await, grid(1).await], ["G1", "G2"], "{place}");
    }
    let answer =
        at_place(&supervisor, json!({ "address": text, "lon": 121.405, "lat": 30.905 }), 1).await;
    assert_eq!(
        (&answer["by"], &answer["building_group"]["code"]),
        (&json!("address"), &json!("Q2"))
    );
    let gone = json!({ "place": { "address_id": address_id(text) } });
    supervisor.post("/api/v1/responsibility", &gone).expect(422).await.code("unknown_address");
}

#[actix_web::test]
async fn the_past_is_kept_up_to_date_by_every_process() {
    let desk = Desk::new().await;
    let (supervisor, other) = (supervisor(&desk).await, desk.town.another());
    let place = wangge::service::place::PlaceInput::at(121.4105, 30.905, Default::default());
    let grid = async |day: usize| {
        let atlas = other
            .atlas_at(crate::support::town::at(super::DAYS[day]), place.extent().unwrap())
            .await
            .unwrap();
        let point = wangge::domain::geometry::Point::from_degrees(121.4105, 30.905).unwrap();
        atlas.grid_at(point).unwrap().code.clone()
    };
    morning(&desk, 1).await;
    assert_eq!(grid(0).await, "G2");
    supervisor.post("/api/v1/grids/boundaries", &moved(1, 121.412)).keyed().expect(200).await;
    morning(&desk, 2).await;
    assert_eq!([grid(0).await, grid(1).await], ["G2", "G1"], "nobody told the other process");
}

#[actix_web::test]
async fn a_place_is_for_those_who_may_know_its_duties() {
    let desk = Desk::new().await;
    let uri = "/api/v1/responsibility?lon=121.405&lat=30.905";
    let body = json!({ "place": { "lon": 121.405, "lat": 30.905 } });
    desk.anonymous().get(uri).expect(401).await.code("sign_in_required");
    let resident = desk.resident("13812341234").await;
    resident.get(uri).expect(404).await.code("not_found").at("lon");
    resident.post("/api/v1/responsibility", &body).expect(403).await.code("role_required");
    for code in ["G1-deputy", "N1-leader", "T-leader"] {
        assert_eq!(
            desk.member(code).await.get(uri).expect(200).await.json()["duty"]["capacity"],
            "leader",
            "{code}"
        );
    }
    let neighbour = desk.member("G2-leader").await;
    neighbour.get(uri).expect(404).await.code("not_found").at("lon");
    neighbour
        .post("/api/v1/responsibility", &body)
        .expect(404)
        .await
        .code("not_found")
        .at("/place");
    desk.town
        .apply(vec![desk.town.give(
            Unit::Grid(grid_id("G1")),
            member_id("G2-leader"),
            Capacity::Worker,
        )])
        .await
        .unwrap();
    neighbour.get(uri).expect(200).await;
}
