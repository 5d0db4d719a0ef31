//! 楼组圈 over HTTP: circles of building groups, who belongs to them, and who leads them.

mod said;

use crate::support::hall::{Hall, group_id};
use crate::support::quarter::settle;
use crate::support::town::{grid_id, member_id};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde_json::{Value, json};
use wangge::store::connection::Location;

async fn hall() -> Hall {
    let hall = Hall::open().await;
    settle(&hall.town).await;
    // `idle` and `G3-leader`, who serves elsewhere, live in N1.
    for who in ["idle", "G3-leader"] {
        let made = hall
            .post(who, "/registrations", &json!({ "grid": grid_id("N1") }))
            .expect(201)
            .await
            .json();
        let accept = format!("/registrations/{}/accept", id(&made));
        hall.post("N1-leader", &accept, &json!({ "version": 1 })).expect(200).await;
    }
    hall
}

fn groups(codes: &[&str]) -> Value {
    json!(codes.iter().map(|code| group_id(code)).collect::<Vec<_>>())
}

/// A circle of N1 that `idle` calls together.
fn circle(codes: &[&str]) -> Value {
    json!({
        "grid": grid_id("N1"), "name": "龙泉好邻圈", "convenor": member_id("idle"), "building_groups": groups(codes),
    })
}

fn profile(codes: &[&str], version: i64) -> Value {
    let mut body = with(circle(codes), "version", json!(version));
    body.as_object_mut().unwrap().remove("grid");
    body
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

fn of(circle: &Value, part: &str) -> String {
    format!("/building-circles/{}{part}", id(circle))
}

async fn made(hall: &Hall, codes: &[&str]) -> Value {
    hall.post("N1-leader", "/building-circles", &circle(codes)).expect(201).await.json()
}

async fn listed(hall: &Hall, who: &str, query: &str) -> usize {
    let list = hall.get(who, &format!("/building-circles{query}")).expect(200).await.json();
    list["items"].as_array().unwrap().len()
}

#[actix_web::test]
async fn a_circle_is_made_by_the_secretary_and_changed_by_its_convenor() {
    let hall = hall().await;
    let reply = hall.twice("N1-leader", "/building-circles", &circle(&["Q1", "Q3"]), 201).await;
    let made = reply.json();
    assert_eq!(reply.header("location"), format!("/api/v1{}", of(&made, "")));
    assert_eq!((&made["convenor"]["name"], &made["version"]), (&"张*".into(), &1.into()));
    let mut expected: Vec<String> = ["Q1", "Q3"].map(|code| group_id(code).to_string()).to_vec();
    expected.sort();
    assert_eq!(made["building_groups"], json!(expected));
    let changed = hall.twice("idle", &of(&made, "/profile"), &profile(&["Q2", "Q3"], 1), 200).await;
    assert_eq!((changed.header("etag"), &changed.json()["grid"]), ("\"2\"", &json!(grid_id("N1"))));
    hall.post("idle", &of(&made, "/profile"), &profile(&["Q2", "Q3"], 1))
        .expect(412)
        .await
        .code("stale_version");
    hall.post("G3-leader", &of(&made, "/profile"), &profile(&["Q1", "Q2"], 2))
        .expect(403)
        .await
        .code("circle_not_yours");
    hall.twice("N1-leader", &of(&made, "/retire"), &json!({ "version": 2 }), 200).await;
    hall.post("idle", &of(&made, "/profile"), &profile(&["Q2", "Q3"], 3))
        .expect(409)
        .await
        .code("circle_retired");
    let read = hall.get("idle", &of(&made, "")).expect(200).await.json();
    assert_eq!(
        read["building_groups"].as_array().unwrap().len(),
        2,
        "who belonged to it stays known"
    );
    assert!(read["retired_at"].is_string());
}

#[actix_web::test]
async fn a_building_group_is_in_one_circle_at_most() {
    let hall = hall().await;
    let first = made(&hall, &["Q1", "Q2"]).await;
    let refused =
        hall.post("N1-leader", "/building-circles", &circle(&["Q3", "Q2"])).expect(409).await;
    let refused = refused.code("in_another_circle").at("/building_groups/1");
    let told = refused.json()["errors"][0].clone();
    assert_eq!(
        told["params"],
        json!({ "code": "Q2", "circle": first["id"], "name": "龙泉好邻圈" })
    );
    assert_eq!(told["message"], "楼组 Q2 已在另一个楼组圈“龙泉好邻圈”");
    let second = made(&hall, &["Q3", "B1"]).await;
    let join = profile(&["Q3", "Q1"], 1);
    hall.post("N1-leader", &of(&second, "/profile"), &join)
        .expect(409)
        .await
        .code("in_another_circle");
    hall.post("N1-leader", &of(&first, "/retire"), &json!({ "version": 1 })).expect(200).await;
    hall.post("N1-leader", &of(&second, "/profile"), &join).expect(200).await;
}

#[actix_web::test]
async fn of_two_circles_made_at_once_with_one_building_group_one_is_made() {
    let hall = hall().await;
    let (a, b) = (circle(&["Q1", "Q2"]), circle(&["Q2", "Q3"]));
    let send = |body: &Value| hall.post("N1-leader", "/building-circles", body).send();
    let (a, b) = tokio::join!(send(&a), send(&b));
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", a.body, b.body);
}

#[actix_web::test]
async fn what_is_wrong_with_a_circle_is_named() {
    let hall = hall().await;
    let good = circle(&["Q1", "Q2"]);
    for (field, value, code, place) in [
        ("name", json!("　"), "required", "/name"),
        ("convenor", json!(grid_id("N1")), "unknown_member", "/convenor"),
        ("convenor", json!(member_id("G4-leader")), "convenor_not_here", "/convenor"),
        ("building_groups", groups(&["Q1"]), "too_few", "/building_groups"),
        ("building_groups", groups(&["Q1", "Q1"]), "building_group_twice", "/building_groups/1"),
        ("building_groups", groups(&["Q1", "Q4"]), "circle_outside", "/building_groups/1"),
        (
            "building_groups",
            groups(&["Q1", "none"]),
            "unknown_building_group",
            "/building_groups/1",
        ),
        ("grid", json!(grid_id("G1")), "not_a_neighbourhood", "/grid"),
        ("score", json!(5), "unknown_field", "/score"),
    ] {
        let body = with(good.clone(), field, value);
        hall.post("N1-leader", "/building-circles", &body).expect(422).await.code(code).at(place);
    }
    let by_duty = with(good.clone(), "convenor", json!(member_id("B1-leader")));
    hall.post("N1-leader", "/building-circles", &by_duty).expect(201).await;
    let elsewhere = with(good, "grid", json!(grid_id("N2")));
    hall.post("N1-leader", "/building-circles", &elsewhere)
        .expect(404)
        .await
        .code("not_found")
        .at("/grid");
}

#[actix_web::test]
async fn a_circle_is_there_for_those_who_belong_to_its_neighbourhood() {
    let hall = hall().await;
    let circle = made(&hall, &["Q1", "Q2"]).await;
    let here = format!("?grid={}", grid_id("N1"));
    for who in ["idle", "G3-leader", "G1-leader", "B1-leader", "N1-deputy", "supervisor"] {
        hall.get(who, &of(&circle, "")).expect(200).await;
        assert_eq!(
            (listed(&hall, who, "").await, listed(&hall, who, &here).await),
            (1, 1),
            "{who}"
        );
    }
    for who in ["resident", "G4-leader", "N2-leader", "desk", "auditor"] {
        hall.get(who, &of(&circle, "")).expect(404).await.code("not_found");
        hall.get(who, &of(&circle, "/exchanges")).expect(404).await.code("not_found");
        hall.get(who, &of(&circle, "/topics")).expect(404).await.code("not_found");
        assert_eq!(
            (listed(&hall, who, "").await, listed(&hall, who, &here).await),
            (0, 0),
            "{who}"
        );
    }
    // Whoever moves away belongs there no more.
    let moved = hall
        .post("G3-leader", "/registrations", &json!({ "grid": grid_id("N2") }))
        .expect(201)
        .await
        .json();
    let accept = format!("/registrations/{}/accept", id(&moved));
    hall.post("N2-leader", &accept, &json!({ "version": 1 })).expect(200).await;
    hall.get("G3-leader", &of(&circle, "")).expect(404).await.code("not_found");
}

#[actix_web::test]
async fn a_neighbourhood_with_circles_is_not_retired() {
    let hall = hall().await;
    let new =
        json!({ "code": "N9", "name": "新居村", "level": "neighborhood", "parent": grid_id("T") });
    let new = hall.post("supervisor", "/grids", &new).expect(201).await.json();
    for code in ["Q4", "Q5"] {
        let there = json!({ "grid": new["id"], "version": 1 });
        hall.post("supervisor", &format!("/building-groups/{}/change", group_id(code)), &there)
            .expect(200)
            .await;
    }
    let body = with(
        with(circle(&["Q4", "Q5"]), "grid", new["id"].clone()),
        "convenor",
        json!(member_id("idle")),
    );
    hall.post("supervisor", "/building-circles", &body).expect(422).await.code("convenor_not_here");
    let duty = json!({ "unit": { "kind": "grid", "id": new["id"] }, "member": member_id("idle"), "capacity": "worker" });
    hall.post("supervisor", "/duties", &duty).expect(201).await;
    hall.post("supervisor", "/building-circles", &body).expect(201).await;
    for code in ["Q4", "Q5"] {
        let back = json!({ "grid": grid_id("G4"), "version": 2 });
        hall.post("supervisor", &format!("/building-groups/{}/change", group_id(code)), &back)
            .expect(200)
            .await;
    }
    let retire = format!("/grids/{}/retire", id(&new));
    let full = hall
        .post("supervisor", &retire, &json!({ "version": 1, "allow_gaps": true }))
        .expect(409)
        .await;
    assert_eq!(full.code("grid_in_use").json()["errors"][0]["params"]["circles"], 1);
}

#[actix_web::test]
async fn a_building_group_that_another_process_takes_meanwhile_is_in_another_circle() {
    let hall = hall().await;
    let Location::Postgres(url) = hall.town.location().clone() else { return };
    let mut other = PgConnection::establish(&url).unwrap();
    let (grid, convenor, group) = (grid_id("N1"), member_id("idle"), group_id("Q2"));
    let circle_of_others = format!(
        "BEGIN;
        INSERT INTO building_circles VALUES
            ('{grid}', '{grid}', '友邻圈', '{convenor}', now(), NULL, 0, 1);
        INSERT INTO building_circle_groups VALUES ('{grid}', '{group}', NULL)"
    );
    other.batch_execute(&circle_of_others).unwrap();
    let mine = hall.post("N1-leader", "/building-circles", &circle(&["Q3", "Q2"])).expect(409);
    let commit = async {
        while !waits_for_another(&mut other) {
            actix_web::rt::task::yield_now().await;
        }
        other.batch_execute("COMMIT").unwrap();
    };
    let (refused, ()) = tokio::join!(mine, commit);
    let refused = refused.code("in_another_circle").at("/building_groups/1");
    assert_eq!(refused.json()["errors"][0]["params"]["name"], "友邻圈");
}

/// True if a session of the database waits for the transaction of another one.
fn waits_for_another(connection: &mut PgConnection) -> bool {
    let waits = "EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE NOT granted AND locktype = 'transactionid' AND datname = current_database())";
    let waits = diesel::dsl::sql::<Bool>(waits);
    diesel::select(waits).get_result(connection).unwrap()
}
