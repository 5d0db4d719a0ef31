//! What lies in the grids below one, beside the mean.

use super::{hall, in_grid, in_group, send};
use crate::support::desk::{resolved, verdict};
use crate::support::hall::{Hall, geojson, group_id};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::duty::Capacity;
use wangge::domain::unit::Unit;

async fn balance(hall: &Hall, who: &str, grid: &str) -> Value {
    hall.get(who, &format!("/grids/{}/balance", grid_id(grid))).expect(200).await.json()
}

const FIGURES: [&str; 6] =
    ["household_count", "building_groups", "received", "excluded", "open", "overdue"];

fn figures(of: &Value) -> [u64; 6] {
    FIGURES.map(|figure| of[figure].as_u64().unwrap())
}

/// The figures of each grid, by code.
fn of_grids(balance: &Value) -> Vec<(String, [u64; 6])> {
    let grids = balance["grids"].as_array().unwrap();
    grids.iter().map(|of| (of["grid"]["code"].as_str().unwrap().to_owned(), figures(of))).collect()
}

fn means(of: &Value) -> (u64, [f64; 5]) {
    let of_figure = |figure: &str| of[figure].as_f64().unwrap();
    (
        of["n"].as_u64().unwrap(),
        ["household_count", "building_groups", "received", "open", "overdue"].map(of_figure),
    )
}

fn named(grids: [(&str, [u64; 6]); 2]) -> Vec<(String, [u64; 6])> {
    grids.map(|(code, figures)| (code.to_owned(), figures)).to_vec()
}

async fn act(hall: &Hall, who: &str, id: &str, body: Value) {
    hall.post(who, &format!("/requests/{id}/transitions"), &body).expect(200).await;
}

#[actix_web::test]
async fn a_secretary_sees_the_grids_of_the_neighbourhood_beside_their_mean() {
    let hall = hall().await;
    send(&hall, in_grid("G2"), json!({})).await;
    hall.town.clock.advance(TimeDelta::days(31));
    for place in [in_grid("G1"), in_group("P4")] {
        send(&hall, place.clone(), json!({})).await;
        send(&hall, place, json!({ "confidential": true })).await;
    }
    let taken_back = send(&hall, in_group("P1"), json!({})).await;
    act(&hall, "resident", &taken_back, json!({ "action": "withdraw" })).await;
    send(&hall, in_grid("N1"), json!({})).await;
    let seen = balance(&hall, "N1-leader", "N1").await;
    assert_eq!(of_grids(&seen), named([("G1", [208, 5, 2, 1, 2, 0]), ("G2", [30, 2, 0, 0, 1, 1])]));
    let level = &seen["levels"][0];
    assert_eq!((&level["level"], &level["kind"]), (&json!("grid"), &json!("general")));
    assert_eq!(means(level), (2, [119.0, 3.5, 1.0, 1.5, 0.5]));
    assert_eq!(seen["levels"].as_array().unwrap().len(), 1);
    assert_eq!(
        seen["confidential_counted"], false,
        "what is confidential is counted for the desk alone"
    );
    assert_eq!((&seen["received_days"], &seen["at"]), (&json!(30), &json!("2026-04-02T02:00:00Z")));
    let leader = |grid: usize| seen["grids"][grid]["leader"].clone();
    let brief = |code: &str| json!({ "id": member_id(code), "code": code, "name": "张*" });
    assert_eq!((leader(0), leader(1)), (brief("G1-leader"), brief("G2-leader")));
    let town = balance(&hall, "supervisor", "T").await;
    assert_eq!(of_grids(&town), named([("N1", [238, 7, 3, 1, 4, 1]), ("N2", [0; 6])]));
}

#[actix_web::test]
async fn whoever_leads_two_grids_has_what_lies_in_both() {
    let hall = hall().await;
    send(&hall, in_grid("G1"), json!({})).await;
    send(&hall, in_grid("G2"), json!({})).await;
    let before = balance(&hall, "supervisor-N1", "N1").await;
    assert_eq!(means(&before["holder_means"]), (2, [119.0, 3.5, 1.0, 1.0, 0.0]));
    let holders: Vec<&Value> =
        before["holders"].as_array().unwrap().iter().map(|of| &of["member"]["code"]).collect();
    assert_eq!(
        holders,
        ["G1-leader", "G2-leader"],
        "in the order of the grids, not of what they have"
    );
    let unit = Unit::Grid(grid_id("G2"));
    let end = async |member: &str| {
        let (atlas, now) = (hall.town.db.atlas(), hall.town.now());
        let id = atlas
            .people()
            .chain(unit, now)
            .find(|duty| duty.member == member_id(member))
            .unwrap()
            .id;
        hall.post("supervisor-N1", &format!("/duties/{id}/end"), &json!({ "version": 1 }))
            .expect(200)
            .await;
    };
    end("G2-leader").await;
    let vacant = balance(&hall, "supervisor-N1", "N1").await;
    assert_eq!(vacant["grids"][1]["leader"], Value::Null);
    assert_eq!((means(&vacant["levels"][0]).0, means(&vacant["holder_means"]).0), (2, 1));
    let both =
        json!({ "unit": unit, "member": member_id("G1-leader"), "capacity": Capacity::Leader });
    hall.post("supervisor-N1", "/duties", &both).expect(201).await;
    let after = balance(&hall, "supervisor-N1", "N1").await;
    assert_eq!(after["holders"].as_array().unwrap().len(), 1);
    let holder = &after["holders"][0];
    assert_eq!(
        (figures(holder), &holder["grids"]),
        ([238, 7, 2, 0, 2, 0], &json!([grid_id("G1"), grid_id("G2")]))
    );
    assert_eq!(means(&after["holder_means"]).0, 1);
}

