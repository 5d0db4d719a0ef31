//! Where posts serve: grids, building groups of one grid, what lies around a point.

use super::{founded, mediators, of, with};
use crate::support::hall::{Hall, group_id};
use crate::support::quarter::settle;
use crate::support::town::grid_id;
use serde_json::{Value, json};

async fn hall() -> Hall {
    let hall = Hall::open().await;
    settle(&hall.town).await;
    hall
}

fn groups(codes: &[&str]) -> Value {
    json!({ "kind": "building_groups", "building_groups": codes.iter().map(|code| group_id(code)).collect::<Vec<_>>() })
}

#[actix_web::test]
async fn a_post_belongs_to_the_grid_of_its_zone() {
    let hall = hall().await;
    let around = json!({ "kind": "point", "lon": 121.415, "lat": 30.905, "radius_m": 300 });
    for (code, zone, grid) in [("X-1", groups(&["Q1", "Q2"]), "G1"), ("X-2", around, "G2")] {
        let made = founded(&hall, &with(mediators(code), "zone", zone.clone())).await;
        assert_eq!((&made["grid"], &made["zone"]), (&json!(grid_id(grid)), &zone));
    }
    let amap = json!({ "kind": "point", "lon": 121.4195, "lat": 30.9031, "datum": "gcj02", "radius_m": 50 });
    let made = founded(&hall, &with(mediators("X-3"), "zone", amap)).await;
    assert!(made["zone"]["lon"].as_f64().unwrap() < 121.4165, "it is kept in WGS 84: {made}");
}

#[actix_web::test]
async fn everything_wrong_about_a_post_has_its_code_and_place() {
    let hall = hall().await;
    let zone = |zone: Value| ("zone", zone);
    let point = json!({ "kind": "point", "lon": 121.415, "lat": 30.905, "radius_m": 300 });
    let cases = [
        (zone(groups(&[])), "too_few", "/zone/building_groups"),
        (zone(groups(&["Q1", "Q1"])), "building_group_twice", "/zone/building_groups/1"),
        (zone(groups(&["Q1", "Q3"])), "zone_over_grids", "/zone/building_groups/1"),
        (zone(groups(&["Q1", "nowhere"])), "unknown_building_group", "/zone/building_groups/1"),
        (zone(json!({ "kind": "grid" })), "required", "/zone/grid"),
        (zone(json!({ "kind": "building_groups" })), "required", "/zone/building_groups"),
        (
            zone(json!({ "kind": "point", "lon": 121.415, "lat": 30.905 })),
            "required",
            "/zone/radius_m",
        ),
        (zone(json!({ "kind": "point", "radius_m": 300 })), "required", "/zone/lon"),
        (zone(with(point.clone(), "grid", json!(grid_id("N1")))), "unknown_field", "/zone/grid"),
        (zone(with(point.clone(), "radius_m", json!(49))), "out_of_range", "/zone/radius_m"),
        (zone(with(point.clone(), "radius_m", json!(1001))), "out_of_range", "/zone/radius_m"),
        (zone(with(point.clone(), "lat", Value::Null)), "one_coordinate", "/zone/lat"),
        (zone(with(point, "lon", json!(500.0))), "coordinate_out_of_range", "/zone"),
        (zone(json!({ "kind": "door" })), "unknown_value", "/zone/kind"),
        (("places", json!(0)), "out_of_range", "/places"),
        (("places", json!(51)), "out_of_range", "/places"),
        (("duties", json!([""])), "required", "/duties/0"),
        (("duties", json!(["巡".repeat(101)])), "too_long", "/duties/0"),
        (("duties", json!(vec!["巡楼"; 11])), "too_many", "/duties"),
        (("duties", json!(["巡\u{202e}楼"])), "control_character", "/duties/0"),
        (("skills", json!(["law", "flying"])), "unknown_skill", "/skills/1"),
        (("skills", json!(["law", "law"])), "skill_twice", "/skills/1"),
        (("code", json!("岗一")), "malformed_code", "/code"),
        (("name", json!(" ")), "required", "/name"),
        (("holder", json!("idle")), "unknown_field", "/holder"),
    ];
    for ((field, value), code, place) in cases {
        let body = with(mediators("X-1"), field, value);
        hall.post("supervisor", "/pioneer-posts", &body).expect(422).await.code(code).at(place);
    }
}

#[actix_web::test]
async fn what_a_zone_names_neither_ends_nor_leaves() {
    let hall = hall().await;
    let post = founded(&hall, &with(mediators("X-1"), "zone", groups(&["Q1", "Q2"]))).await;
    let group = |action: &str| format!("/building-groups/{}/{action}", group_id("Q1"));
    let moved = json!({ "grid": grid_id("G2"), "version": 1 });
    for (action, body) in [("retire", json!({ "version": 1 })), ("change", moved)] {
        let refused =
            hall.post("supervisor", &group(action), &body).expect(409).await.code("posts_in_zone");
        assert_eq!(
            refused.json()["errors"][0]["params"],
            json!({ "unit": "Q1", "posts": ["X-1"] }),
            "{action}"
        );
    }
    let renamed = json!({ "name": "一号楼组", "version": 1 });
    hall.post("supervisor", &group("change"), &renamed).expect(200).await;
    let fewer = json!({ "name": "岗", "places": 1, "zone": groups(&["Q2"]), "version": 1 });
    hall.post("N1-leader", &of(&post, "profile"), &fewer).expect(200).await;
    hall.post("supervisor", &group("retire"), &json!({ "version": 2 })).expect(200).await;
}

#[actix_web::test]
async fn a_grid_with_posts_is_not_retired() {
    let hall = Hall::open().await;
    let post = founded(
        &hall,
        &with(mediators("X-1"), "zone", json!({ "kind": "grid", "grid": grid_id("G2") })),
    )
    .await;
    let gone = format!("/grids/{}/retire", grid_id("G2"));
    let retire = json!({ "version": 1, "allow_gaps": true });
    let refused = hall.post("supervisor", &gone, &retire).expect(409).await.code("posts_in_zone");
    assert_eq!(refused.json()["errors"][0]["params"], json!({ "unit": "G2", "posts": ["X-1"] }));
    hall.post("N1-leader", &of(&post, "retire"), &json!({ "version": 1 })).expect(200).await;
    hall.post("supervisor", &gone, &retire).expect(200).await;
}
