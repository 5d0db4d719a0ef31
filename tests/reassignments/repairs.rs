//! Invalid polygons of a change set, repaired where that changes little.

use super::{Draft, clean};
use crate::support::hall::{Hall, polygon};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};

/// The grid G1, with a loop of some square metres at its border in the north.
fn looped() -> Value {
    polygon(&[
        [121.40, 30.90],
        [121.41, 30.90],
        [121.41, 30.91],
        [121.402, 30.91],
        [121.402_01, 30.909_996],
        [121.402, 30.909_992],
        [121.402_01, 30.91],
        [121.40, 30.91],
    ])
}

fn redrawing(geometry: &Value) -> Value {
    json!({ "move_boundary": { "boundaries": [{ "grid": grid_id("G1"), "geometry": geometry }] } })
}

/// Adds an operation that is to be repaired.
async fn add_repaired(draft: &Draft<'_>, operation: Value, status: u16) -> Value {
    let body = json!({ "operation": operation, "repair": true });
    draft.post_as("supervisor", "/operations", body).await.expect(status).await.json()
}

#[actix_web::test]
async fn what_was_repaired_is_told_previewed_and_applied() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let refused = draft.refuses(redrawing(&looped())).await;
    assert_eq!(refused["code"], "boundary_crosses_itself");

    let added = add_repaired(&draft, redrawing(&looped()), 201).await;
    let operation = &added["operations"][0];
    let repaired = &operation["repaired"][0];
    let place = "/move_boundary/boundaries/0/geometry";
    assert_eq!(repaired["pointer"], place);
    assert!(repaired["message"].as_str().unwrap().starts_with("已修复"), "{repaired}");
    let [before, after, changed] =
        ["before_m2", "after_m2", "changed_m2"].map(|area| repaired[area].as_f64().unwrap());
    assert!((after / before - 1.0).abs() < 1e-3 && changed > 0.0 && changed < 10.0, "{repaired}");
    assert!(repaired["difference"]["type"].as_str().unwrap().ends_with("Polygon"), "{repaired}");
    let valid = operation["operation"].pointer(place).unwrap().clone();
    assert_ne!(valid, looped());

    let previewed = draft.preview().await;
    assert_eq!(previewed["operations"][0]["repaired"], json!([repaired]));
    assert_eq!(previewed["preview"]["problems"], json!([]));
    let notices = previewed["preview"]["notices"].as_array().unwrap();
    let notice = notices.iter().find(|notice| notice["code"] == "feature_repaired").unwrap();
    assert_eq!(notice["pointer"], format!("/operations/0{place}"));
    assert_eq!(notice["params"]["geometry"], repaired["difference"]);

    draft.apply().await;
    let uri = format!("/grids/{}/boundary", grid_id("G1"));
    let drawn = hall.get("supervisor", &uri).expect(200).await.json();
    assert_eq!(drawn["geometry"], valid);
    clean(&hall).await;
}

#[actix_web::test]
async fn a_repair_that_changes_much_is_refused_with_its_figures() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let bow_tie = polygon(&[[121.40, 30.90], [121.41, 30.91], [121.41, 30.90], [121.40, 30.91]]);
    let refused = add_repaired(&draft, redrawing(&bow_tie), 422).await;
    let problem = &refused["errors"][0];
    assert_eq!(problem["code"], "repair_too_large");
    assert_eq!(problem["pointer"], "/operation/move_boundary/boundaries/0/geometry");
    assert_eq!(problem["params"]["max"], 100.0);
    assert!(problem["params"]["changed_m2"].as_f64().unwrap() > 100_000.0, "{problem}");
    assert_eq!(draft.read().await["operations"], json!([]));
}

#[actix_web::test]
async fn what_cannot_be_repaired_is_refused_as_ever() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let flat = polygon(&[[121.40, 30.90], [121.405, 30.90], [121.41, 30.90]]);
    let swapped = polygon(&[[30.90, 121.40], [30.90, 121.41], [30.91, 121.41]]);
    for (bad, code) in [(flat, "boundary_zero_area"), (swapped, "coordinates_swapped")] {
        let without = draft.refuses(redrawing(&bad)).await;
        let with = add_repaired(&draft, redrawing(&bad), 422).await;
        assert_eq!(with["errors"][0]["code"], code);
        assert_eq!(with["errors"], without["errors"]);
    }
}

#[actix_web::test]
async fn new_grids_and_parts_are_repaired_as_well_and_valid_ones_stay() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let west = polygon(&[[121.40, 30.90], [121.405, 30.90], [121.405, 30.91], [121.40, 30.91]]);
    let spiked = polygon(&[
        [121.405, 30.90],
        [121.41, 30.90],
        [121.41, 30.91],
        [121.407, 30.91],
        [121.407, 30.912],
        [121.407, 30.91],
        [121.405, 30.91],
    ]);
    let split = json!({ "split_grid": {
        "grid": grid_id("G1"),
        "parts": [
            { "geometry": west },
            { "code": "G1E", "name": "G1 东", "leader": member_id("idle"), "geometry": spiked },
        ],
        "building_groups": [{ "building_group": crate::support::hall::group_id("B1"), "part": 1 }],
    }});
    let added = add_repaired(&draft, split, 201).await;
    let repaired = added["operations"][0]["repaired"].as_array().unwrap();
    assert_eq!(repaired.len(), 1);
    assert_eq!(repaired[0]["pointer"], "/split_grid/parts/1/geometry");
    assert_eq!((&repaired[0]["changed_m2"], repaired[0].get("difference")), (&json!(0.0), None));

    let below = added["operations"][0]["makes_grids"][0].clone();
    let block = json!({ "create_grid": {
        "code": "B9", "name": "小片", "level": "block", "parent": below, "boundary": spiked,
    }});
    let added = add_repaired(&draft, block, 201).await;
    assert_eq!(added["operations"][1]["repaired"][0]["pointer"], "/create_grid/boundary");
    draft.preview().await;
    draft.apply().await;
    clean(&hall).await;
}