#[actix_web::test]
async fn where_nothing_is_below_there_is_no_mean() {
    let hall = hall().await;
    let seen = balance(&hall, "N1-deputy", "G1").await;
    assert_eq!(
        (&seen["grids"], &seen["levels"], &seen["holders"]),
        (&json!([]), &json!([]), &json!([]))
    );
    assert_eq!(seen["holder_means"], Value::Null);
}

#[actix_web::test]
async fn dedicated_grids_have_a_mean_of_their_own() {
    let hall = hall().await;
    let school = json!({
        "code": "S1", "name": "学校", "level": "grid", "kind": "dedicated", "parent": grid_id("N1"),
        "boundary": geojson(121.4145, 30.903, 0.001),
    });
    hall.post("supervisor-N1", "/grids", &school).expect(201).await;
    let seen = balance(&hall, "supervisor-N1", "N1").await;
    let levels: Vec<(&Value, u64)> =
        seen["levels"].as_array().unwrap().iter().map(|of| (&of["kind"], means(of).0)).collect();
    assert_eq!(levels, [(&json!("general"), 2), (&json!("dedicated"), 1)]);
}

#[actix_web::test]
async fn a_request_about_the_caller_is_not_counted() {
    let hall = hall().await;
    send(
        &hall,
        in_grid("G1"),
        json!({ "about_staff": true, "about_member": member_id("supervisor-N1") }),
    )
    .await;
    send(&hall, in_grid("G1"), json!({})).await;
    let of_g1 = |seen: &Value| of_grids(seen)[0].1;
    assert_eq!(of_g1(&balance(&hall, "supervisor-N1", "N1").await)[2..], [1, 0, 1, 0]);
    assert_eq!(of_g1(&balance(&hall, "supervisor", "N1").await)[2..], [2, 0, 2, 0]);
}

/// Handles a request of G1 to its end.
async fn settle(hall: &Hall, id: &str) {
    for action in ["accept", "start"] {
        act(hall, "G1-leader", id, json!({ "action": action })).await;
    }
    act(hall, "G1-leader", id, resolved()).await;
    act(hall, "resident", id, verdict(true, "satisfied")).await;
}

#[actix_web::test]
async fn what_is_over_goes_with_its_building_group_and_confidential_requests_are_not_counted() {
    let hall = hall().await;
    for _ in 0..2 {
        let id = send(&hall, in_group("P4"), json!({})).await;
        settle(&hall, &id).await;
    }
    send(&hall, in_group("P4"), json!({ "confidential": true })).await;
    let received =
        |seen: &Value| of_grids(seen).iter().map(|(_, figures)| figures[2]).collect::<Vec<_>>();
    assert_eq!(received(&balance(&hall, "supervisor-N1", "N1").await), [2, 0]);
    let moved =
        json!({ "name": "P4 楼组", "household_count": 40, "grid": grid_id("G2"), "version": 1 });
    let uri = format!("/building-groups/{}/change", group_id("P4"));
    hall.post("supervisor-N1", &uri, &moved).expect(200).await;
    assert_eq!(received(&balance(&hall, "supervisor-N1", "N1").await), [0, 2]);
}

#[actix_web::test]
async fn only_those_who_care_for_a_grid_compare_what_is_below_it() {
    let hall = hall().await;
    let uri = |grid: &dyn std::fmt::Display| format!("/grids/{grid}/balance");
    for (who, grid) in
        [("supervisor-N1", "T"), ("supervisor-N1", "N2"), ("N2-leader", "N1"), ("N1-leader", "T")]
    {
        hall.get(who, &uri(&grid_id(grid))).expect(404).await.code("not_found");
    }
    for who in ["resident", "G1-leader", "T-leader", "desk", "auditor", "B1-leader", "idle"] {
        hall.get(who, &uri(&grid_id("N1"))).expect(403).await.code("role_required");
    }
    hall.get("supervisor", &uri(&Uuid::now_v7())).expect(404).await.code("not_found");
    hall.get("supervisor", &uri(&"N1")).expect(400).await.code("invalid_parameter");
    hall.get("supervisor", &format!("{}?sort=open", uri(&grid_id("N1"))))
        .expect(400)
        .await
        .code("unknown_parameter");
    let retire = json!({ "version": 1, "allow_gaps": true });
    hall.post("supervisor", &format!("/grids/{}/retire", grid_id("G4")), &retire).expect(200).await;
    hall.get("supervisor", &uri(&grid_id("G4"))).expect(404).await.code("not_found");
}
