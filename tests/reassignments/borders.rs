//! Borders that are proposed from where addresses are.

use super::Draft;
use crate::support::hall::{Hall, geojson, group_id};
use crate::support::quarter::{address_at, address_id};
use crate::support::town::grid_id;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::datum::Datum;
use wangge::domain::geometry::geojson::Geometry;
use wangge::domain::geometry::{Effort, Point, Shape, tiling};
use wangge::domain::period::Period;
use wangge::domain::unit::BuildingGroup;

const URI: &str = "/reassignments/propose-borders";

/// A building group with an address: code, grid, and its place in units of 0.001° from the corner
/// of the town. The neighbourhood N1 has G1 between 0 and 10 and G2 between 10 and 20.
type Placed<'a> = (&'a str, &'a str, f64, f64);

/// Two rows of houses; those of G1 reach a bit beyond the middle.
const ROWS: [Placed<'_>; 8] = [
    ("P1", "G1", 2.0, 3.0),
    ("P2", "G1", 7.0, 3.0),
    ("P3", "G1", 11.0, 3.0),
    ("P4", "G1", 2.0, 7.0),
    ("P5", "G1", 7.0, 7.0),
    ("P6", "G2", 15.0, 3.0),
    ("P7", "G2", 14.0, 7.0),
    ("P8", "G2", 18.0, 7.0),
];

fn text(code: &str) -> String {
    format!("柳荫路{}弄1号楼", code.replace('P', "20"))
}

