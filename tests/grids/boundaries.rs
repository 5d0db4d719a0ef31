//! Redrawing several grids at once.

use crate::support::hall::{Hall, geojson, polygon};
use crate::support::town::grid_id;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::store::Db;

/// The border between G1 and G2 moves east by 0.002°, and with it land of G1's north.
fn moved() -> Value {
    let g1 = [[121.40, 30.90], [121.412, 30.90], [121.412, 30.91], [121.40, 30.91]];
    let g2 = [[121.412, 30.90], [121.42, 30.90], [121.42, 30.91], [121.412, 30.91]];
    json!({ "boundaries": [
        { "grid": grid_id("G1"), "version": 1, "geometry": polygon(&g1) },
        { "grid": grid_id("G2"), "version": 1, "geometry": polygon(&g2) },
    ] })
}

const URI: &str = "/grids/boundaries";

async fn grid_at(hall: &Hall, lon: f64, lat: f64) -> Value {
    let found = hall.app.get(&format!("/api/v1/locate?lon={lon}&lat={lat}")).expect(200).await;
    found.json()["grid"]["code"].clone()
}

#[actix_web::test]
async fn neighbours_exchange_land_at_once() {
    let hall = Hall::open().await;
    assert_eq!(grid_at(&hall, 121.411, 30.905).await, "G2");
    let changed = hall.twice("supervisor-N1", URI, &moved(), 200).await.json();
    let seen = |index: usize| {
        (changed["grids"][index]["code"].clone(), changed["grids"][index]["version"].clone())
    };
    assert_eq!([seen(0), seen(1)], [("G1".into(), 2.into()), ("G2".into(), 2.into())]);
    assert_eq!(grid_at(&hall, 121.411, 30.905).await, "G1");
    let feature =
        hall.get("resident", &format!("/grids/{}/boundary", grid_id("G1"))).expect(200).await;
    assert_eq!(
        (feature.header("etag"), &feature.json()["properties"]["since"]),
        ("\"2\"", &"2026-03-02T02:00:00Z".into())
    );
}

#[actix_web::test]
async fn a_border_may_move_again_in_the_instant_in_which_it_moved() {
    let hall = Hall::open().await;
    let drawn = |version: i64, lon: f64| {
        let ring = |west: f64, east: f64| {
            polygon(&[[west, 30.90], [east, 30.90], [east, 30.91], [west, 30.91]])
        };
        json!({ "boundaries": [
            { "grid": grid_id("G1"), "version": version, "geometry": ring(121.40, lon) },
            { "grid": grid_id("G2"), "version": version, "geometry": ring(lon, 121.42) },
        ] })
    };
    let uri = format!("/grids/{}/boundary", grid_id("G1"));
    // The polygon before was in force for a microsecond: no period is empty, and none overlaps the
    // next.
    for (version, lon, expected, since) in [
        (1, 121.412, "G1", "00Z"),
        (2, 121.408, "G2", "00.000001Z"),
        (3, 121.412, "G1", "00.000002Z"),
    ] {
        hall.post("supervisor-N1", URI, &drawn(version, lon)).expect(200).await;
        assert_eq!(grid_at(&hall, 121.411, 30.905).await, expected);
        let feature = hall.get("resident", &uri).expect(200).await.json();
        assert_eq!(feature["properties"]["since"], format!("2026-03-02T02:00:{since}"));
    }
    let retire = json!({ "version": 4, "allow_gaps": true });
    hall.post("supervisor-N1", &format!("/grids/{}/retire", grid_id("G2")), &retire)
        .expect(200)
        .await;
    let other = hall.town.another();
    let drawn =
        |db: &Db| db.atlas().tree().boundary(grid_id("G1")).map(|drawn| (drawn.id, drawn.period));
    assert_eq!(drawn(&other), drawn(&hall.town.db), "another process reads the same");
    assert!(other.atlas().tree().boundary(grid_id("G2")).is_none());
}

#[actix_web::test]
async fn each_grid_carries_the_version_that_was_seen() {
    let hall = Hall::open().await;
    let mut body = moved();
    body["boundaries"][1].as_object_mut().unwrap().remove("version");
    hall.post("supervisor", URI, &body)
        .expect(428)
        .await
        .code("version_required")
        .at("/boundaries/1/version");
    body["boundaries"][1]["version"] = 2.into();
    let reply = hall
        .post("supervisor", URI, &body)
        .expect(412)
        .await
        .code("stale_version")
        .at("/boundaries/1");
    assert_eq!(reply.json()["errors"][0]["params"]["current"], 1);
}

