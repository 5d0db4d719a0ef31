//! Grids split, merged and redrawn.

use super::{Draft, clean, holder, send};
use crate::support::hall::{Hall, geojson, group_id, polygon};
use crate::support::quarter::{address_at, group};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::geometry::Point;
use wangge::domain::routing::{RequestPlace, grid_of};

fn point(lon: f64, lat: f64) -> Value {
    json!({ "lon": lon, "lat": lat })
}

#[actix_web::test]
async fn a_grid_is_split_by_a_line_and_requests_go_with_the_land() {
    let hall = Hall::open().await;
    let (west, east) =
        (send(&hall, point(121.402, 30.905)).await, send(&hall, point(121.408, 30.905)).await);
    let draft = Draft::begin(&hall).await;
    let added = draft
        .add(json!({ "split_grid": {
            "grid": grid_id("G1"),
            "line": [[121.405, 30.895], [121.405, 30.915]],
            "parts": [{ "name": "G1 西" }, { "code": "G1E", "name": "G1 东", "leader": member_id("idle") }],
            "building_groups": [{ "building_group": crate::support::hall::group_id("B1"), "part": 1 }],
        }}))
        .await;
    let made = added["operations"][0]["makes_grids"][0].clone();
    let preview = draft.preview().await["preview"].clone();
    assert_eq!(preview["problems"], json!([]), "{preview}");
    assert_eq!(preview["size"], json!({ "requests": 1, "units": 3, "households": 48 }));
    assert_eq!(preview["requests"][0]["id"], json!(east));
    assert_eq!(preview["requests"][0]["after"]["member"]["code"], "idle");
    let applied = draft.apply().await;
    assert_eq!((&applied["state"], &applied["moved_requests"]), (&json!("applied"), &json!(1)));
    assert_eq!(
        (holder(&hall, &west).await, holder(&hall, &east).await),
        ("G1-leader".into(), "idle".into())
    );
    let grid = hall
        .get("supervisor", &format!("/grids/{}", made.as_str().unwrap()))
        .expect(200)
        .await
        .json();
    assert_eq!((&grid["code"], &grid["parent"]), (&json!("G1E"), &json!(grid_id("N1"))));
    let above = hall
        .get("supervisor", &format!("/grids/{}/boundary", grid_id("N1")))
        .expect(200)
        .await
        .json();
    let ring = above["geometry"]["coordinates"][0].as_array().unwrap();
    assert!(
        ring.contains(&json!([121.405, 30.9])),
        "the parent's border has the new vertex: {ring:?}"
    );
    let groups =
        hall.get("supervisor", &format!("/grids/{}/building-groups", made.as_str().unwrap()));
    assert_eq!(groups.expect(200).await.json()["items"][0]["code"], "B1");
    clean(&hall).await;
}

#[actix_web::test]
async fn a_building_group_on_the_cut_goes_where_requests_there_go() {
    for cut in [121.404, 121.405, 121.406] {
        let hall = Hall::open().await;
        let town = &hall.town;
        let at = |text, lon| address_at(town, "Q", text, (lon, 30.905));
        let found = vec![group(town, "Q", "G1"), at("龙泉路1弄1号楼", cut)];
        town.apply(found).await.unwrap();
        let split = json!({ "split_grid": {
            "grid": grid_id("G1"), "line": [[cut, 30.895], [cut, 30.915]],
            "parts": [{}, { "code": "G1E", "name": "G1 东", "leader": member_id("idle") }],
            "building_groups": [{ "building_group": group_id("B1"), "part": 1 }],
        }});
        Draft::begin(&hall).await.carry_out(split.clone()).await;
        let atlas = town.db.atlas();
        let place = RequestPlace::Point(Point::from_degrees(cut, 30.905).unwrap());
        let grid = grid_of(&atlas, &place).unwrap();
        assert_eq!(atlas.groups().grid_of(group_id("Q")), Some(grid), "{cut}");
        let code = atlas.tree().get(grid).unwrap().code.as_str();
        assert!(cut == 121.405 || (code == "G1") == (cut < 121.405), "{cut}: {code}");
    }
}

#[actix_web::test]
async fn a_building_group_on_both_sides_of_a_cut_is_asked_about() {
    let hall = Hall::open().await;
    let town = &hall.town;
    let at = |text, lon| address_at(town, "Q", text, (lon, 30.905));
    // The smaller part, in the east, has what lies on the cut.
    let addresses = [at("龙泉路1弄1号楼", 121.402), at("龙泉路1弄2号楼", 121.406)];
    town.apply([group(town, "Q", "G1")].into_iter().chain(addresses).collect()).await.unwrap();
    let refused = Draft::begin(&hall)
        .await
        .refuses(json!({ "split_grid": {
            "grid": grid_id("G1"), "line": [[121.406, 30.895], [121.406, 30.915]],
            "parts": [{}, { "code": "G1E", "name": "G1 东", "leader": member_id("idle") }],
            "building_groups": [{ "building_group": group_id("B1"), "part": 1 }],
        }}))
        .await;
    assert_eq!(
        (&refused["code"], &refused["errors"][0]["params"]["code"]),
        (&json!("group_needs_part"), &json!("Q"))
    );
}

