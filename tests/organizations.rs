//! Organisations over HTTP.

use crate::reassignments::Draft;
use crate::support::hall::{Hall, group_id};
use crate::support::town::grid_id;
use serde_json::{Value, json};

fn property(code: &str, grid: &str, parent: Option<&Value>) -> Value {
    json!({ "code": code, "kind": "property", "name": "金水苑物业服务处", "grid": grid_id(grid), "parent": parent,
        "office_phone": "021-5555 1234" })
}

async fn entered(hall: &Hall, who: &str, code: &str, parent: Option<&Value>) -> Value {
    hall.post(who, "/organizations", &property(code, "N1", parent)).expect(201).await.json()
}

fn one(organization: &Value) -> String {
    format!("/organizations/{}", organization["id"].as_str().unwrap())
}

fn of(organization: &Value, action: &str) -> String {
    format!("{}/{action}", one(organization))
}

#[actix_web::test]
async fn a_secretary_enters_an_organisation_and_everybody_finds_it() {
    let hall = Hall::open().await;
    let reply = hall.twice("N1-leader", "/organizations", &property("WY-1", "N1", None), 201).await;
    let entered = reply.json();
    assert_eq!(
        reply.header("location"),
        format!("/api/v1/organizations/{}", entered["id"].as_str().unwrap())
    );
    assert_eq!((&entered["kind"], &entered["version"]), (&"property".into(), &1.into()));
    let read = hall.get("resident", &one(&entered)).expect(200).await;
    assert_eq!(
        (read.header("etag"), &read.json()["office_phone"]),
        ("\"1\"", &entered["office_phone"])
    );
    for (query, found) in [("", 1), ("?kind=property", 1), ("?kind=enterprise", 0)] {
        let all = hall.get("resident", &format!("/organizations{query}")).expect(200).await.json();
        assert_eq!(all["items"].as_array().unwrap().len(), found, "{query}");
    }
    for (grid, found) in [("T", 1), ("N1", 1), ("N2", 0)] {
        let all = hall
            .get("resident", &format!("/organizations?grid={}", grid_id(grid)))
            .expect(200)
            .await
            .json();
        assert_eq!(all["items"].as_array().unwrap().len(), found, "{grid}");
    }
}

#[actix_web::test]
async fn it_changes_and_ends_and_its_code_is_never_given_again() {
    let hall = Hall::open().await;
    let above = entered(&hall, "N1-leader", "WY-1", None).await;
    let below = entered(&hall, "N1-leader", "WY-2", Some(&above["id"])).await;
    let profile = json!({ "name": "金水苑物业一分处", "grid": grid_id("G1"), "parent": above["id"], "version": 1 });
    let changed = hall.twice("N1-leader", &of(&below, "profile"), &profile, 200).await;
    assert_eq!((changed.header("etag"), &changed.json()["name"]), ("\"2\"", &profile["name"]));
    assert_eq!(changed.json().get("office_phone"), None, "what is left out holds no more");
    hall.post("N1-leader", &of(&below, "profile"), &profile)
        .expect(412)
        .await
        .code("stale_version");
    let retire = |version: i64| json!({ "version": version });
    let full = hall.post("N1-leader", &of(&above, "retire"), &retire(1)).expect(409).await;
    assert_eq!(full.code("organization_not_empty").json()["errors"][0]["params"]["children"], 1);
    hall.twice("N1-leader", &of(&below, "retire"), &retire(2), 200).await;
    hall.post("N1-leader", &of(&below, "retire"), &retire(3))
        .expect(422)
        .await
        .code("unknown_organization");
    hall.post("N1-leader", "/organizations", &property("WY-2", "N1", None))
        .expect(409)
        .await
        .code("code_in_use")
        .alone();
    let all = hall.get("resident", "/organizations").expect(200).await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    assert!(hall.get("resident", &one(&below)).expect(200).await.json()["retired_at"].is_string());
}

#[actix_web::test]
async fn it_belongs_neither_to_itself_nor_to_what_is_not_there() {
    let hall = Hall::open().await;
    let above = entered(&hall, "N1-leader", "WY-1", None).await;
    let below = entered(&hall, "N1-leader", "WY-2", Some(&above["id"])).await;
    for parent in [&above, &below] {
        let profile =
            json!({ "name": "物业", "grid": grid_id("N1"), "parent": parent["id"], "version": 1 });
        let reply = hall.post("N1-leader", &of(&above, "profile"), &profile).expect(422).await;
        reply.code("organization_within_itself").at("/parent");
    }
    let stranger = json!("019a0000-0000-7000-8000-000000000000");
    let reply = hall
        .post("N1-leader", "/organizations", &property("WY-3", "N1", Some(&stranger)))
        .expect(422)
        .await;
    reply.code("unknown_organization").at("/parent");
}