#[actix_web::test]
async fn what_does_not_tile_is_shown_as_the_part_at_fault() {
    let hall = Hall::open().await;
    let one = |geometry: Value| json!({ "boundaries": [{ "grid": grid_id("G1"), "version": 1, "geometry": geometry }] });
    let g1 = moved()["boundaries"][0]["geometry"].clone();
    let overlap = hall.post("supervisor", URI, &one(g1)).expect(422).await;
    let overlap = overlap.code("grids_overlap").at("/boundaries/0/geometry").json();
    let params = &overlap["errors"][0]["params"];
    let codes = [params["a"].as_str().unwrap(), params["b"].as_str().unwrap()];
    assert!(codes == ["G1", "G2"] || codes == ["G2", "G1"], "{params}");
    assert_eq!(params["geometry"]["type"], "Polygon");
    assert!((params["area_m2"].as_f64().unwrap() - 211_900.0).abs() < 1_000.0, "{params}");
    let gap = hall.post("supervisor", URI, &one(geojson(121.40, 30.90, 0.009))).expect(422).await;
    let gap = gap.code("grids_leave_gap").at("/boundaries").json();
    assert_eq!(gap["errors"][0]["params"]["geometry"]["type"], "Polygon");
    let beyond = [[121.39, 30.90], [121.41, 30.90], [121.41, 30.91], [121.39, 30.91]];
    let overhang = hall.post("supervisor", URI, &one(polygon(&beyond))).expect(422).await;
    let overhang = overhang.code("grid_overhangs").at("/boundaries/0/geometry");
    assert!(overhang.detail().contains("超出上级 N1 的边界"), "{}", overhang.body);
    // A hole that is accepted knowingly is no fault, and points in it go up.
    let mut accepted = one(geojson(121.40, 30.90, 0.009));
    accepted["allow_gaps"] = true.into();
    hall.post("supervisor", URI, &accepted).expect(200).await;
    assert_eq!(grid_at(&hall, 121.4095, 30.9095).await, "N1");
}

#[actix_web::test]
async fn wrong_sets_are_refused_whole() {
    let hall = Hall::open().await;
    let send = |body: Value| hall.post("supervisor-N1", URI, &body);
    send(json!({ "boundaries": [] })).expect(422).await.code("too_few").at("/boundaries");
    let item = moved()["boundaries"][0].clone();
    send(json!({ "boundaries": vec![&item; 501] }))
        .expect(422)
        .await
        .code("too_many")
        .at("/boundaries");
    send(json!({ "boundaries": [&item, &item] }))
        .expect(422)
        .await
        .code("grid_twice")
        .at("/boundaries/1/grid");
    for grid in [json!(grid_id("G3")), json!(Uuid::now_v7())] {
        let mut body = moved();
        body["boundaries"][1]["grid"] = grid;
        send(body).expect(404).await.code("not_found").at("/boundaries/1");
    }
    let mut body = moved();
    body["boundaries"][0]["geometry"] = geojson(30.9, 121.4, 0.01);
    body["boundaries"][1]["geometry"] =
        json!({ "type": "Polygon", "coordinates": [[[121.4, 30.9], [121.5, 30.9]]] });
    let errors = send(body).expect(422).await.errors();
    let expected = [
        ("/boundaries/0/geometry/coordinates/0/0", "coordinates_swapped"),
        ("/boundaries/1/geometry/coordinates/0", "boundary_ring_too_short"),
    ];
    assert_eq!(errors, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    assert_eq!(grid_at(&hall, 121.411, 30.905).await, "G2");
    hall.post("G1-leader", URI, &moved()).expect(403).await.code("role_required");
    hall.unkeyed("supervisor", URI, &moved()).expect(400).await.code("idempotency_key_missing");
}

#[actix_web::test]
async fn coordinates_come_in_the_datum_that_is_named() {
    let hall = Hall::open().await;
    let gcj02 = |point: &Value| {
        let [lon, lat] = [0, 1].map(|axis| point[axis].as_f64().unwrap());
        json!(wangge::domain::datum::from_wgs84(wangge::domain::datum::Datum::Gcj02, lon, lat))
    };
    let mut body = moved();
    body["datum"] = "gcj02".into();
    for boundary in body["boundaries"].as_array_mut().unwrap() {
        let ring =
            boundary["geometry"]["coordinates"][0].as_array().unwrap().iter().map(gcj02).collect();
        boundary["geometry"]["coordinates"][0] = Value::Array(ring);
    }
    hall.post("supervisor", URI, &body).expect(200).await;
    assert_eq!(grid_at(&hall, 121.411, 30.905).await, "G1");
}
