//! Which building groups could go to a neighbouring grid.

use super::{hall, in_grid, in_group, send};
use crate::reassignments::Draft;
use crate::support::hall::{Hall, group_id};
use crate::support::office::code;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::balance::{Contrast, LoadMeasure, SearchEnd};
use wangge::domain::id::{BuildingGroupId, GridId};
use wangge::domain::scope::Scope;
use wangge::error::{Code, Result};
use wangge::service::balance::{Suggestion, SuggestionInput, suggest};

async fn suggested(hall: &Hall, who: &str, grid: &str, measure: LoadMeasure) -> Result<Suggestion> {
    let (atlas, now) = (hall.town.db.atlas(), hall.town.now());
    let scope = Scope::of(&atlas, hall.account(who), Some(member_id(who)), now);
    let question =
        SuggestionInput { grid: grid_id(grid), measure, seed: 1, seconds: 2, steps: 200 };
    suggest(&hall.town.db, &scope, question).await
}

fn moves(suggestion: &Suggestion) -> Vec<(BuildingGroupId, GridId, GridId, u64)> {
    suggestion
        .balanced
        .steps
        .iter()
        .map(|step| (step.group, step.from, step.to, step.load))
        .collect()
}

fn eastward(code: &str, load: u64) -> (BuildingGroupId, GridId, GridId, u64) {
    (group_id(code), grid_id("G1"), grid_id("G2"), load)
}

#[actix_web::test]
async fn building_groups_at_the_border_would_even_out_the_households() {
    let hall = hall().await;
    let revision = hall.town.db.atlas().revision();
    let found = suggested(&hall, "supervisor-N1", "N1", LoadMeasure::Households).await.unwrap();
    assert_eq!(moves(&found), [eastward("P4", 40), eastward("P3", 40)]);
    assert_eq!((found.grids, found.building_groups, found.unplaced, found.in_zones), (2, 7, 1, 0));
    let balanced = &found.balanced;
    assert_eq!((balanced.mean, balanced.end), (Some(119.0), SearchEnd::Settled));
    assert_eq!(balanced.spread, Some(Contrast { before: 15_842.0, after: 162.0 }));
    let last = balanced.steps[1];
    assert_eq!(last.spread, Contrast { before: 4802.0, after: 162.0 });
    assert_eq!(last.giving, Contrast { before: 168, after: 128 });
    assert_eq!(last.receiving, Contrast { before: 70, after: 110 });
    assert_eq!(suggested(&hall, "supervisor", "N1", LoadMeasure::Households).await.unwrap(), found);
    assert_eq!(hall.town.db.atlas().revision(), revision, "nothing is changed");
}

#[actix_web::test]
async fn by_requests_a_building_group_counts_as_often_as_it_asked_and_confidential_ones_do_not_count()
 {
    let hall = hall().await;
    for place in [in_grid("G1"), in_group("P4"), in_group("P4"), in_group("P1")] {
        send(&hall, place, json!({})).await;
    }
    send(&hall, in_group("P4"), json!({ "confidential": true })).await;
    let found = suggested(&hall, "supervisor-N1", "N1", LoadMeasure::Requests).await.unwrap();
    assert_eq!(moves(&found), [eastward("P4", 2)]);
    assert_eq!(found.balanced.steps[0].giving, Contrast { before: 4, after: 2 });
    assert!(!found.confidential_counted);
}

#[actix_web::test]
async fn what_a_post_names_stays() {
    let hall = hall().await;
    let zone = json!({ "kind": "building_groups", "building_groups": [group_id("P4")] });
    let post = json!({
        "code": "XFG-1", "name": "邻里调解先锋岗", "duties": ["上门劝和"], "skills": [], "places": 1, "zone": zone,
    });
    hall.post("N1-leader", "/pioneer-posts", &post).expect(201).await;
    let found = suggested(&hall, "supervisor-N1", "N1", LoadMeasure::Households).await.unwrap();
    assert_eq!((moves(&found), found.in_zones), (vec![], 1));
}

#[actix_web::test]
async fn whoever_may_not_redraw_a_grid_is_suggested_nothing() {
    let hall = hall().await;
    for (who, grid) in [
        ("supervisor-N1", "N2"),
        ("supervisor-N1", "T"),
        ("N1-leader", "N1"),
        ("supervisor", "none"),
    ] {
        let refused = suggested(&hall, who, grid, LoadMeasure::Households).await;
        assert_eq!(code(refused), Code::NotFound, "{who} {grid}");
    }
}

