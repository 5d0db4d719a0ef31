//! Borders that would hold the service up: what is small to send and long to compare.

use super::Draft;
use crate::support::comb::{Teeth, polygon};
use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use std::pin::pin;
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary};
use wangge::domain::geometry::Effort;
use wangge::domain::id::{AccountId, BoundaryId};
use wangge::domain::plan::PlanConsent;
use wangge::service::atlas_edits::{ChangeSet, plan_within};

const CORNER: [f64; 2] = [121.40, 30.90];
const SIDE: f64 = 0.01;

/// Two grids as combs that cross, each with so many teeth.
fn crossing(teeth: usize) -> Value {
    let north =
        json!({ "grid": grid_id("G1"), "geometry": polygon(CORNER, SIDE, teeth, Teeth::North) });
    let east =
        json!({ "grid": grid_id("G2"), "geometry": polygon(CORNER, SIDE, teeth, Teeth::East) });
    json!({ "move_boundary": { "boundaries": [north, east] } })
}

fn codes(problems: &Value) -> Vec<&str> {
    problems.as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn combs_that_cross_a_million_times_are_refused_with_the_place() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(crossing(500)).await;
    let reply = draft.post_as("supervisor", "/preview", json!({})).await.expect(200).await;
    assert!(reply.body.len() < 100_000, "{}", reply.body.len());
    let problems = &reply.json()["preview"]["problems"];
    assert_eq!(codes(problems), ["too_complex"]);
    let place = &problems[0]["params"];
    let within =
        |name: &str, from: f64| (from..=from + SIDE).contains(&place[name].as_f64().unwrap());
    assert!(within("lon", CORNER[0]) && within("lat", CORNER[1]), "{place}");
    let digest = json!({ "digest": draft.read().await["digest"] });
    draft.post_as("supervisor", "/apply", digest).await.expect(422).await.code("too_complex");
}

#[actix_web::test]
async fn of_many_holes_some_are_listed_and_the_others_counted() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(crossing(12)).await;
    let problems = draft.preview().await["preview"]["problems"].clone();
    let codes = codes(&problems);
    assert_eq!((codes.len(), codes.last()), (51, Some(&"more_problems")));
    assert!(codes.contains(&"grids_overlap") && codes.contains(&"grids_leave_gap"), "{codes:?}");
    // 11 x 11 holes between the teeth and at their ends, one more along each back; those that are
    // not listed are counted.
    assert!(problems[50]["params"]["more"].as_u64().unwrap() > 50, "{}", problems[50]);
}

#[actix_web::test]
async fn a_boundary_of_too_many_positions_is_not_looked_at() {
    let hall = Hall::open().await;
    let long = polygon(CORNER, SIDE, 15_000, Teeth::North);
    let positions = long["coordinates"][0].as_array().unwrap().len();
    let draft = Draft::begin(&hall).await;
    let operation =
        json!({ "move_boundary": { "boundaries": [{ "grid": grid_id("G1"), "geometry": long }] } });
    let refused = draft.refuses(operation).await;
    assert_eq!(refused["code"], "too_many_positions");
    let error = &refused["errors"][0];
    assert_eq!(
        (&error["params"]["found"], &error["params"]["max"]),
        (&json!(positions), &json!(60_000))
    );

    let body = json!({ "boundaries": [{ "grid": grid_id("G1"), "version": 1, "geometry": long }] });
    let reply = hall.post("supervisor", "/grids/boundaries", &body).expect(422).await;
    reply.code("too_many_positions");
}

#[actix_web::test]
async fn all_boundaries_of_a_change_set_are_counted_together() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let redrawn = |teeth| {
        let geometry = polygon(CORNER, SIDE, teeth, Teeth::North);
        json!({ "move_boundary": { "boundaries": [{ "grid": grid_id("G1"), "geometry": geometry }] } })
    };
    draft.add(redrawn(2000)).await;
    let refused = draft.refuses(redrawn(14_000)).await;
    assert_eq!(refused["code"], "too_many_positions");
    assert_eq!(draft.read().await["operations"].as_array().map(Vec::len), Some(1));
}