#[actix_web::test]
async fn everybody_along_a_border_gets_its_new_vertex() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft
        .carry_out(json!({ "split_grid": {
            "grid": grid_id("G1"),
            "line": [[121.395, 30.905], [121.415, 30.905]],
            "parts": [{}, { "code": "G1S", "name": "G1 南", "leader": member_id("idle") }],
            "building_groups": [{ "building_group": crate::support::hall::group_id("B1"), "part": 1 }],
        }}))
        .await;
    for (grid, vertex) in
        [("G2", [121.41, 30.905]), ("N1", [121.4, 30.905]), ("T", [121.4, 30.905])]
    {
        let drawn = hall
            .get("supervisor", &format!("/grids/{}/boundary", grid_id(grid)))
            .expect(200)
            .await
            .json();
        let ring = drawn["geometry"]["coordinates"][0].as_array().unwrap().clone();
        assert!(ring.contains(&json!(vertex)), "{grid}: {ring:?}");
    }
    clean(&hall).await;
}

#[actix_web::test]
async fn neighbours_become_one_and_what_belonged_to_both_belongs_to_it() {
    let hall = Hall::open().await;
    let (first, second) =
        (send(&hall, point(121.405, 30.905)).await, send(&hall, point(121.415, 30.905)).await);
    let draft = Draft::begin(&hall).await;
    let merged = draft
        .carry_out(json!({ "merge_grids": { "into": grid_id("G2"), "grids": [grid_id("G1")], "name": "大网格" } }))
        .await;
    assert_eq!(merged["moved_requests"], 1);
    assert_eq!(
        (holder(&hall, &first).await, holder(&hall, &second).await),
        ("G2-leader".into(), "G2-leader".into())
    );
    let grid =
        hall.get("supervisor", &format!("/grids/{}", grid_id("G2"))).expect(200).await.json();
    assert_eq!(grid["name"], "大网格");
    let gone =
        hall.get("supervisor", &format!("/grids/{}", grid_id("G1"))).expect(200).await.json();
    assert!(gone["retired_at"].is_string());
    let groups = hall
        .get("supervisor", &format!("/grids/{}/building-groups", grid_id("G2")))
        .expect(200)
        .await
        .json();
    assert_eq!(groups["items"][0]["code"], "B1");
    clean(&hall).await;
}

#[actix_web::test]
async fn a_border_moves_and_the_preview_tells_of_holes_with_their_place() {
    let hall = Hall::open().await;
    let request = send(&hall, point(121.409, 30.905)).await;
    let draft = Draft::begin(&hall).await;
    let west = polygon(&[[121.40, 30.90], [121.408, 30.90], [121.408, 30.91], [121.40, 30.91]]);
    let east = polygon(&[[121.408, 30.90], [121.42, 30.90], [121.42, 30.91], [121.408, 30.91]]);
    let added =
        draft.add(json!({ "move_boundary": { "boundaries": [{ "grid": grid_id("G1"), "geometry": west }] } })).await;
    let holes = draft.preview().await["preview"]["problems"].clone();
    assert_eq!(
        (&holes[0]["code"], &holes[0]["params"]["parent"]),
        (&json!("grids_leave_gap"), &json!("N1"))
    );
    assert!(holes[0]["params"]["area_m2"].as_f64().unwrap() > 100_000.0);
    assert_eq!(holes[0]["params"]["geometry"]["type"], "Polygon");
    let digest = draft.read().await["digest"].clone();
    draft
        .post_as("supervisor", "/apply", json!({ "digest": digest }))
        .await
        .expect(422)
        .await
        .code("grids_leave_gap");
    let first = added["operations"][0]["id"].clone();
    draft
        .post_as("supervisor", "/operations/remove", json!({ "operation": first }))
        .await
        .expect(200)
        .await;
    let both = json!([{ "grid": grid_id("G1"), "geometry": west }, { "grid": grid_id("G2"), "geometry": east }]);
    let applied = draft.carry_out(json!({ "move_boundary": { "boundaries": both } })).await;
    assert_eq!(applied["moved_requests"], 1);
    assert_eq!(holder(&hall, &request).await, "G2-leader");
    clean(&hall).await;
}

#[actix_web::test]
async fn a_grid_without_a_border_takes_over_the_land_of_those_that_end_in_it() {
    let hall = Hall::open().await;
    let request = send(&hall, point(121.415, 30.905)).await;
    let bare = json!({ "code": "G9", "name": "无边界", "level": "grid", "parent": grid_id("N1"), "leader": member_id("idle") });
    let draft = Draft::begin(&hall).await;
    let into =
        draft.add(json!({ "create_grid": bare })).await["operations"][0]["makes_grids"][0].clone();
    draft.carry_out(json!({ "merge_grids": { "into": into, "grids": [grid_id("G2")] } })).await;
    assert_eq!(holder(&hall, &request).await, "idle");
    let land = hall
        .get("supervisor", &format!("/grids/{}/boundary", into.as_str().unwrap()))
        .expect(200)
        .await
        .json();
    assert_eq!(land["geometry"]["type"], "Polygon");
    clean(&hall).await;
}

