//! Partakers whom a rule names by their relation to the place, and those whose place it is not.

use super::{rule, ruled, supervisor};
use crate::support::desk::{Desk, Person, noise, with};
use crate::support::hall::group_id;
use crate::support::quarter::settle;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewMembership};

/// An organisation that works in a grid and serves the whole of it, or only some units.
async fn organization(
    supervisor: &Person<'_>,
    code: &str,
    kind: &str,
    grid: &str,
    serves: Value,
) -> Value {
    let body = json!({ "code": code, "kind": kind, "name": format!("{code}单位"), "grid": grid_id(grid), "serves": serves });
    supervisor.post("/api/v1/organizations", &body).keyed().expect(201).await.json()["id"].clone()
}

/// A post with a zone, held by somebody.
async fn post(supervisor: &Person<'_>, code: &str, zone: Value, holder: &str) -> Value {
    let post = json!({ "code": code, "name": "先锋岗", "duties": ["先到现场劝导"], "skills": [], "places": 2, "zone": zone });
    let post = supervisor.post("/api/v1/pioneer-posts", &post).keyed().expect(201).await.json();
    let term = json!({ "member": member_id(holder), "to": "2026-12-31T16:00:00Z" });
    let holders = format!("/api/v1/pioneer-posts/{}/holders", post["id"].as_str().unwrap());
    supervisor.post(&holders, &term).keyed().expect(201).await;
    post["id"].clone()
}

fn of_grid(grid: &str) -> Value {
    json!({ "kind": "grid", "grid": grid_id(grid) })
}

fn group(code: &str) -> Value {
    json!({ "kind": "building_group", "id": group_id(code) })
}

fn housing() -> Value {
    json!({ "category": "housing.repair" })
}

fn home(address: &str) -> Value {
    json!({ "place": { "address": address }, "category": "housing.repair" })
}

/// The part and code of everybody beside the holder, as the holder reads them.
async fn shared(desk: &Desk, holder: &str, id: &str) -> Vec<String> {
    let read = desk.member(holder).await.read(id).await.json();
    let shared = read["shared"].as_array().cloned().unwrap_or_default();
    let said =
        |of: &Value| format!("{} {}", of["part"].as_str().unwrap(), of["code"].as_str().unwrap());
    let mut shared: Vec<String> = shared.iter().map(said).collect();
    shared.sort_unstable();
    shared
}

/// The steps of one sort in the last routing of a request.
async fn steps(desk: &Desk, holder: &str, id: &str, step: &str) -> Vec<Value> {
    let routing = desk.member(holder).await.get(&format!("/api/v1/requests/{id}/routing"));
    let routing = routing.expect(200).await.items();
    let trace = routing.last().unwrap()["trace"].as_array().unwrap().clone();
    trace.into_iter().filter(|one| one["step"] == step).collect()
}

#[actix_web::test]
async fn one_rule_serves_every_neighbourhood() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    organization(&supervisor, "WY-1", "property", "N1", json!([])).await;
    organization(&supervisor, "WY-2", "property", "N2", json!([])).await;
    organization(&supervisor, "WY-3", "property", "N1", json!([group("Q3")])).await;
    organization(&supervisor, "YW-1", "owners_committee", "N1", json!([group("Q1"), group("Q2")]))
        .await;
    let effect = json!({
        "first_handler_here": "building_group_here",
        "co_handlers_here": ["property_here", "owners_committee_here"],
        "copies_here": ["neighborhood_here"],
    });
    let made = ruled(&supervisor, rule("HOUSE", "T", housing(), effect.clone())).await;
    assert_eq!(made["effect"], effect);
    let expected: [(&str, &str, &[&str]); 3] = [
        (
            "金水苑3号楼",
            "G1-leader",
            &["co_handler WY-1", "co_handler YW-1", "copy N1", "first_handler Q1"],
        ),
        ("银杏新村4号楼", "G2-leader", &["co_handler WY-3", "copy N1", "first_handler Q3"]),
        ("人民路12号", "G3-leader", &["co_handler WY-2", "copy N2", "first_handler Q4"]),
    ];
    for (address, holder, partakers) in expected {
        let id = resident.sent(with(noise(), home(address))).await;
        assert_eq!(shared(&desk, holder, &id).await, partakers, "{address}");
        let nobody = steps(&desk, holder, &id, "nobody_here").await;
        let missing: Vec<&Value> = nobody.iter().map(|step| &step["here"]).collect();
        let alone = holder == "G1-leader";
        assert_eq!(missing, if alone { vec![] } else { vec!["owners_committee_here"] });
    }
}