#[actix_web::test]
async fn a_line_with_thousands_of_bends_through_a_comb_is_refused() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let comb =
        json!({ "grid": grid_id("G1"), "geometry": polygon(CORNER, SIDE, 2000, Teeth::North) });
    draft.add(json!({ "move_boundary": { "boundaries": [comb] } })).await;
    let bend = |bend: usize| {
        let north = if bend.is_multiple_of(2) { 0.009 } else { 0.001 };
        [CORNER[0] - 0.001 + 0.012 * bend as f64 / 10_000.0, CORNER[1] + north]
    };
    let line: Vec<[f64; 2]> = (0..=10_000).map(bend).collect();
    let split = json!({ "split_grid": { "grid": grid_id("G1"), "line": line, "parts": [{}, { "code": "P1", "name": "新" }] } });
    let refused = draft.refuses(split).await;
    assert_eq!(refused["code"], "too_complex", "{}", refused["code"]);
    assert_eq!(refused["errors"][0]["pointer"], "/operation/split_grid/line");
}

#[actix_web::test]
async fn whoever_compares_waits_for_the_turn_and_nobody_else_does() {
    let hall = Hall::open().await;
    let (borders, names) = (Draft::begin(&hall).await, Draft::begin(&hall).await);
    borders.add(crossing(2)).await;
    names.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    let turn = hall.town.db.turn().await;
    let mut waits = pin!(borders.preview());
    // Many times over, so that what did not wait would have come.
    let others = async {
        for _ in 0..10 {
            names.preview().await;
        }
    };
    tokio::select! {
        biased;
        _ = &mut waits => panic!("borders are compared out of turn"),
        () = others => {}
    }
    drop(turn);
    let compared = waits.await;
    assert!(codes(&compared["preview"]["problems"]).contains(&"grids_overlap"));
}

#[actix_web::test]
async fn who_searches_or_counts_for_long_waits_for_the_turn_and_nobody_else_does() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    draft.preview().await;
    let digest = draft.read().await["digest"].clone();
    draft.post_as("supervisor", "/apply", json!({ "digest": digest })).await.expect(200).await;
    let (names, replayed) = (Draft::begin(&hall).await, Draft::begin(&hall).await);
    names.add(json!({ "rename_grid": { "grid": grid_id("G2"), "name": "乙" } })).await;
    replayed.add(json!({ "rename_grid": { "grid": grid_id("G3"), "name": "丙" } })).await;
    let wish = json!({ "grid": grid_id("N1"), "measure": "households", "seed": 1 });
    let turn = hall.town.db.long_turn(AccountId(Uuid::now_v7())).await.unwrap();
    let (paper, replay) = (draft.uri("/report"), replayed.uri("/replay"));
    let mut paper = pin!(hall.get("G1-leader", &paper).send());
    let mut replay = pin!(hall.unkeyed("supervisor", &replay, &json!({})).send());
    let mut suggestion = pin!(hall.post("supervisor-N1", "/reassignments/suggest", &wish).send());
    let others = async {
        for _ in 0..10 {
            names.preview().await;
        }
    };
    tokio::select! {
        biased;
        _ = &mut paper => panic!("a paper is written out of turn"),
        _ = &mut replay => panic!("a replay is counted out of turn"),
        _ = &mut suggestion => panic!("a suggestion is searched out of turn"),
        () = others => {}
    }
    let again = hall.unkeyed("supervisor", &replayed.uri("/replay"), &json!({})).expect(429).await;
    assert!(
        !again.code("calculation_running").header("retry-after").is_empty(),
        "one waits, not many"
    );
    drop(turn);
    let replies: [_; 3] = tokio::join!(paper, replay, suggestion).into();
    let answered: Vec<(u16, &str)> =
        replies.iter().map(|reply| (reply.status.as_u16(), reply.body.as_str())).collect();
    assert!(matches!(answered[..], [(200, _), (200, _), (422, _)]), "{answered:?}");
}

