//! Who is responsible for a place, over HTTP.

use crate::support::app::TestApp;
use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use wangge::domain::datum::{Datum, from_wgs84};

const G1: &str = "/api/v1/locate?lon=121.405&lat=30.905";

#[actix_web::test]
async fn everybody_learns_unit_title_and_office_phone() {
    let hall = Hall::open().await;
    let located = hall.app.get(G1).expect(200).await.json();
    let grid = json!({ "id": grid_id("G1"), "code": "G1", "name": "G1 网格", "level": "grid" });
    let unit = json!({ "kind": "grid", "id": grid_id("G1"), "code": "G1", "name": "G1 网格", "title": "网格长" });
    assert_eq!(located, json!({ "grid": grid, "unit": unit, "capacity": "leader" }));
    let english = hall.app.get(G1).header("Accept-Language", "en").expect(200).await.json();
    assert_eq!(english["unit"]["title"], "Grid leader");
}

#[actix_web::test]
async fn the_office_phone_may_be_that_of_a_grid_above() {
    let hall = Hall::open().await;
    let block = json!({
        "code": "G1-01", "name": "一块", "level": "block", "parent": grid_id("G1"), "office_phone": "02163521234",
        "boundary": crate::support::hall::geojson(121.40, 30.905, 0.005), "allow_gaps": true,
    });
    let block = hall.post("supervisor", "/grids", &block).expect(201).await.json();
    let duty = json!({ "unit": { "kind": "grid", "id": block["id"] }, "member": member_id("idle"), "capacity": "leader" });
    hall.post("supervisor", "/duties", &duty).expect(201).await;
    let located = hall.app.get("/api/v1/locate?lon=121.401&lat=30.906").expect(200).await.json();
    assert_eq!(
        (&located["unit"]["code"], &located["unit"]["office_phone"]),
        (&"G1-01".into(), &"02163521234".into())
    );
    let beside = hall.app.get("/api/v1/locate?lon=121.401&lat=30.904").expect(200).await.json();
    assert_eq!(
        (&beside["unit"]["code"], &beside["unit"]["office_phone"]),
        (&"G1".into(), &Value::Null)
    );
}

#[actix_web::test]
async fn a_login_adds_the_masked_name_and_the_scope_the_reasons() {
    let hall = Hall::open().await;
    let uri = G1.trim_start_matches("/api/v1");
    for (who, reasons) in [
        ("resident", false),
        ("G2-leader", false),
        ("auditor", false),
        ("G1-worker", true),
        ("supervisor", true),
    ] {
        let located = hall.get(who, uri).expect(200).await.json();
        assert_eq!(
            (&located["name"], located["trace"].is_array()),
            (&"张*".into(), reasons),
            "{who}"
        );
    }
    let trace = hall.get("N1-leader", uri).expect(200).await.json()["trace"].clone();
    assert_eq!(
        trace[0],
        json!({ "step": "covers", "grid": grid_id("G1"), "verdict": { "is": "taken" } })
    );
    let chosen = trace.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&chosen["step"], &chosen["member"]),
        (&"chosen".into(), &json!(member_id("G1-leader")))
    );
}

#[actix_web::test]
async fn a_place_comes_in_any_datum_and_always_has_somebody() {
    let hall = Hall::open().await;
    for &datum in Datum::ALL {
        let [lon, lat] = from_wgs84(datum, 121.405, 30.905);
        let located = hall
            .app
            .get(&format!("/api/v1/locate?lon={lon}&lat={lat}&datum={datum}"))
            .expect(200)
            .await;
        assert_eq!(located.json()["grid"]["code"], "G1", "{datum}");
    }
    for (lon, lat) in [(0.0, 0.0), (-180.0, -90.0), (180.0, 90.0), (121.40, 30.95)] {
        let located =
            hall.app.get(&format!("/api/v1/locate?lon={lon}&lat={lat}")).expect(200).await.json();
        assert_eq!(
            (&located["grid"]["code"], &located["unit"]["title"]),
            (&"T".into(), &"街镇书记".into())
        );
    }
}

#[actix_web::test]
async fn wrong_places_are_refused() {
    let hall = Hall::open().await;
    let cases = [
        ("", 400, "missing_parameter", "lon"),
        ("?lon=121.4", 400, "missing_parameter", "lat"),
        ("?lon=NaN&lat=30.9", 400, "invalid_parameter", "lon"),
        ("?lon=121.4&lat=inf", 400, "invalid_parameter", "lat"),
        ("?lon=1e999&lat=30.9", 400, "invalid_parameter", "lon"),
        ("?lon=east&lat=30.9", 400, "invalid_parameter", "lon"),
        ("?lon=121.4&lat=30.9&datum=mars", 400, "invalid_parameter", "datum"),
        ("?lon=121.4&lat=30.9&zoom=3", 400, "unknown_parameter", "zoom"),
        ("?lon=121.4&lat=30.9&lon=1", 400, "repeated_parameter", "lon"),
        ("?lon=180.1&lat=95", 422, "coordinate_out_of_range", "lon"),
        ("?lon=-181&lat=30.9", 422, "coordinate_out_of_range", "lon"),
        ("?lon=121.4&lat=-90.1", 422, "coordinate_out_of_range", "lat"),
        ("?lon=30.9&lat=121.4", 422, "coordinates_swapped", "lat"),
    ];
    for (query, status, code, pointer) in cases {
        hall.app.get(&format!("/api/v1/locate{query}")).expect(status).await.code(code).at(pointer);
    }
    hall.app.get(G1).token("a.b.c").expect(401).await.code("token_malformed");
    // A place in the query is for GET alone: it is a pair of numbers, but an address is personal.
    hall.app.post(G1).expect(400).await.code("unknown_parameter").at("lon");
}

#[actix_web::test]
async fn places_have_a_rate_of_their_own() {
    let app = TestApp::build(|builder| {
        builder.config.limits.locate_per_minute = NonZeroU32::new(2).unwrap();
        builder.config.limits.address_per_minute = NonZeroU32::new(1).unwrap();
    });
    let app = app.await;
    let wrong = "/api/v1/locate?lon=200&lat=200";
    app.get("/api/v1/dictionaries").expect(200).await;
    for _ in 0..2 {
        app.get(wrong).send().await;
    }
    app.get(wrong).expect(429).await.code("too_many_requests");
}