#[actix_web::test]
async fn each_cares_for_the_organisations_of_their_own_grids() {
    let hall = Hall::open().await;
    let reply =
        hall.post("N1-leader", "/organizations", &property("WY-1", "N2", None)).expect(404).await;
    reply.code("not_found").at("/grid");
    let above = entered(&hall, "supervisor", "WY-1", None).await;
    hall.post("N2-leader", &of(&above, "retire"), &json!({ "version": 1 }))
        .expect(404)
        .await
        .code("not_found");
    let away = json!({ "name": "物业", "grid": grid_id("N2"), "version": 1 });
    hall.post("N1-leader", &of(&above, "profile"), &away)
        .expect(404)
        .await
        .code("not_found")
        .at("/grid");
    let gone = format!("/grids/{}/retire", grid_id("G2"));
    let g2 = property("WY-2", "G2", None);
    hall.post("supervisor", "/organizations", &g2).expect(201).await;
    let full = hall
        .post("supervisor", &gone, &json!({ "version": 1, "allow_gaps": true }))
        .expect(409)
        .await;
    assert_eq!(full.code("grid_not_empty").json()["errors"][0]["params"]["organizations"], 1);
}

#[actix_web::test]
async fn an_organisation_serves_units_that_are_there_each_once() {
    let hall = Hall::open().await;
    let unit =
        |kind: &str, id: &dyn std::fmt::Display| json!({ "kind": kind, "id": id.to_string() });
    let (g1, b1) = (unit("grid", &grid_id("G1")), unit("building_group", &group_id("B1")));
    let serving = |code: &str, serves: Value| {
        let mut body = property(code, "N1", None);
        body["serves"] = serves;
        body
    };
    let whole = entered(&hall, "N1-leader", "WY-1", None).await;
    assert_eq!(whole["serves"], json!([]), "the whole of its grid");
    let body = serving("WY-2", json!([b1, g1]));
    let made = hall.twice("N1-leader", "/organizations", &body, 201).await.json();
    assert_eq!(made["serves"], json!([b1, g1]), "in the order in which they were named");
    let hall = hall.opened_again().await;
    assert_eq!(
        hall.get("resident", &one(&made)).expect(200).await.json()["serves"],
        json!([b1, g1])
    );
    let desk = hall.town.db.atlas().desk().unwrap();
    let stranger = "019a0000-0000-7000-8000-000000000000";
    for (serves, status, code, pointer) in [
        (json!([g1, unit("grid", &stranger)]), 422, "unknown_unit", "/serves/1"),
        (json!([g1, b1, g1]), 422, "unit_twice", "/serves/2"),
        (json!([unit("desk", &desk.0)]), 422, "desk_served", "/serves/0"),
        (json!(vec![g1.clone(); 201]), 422, "too_many", "/serves"),
        (json!([unit("grid", &grid_id("G3"))]), 404, "not_found", "/serves/0"),
    ] {
        let body = serving("WY-3", serves);
        let reply = hall.post("N1-leader", "/organizations", &body).expect(status).await;
        reply.code(code).at(pointer);
        let change = json!({ "name": "物业", "grid": grid_id("N1"), "serves": body["serves"], "version": 1 });
        let reply = hall.post("N1-leader", &of(&made, "profile"), &change).expect(status).await;
        reply.code(code).at(pointer);
    }
}

#[actix_web::test]
async fn what_it_served_stays_named_when_it_ends_and_goes_along_when_grids_merge() {
    let hall = Hall::open().await;
    let grid = |code: &str| json!({ "kind": "grid", "id": grid_id(code) });
    let b1 = json!({ "kind": "building_group", "id": group_id("B1") });
    let mut body = property("WY-1", "N1", None);
    body["serves"] = json!([grid("G2"), b1]);
    let made = hall.post("N1-leader", "/organizations", &body).expect(201).await.json();
    let retire = format!("/building-groups/{}/retire", group_id("B1"));
    hall.post("supervisor", &retire, &json!({ "version": 1 })).expect(200).await;
    let again =
        json!({ "name": "物业", "grid": grid_id("N1"), "serves": made["serves"], "version": 1 });
    let kept = hall.post("N1-leader", &of(&made, "profile"), &again).expect(200).await.json();
    assert_eq!(kept["serves"], made["serves"]);
    let merge = json!({ "merge_grids": { "into": grid_id("G1"), "grids": [grid_id("G2")] } });
    Draft::begin(&hall).await.carry_out(merge).await;
    let read = hall.get("resident", &one(&made)).expect(200).await.json();
    assert_eq!(read["serves"], json!([b1, grid("G1")]));
}