async fn settle(hall: &Hall, groups: &[Placed<'_>]) {
    let town = &hall.town;
    let founded = groups.iter().flat_map(|&(code, grid, east, north)| {
        let group = BuildingGroup {
            id: group_id(code),
            code: code.to_owned(),
            name: format!("{code} 楼组"),
            household_count: 30,
            life: Period::since(town.now()),
            version: 1,
        };
        let place = (121.4 + east / 1e3, 30.9 + north / 1e3);
        let address = address_at(town, code, &text(code), place);
        let membership = Uuid::now_v7();
        [AtlasEdit::CreateBuildingGroup { group, membership, grid: grid_id(grid) }, address]
    });
    town.apply(founded.collect()).await.unwrap();
}

async fn hall(groups: &[Placed<'_>]) -> Hall {
    let hall = Hall::open().await;
    settle(&hall, groups).await;
    hall
}

fn wish(grid: &str) -> Value {
    json!({ "grid": grid_id(grid) })
}

async fn proposed(hall: &Hall, wish: &Value) -> Value {
    hall.post("supervisor-N1", URI, wish).expect(201).await.json()
}

/// The proposed shapes in the order of the operation.
fn shapes(answer: &Value) -> Vec<(Value, Shape)> {
    let boundaries = answer["operations"][0]["operation"]["move_boundary"]["boundaries"].as_array();
    let shape = |redrawn: &Value| {
        let geometry: Geometry = serde_json::from_value(redrawn["geometry"].clone()).unwrap();
        geometry.shape(Datum::Wgs84, &Effort::unbounded()).unwrap()
    };
    boundaries.unwrap().iter().map(|one| (one["grid"].clone(), shape(one))).collect()
}

fn at(east: f64, north: f64) -> Point {
    Point::from_degrees(121.4 + east / 1e3, 30.9 + north / 1e3).unwrap()
}

#[actix_web::test]
async fn borders_follow_the_addresses_and_tile_the_neighbourhood() {
    let hall = hall(&ROWS).await;
    let answer = proposed(&hall, &wish("N1")).await;
    assert_eq!(
        (&answer["origin"], &answer["reason"], &answer["state"]),
        (&json!("suggested"), &json!("area_redrawn"), &json!("draft"))
    );
    let shapes = shapes(&answer);
    assert_eq!(
        shapes.iter().map(|(grid, _)| grid.clone()).collect::<Vec<_>>(),
        [json!(grid_id("G1")), json!(grid_id("G2"))]
    );
    let [west, east] = [&shapes[0].1, &shapes[1].1];
    for (code, grid, x, y) in ROWS {
        let own = if grid == "G1" { west } else { east };
        assert!(own.covers(at(x, y)), "{code}");
    }
    // Halfway between P3 and P6, and between P5 and P7.
    assert!(west.covers(at(12.9, 1.0)) && east.covers(at(13.1, 1.0)));
    assert!(west.covers(at(10.4, 9.0)) && east.covers(at(10.6, 9.0)));
    let atlas = hall.town.db.atlas();
    let whole = atlas.shape(grid_id("N1")).unwrap();
    assert_eq!(tiling::overlaps(&[west, east], 0.0, &Effort::unbounded()), Ok(vec![]));
    let gaps = tiling::gaps(Some(whole), &[west, east], 0.01, &Effort::unbounded());
    assert_eq!(gaps, Ok(vec![]));
    let children = answer["proposal"]["children"].as_array().unwrap();
    assert_eq!(
        children
            .iter()
            .map(|child| (child["addresses"].as_u64(), child["parts"].as_u64()))
            .collect::<Vec<_>>(),
        [(Some(5), Some(1)), (Some(3), Some(1))]
    );
}

#[actix_web::test]
async fn the_draft_is_previewed_and_applied_as_any_other() {
    let hall = hall(&ROWS).await;
    let answer = proposed(&hall, &wish("N1")).await;
    let id = answer["id"].as_str().unwrap().to_owned();
    let draft = Draft { hall: &hall, who: "supervisor-N1", id };
    let previewed = draft.preview().await;
    assert_eq!(previewed["preview"]["problems"], json!([]), "{previewed}");
    draft.apply().await;
    let atlas = hall.town.another().atlas();
    assert_eq!(atlas.grid_at(at(12.5, 3.0)).unwrap().code, "G1");
    assert_eq!(wangge::service::check::check_all(&hall.town.db).await.unwrap(), []);
}

#[actix_web::test]
async fn a_key_that_is_sent_again_gets_the_same_draft() {
    let hall = hall(&ROWS).await;
    let send = async || {
        let call = hall.unkeyed("supervisor-N1", URI, &wish("N1"));
        call.header("idempotency-key", "borders-of-n1-2026").expect(201).await
    };
    let first = send().await.json();
    let again = send().await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(
        (&again.json()["id"], &again.json()["proposal"]),
        (&first["id"], &first["proposal"])
    );
}

#[actix_web::test]
async fn points_of_several_grids_and_outside_are_listed() {
    let mut groups = ROWS.to_vec();
    groups.extend([
        ("P9", "G2", 7.0, 3.0),
        ("P10", "G1", 7.0, 3.0),
        ("P11", "G1", 25.0, 3.0),
        ("P12", "G2", 7.0, 7.0),
    ]);
    let hall = hall(&groups).await;
    let proposal = proposed(&hall, &wish("N1")).await["proposal"].clone();
    let shared = json!([
        { "point": [121.407, 30.903], "grids": [grid_id("G1"), grid_id("G2")], "kept_by": grid_id("G1") },
        { "point": [121.407, 30.907], "grids": [grid_id("G1"), grid_id("G2")], "kept_by": grid_id("G1") },
    ]);
    assert_eq!((&proposal["shared"], &proposal["shared_count"]), (&shared, &json!(2)));
    assert_eq!(proposal["outside"], json!([address_id(&text("P11"))]));
    let misplaced: Vec<Value> =
        ["P9", "P12"].iter().map(|code| json!(address_id(&text(code)))).collect();
    let mut found = proposal["misplaced"].as_array().unwrap().clone();
    found.sort_by_key(|id| misplaced.iter().position(|expected| expected == id));
    assert_eq!(found, misplaced);
}

#[actix_web::test]
async fn a_small_island_goes_to_whom_surrounds_it_and_its_address_is_listed() {
    // One house of G2 in a dense quarter of G1.
    let mut groups = vec![("P1", "G2", 15.0, 5.0), ("P2", "G2", 5.0, 5.0)];
    let around = [("P3", 4.9, 5.0), ("P4", 5.1, 5.0), ("P5", 5.0, 4.9), ("P6", 5.0, 5.1)];
    groups.extend(around.map(|(code, east, north)| (code, "G1", east, north)));
    let hall = hall(&groups).await;
    let proposal = proposed(&hall, &wish("N1")).await["proposal"].clone();
    assert_eq!(proposal["misplaced"], json!([address_id(&text("P2"))]));
    assert!(proposal["children"].as_array().unwrap().iter().all(|child| child["parts"] == 1));
}

#[actix_web::test]
async fn land_beyond_the_reach_is_assigned_and_listed() {
    let hall = hall(&[("P1", "G1", 2.0, 5.0), ("P2", "G2", 12.0, 5.0)]).await;
    let remote = async |metres: f64| {
        let answer =
            proposed(&hall, &json!({ "grid": grid_id("N1"), "max_reach_m": metres })).await;
        let children = answer["proposal"]["children"].as_array().unwrap().clone();
        children
            .iter()
            .map(|child| (child["remote_m2"].as_f64().unwrap(), child["remote"].is_object()))
            .collect::<Vec<_>>()
    };
    assert_eq!(remote(2_000.0).await, [(0.0, false), (0.0, false)]);
    let near = remote(700.0).await;
    assert!(near.iter().all(|&(area_m2, is_drawn)| area_m2 > 100_000.0 && is_drawn), "{near:?}");
    assert!(near[0].0 < near[1].0, "{near:?}");
}

#[actix_web::test]
async fn some_children_share_the_land_that_the_others_leave() {
    let hall = hall(&ROWS).await;
    let some = json!({ "grid": grid_id("N1"), "children": [grid_id("G2")] });
    let answer = proposed(&hall, &some).await;
    let shapes = shapes(&answer);
    // N1 is twice as high as its two grids.
    let places =
        [((15.0, 15.0), true), ((5.0, 15.0), true), ((15.0, 5.0), true), ((5.0, 5.0), false)];
    assert_eq!(shapes.len(), 1);
    assert_eq!(
        places.map(|((east, north), _)| shapes[0].1.covers(at(east, north))),
        places.map(|place| place.1)
    );
}

#[actix_web::test]
async fn what_cannot_be_proposed_is_told() {
    let hall = hall(&[("P1", "G1", 2.0, 5.0)]).await;
    let refused = async |body: Value, code: &str, pointer: &str| {
        let reply = hall.post("supervisor", URI, &body).expect(422).await;
        let problem = reply.json();
        assert_eq!(
            (&problem["errors"][0]["code"], &problem["errors"][0]["pointer"]),
            (&json!(code), &json!(pointer)),
            "{problem}"
        );
    };
    refused(wish("N1"), "no_address_points", "/children").await;
    refused(json!({ "grid": grid_id("N1"), "children": [] }), "too_few", "/children").await;
    refused(
        json!({ "grid": grid_id("N1"), "children": [grid_id("G3")] }),
        "grid_not_below",
        "/children/0",
    )
    .await;
    refused(
        json!({ "grid": grid_id("N1"), "children": [Uuid::now_v7()] }),
        "unknown_grid",
        "/children/0",
    )
    .await;
    refused(
        json!({ "grid": grid_id("N1"), "children": [grid_id("G1"), grid_id("G1")] }),
        "grid_twice",
        "/children/1",
    )
    .await;
    refused(json!({ "grid": grid_id("N1"), "max_reach_m": 0.5 }), "out_of_range", "/max_reach_m")
        .await;
    refused(json!({ "grid": grid_id("G1") }), "too_few", "/children").await;
    let block = |code: &str| json!({ "code": code, "name": "一块", "level": "block", "parent": grid_id("G1") });
    let mut whole = block("G1-01");
    whole["boundary"] = geojson(121.40, 30.90, 0.01);
    hall.post("supervisor", "/grids", &whole).expect(201).await;
    let other = hall.post("supervisor", "/grids", &block("G1-02")).expect(201).await.json();
    let none_left = json!({ "grid": grid_id("G1"), "children": [other["id"]] });
    refused(none_left, "no_land_left", "/children").await;
    for (who, grid) in [("supervisor-N1", "N2"), ("supervisor-N1", "T"), ("supervisor", "none")] {
        hall.post(who, URI, &wish(grid)).expect(404).await;
    }
}
