//! All boundaries of a subtree, simplified for a map.

use crate::support::hall::Hall;
use crate::support::request::Reply;
use crate::support::town::grid_id;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wangge::domain::datum::Datum;
use wangge::domain::geometry::geojson::Geometry;
use wangge::domain::geometry::{Effort, Point, Shape};

fn features(overview: &Value) -> BTreeMap<String, Value> {
    let features = overview["features"].as_array().unwrap();
    features
        .iter()
        .map(|feature| {
            (feature["properties"]["code"].as_str().unwrap().to_owned(), feature.clone())
        })
        .collect()
}

fn shape(feature: &Value) -> Shape {
    let geometry: Geometry = serde_json::from_value(feature["geometry"].clone()).unwrap();
    geometry.shape(Datum::Wgs84, &Effort::unbounded()).unwrap()
}

#[actix_web::test]
async fn every_grid_below_comes_with_its_border_and_a_label_inside() {
    let hall = Hall::open().await;
    let reply = hall.get("resident", "/grids/boundaries.geojson?zoom=13").expect(200).await;
    assert_eq!(reply.header("content-type"), "application/geo+json");
    let overview = reply.json();
    assert_eq!(overview["type"], "FeatureCollection");
    // A pixel is 16 m wide there.
    let tolerance = overview["tolerance_m"].as_f64().unwrap();
    assert!((16.0..20.0).contains(&tolerance), "{tolerance}");
    let features = features(&overview);
    assert_eq!(features.keys().collect::<Vec<_>>(), ["G1", "G2", "G3", "G4", "N1", "N2", "T"]);
    for feature in features.values() {
        let [lon, lat] = [0, 1].map(|axis| feature["properties"]["label"][axis].as_f64().unwrap());
        assert!(shape(feature).covers(Point::from_degrees(lon, lat).unwrap()), "{feature}");
    }
    let grid = &features["G1"];
    assert_eq!(
        (
            &grid["id"],
            &grid["properties"]["parent"],
            &grid["properties"]["level"],
            &grid["properties"]["kind"]
        ),
        (&json!(grid_id("G1")), &json!(grid_id("N1")), &json!("grid"), &json!("general"))
    );
    let below = format!("/grids/boundaries.geojson?zoom=13&below={}", grid_id("N1"));
    let below = hall.get("resident", &below).expect(200).await.json();
    assert_eq!(self::features(&below).keys().collect::<Vec<_>>(), ["G1", "G2", "N1"]);
}

#[actix_web::test]
async fn it_is_known_by_its_tag_until_something_changes() {
    let hall = Hall::open().await;
    let uri = "/grids/boundaries.geojson?zoom=13";
    let tag = hall.get("resident", uri).expect(200).await.header("etag").to_owned();
    let again = hall.get("resident", uri).header("if-none-match", &tag).expect(304).await;
    assert_eq!(
        (again.header("etag"), again.header("cache-control")),
        (tag.as_str(), "private, no-cache")
    );
    hall.get("resident", "/grids/boundaries.geojson?zoom=12")
        .header("if-none-match", &tag)
        .expect(200)
        .await;
    let grid = json!({ "code": "G9", "name": "新网格", "level": "block", "parent": grid_id("G1") });
    hall.post("supervisor", "/grids", &grid).expect(201).await;
    let changed = hall.get("resident", uri).header("if-none-match", &tag).expect(200).await;
    assert_ne!(changed.header("etag"), tag);
}

#[actix_web::test]
async fn it_is_sent_as_small_as_the_caller_takes_it() {
    let hall = Hall::open().await;
    let uri = "/grids/boundaries.geojson?zoom=13";
    let plain = hall.get("resident", uri).expect(200).await;
    let asked = hall.get("resident", uri).header("accept-encoding", "br, gzip;q=0.5").expect(200);
    let packed = asked.await;
    let header = |reply: &Reply, name: &str| reply.header(name).to_ascii_lowercase();
    assert_eq!(
        (header(&plain, "content-encoding"), header(&packed, "content-encoding")),
        (String::new(), "gzip".to_owned())
    );
    for reply in [&plain, &packed] {
        assert_eq!(header(reply, "vary"), "accept-encoding");
        assert_eq!(reply.header("content-type"), "application/geo+json");
    }
    assert_eq!(plain.header("etag"), packed.header("etag"));
}

#[actix_web::test]
async fn what_is_no_map_is_refused() {
    let hall = Hall::open().await;
    hall.get("resident", "/grids/boundaries.geojson?zoom=23")
        .expect(422)
        .await
        .code("out_of_range");
    hall.get("resident", "/grids/boundaries.geojson").expect(400).await.code("missing_parameter");
    let nowhere = format!("/grids/boundaries.geojson?zoom=9&below={}", grid_id("none"));
    hall.get("resident", &nowhere).expect(404).await.code("not_found");
    hall.app.get("/api/v1/grids/boundaries.geojson?zoom=9").expect(401).await;
}
