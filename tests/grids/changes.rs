//! Founding and ending grids.

use crate::support::hall::{Hall, geojson, object, polygon};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

/// A block in the north of G1's grid, which leaves the south of it to nobody else.
fn block() -> Value {
    json!({
        "code": "G1-01", "name": "一块", "level": "block", "parent": grid_id("G1"), "setting": "street",
        "office_phone": "021-6352 1234", "boundary": geojson(121.40, 30.905, 0.005), "allow_gaps": true,
    })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

#[actix_web::test]
async fn a_supervisor_founds_a_grid_once() {
    let hall = Hall::open().await;
    let founded = hall.twice("supervisor", "/grids", &block(), 201).await;
    let grid = founded.json();
    assert_eq!(
        (&grid["code"], &grid["office_phone"], &grid["setting"]),
        (&"G1-01".into(), &"02163521234".into(), &"street".into())
    );
    assert_eq!(
        (founded.header("location"), founded.header("etag")),
        (&*format!("/api/v1/grids/{}", grid["id"].as_str().unwrap()), "\"1\"")
    );
    let read =
        hall.get("resident", &format!("/grids/{}", grid["id"].as_str().unwrap())).expect(200).await;
    assert_eq!(read.json(), object(grid));
}

#[actix_web::test]
async fn a_key_is_for_one_body() {
    let hall = Hall::open().await;
    let send = |body: &Value| {
        hall.unkeyed("supervisor", "/grids", body).header("Idempotency-Key", "order-17")
    };
    send(&block()).expect(201).await;
    let other = with(block(), "code", "G1-02".into());
    send(&other).expect(422).await.code("idempotency_key_reused");
    // Another caller's key is another key.
    let reply =
        hall.unkeyed("supervisor-N1", "/grids", &block()).header("Idempotency-Key", "order-17");
    reply.expect(409).await.code("code_in_use").at("/code");
}

#[actix_web::test]
async fn whoever_may_not_draw_there_is_told_that_there_is_nothing() {
    let hall = Hall::open().await;
    for who in ["resident", "G1-leader", "N1-leader", "desk", "security"] {
        hall.post(who, "/grids", &block()).expect(403).await.code("role_required");
    }
    hall.post("supervisor-N1", "/grids", &block()).expect(201).await;
    let elsewhere = with(with(block(), "parent", json!(grid_id("G3"))), "code", "X".into());
    hall.post("supervisor-N1", "/grids", &elsewhere)
        .expect(404)
        .await
        .code("not_found")
        .at("/parent");
    let unknown = with(block(), "parent", json!(Uuid::now_v7()));
    hall.post("supervisor", "/grids", &unknown).expect(404).await.code("not_found").at("/parent");
    let uri = format!("/grids/{}/retire", grid_id("G3"));
    hall.post("supervisor-N1", &uri, &json!({ "version": 1 })).expect(404).await.code("not_found");
}

#[actix_web::test]
async fn everything_wrong_about_a_new_grid_has_its_code_and_place() {
    let hall = Hall::open().await;
    let cases = [
        ("code", "G 1".into(), 422, "malformed_code", "/code"),
        ("code", "G2".into(), 409, "code_in_use", "/code"),
        ("code", "x".repeat(33).into(), 422, "too_long", "/code"),
        ("name", "".into(), 422, "required", "/name"),
        ("name", "格".repeat(61).into(), 422, "too_long", "/name"),
        ("name", "一\t块".into(), 422, "control_character", "/name"),
        ("level", "village".into(), 422, "unknown_level", "/level"),
        ("level", "town".into(), 422, "level_not_below_parent", "/level"),
        ("kind", "round".into(), 422, "unknown_value", "/kind"),
        ("office_phone", "12".into(), 422, "phone_invalid", "/office_phone"),
        ("datum", "mars".into(), 422, "unknown_value", "/datum"),
        ("parent", "T".into(), 422, "invalid_value", "/parent"),
        ("color", "red".into(), 422, "unknown_field", "/color"),
        ("allow_gaps", false.into(), 422, "grids_leave_gap", ""),
        (
            "boundary",
            geojson(30.9, 121.4, 0.005),
            422,
            "coordinates_swapped",
            "/boundary/coordinates/0/0",
        ),
        ("boundary", geojson(121.0, 30.0, 0.005), 422, "grid_overhangs", "/boundary"),
        (
            "boundary",
            json!({ "type": "Point", "coordinates": [121.4, 30.9] }),
            422,
            "invalid_value",
            "/boundary/type",
        ),
        (
            "boundary",
            json!({ "type": "Polygon", "coordinates": [] }),
            422,
            "boundary_empty",
            "/boundary/coordinates",
        ),
    ];
    for (field, value, status, code, pointer) in cases {
        let body = with(block(), field, value);
        hall.post("supervisor", "/grids", &body)
            .expect(status)
            .await
            .code(code)
            .at(pointer)
            .alone();
    }
    let crossing =
        polygon(&[[121.4, 30.905], [121.402, 30.907], [121.402, 30.905], [121.4, 30.906]]);
    let body = with(block(), "boundary", crossing);
    hall.post("supervisor", "/grids", &body).expect(422).await.code("boundary_crosses_itself");
    let [outer, inner, other] = [
        geojson(121.40, 30.905, 0.005),
        geojson(121.401, 30.906, 0.001),
        geojson(121.407, 30.905, 0.001),
    ];
    let ring = |polygon: &Value| polygon["coordinates"][0].clone();
    let hole = json!({ "type": "Polygon", "coordinates": [ring(&outer), ring(&other)] });
    let twice = json!({ "type": "MultiPolygon", "coordinates": [[ring(&outer)], [ring(&inner)]] });
    for (boundary, code) in [(hole, "boundary_hole_outside"), (twice, "boundary_parts_overlap")] {
        hall.post("supervisor", "/grids", &with(block(), "boundary", boundary))
            .expect(422)
            .await
            .code(code);
    }
}

#[actix_web::test]
async fn a_body_has_the_limit_of_its_route() {
    let hall = Hall::open().await;
    let ring =
        |points: usize| (0..points).map(|i| [121.4, 30.9 + i as f64 * 1e-7]).collect::<Vec<_>>();
    let large = |points| {
        with(block(), "boundary", json!({ "type": "Polygon", "coordinates": [ring(points)] }))
    };
    let reply =
        hall.post("supervisor", "/grids", &large(60_000)).expect(413).await.code("body_too_large");
    assert_eq!(reply.json()["errors"][0]["params"]["limit"], 1_048_576);
    hall.post("supervisor", "/grids", &large(20_000)).expect(422).await.code("boundary_zero_area");
    let name = json!({ "code": "x", "name": "x".repeat(70_000) });
    hall.post("supervisor", "/members", &name).expect(413).await.code("body_too_large");
}

#[actix_web::test]
async fn a_grid_ends_with_the_duties_in_it() {
    let hall = Hall::open().await;
    let founded = hall.post("supervisor", "/grids", &block()).expect(201).await.json();
    let id = founded["id"].as_str().unwrap();
    let duty = json!({ "unit": { "kind": "grid", "id": id }, "member": member_id("idle"), "capacity": "leader" });
    let duty = hall.post("supervisor", "/duties", &duty).expect(201).await.json();
    let uri = format!("/grids/{id}/retire");
    let retire = |version: i64| hall.post("supervisor", &uri, &json!({ "version": version }));
    hall.post("supervisor", &uri, &json!({})).expect(428).await.code("version_required");
    retire(7).expect(412).await.code("stale_version");
    hall.town.clock.advance(TimeDelta::hours(1));
    let retired = hall.twice("supervisor", &uri, &json!({ "version": 1 }), 200).await.json();
    assert_eq!(
        (&retired["retired_at"], &retired["version"]),
        (&"2026-03-02T03:00:00Z".into(), &2.into())
    );
    retire(2).expect(422).await.code("unknown_grid").at("");
    let duty = hall
        .get("supervisor", &format!("/duties/{}", duty["id"].as_str().unwrap()))
        .expect(200)
        .await
        .json();
    assert_eq!((&duty["to"], &duty["version"]), (&"2026-03-02T03:00:00Z".into(), &2.into()));
    let children = hall
        .get("resident", &format!("/grids/{}/children", grid_id("G1")))
        .expect(200)
        .await
        .json();
    assert_eq!(children["items"], json!([]));
}

#[actix_web::test]
async fn what_others_stand_on_does_not_end() {
    let hall = Hall::open().await;
    let retire = |code: &str| {
        let call = hall.post("supervisor", &format!("/grids/{}/retire", grid_id(code)), &json!({}));
        call.header("If-Match", "\"1\"")
    };
    let reply = retire("N1").expect(409).await.code("grid_not_empty");
    assert_eq!(reply.json()["errors"][0]["params"]["children"], 2);
    assert_eq!(reply.detail(), "网格 N1 还有 2 个下级网格，请先移走");
    let reply = retire("G1").expect(409).await.code("grid_not_empty");
    assert_eq!(reply.json()["errors"][0]["params"]["building_groups"], 1);
    retire("T").expect(409).await.code("root_cannot_retire");
    // What it covered would be nobody's.
    let reply = retire("G2").expect(422).await.code("grids_leave_gap");
    assert_eq!(reply.json()["errors"][0]["params"]["geometry"]["type"], "Polygon");
    let knowingly = json!({ "version": 1, "allow_gaps": true });
    hall.post("supervisor", &format!("/grids/{}/retire", grid_id("G2")), &knowingly)
        .expect(200)
        .await;
    let located = hall.app.get("/api/v1/locate?lon=121.415&lat=30.905").expect(200).await.json();
    assert_eq!(located["grid"]["code"], "N1");
}
