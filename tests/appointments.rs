//! Appointed roles over HTTP.

use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

fn role(member: &str, role: &str) -> Value {
    json!({ "member": member_id(member), "role": role, "grid": grid_id("T") })
}

#[actix_web::test]
async fn a_security_administrator_gives_a_role_which_opens_doors_at_once() {
    let hall = Hall::open().await;
    let suspended = format!("/members/{}/deactivate", member_id("G3-leader"));
    let suspend = || hall.post("idle", &suspended, &json!({ "version": 1 }));
    suspend().expect(403).await.code("role_required");
    let reply = hall.twice("security", "/appointments", &role("idle", "supervisor"), 201).await;
    let given = reply.json();
    assert_eq!(
        reply.header("location"),
        format!("/api/v1/appointments/{}", given["id"].as_str().unwrap())
    );
    assert_eq!((&given["member"]["code"], &given["grid_code"]), (&"idle".into(), &"T".into()));
    suspend().expect(200).await;
    hall.town.clock.advance(TimeDelta::hours(1));
    let uri = format!("/appointments/{}/end", given["id"].as_str().unwrap());
    hall.post("security", &uri, &json!({})).expect(428).await.code("version_required");
    hall.post("security", &uri, &json!({ "version": 2 })).expect(412).await.code("stale_version");
    let ended = hall.twice("security", &uri, &json!({ "version": 1 }), 200).await;
    assert_eq!(
        (ended.header("etag"), &ended.json()["to"]),
        ("\"2\"", &"2026-03-02T03:00:00Z".into())
    );
    suspend().expect(403).await.code("role_required");
}

#[actix_web::test]
async fn the_three_administrators_exclude_each_other() {
    let hall = Hall::open().await;
    let reply =
        hall.post("security", "/appointments", &role("system", "auditor")).expect(409).await;
    let params = reply.code("roles_exclude").at("/role").json()["errors"][0]["params"].clone();
    let values = (&params["role"]["value"], &params["held"]["value"]);
    assert_eq!(values, (&"auditor".into(), &"system_administrator".into()));
    for own in ["supervisor", "system_administrator"] {
        let reply =
            hall.post("security", "/appointments", &role("security", own)).expect(403).await;
        reply.code("own_appointment").at("/member");
    }
    let all = hall
        .get("security", &format!("/appointments?member={}", member_id("security")))
        .expect(200)
        .await
        .json();
    let own = format!("/appointments/{}/end", all["items"][0]["id"].as_str().unwrap());
    hall.post("security", &own, &json!({ "version": 1 })).expect(403).await.code("own_appointment");
}

#[actix_web::test]
async fn administrators_see_who_may_what_and_others_do_not() {
    let hall = Hall::open().await;
    for who in ["security", "system", "auditor"] {
        let all = hall.get(who, "/appointments").expect(200).await.json();
        assert_eq!(all["items"].as_array().unwrap().len(), 7, "{who}");
        let one = hall
            .get(who, &format!("/appointments/{}", all["items"][0]["id"].as_str().unwrap()))
            .expect(200)
            .await;
        assert_eq!((one.header("etag"), &one.json()), ("\"1\"", &all["items"][0]));
    }
    let found = hall
        .get("auditor", "/appointments?role=town_desk&at=2026-03-02T10:00:00%2B08:00")
        .expect(200)
        .await;
    assert_eq!(found.json()["items"][0]["member"]["code"], "desk");
    let before = hall.get("auditor", "/appointments?at=2026-03-01T00:00:00Z").expect(200).await;
    assert_eq!(before.json()["items"], json!([]));
    for who in ["resident", "supervisor", "N1-leader"] {
        hall.get(who, "/appointments").expect(403).await.code("role_required");
    }
    for who in ["system", "auditor", "supervisor"] {
        hall.post(who, "/appointments", &role("idle", "supervisor"))
            .expect(403)
            .await
            .code("role_required");
    }
}

#[actix_web::test]
async fn everything_wrong_has_its_code_and_place() {
    let hall = Hall::open().await;
    let cases = [
        ("member", json!(Uuid::now_v7()), 422, "unknown_member", "/member"),
        ("role", json!("grid_leader"), 422, "role_not_appointed", "/role"),
        ("role", json!("mayor"), 422, "unknown_value", "/role"),
        ("grid", json!(Uuid::now_v7()), 422, "unknown_unit", "/grid"),
        ("from", json!("2026-03-02T01:00:00Z"), 422, "begins_in_the_past", "/from"),
        ("to", json!("2026-03-02T01:00:00Z"), 422, "ends_before_it_begins", "/to"),
        ("points", json!(1), 422, "unknown_field", "/points"),
    ];
    for (field, value, status, code, pointer) in cases {
        let mut body = role("idle", "supervisor");
        body[field] = value;
        hall.post("security", "/appointments", &body).expect(status).await.code(code).at(pointer);
    }
    let twice = role("desk", "town_desk");
    hall.post("security", "/appointments", &twice)
        .expect(409)
        .await
        .code("appointed_twice")
        .at("/role");
    hall.unkeyed("security", "/appointments", &twice)
        .expect(400)
        .await
        .code("idempotency_key_missing");
    for uri in [format!("/appointments/{}", Uuid::now_v7())] {
        hall.get("security", &uri).expect(404).await.code("not_found");
        hall.post("security", &format!("{uri}/end"), &json!({ "version": 1 }))
            .expect(404)
            .await
            .code("not_found");
    }
}

#[actix_web::test]
async fn a_liaison_is_appointed_for_an_organisation_and_nobody_else_is() {
    let hall = Hall::open().await;
    let body =
        json!({ "code": "WY", "name": "金水苑物业", "kind": "property", "grid": grid_id("N1") });
    let company = hall.post("N1-leader", "/organizations", &body).expect(201).await.json();
    let liaison = |fields: Value| {
        let mut body = json!({ "member": member_id("idle"), "role": "liaison" });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    let refused = async |fields: Value, code: &str, at: &str| {
        let reply = hall.post("security", "/appointments", &liaison(fields)).expect(422).await;
        reply.code(code).at(at);
    };
    refused(json!({}), "required", "/organization").await;
    refused(json!({ "grid": grid_id("N1") }), "required", "/organization").await;
    refused(json!({ "organization": Uuid::now_v7() }), "unknown_organization", "/organization")
        .await;
    let elsewhere = json!({ "organization": company["id"], "grid": grid_id("N2") });
    refused(elsewhere, "grid_of_organization", "/grid").await;
    let desk = json!({ "role": "town_desk", "organization": company["id"], "grid": grid_id("T") });
    refused(desk, "role_without_organization", "/organization").await;
    refused(json!({ "role": "supervisor" }), "required", "/grid").await;
    let given = liaison(json!({ "organization": company["id"] }));
    let given = hall.post("security", "/appointments", &given).expect(201).await.json();
    assert_eq!((&given["organization"], &given["grid_code"]), (&company["id"], &json!("N1")));
    let uri = format!("/organizations/{}/retire", company["id"].as_str().unwrap());
    hall.post("N1-leader", &uri, &json!({ "version": 1 })).expect(200).await;
    let uri = format!("/appointments/{}", given["id"].as_str().unwrap());
    let ended = hall.get("security", &uri).expect(200).await.json();
    assert!(ended["to"].is_string(), "the appointment ends with the organisation: {ended}");
}