#[actix_web::test]
async fn lists_of_an_operation_that_nobody_needs_are_refused_as_such() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let successor =
        json!({ "unit": { "kind": "grid", "id": Uuid::now_v7() }, "member": Uuid::now_v7() });
    let all = json!({ "member": member_id("G1-leader"), "successors": vec![successor; 30_000] });
    let rule = json!({
        "code": "R",
        "profile": { "name": "规则", "grid": grid_id("G1"), "condition": {}, "effect": { "co_handlers": vec![Uuid::now_v7(); 100_000] } },
    });
    for (operation, place) in [
        (json!({ "hand_over_all": all }), "/operation/hand_over_all/successors"),
        (json!({ "set_rule": rule }), "/operation/set_rule/effect/co_handlers"),
    ] {
        let refused = draft.refuses(operation).await;
        let errors = refused["errors"].as_array().unwrap();
        assert_eq!((errors.len(), &errors[0]["code"]), (1, &json!("too_many")), "{refused}");
        assert_eq!(errors[0]["pointer"], place);
    }
    let own = json!({ "unit": { "kind": "grid", "id": grid_id("G1") }, "member": member_id("G1-deputy") });
    let twice =
        json!({ "hand_over_all": { "member": member_id("G1-leader"), "successors": [own, own] } });
    let refused = draft.refuses(twice).await;
    assert_eq!(refused["errors"][0]["code"], "unit_twice", "{refused}");
    assert_eq!(refused["errors"][0]["pointer"], "/operation/hand_over_all/successors/1/unit");
}

/// A border of G1 that lets go of a strip in the south-west, and so many ten-thousandths of its
/// width.
fn narrowed(by: usize) -> Value {
    let west = 0.000_1 * by as f64;
    let corners = [
        [CORNER[0] + west, CORNER[1]],
        [CORNER[0] + SIDE, CORNER[1]],
        [CORNER[0] + SIDE, CORNER[1] + SIDE],
    ];
    let corners = [corners[0], corners[1], corners[2], [CORNER[0], CORNER[1] + SIDE]];
    crate::support::hall::polygon(&corners)
}

#[actix_web::test]
async fn what_was_compared_before_somebody_changed_borders_is_compared_again_outside() {
    let hall = Hall::open().await;
    let moved = || {
        let shape = crate::support::town::square(CORNER[0], CORNER[1], SIDE);
        AtlasEdit::SetBoundaries(vec![NewBoundary {
            id: BoundaryId(Uuid::now_v7()),
            grid: grid_id("G1"),
            shape,
        }])
    };
    let rename = AtlasEdit::RenameGrid { grid: grid_id("G1"), name: "甲".to_owned() };
    let allowances = PlanConsent { gaps: true, overlaps: false };
    let set = |edits| ChangeSet { prepared_at: hall.town.now(), edits, allowances };
    let borders = plan_within(&hall.town.db, set(vec![moved()]), Effort::bounded).await;
    let names = plan_within(&hall.town.db, set(vec![rename]), Effort::bounded).await;
    let (borders, names) = (borders.unwrap(), names.unwrap());
    assert!(!borders.is_outdated(&hall.town.db.atlas()));
    hall.town.apply(vec![AtlasEdit::AddMember(hall.town.member("newcomer"))]).await.unwrap();
    assert!(!borders.is_outdated(&hall.town.db.atlas()), "whoever comes or goes");
    drop(borders);
    let borders = plan_within(&hall.town.db, set(vec![moved()]), Effort::bounded).await.unwrap();
    hall.town
        .apply(vec![AtlasEdit::RenameGrid { grid: grid_id("G2"), name: "乙".to_owned() }])
        .await
        .unwrap();
    let revised = hall.town.db.atlas();
    assert!(
        borders.is_outdated(&revised) && !names.is_outdated(&revised),
        "only what compares is planned anew"
    );
}

#[actix_web::test]
async fn borders_that_move_while_others_revise_move_one_after_the_other() {
    let hall = Hall::open().await;
    let uri = format!("/grids/{}", grid_id("G1"));
    let redraw = async |by: usize| {
        let version = hall.get("supervisor", &uri).expect(200).await.json()["version"].clone();
        let boundary =
            json!({ "grid": grid_id("G1"), "version": version, "geometry": narrowed(by) });
        hall.post(
            "supervisor",
            "/grids/boundaries",
            &json!({ "boundaries": [boundary], "allow_gaps": true }),
        )
        .send()
        .await
    };
    let revise = async |n: usize| {
        hall.town.apply(vec![AtlasEdit::AddMember(hall.town.member(&format!("new-{n}")))]).await
    };
    let redrawn = async {
        for by in 1..6 {
            let reply = redraw(by).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
        }
    };
    let revised = async {
        for n in 0..20 {
            revise(n).await.unwrap();
        }
    };
    tokio::join!(redrawn, revised);
    let shown = hall.get("supervisor", &format!("{uri}/boundary")).expect(200).await.json();
    assert!(shown.to_string().contains("121.4005"), "{shown}");
}
