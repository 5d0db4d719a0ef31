//! What happened to a grid, and the duties of a member.

use super::{morning, supervisor};
use crate::support::desk::{Desk, Person};
use crate::support::hall::{geojson, group_id};
use crate::support::quarter::group;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewMembership};
use wangge::domain::unit::Unit;

async fn history(person: &Person<'_>, grid: &str) -> Vec<Value> {
    person.get(&format!("/api/v1/grids/{}/history", grid_id(grid))).expect(200).await.items()
}

/// Kind, day and what it is about.
fn told(fact: &Value) -> (String, String, String) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let about =
        ["parent", "building_group", "rule"].iter().find_map(|of| fact[of]["code"].as_str());
    let about = about.map_or_else(|| text(&fact["duty"]["member"]["code"]), str::to_owned);
    (text(&fact["kind"]), text(&fact["at"])[8..10].to_owned(), about)
}

#[actix_web::test]
async fn a_grid_tells_what_happened_to_it_the_newest_first() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    desk.town.apply(vec![group(&desk.town, "Q", "G1")]).await.unwrap();
    morning(&desk, 1).await;
    let drawn = json!({ "boundaries": [{ "grid": grid_id("G1"), "version": 1, "geometry": geojson(121.40, 30.90, 0.008) }], "allow_gaps": true });
    supervisor.post("/api/v1/grids/boundaries", &drawn).keyed().expect(200).await;
    let rule = json!({ "code": "R", "name": "规则", "grid": grid_id("G1"), "condition": {}, "effect": { "level": "neighborhood" } });
    supervisor.post("/api/v1/routing-rules", &rule).keyed().expect(201).await;
    morning(&desk, 2).await;
    let moved = Some(NewMembership { id: Uuid::now_v7(), grid: grid_id("G2") });
    let (building_group, name) = (group_id("Q"), "Q".to_owned());
    desk.town
        .apply(vec![AtlasEdit::ChangeBuildingGroup {
            building_group,
            name,
            household_count: 1,
            moved,
        }])
        .await
        .unwrap();
    desk.town.apply(vec![AtlasEdit::RetireGrid { grid: grid_id("G1") }]).await.unwrap();
    let facts = history(&supervisor, "G1").await;
    let mut known: Vec<_> = facts.iter().map(told).collect();
    let days: Vec<&str> = known.iter().map(|fact| &*fact.1).collect();
    assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
    known.sort();
    let expected = [
        ("border_drawn", "02", ""),
        ("border_drawn", "03", ""),
        ("building_group_came", "02", "Q"),
        ("building_group_went", "04", "Q"),
        ("created", "02", "N1"),
        ("duty_began", "02", "G1-deputy"),
        ("duty_began", "02", "G1-leader"),
        ("duty_ended", "04", "G1-deputy"),
        ("duty_ended", "04", "G1-leader"),
        ("retired", "04", "N1"),
        ("rule_began", "03", "R"),
    ];
    assert_eq!(
        known,
        expected.map(|(kind, day, about)| (kind.to_owned(), day.to_owned(), about.to_owned()))
    );
    let of = |kind: &str| facts.iter().find(|fact| fact["kind"] == kind).unwrap();
    for (kind, origin, at) in [
        ("created", "service", "2026-03-02T01:00:00Z"),
        ("border_drawn", "direct", "2026-03-03T01:00:00Z"),
        ("retired", "service", "2026-03-04T01:00:00Z"),
    ] {
        let set = &of(kind)["change_set"];
        assert_eq!((&set["origin"], &set["applied_at"]), (&json!(origin), &json!(at)), "{kind}");
    }
    assert_eq!(of("retired")["change_set"]["id"], of("duty_ended")["change_set"]["id"]);
    let border = &of("border_drawn")["border"];
    assert_eq!(border["until"], "2026-03-04T01:00:00Z");
    assert!((border["area_m2"].as_f64().unwrap() - 678_000.0).abs() < 2_000.0, "{border}");
    let uri = format!("/api/v1/grids/{}/history", grid_id("G1"));
    assert_eq!(supervisor.paged(&uri, 3).await, facts);
}

#[actix_web::test]
async fn the_history_of_a_grid_is_for_those_who_may_know_its_duties() {
    let desk = Desk::new().await;
    let uri = format!("/api/v1/grids/{}/history", grid_id("G1"));
    desk.anonymous().get(&uri).expect(401).await.code("sign_in_required");
    desk.resident("13812341234").await.get(&uri).expect(403).await.code("role_required");
    desk.member("G2-leader").await.get(&uri).expect(404).await.code("not_found");
    let leader = desk.member("G1-leader").await;
    assert_eq!(history(&leader, "G1").await.len(), 4);
    let unknown = format!("/api/v1/grids/{}/history", Uuid::now_v7());
    leader.get(&unknown).expect(404).await.code("not_found");
    leader.get("/api/v1/grids/G1/history").expect(400).await.code("invalid_parameter");
}

#[actix_web::test]
async fn the_duties_of_a_member_come_with_the_change_sets_that_gave_and_ended_them() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let duty = desk.town.db.atlas().people().duties(Unit::Grid(grid_id("G1")))[0].id;
    morning(&desk, 1).await;
    supervisor
        .post(&format!("/api/v1/duties/{duty}/end"), &json!({ "version": 1 }))
        .keyed()
        .expect(200)
        .await;
    let worker = json!({ "unit": { "kind": "grid", "id": grid_id("G2") }, "member": member_id("G1-leader"), "capacity": "worker" });
    supervisor.post("/api/v1/duties", &worker).keyed().expect(201).await;
    let uri = format!("/api/v1/members/{}/duties", member_id("G1-leader"));
    let duties = supervisor.get(&uri).expect(200).await.items();
    let sets = |duty: &Value| {
        let set = |name: &str| duty[name]["applied_at"].as_str().map(|at| at[8..10].to_owned());
        (duty["unit"]["code"].clone(), set("given_by"), set("ended_by"))
    };
    let day = |day: &str| Some(day.to_owned());
    let expected = [(json!("G1"), day("02"), day("03")), (json!("G2"), day("03"), None)];
    assert_eq!(duties.iter().map(sets).collect::<Vec<_>>(), expected);
    let of_unit =
        supervisor.get(&format!("/api/v1/duties?unit={}", grid_id("G2"))).expect(200).await.items();
    assert!(of_unit.iter().all(|duty| duty["given_by"]["id"].is_string()), "{of_unit:?}");
}
