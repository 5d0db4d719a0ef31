//! Those who serve, over HTTP.

use crate::support::hall::{Hall, NAME, PHONE};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::store::access::{AccessRecord, records_of};

fn somebody() -> Value {
    json!({ "code": "W0107", "name": " 李四光 ", "phone": "+86 139 0000 0000" })
}

async fn codes(hall: &Hall, who: &str, query: &str) -> Vec<String> {
    let list = hall.get(who, &format!("/members{query}")).expect(200).await.json();
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["code"].as_str().unwrap().to_owned())
        .collect()
}

async fn records(hall: &Hall, subject: &str) -> Vec<AccessRecord> {
    let (account, vault) = (hall.account(subject), hall.town.db.clone());
    hall.town
        .db
        .read(move |connection| records_of(connection, vault.vault(), account, None, 10))
        .await
        .unwrap()
}

#[actix_web::test]
async fn everybody_lists_those_whom_they_may_know() {
    let hall = Hall::open().await;
    let of_n2 = ["G3-deputy", "G3-leader", "G4-deputy", "G4-leader", "N2-deputy", "N2-leader"];
    let g1 = ["B1-leader", "G1-deputy", "G1-leader", "G1-worker"];
    assert_eq!(codes(&hall, "G1-leader", "").await, g1);
    assert_eq!(codes(&hall, "B1-leader", "").await, ["B1-leader"]);
    assert_eq!(codes(&hall, "idle", "").await, ["idle"]);
    // Who has no duty yet is known to those who may give one.
    let unbound = [
        "auditor",
        "desk",
        "idle",
        "platform",
        "security",
        "supervisor",
        "supervisor-N1",
        "system",
    ];
    assert_eq!(codes(&hall, "N2-leader", "").await, [&of_n2[..], &unbound].concat());
    assert_eq!(codes(&hall, "security", "").await.len(), 24);
    assert_eq!(codes(&hall, "supervisor", &format!("?grid={}", grid_id("G1"))).await, g1);
    assert_eq!(codes(&hall, "supervisor", "?active=false").await, [""; 0]);
    let first = hall.get("security", "/members?limit=20").expect(200).await.json();
    let next = format!("?limit=20&cursor={}", first["next_cursor"].as_str().unwrap());
    assert_eq!(
        codes(&hall, "security", &next).await,
        ["security", "supervisor", "supervisor-N1", "system"]
    );
    assert_eq!(
        (&first["items"][0]["name"], &first["items"][0]["phone"]),
        (&"张*".into(), &Value::Null)
    );
    hall.get("resident", "/members").expect(403).await.code("role_required");
}

#[actix_web::test]
async fn reading_a_name_in_full_leaves_a_record() {
    let hall = Hall::open().await;
    let uri = format!("/members/{}", member_id("G1-leader"));
    for (who, masked) in [("security", true), ("G1-worker", true), ("G1-leader", false)] {
        let shown = hall.get(who, &uri).expect(200).await.json();
        let expected = if masked { ("张*", "138****1234") } else { (NAME, PHONE) };
        assert_eq!(
            (&shown["name"], &shown["phone"]),
            (&expected.0.into(), &expected.1.into()),
            "{who}"
        );
        assert_eq!(shown["masked"], masked);
    }
    assert!(records(&hall, "G1-leader").await.is_empty());
    let reply = hall.get("N1-leader", &uri).expect(200).await;
    assert_eq!((reply.header("etag"), &reply.json()["name"]), ("\"1\"", &NAME.into()));
    let record = records(&hall, "G1-leader").await.remove(0);
    assert_eq!(
        (record.reader_role.as_str(), record.purpose.as_str(), record.fields.as_str()),
        ("neighbourhood_secretary", "staffing", "name,phone")
    );
    for stranger in ["G2-leader", "N2-leader"] {
        hall.get(stranger, &uri).expect(404).await.code("not_found");
    }
    hall.get("supervisor", &format!("/members/{}", Uuid::now_v7()))
        .expect(404)
        .await
        .code("not_found");
}