#[actix_web::test]
async fn a_place_without_a_building_group_has_no_leader_of_one() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let effect = json!({ "copies_here": ["building_group_here", "neighborhood_here"] });
    ruled(&supervisor, rule("R", "T", json!({ "category": "environment.noise" }), effect)).await;
    let id = resident.sent(noise()).await;
    assert_eq!(shared(&desk, "G1-leader", &id).await, ["copy N1"]);
    let nobody = steps(&desk, "G1-leader", &id, "nobody_here").await;
    assert_eq!((nobody.len(), &nobody[0]["here"]), (1, &json!("building_group_here")));
    let secretary = desk.member("N1-leader").await;
    assert_eq!(secretary.listed("/api/v1/requests?whose=shared").await, [id]);
}

#[actix_web::test]
async fn the_post_of_the_narrowest_zone_is_the_one_here() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    post(&supervisor, "P-N1", of_grid("N1"), "G3-leader").await;
    post(&supervisor, "P-G1", of_grid("G1"), "G4-leader").await;
    let doors = json!({ "kind": "building_groups", "building_groups": [group_id("Q1")] });
    post(&supervisor, "P-Q1", doors, "N2-deputy").await;
    let point = json!({ "kind": "point", "lon": 121.405, "lat": 30.905, "radius_m": 100 });
    post(&supervisor, "P-POINT", point, "G4-deputy").await;
    let effect = json!({ "first_handler_here": "post_here" });
    ruled(&supervisor, rule("R", "T", json!({}), effect)).await;
    let at = |lon: f64| json!({ "place": { "lon": lon, "lat": 30.905 } });
    for (place, holder, posts) in [
        (at(121.405), "G1-leader", vec!["first_handler P-POINT"]),
        (at(121.402), "G1-leader", vec!["first_handler P-G1"]),
        (home("金水苑3号楼"), "G1-leader", vec!["first_handler P-Q1"]),
        (at(121.415), "G2-leader", vec!["first_handler P-N1"]),
        (at(121.425), "G3-leader", vec![]),
    ] {
        let id = resident.sent(with(noise(), place.clone())).await;
        assert_eq!(shared(&desk, holder, &id).await, posts, "{place}");
    }
}

