//! What a list names opens for whoever the list was shown to.

use super::Draft;
use crate::support::hall::{Hall, group_id};
use crate::support::quarter::settle;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const EVERYBODY: &[&str] = &[
    "resident",
    "idle",
    "B1-leader",
    "G1-worker",
    "G1-leader",
    "N1-leader",
    "T-leader",
    "desk",
    "supervisor",
    "supervisor-N1",
    "system",
    "security",
    "auditor",
];

/// The lists whose items open by identifier, and where; `{G1}` stands for the grid.
const LISTS: &[(&str, &str)] = &[
    ("/reassignments", "/reassignments"),
    ("/grids", "/grids"),
    ("/members", "/members"),
    ("/duties?unit={G1}", "/duties"),
    ("/absences", "/absences"),
    ("/appointments", "/appointments"),
    ("/organizations", "/organizations"),
    ("/routing-rules", "/routing-rules"),
    ("/pioneer-posts", "/pioneer-posts"),
    ("/alliances", "/alliances"),
    ("/building-circles", "/building-circles"),
    ("/registrations", "/registrations"),
    ("/community-roles", "/community-roles"),
    ("/second-identities", "/second-identities"),
    ("/requests", "/requests"),
    ("/requests?whose=my_grids", "/requests"),
    ("/inbox", "/requests"),
];

/// Everything in a list, read two by two; none when it is not the caller's to read.
async fn paged(hall: &Hall, who: &str, uri: &str) -> Option<Vec<Value>> {
    let joint = if uri.contains('?') { '&' } else { '?' };
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let reply = hall.get(who, &format!("{uri}{joint}limit=2{cursor}")).send().await;
        if [403, 404].contains(&reply.status.as_u16()) {
            return None;
        }
        assert_eq!(reply.status, 200, "{who} {uri}: {}", reply.body);
        items.extend(reply.items());
        assert!(items.len() < 1000, "{who} {uri} has no end");
        let Some(next) = reply.json()["next_cursor"].as_str().map(str::to_owned) else { return Some(items) };
        cursor = format!("&cursor={next}");
    }
}

async fn hall() -> Hall {
    let hall = Hall::open().await;
    settle(&hall.town).await;
    // An empty draft touches no grid, a direct change of a secretary is drafted by no supervisor.
    Draft::begin(&hall).await;
    hall.post("supervisor-N1", "/reassignments", &json!({})).expect(201).await;
    let body = json!({ "code": "X1", "name": "物业一", "kind": "property", "grid": grid_id("N1") });
    hall.post("N1-leader", "/organizations", &body).expect(201).await;
    hall.post("resident", "/requests", &crate::support::desk::noise()).expect(201).await;
    for (who, uri, body) in one_of_each() {
        hall.post(who, uri, &body).expect(201).await;
    }
    let role = paged(&hall, "N1-leader", "/community-roles").await.unwrap().remove(0);
    let registration = paged(&hall, "idle", "/registrations").await.unwrap().remove(0);
    let accept = format!("/registrations/{}/accept", registration["id"].as_str().unwrap());
    hall.post("N1-leader", &accept, &json!({ "version": 1 })).expect(200).await;
    hall.post("idle", &format!("/community-roles/{}/claims", role["id"].as_str().unwrap()), &json!({}))
        .expect(201)
        .await;
    hall
}

/// What fills the lists that a town begins without.
fn one_of_each() -> [(&'static str, &'static str, Value); 7] {
    let (grid, idle, group) = (grid_id("N1"), member_id("idle"), group_id("B1"));
    let rule = json!({
        "code": "SHARED", "name": "抄送", "grid": grid_id("T"), "condition": { "category": "environment.noise" },
        "effect": { "copies": [{ "kind": "building_group", "id": group }] },
    });
    let absence = json!({ "member": member_id("G2-leader"), "kind": "leave" });
    let post = json!({
        "code": "XFG-1", "name": "邻里调解先锋岗", "duties": ["上门劝和"], "skills": ["mediation"], "places": 1,
        "zone": { "kind": "building_groups", "building_groups": [group] },
    });
    let alliance = json!({
        "grid": grid, "name": "治理共同体", "pact_from": "2026-01-01", "pact_to": "2027-12-31", "liaison": idle,
        "organizations": [],
    });
    let circle = json!({ "grid": grid, "name": "好邻圈", "convenor": member_id("N1-leader"), "building_groups": [group_id("Q1"), group_id("Q2")] });
    let role = json!({
        "grid": grid, "name": "邻里调解员", "tasks": "上门劝和", "skills": ["mediation"], "places": 1,
        "waiting_places": 1, "term_days": 365, "reviewed": true,
    });
    [
        ("supervisor", "/routing-rules", rule),
        ("N1-leader", "/absences", absence),
        ("N1-leader", "/pioneer-posts", post),
        ("N1-leader", "/alliances", alliance),
        ("N1-leader", "/building-circles", circle),
        ("N1-leader", "/community-roles", role),
        ("idle", "/registrations", json!({ "grid": grid, "skills": ["mediation"] })),
    ]
}

#[actix_web::test]
async fn what_a_list_names_opens() {
    let hall = hall().await;
    let mut filled = BTreeSet::new();
    for who in EVERYBODY {
        for (list, read) in LISTS {
            let Some(items) = paged(&hall, who, &list.replace("{G1}", &grid_id("G1").to_string())).await else {
                continue;
            };
            let ids: BTreeSet<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
            assert_eq!(ids.len(), items.len(), "{who} reads something twice in {list}");
            if !ids.is_empty() {
                filled.insert(*list);
            }
            for id in ids {
                let reply = hall.get(who, &format!("{read}/{id}")).send().await;
                assert_eq!(reply.status, 200, "{who} {read}/{id}: {}", reply.body);
            }
        }
    }
    let empty: Vec<&str> = LISTS.iter().map(|(list, _)| *list).filter(|list| !filled.contains(list)).collect();
    assert!(empty.is_empty(), "{empty:?} are empty for everybody");
}

#[actix_web::test]
async fn change_sets_are_listed_for_those_who_may_read_them() {
    let hall = hall().await;
    let all = paged(&hall, "supervisor", "/reassignments").await.unwrap();
    assert!(all.iter().any(|row| row["grid"].is_null()), "the draft of another, which touches nothing yet");
    for who in EVERYBODY {
        let listed = paged(&hall, who, "/reassignments").await.unwrap();
        for row in &all {
            let id = row["id"].as_str().unwrap();
            let opens = hall.get(who, &format!("/reassignments/{id}")).send().await.status == 200;
            assert_eq!(opens, listed.iter().any(|listed| listed["id"] == id), "{who} {row}");
        }
    }
}
