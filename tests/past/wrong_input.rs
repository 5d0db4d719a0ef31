//! Wrong questions about the past.

use super::{encoded, supervisor};
use crate::support::desk::{Desk, noise};
use serde_json::json;
use uuid::Uuid;

#[actix_web::test]
async fn wrong_parameters_are_named() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let request = supervisor.sent(noise()).await;
    let place = "lon=121.405&lat=30.905";
    let at = |instant: &str| format!("{place}&at={}", encoded(instant));
    let wrong = [
        (String::new(), 400, "one_parameter", "lon"),
        (format!("{place}&request={request}"), 400, "one_parameter", "lon"),
        ("lon=121.405".to_owned(), 422, "one_coordinate", "lat"),
        ("lat=30.905".to_owned(), 422, "one_coordinate", "lon"),
        ("lon=30.905&lat=121.405".to_owned(), 422, "coordinates_swapped", "lat"),
        (format!("{place}&datum=mars"), 400, "invalid_parameter", "datum"),
        (format!("{place}&when=now"), 400, "unknown_parameter", "when"),
        (format!("{place}&at=yesterday"), 400, "invalid_parameter", "at"),
        (at("1969-12-31T00:00:00Z"), 422, "out_of_range", "at"),
        (at("2036-01-01T00:00:00Z"), 422, "out_of_range", "at"),
        (at("2026-03-02T08:59:59+08:00"), 422, "before_it_existed", "at"),
        ("request=1".to_owned(), 400, "invalid_parameter", "request"),
        (
            format!("request={request}&at={}", encoded("2026-03-02T08:00:00+08:00")),
            422,
            "before_it_existed",
            "at",
        ),
        (
            format!("request={request}&at={}", encoded("2026-03-02T09:00:01+08:00")),
            422,
            "out_of_range",
            "at",
        ),
    ];
    for (query, status, code, parameter) in wrong {
        let reply = supervisor.get(&format!("/api/v1/responsibility?{query}")).send().await;
        assert_eq!(reply.status.as_u16(), status, "{query}: {}", reply.body);
        reply.code(code).at(parameter);
    }
    supervisor
        .get(&format!("/api/v1/responsibility?request={}", Uuid::now_v7()))
        .expect(404)
        .await
        .code("not_found");
    let founded =
        supervisor.get(&format!("/api/v1/responsibility?{}", at("2026-03-02T09:00:00+08:00")));
    assert_eq!(
        founded.expect(200).await.json()["grid"]["code"],
        "G1",
        "the instant of its founding is its first"
    );
}

#[actix_web::test]
async fn wrong_bodies_are_named() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let place = json!({ "lon": 121.405, "lat": 30.905 });
    let wrong = [
        (json!({}), "required", "/place"),
        (json!({ "place": {} }), "place_required", "/place"),
        (json!({ "place": { "lon": 121.405 } }), "one_coordinate", "/place/lat"),
        (
            json!({ "place": { "address_id": Uuid::now_v7() } }),
            "unknown_address",
            "/place/address_id",
        ),
        (
            json!({ "place": { "grid_code": "X" }, "at": "2026-03-02T09:00:00+08:00" }),
            "unknown_grid",
            "/place/grid_code",
        ),
        (json!({ "place": place, "at": "2019-01-01T00:00:00Z" }), "before_it_existed", "/at"),
        (json!({ "place": place, "at": "2036-01-01T00:00:00Z" }), "out_of_range", "/at"),
        (json!({ "place": place, "category": "environment" }), "unknown_field", "/category"),
    ];
    for (body, code, pointer) in wrong {
        let reply = supervisor.post("/api/v1/responsibility", &body).send().await;
        assert_eq!(reply.status.as_u16(), 422, "{body}: {}", reply.body);
        reply.code(code).at(pointer);
    }
}