#[actix_web::test]
async fn a_post_outside_its_zone_and_an_organisation_that_serves_elsewhere_get_nothing() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let first = post(&supervisor, "P1", of_grid("G2"), "G3-leader").await;
    let along = post(&supervisor, "P2", of_grid("N2"), "G4-leader").await;
    let office = organization(&supervisor, "CG-1", "station_office", "T", json!([])).await;
    let serves = json!([{ "kind": "grid", "id": grid_id("N2") }]);
    let company = organization(&supervisor, "WY-2", "property", "T", serves).await;
    let effect = json!({
        "first_handler": first, "copied_posts": [along], "co_handlers": [office, company],
    });
    let noisy = json!({ "category": "environment.noise" });
    let made = ruled(&supervisor, rule("R", "T", noisy, effect)).await;
    assert_eq!(made["notices"], json!([]), "each of them has to do with a part of the town");
    let id = resident.sent(noise()).await;
    assert_eq!(shared(&desk, "G1-leader", &id).await, ["co_handler CG-1"]);
    let skipped = steps(&desk, "G1-leader", &id, "partaker_elsewhere").await;
    let why: Vec<_> = skipped.iter().map(|step| [&step["part"], &step["elsewhere"]]).collect();
    assert_eq!(
        why,
        [["first_handler", "zone"], ["co_handler", "serves"], ["copy", "zone"]]
            .map(|pair| pair.map(Value::from))
            .iter()
            .map(|[part, reason]| [part, reason])
            .collect::<Vec<_>>()
    );
    for post in ["G3-leader", "G4-leader"] {
        assert!(desk.member(post).await.listed("/api/v1/requests?whose=shared").await.is_empty());
    }
    let east = with(noise(), json!({ "place": { "grid_code": "G3" } }));
    let id = resident.sent(east).await;
    assert_eq!(
        shared(&desk, "G3-leader", &id).await,
        ["co_handler CG-1", "co_handler WY-2", "copy P2"]
    );
}

#[actix_web::test]
async fn a_request_that_moves_finds_those_of_its_new_place() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    organization(&supervisor, "WY-1", "property", "N1", json!([])).await;
    organization(&supervisor, "WY-2", "property", "N2", json!([])).await;
    let effect =
        json!({ "co_handlers_here": ["property_here"], "copies_here": ["neighborhood_here"] });
    ruled(&supervisor, rule("HOUSE", "T", housing(), effect)).await;
    let id = resident.sent(with(noise(), home("金水苑3号楼"))).await;
    assert_eq!(shared(&desk, "G1-leader", &id).await, ["co_handler WY-1", "copy N1"]);
    let moved = Some(NewMembership { id: Uuid::now_v7(), grid: grid_id("G3") });
    let moved = AtlasEdit::ChangeBuildingGroup {
        building_group: group_id("Q1"),
        name: "楼组".to_owned(),
        household_count: 48,
        moved,
    };
    desk.town.apply(vec![moved]).await.unwrap();
    assert_eq!(shared(&desk, "G3-leader", &id).await, ["co_handler WY-2", "copy N2"]);
    let secret = with(noise(), home("人民路12号"));
    let secret = resident.sent(with(secret, json!({ "confidential": true }))).await;
    let read = resident.read(&secret).await.json();
    assert_eq!(read.get("shared"), None, "what is confidential is shared with nobody");
}

#[actix_web::test]
async fn relations_are_refused_where_they_do_not_fit() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let fixed = post(&supervisor, "P1", of_grid("N1"), "G3-leader").await;
    let wrong = [
        (
            json!({ "co_handlers_here": ["post_here"] }),
            "relative_partaker_misplaced",
            "/effect/co_handlers_here/0",
        ),
        (
            json!({ "copies_here": ["neighborhood_here", "property_here"] }),
            "relative_partaker_misplaced",
            "/effect/copies_here/1",
        ),
        (
            json!({ "first_handler_here": "neighborhood_here" }),
            "relative_partaker_misplaced",
            "/effect/first_handler_here",
        ),
        (
            json!({ "first_handler_here": "post_here", "copies_here": ["post_here"] }),
            "relative_partaker_twice",
            "/effect/copies_here/0",
        ),
        (
            json!({ "first_handler": fixed, "first_handler_here": "post_here" }),
            "two_first_handlers",
            "/effect/first_handler_here",
        ),
        (json!({ "copies_here": vec!["post_here"; 11] }), "too_many", "/effect/copies_here"),
    ];
    for (effect, code, pointer) in wrong {
        let sent = rule("X", "T", json!({}), effect.clone());
        let reply = supervisor.post("/api/v1/routing-rules", &sent).keyed().expect(422).await;
        let found = reply.errors();
        assert!(found.contains(&(pointer.to_owned(), code.to_owned())), "{effect}: {found:?}");
    }
}
