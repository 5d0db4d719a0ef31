//! Everything that can be wrong in a body has its own code and pointer.

use crate::support::desk::{Desk, noise, with};
use serde_json::{Value, json};
use uuid::Uuid;

#[actix_web::test]
async fn each_wrong_field_of_a_new_request() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let place = |place: Value| json!({ "place": place });
    let cases = [
        (place(json!({})), "place_required", "/place"),
        (place(json!({ "lon": 121.4 })), "one_coordinate", "/place/lat"),
        (place(json!({ "lat": 30.9 })), "one_coordinate", "/place/lon"),
        (place(json!({ "lon": "121.4", "lat": 30.9 })), "wrong_type", "/place/lon"),
        (place(json!({ "lon": 500, "lat": 30.9 })), "coordinate_out_of_range", "/place"),
        (place(json!({ "lon": 30.9, "lat": 121.4 })), "coordinates_swapped", "/place"),
        (
            place(json!({ "lon": 121.4, "lat": 30.9, "datum": "utm" })),
            "unknown_value",
            "/place/datum",
        ),
        (place(json!({ "grid_code": "G9" })), "unknown_grid", "/place/grid_code"),
        (place(json!({ "address": "金水苑\n3号楼" })), "control_character", "/place/address"),
        (place(json!({ "address": "苑".repeat(201) })), "too_long", "/place/address"),
        (place(json!({ "address_id": Uuid::now_v7() })), "unknown_address", "/place/address_id"),
        (place(json!({ "address_id": "金水苑" })), "invalid_value", "/place/address_id"),
        (place(json!({ "room": 502 })), "unknown_field", "/place/room"),
        (json!({ "category": "environment.nose" }), "unknown_category", "/category"),
        (json!({ "category": "patrol" }), "category_for_staff", "/category"),
        (json!({ "kind": "grumble" }), "unknown_value", "/kind"),
        (json!({ "description": "" }), "required", "/description"),
        (json!({ "description": " \n　" }), "required", "/description"),
        (json!({ "description": "\u{200B}" }), "required", "/description"),
        (json!({ "description": "\u{3164}\n\u{2800}" }), "required", "/description"),
        (json!({ "description": " \u{AD}\u{FFFC}" }), "required", "/description"),
        (json!({ "description": "噪声\0" }), "control_character", "/description"),
        (json!({ "contact_name": "张\u{202e}三" }), "control_character", "/contact_name"),
        (json!({ "description": "很".repeat(2001) }), "too_long", "/description"),
        (json!({ "contact_name": "张".repeat(51) }), "too_long", "/contact_name"),
        (json!({ "contact_phone": "12" }), "phone_invalid", "/contact_phone"),
        (
            json!({ "anonymous": true, "contact_name": "张三" }),
            "anonymous_with_contact",
            "/contact_name",
        ),
        (
            json!({ "anonymous": true, "contact_phone": "13812341234" }),
            "anonymous_with_contact",
            "/contact_phone",
        ),
        (json!({ "anonymous": true, "category": "other" }), "anonymous_not_allowed", "/anonymous"),
        (json!({ "anonymous": "yes" }), "wrong_type", "/anonymous"),
        (json!({ "about_member": Uuid::now_v7() }), "unknown_member", "/about_member"),
        (json!({ "about_member": "G1-leader" }), "invalid_value", "/about_member"),
        (json!({ "urgency": "critical" }), "urgency_for_staff", "/urgency"),
        (json!({ "id_number": "310" }), "unknown_field", "/id_number"),
    ];
    for (fields, code, pointer) in cases {
        let reply =
            resident.post("/api/v1/requests", &with(noise(), fields.clone())).keyed().send().await;
        assert_eq!(reply.status, 422, "{fields} {}", reply.body);
        assert!(
            reply.errors().contains(&(pointer.to_owned(), code.to_owned())),
            "{fields} {}",
            reply.body
        );
    }
    assert!(resident.listed("/api/v1/requests").await.is_empty());
}

#[actix_web::test]
async fn each_missing_field_of_a_new_request() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    for field in ["place", "category", "description"] {
        let mut body = noise();
        body.as_object_mut().unwrap().remove(field);
        resident.refused(422, body).await.code("required").at(&format!("/{field}"));
    }
    let mut body = noise();
    body.as_object_mut().unwrap().remove("kind");
    let sent = resident.submit(body).await;
    assert_eq!((&sent["kind"], &sent["kind_by"]), (&json!("complaint"), &json!("category")));
    let refused = desk.anonymous().post("/api/v1/requests", &noise()).keyed().expect(401).await;
    refused.code("login_or_anonymous");
    resident.post("/api/v1/requests", &noise()).expect(400).await.code("idempotency_key_missing");
}

#[actix_web::test]
async fn each_wrong_field_of_a_move() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let to = json!({ "kind": "grid", "id": crate::support::town::grid_id("G1") });
    let accept = |fields: Value| with(json!({ "action": "accept" }), fields);
    let transfer = |fields: Value| {
        with(json!({ "action": "transfer", "to": to, "reason": "not_our_area" }), fields)
    };
    let cases = [
        (json!({}), "required", "/action"),
        (json!({ "action": "give_up" }), "unknown_value", "/action"),
        (accept(json!({ "words": "好" })), "unknown_field", "/words"),
        (accept(json!({ "state": "closed" })), "unknown_field", "/state"),
        (accept(json!({ "version": "1" })), "wrong_type", "/version"),
        (json!({ "action": "transfer", "reason": "not_our_area" }), "required", "/to"),
        (json!({ "action": "transfer", "to": to }), "required", "/reason"),
        (transfer(json!({ "reason": "busy" })), "unknown_value", "/reason"),
        (transfer(json!({ "to": { "kind": "grid" } })), "required", "/to/id"),
        (
            transfer(json!({ "to": { "kind": "street", "id": Uuid::nil() } })),
            "unknown_value",
            "/to/kind",
        ),
        (transfer(json!({ "words": "长".repeat(1001) })), "too_long", "/words"),
    ];
    for (body, code, pointer) in cases {
        let reply = leader.moves(&id, body.clone()).await;
        assert_eq!(reply.status, 422, "{body} {}", reply.body);
        assert!(
            reply.errors().contains(&(pointer.to_owned(), code.to_owned())),
            "{body} {}",
            reply.body
        );
    }
}

#[actix_web::test]
async fn an_answer_needs_an_outcome_and_words_and_a_verdict_all_of_its_parts() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader
        .moves(&id, json!({ "action": "resolve", "reply": "  " }))
        .await
        .code("required")
        .at("/reply");
    let reply = leader.moves(&id, json!({ "action": "resolve" })).await;
    let expected =
        ["/outcome", "/reply"].map(|pointer| (pointer.to_owned(), "required".to_owned()));
    assert_eq!(reply.errors(), expected);
    leader.act(&id, crate::support::desk::resolved()).await;
    let reply = resident.moves(&id, json!({ "action": "verdict" })).await;
    let expected = ["/contacted", "/solved", "/satisfaction"]
        .map(|pointer| (pointer.to_owned(), "required".to_owned()));
    assert_eq!(reply.errors(), expected);
}
