//! The change sets of responsibility that whoever tries the demo finds, as they are read and gone
//! on with over HTTP.

use super::Demo;
use super::served::Served;
use crate::support::town::rulebook;
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::jobs::run_due;
use wangge::service::check::check_all;

impl Served<'_> {
    /// Takes a step with a change set as it is now.
    async fn post(&self, id: &str, what: &str) -> Value {
        let read = self.get(&format!("/reassignments/{id}")).await;
        let body = json!({ "version": read["version"], "digest": read["digest"] });
        let call = self.app.post(&format!("/api/v1/reassignments/{id}/{what}")).token(&self.token);
        call.keyed().json(&body).expect(200).await.json()
    }

    /// The one change set in a state that comes from there.
    async fn only(&self, state: &str, origin: &str) -> Value {
        let listed = self.get(&format!("/reassignments?state={state}&origin={origin}")).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{state} {origin}: {listed}");
        let id = listed["items"][0]["id"].as_str().unwrap();
        self.get(&format!("/reassignments/{id}")).await
    }

    async fn leader_of(&self, grid: &Value) -> Value {
        let holders = self.get(&format!("/grids/{}/holders", grid.as_str().unwrap())).await;
        let held =
            holders["items"].as_array().unwrap().iter().find(|duty| duty["capacity"] == "leader");
        held.unwrap()["member"]["id"].clone()
    }
}

#[actix_web::test]
async fn a_supervisor_finds_what_changed_what_was_undone_and_what_is_to_come() {
    let demo = Demo::new().await;
    let served = Served::of(&demo, "supervisor").await;
    a_leader_left_and_what_was_open_went_to_the_next(&served).await;
    a_building_group_moved_and_came_back(&served).await;
    a_split_waits_for_a_second_supervisor_who_agrees_and_applies_it(&served).await;
    a_successor_takes_over_when_the_day_comes(&served).await;
    assert_eq!(check_all(&demo.db).await.unwrap(), []);
}

async fn a_leader_left_and_what_was_open_went_to_the_next(served: &Served<'_>) {
    let left = served.only("applied", "drafted").await;
    assert_eq!((&left["reason"], &left["possible"]), (&json!("person_leaves"), &json!(["undo"])));
    assert!(left["note"].as_str().unwrap().contains("移交"), "{left}");
    let successor = &left["operations"][0]["operation"]["replace_holder"]["by"];
    assert_eq!(served.leader_of(&left["grid"]).await, *successor);
    assert!(left["told"].as_array().unwrap().contains(successor));
}

async fn a_building_group_moved_and_came_back(served: &Served<'_>) {
    let undone = served.only("undone", "drafted").await;
    let undoing = served.only("applied", "undo").await;
    assert_eq!((&undone["undone_by"], &undoing["undoes"]), (&undoing["id"], &undone["id"]));
    assert_eq!((&undone["reason"], undoing.get("not_restored")), (&json!("workload"), None));
    let (moved, back) =
        (&undone["operations"][0]["operation"], &undoing["operations"][0]["operation"]);
    let group = &moved["move_building_group"]["building_group"];
    assert_eq!(*group, back["move_building_group"]["building_group"]);
    let home = back["move_building_group"]["grid"].as_str().unwrap();
    let there = served.get(&format!("/grids/{home}/building-groups")).await;
    assert!(there["items"].as_array().unwrap().iter().any(|item| item["id"] == *group));
}

async fn a_split_waits_for_a_second_supervisor_who_agrees_and_applies_it(served: &Served<'_>) {
    let split = served.only("previewed", "drafted").await;
    assert_eq!(split["possible"], json!(["edit", "preview", "approve", "apply", "discard"]));
    let operation = &split["operations"][0]["operation"]["split_grid"];
    let parts = operation["parts"].as_array().unwrap();
    assert_eq!((parts.len(), operation["line"].as_array().unwrap().len()), (2, 2));
    let id = split["id"].as_str().unwrap();
    assert_eq!(served.post(id, "approve").await["state"], "approved");
    assert_eq!(served.post(id, "apply").await["state"], "applied");
    let south = &split["operations"][0]["makes_grids"][0];
    assert_eq!(served.leader_of(south).await, parts[1]["leader"]);
    let groups = served.get(&format!("/grids/{}/building-groups", south.as_str().unwrap())).await;
    assert!(groups["items"].as_array().unwrap().len() >= 3, "{groups}");
}

async fn a_successor_takes_over_when_the_day_comes(served: &Served<'_>) {
    let demo = served.demo;
    let waiting = served.only("scheduled", "drafted").await;
    let successor = &waiting["operations"][0]["operation"]["replace_holder"]["by"];
    let days = TimeDelta::days(4);
    assert_eq!(waiting["effective_at"], json!(demo.present + days));
    assert_ne!(served.leader_of(&waiting["grid"]).await, *successor);
    demo.clock.set(demo.present + days);
    run_due(&demo.db, &rulebook()).await.unwrap();
    let served = Served::of(demo, "supervisor").await;
    let applied = served.get(&format!("/reassignments/{}", waiting["id"].as_str().unwrap())).await;
    assert_eq!(applied["state"], "applied", "{applied}");
    assert_eq!(served.leader_of(&waiting["grid"]).await, *successor);
}