#[actix_web::test]
async fn a_suggestion_is_a_draft_that_explains_itself_and_can_be_applied() {
    let hall = hall().await;
    let wanted = json!({ "grid": grid_id("N1"), "seed": 7, "seconds": 1 });
    let reply = hall.twice("supervisor-N1", "/reassignments/suggest", &wanted, 201).await;
    let drafted = reply.json();
    let id = drafted["id"].as_str().unwrap();
    assert_eq!(reply.header("location"), format!("/api/v1/reassignments/{id}"));
    let said = ["origin", "state", "reason"].map(|field| drafted[field].clone());
    assert_eq!(said, ["suggested", "draft", "workload"].map(Value::from));
    let to_g2 = |code: &str| json!({ "move_building_group": { "building_group": group_id(code), "grid": grid_id("G2") } });
    let operations: Vec<&Value> =
        drafted["operations"].as_array().unwrap().iter().map(|one| &one["operation"]).collect();
    assert_eq!(operations, [&to_g2("P4"), &to_g2("P3")]);
    let suggestion = &drafted["suggestion"];
    let step = json!({
        "building_group": group_id("P4"), "from": grid_id("G1"), "to": grid_id("G2"), "load": 40,
        "spread": { "before": 15842.0, "after": 4802.0 },
        "giving": { "before": 208, "after": 168 }, "receiving": { "before": 30, "after": 70 },
    });
    assert_eq!(suggestion["steps"][0], step);
    let counted = ["grids", "n", "building_groups", "unplaced", "in_zones"]
        .map(|of| suggestion[of].as_u64().unwrap());
    assert_eq!((counted, &suggestion["mean"]), ([2, 2, 7, 1, 0], &json!(119.0)));
    assert_eq!(
        (&suggestion["measure"], &suggestion["end"]),
        (&json!("households"), &json!("settled"))
    );
    let draft = Draft { hall: &hall, who: "supervisor-N1", id: id.to_owned() };
    draft.preview().await;
    draft.apply().await;
    let uri = format!("/grids/{}/balance", grid_id("N1"));
    let seen = hall.get("supervisor-N1", &uri).expect(200).await.json();
    let households = |grid: usize| seen["grids"][grid]["household_count"].clone();
    assert_eq!((households(0), households(1)), (json!(128), json!(110)));
}

#[actix_web::test]
async fn where_nothing_can_be_evened_out_nothing_is_drafted() {
    let hall = hall().await;
    let refused =
        hall.post("supervisor", "/reassignments/suggest", &json!({ "grid": grid_id("N2") }));
    let refused = refused.expect(422).await.code("nothing_to_suggest");
    assert_eq!(refused.json()["errors"][0]["params"]["grids"], 2);
    assert_eq!(
        hall.get("supervisor", "/reassignments?origin=suggested").expect(200).await.items(),
        [json!(null); 0]
    );
}

#[actix_web::test]
async fn wrong_wishes_are_named() {
    let hall = hall().await;
    let cases = [
        (json!({}), 422, "required", "/grid"),
        (json!({ "grid": grid_id("N1"), "seconds": 0 }), 422, "out_of_range", "/seconds"),
        (json!({ "grid": grid_id("N1"), "seconds": 11 }), 422, "out_of_range", "/seconds"),
        (json!({ "grid": grid_id("N1"), "measure": "merit" }), 422, "unknown_value", "/measure"),
        (json!({ "grid": grid_id("N1"), "seed": -1 }), 422, "invalid_value", "/seed"),
        (json!({ "grid": grid_id("N1"), "members": [] }), 422, "unknown_field", "/members"),
        (json!({ "grid": "N1" }), 422, "invalid_value", "/grid"),
        (json!({ "grid": grid_id("none") }), 404, "not_found", "/grid"),
    ];
    for (body, status, code, pointer) in cases {
        let reply = hall.post("supervisor", "/reassignments/suggest", &body).expect(status).await;
        reply.code(code).at(pointer);
    }
    for (who, status) in [("supervisor-N1", 404), ("N1-leader", 403)] {
        hall.post(who, "/reassignments/suggest", &json!({ "grid": grid_id("N2") }))
            .expect(status)
            .await;
    }
}