#[actix_web::test]
async fn a_hole_that_is_accepted_is_told_with_its_place() {
    let hall = Hall::open().await;
    let draft = Draft::begun_by(&hall, "supervisor", &json!({ "allow_gaps": true })).await;
    let west = polygon(&[[121.40, 30.90], [121.408, 30.90], [121.408, 30.91], [121.40, 30.91]]);
    draft.add(json!({ "move_boundary": { "boundaries": [{ "grid": grid_id("G1"), "geometry": west }] } })).await;
    let preview = draft.preview().await["preview"].clone();
    assert_eq!(preview["problems"], json!([]));
    let hole = &preview["notices"][0];
    assert_eq!(
        (&hole["code"], &hole["params"]["geometry"]["type"]),
        (&json!("grids_leave_gap"), &json!("Polygon"))
    );
    assert!(hole["params"]["area_m2"].as_f64().unwrap() > 100_000.0, "{hole}");
}

#[actix_web::test]
async fn a_neighbourhood_is_split_and_its_grids_go_where_they_lie() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    // The north of the neighbourhood has no grids of its own: what is there stays with it.
    let parts = json!([
        { "code": "N3", "name": "新居村", "leader": member_id("idle"), "geometry": geojson_box(121.40, 30.90, 121.41, 30.92) },
        { "geometry": geojson_box(121.41, 30.90, 121.42, 30.92) },
    ]);
    draft.carry_out(json!({ "split_grid": { "grid": grid_id("N1"), "parts": parts } })).await;
    let moved =
        hall.get("supervisor", &format!("/grids/{}", grid_id("G1"))).expect(200).await.json();
    let made =
        hall.get("supervisor", "/grids?code=N3").expect(200).await.json()["items"][0]["id"].clone();
    assert_eq!(moved["parent"], made);
    let stayed =
        hall.get("supervisor", &format!("/grids/{}", grid_id("G2"))).expect(200).await.json();
    assert_eq!(stayed["parent"], json!(grid_id("N1")));
    clean(&hall).await;
}

#[actix_web::test]
async fn a_grid_is_founded_in_a_place_that_a_neighbour_gives_up() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let smaller = polygon(&[[121.40, 30.90], [121.405, 30.90], [121.405, 30.91], [121.40, 30.91]]);
    draft.add(json!({ "move_boundary": { "boundaries": [{ "grid": grid_id("G1"), "geometry": smaller }] } })).await;
    let applied = draft
        .carry_out(json!({ "create_grid": {
            "code": "G9", "name": "新网格", "level": "grid", "parent": grid_id("N1"), "leader": member_id("idle"),
            "boundary": geojson_box(121.405, 30.90, 121.41, 30.91),
        }}))
        .await;
    assert_eq!(applied["state"], "applied");
    let request = send(&hall, point(121.407, 30.905)).await;
    assert_eq!(holder(&hall, &request).await, "idle");
    clean(&hall).await;
}

#[actix_web::test]
async fn a_building_group_goes_to_the_neighbour() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let group = crate::support::hall::group_id("B1");
    draft
        .carry_out(
            json!({ "move_building_group": { "building_group": group, "grid": grid_id("G2") } }),
        )
        .await;
    let groups = hall
        .get("supervisor", &format!("/grids/{}/building-groups", grid_id("G2")))
        .expect(200)
        .await
        .json();
    assert_eq!(groups["items"][0]["code"], "B1");
    let again = draft_again(
        &hall,
        json!({ "move_building_group": { "building_group": group, "grid": grid_id("G2") } }),
    )
    .await;
    assert_eq!(again["code"], "group_there_already");
}

async fn draft_again(hall: &Hall, operation: Value) -> Value {
    Draft::begin(hall).await.refuses(operation).await
}

/// A rectangle from south-west to north-east.
fn geojson_box(west: f64, south: f64, east: f64, north: f64) -> Value {
    polygon(&[[west, south], [east, south], [east, north], [west, north]])
}

#[actix_web::test]
async fn coordinates_of_other_maps_are_taken_over() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let operation = json!({ "move_boundary": { "boundaries": [
        { "grid": grid_id("G4"), "geometry": geojson(121.4345, 30.8979, 0.01) },
    ]}});
    let body = json!({ "operation": operation, "datum": "gcj02" });
    let added = draft.post_as("supervisor", "/operations", body).await.expect(201).await.json();
    let kept = &added["operations"][0]["operation"]["move_boundary"]["boundaries"][0]["geometry"]["coordinates"]
        [0][0];
    assert!((kept[0].as_f64().unwrap() - 121.43).abs() < 0.0005, "{kept}");
}