#[actix_web::test]
async fn a_secretary_takes_somebody_in_once() {
    let hall = Hall::open().await;
    let reply = hall.twice("N1-leader", "/members", &somebody(), 201).await;
    let member = reply.json();
    assert_eq!(
        (&member["code"], &member["name"], &member["active"]),
        (&"W0107".into(), &"李*".into(), &true.into())
    );
    let uri = reply.header("location").trim_start_matches("/api/v1").to_owned();
    let known = hall.get("supervisor", &uri).expect(200).await.json();
    assert_eq!((&known["name"], &known["phone"]), (&"李四光".into(), &"13900000000".into()));
    hall.post("N1-leader", "/members", &somebody())
        .expect(409)
        .await
        .code("code_in_use")
        .at("/code")
        .alone();
}

#[actix_web::test]
async fn everything_wrong_about_a_new_member_has_its_code_and_place() {
    let hall = Hall::open().await;
    let cases = [
        ("code", json!("W 1"), "malformed_code", "/code"),
        ("code", json!(""), "required", "/code"),
        ("name", json!("  "), "required", "/name"),
        ("name", json!("李".repeat(65)), "too_long", "/name"),
        ("name", json!("李\n四"), "control_character", "/name"),
        ("name", json!(7), "wrong_type", "/name"),
        ("phone", json!("12"), "phone_invalid", "/phone"),
        ("id_number", json!("310120"), "unknown_field", "/id_number"),
    ];
    for (field, value, code, pointer) in cases {
        let mut body = somebody();
        body[field] = value;
        hall.post("supervisor", "/members", &body).expect(422).await.code(code).at(pointer);
    }
    for who in ["G1-leader", "security", "system", "desk"] {
        hall.post(who, "/members", &somebody()).expect(403).await.code("role_required");
    }
    hall.unkeyed("supervisor", "/members", &somebody())
        .expect(400)
        .await
        .code("idempotency_key_missing");
}

#[actix_web::test]
async fn whoever_may_act_no_more_has_no_duties_and_may_come_back() {
    let hall = Hall::open().await;
    let uri = |verb: &str| format!("/members/{}/{verb}", member_id("G1-leader"));
    let seen = json!({ "version": 1 });
    hall.post("supervisor", &uri("deactivate"), &json!({}))
        .expect(428)
        .await
        .code("version_required");
    hall.post("supervisor", &uri("deactivate"), &json!({ "version": 3 }))
        .expect(412)
        .await
        .code("stale_version");
    hall.post("N1-leader", &uri("deactivate"), &seen).expect(403).await.code("role_required");
    let reply = hall.twice("supervisor-N1", &uri("deactivate"), &seen, 200).await;
    assert_eq!((reply.header("etag"), &reply.json()["active"]), ("\"2\"", &false.into()));
    hall.get("G1-leader", "/members").expect(403).await.code("role_required");
    let holders =
        hall.get("resident", &format!("/grids/{}/holders", grid_id("G1"))).expect(200).await.json();
    assert_eq!(
        (&holders["items"][0]["capacity"], &holders["items"][0]["answers"]),
        (&"deputy".into(), &true.into())
    );
    let duty = json!({ "unit": { "kind": "grid", "id": grid_id("G2") }, "member": member_id("G1-leader"), "capacity": "worker" });
    hall.post("supervisor", "/duties", &duty)
        .expect(409)
        .await
        .code("member_inactive")
        .at("/member");
    let reply = hall
        .post("supervisor", &uri("activate"), &json!({}))
        .header("If-Match", "\"2\"")
        .expect(200)
        .await;
    assert_eq!(reply.json()["active"], true);
    hall.post("supervisor", "/duties", &duty).expect(201).await;
}

#[actix_web::test]
async fn a_supervisor_suspends_nobody_whose_duties_or_roles_are_not_theirs_to_end() {
    let hall = Hall::open().await;
    let suspend = |who: &str, member: &str| {
        hall.post(
            who,
            &format!("/members/{}/deactivate", member_id(member)),
            &json!({ "version": 1 }),
        )
    };
    suspend("supervisor-N1", "G3-leader").expect(404).await.code("not_found");
    let reply = suspend("supervisor", "auditor").expect(409).await.code("member_has_roles");
    assert_eq!(reply.json()["errors"][0]["params"]["roles"][0]["value"], "auditor");
    suspend("supervisor", "T-leader").expect(409).await.code("root_without_leader");
    suspend("supervisor", "idle").expect(200).await;
}
