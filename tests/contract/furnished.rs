//! A town with something in every list, and somebody of every role who reads them.

use crate::reassignments::Draft;
use crate::support::desk::{noise, with};
use crate::support::form::Form;
use crate::support::hall::{Hall, group_id};
use crate::support::quarter::settle;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::scope::Scope;

/// Somebody of every role.
pub const EVERYBODY: &[&str] = &[
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
    "platform",
];

/// Everything in a list, read two by two; none when it is not the caller's to read.
pub async fn paged(hall: &Hall, who: &str, uri: &str) -> Option<Vec<Value>> {
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
        let Some(next) = reply.json()["next_cursor"].as_str().map(str::to_owned) else {
            return Some(items);
        };
        cursor = format!("&cursor={next}");
    }
}

/// A town with something in every list.
pub async fn hall() -> Hall {
    let hall = Hall::open().await;
    settle(&hall.town).await;
    // An empty draft touches no grid, a direct change of a secretary is drafted by no supervisor.
    Draft::begin(&hall).await;
    hall.post("supervisor-N1", "/reassignments", &json!({})).expect(201).await;
    let body = json!({ "code": "X1", "name": "物业一", "kind": "property", "grid": grid_id("N1") });
    let property = hall.post("N1-leader", "/organizations", &body).expect(201).await.json();
    let role =
        json!({ "member": member_id("idle"), "role": "liaison", "organization": property["id"] });
    hall.post("security", "/appointments", &role).expect(201).await;
    let request = hall.post("resident", "/requests", &noise()).expect(201).await.json();
    let task = json!({
        "assignee": { "kind": "organization", "id": property["id"] },
        "what": "请到工地看看", "until": "2026-03-12T10:00:00Z",
    });
    let moves = format!("/requests/{}/transitions", request["id"].as_str().unwrap());
    let assign = json!({ "action": "assign", "task": task });
    hall.post("G1-leader", &moves, &assign).expect(200).await;
    for (who, uri, body) in one_of_each() {
        hall.post(who, uri, &body).expect(201).await;
    }
    let role = paged(&hall, "N1-leader", "/community-roles").await.unwrap().remove(0);
    let registration = paged(&hall, "idle", "/registrations").await.unwrap().remove(0);
    let accept = format!("/registrations/{}/accept", registration["id"].as_str().unwrap());
    hall.post("N1-leader", &accept, &json!({ "version": 1 })).expect(200).await;
    hall.post(
        "idle",
        &format!("/community-roles/{}/claims", role["id"].as_str().unwrap()),
        &json!({}),
    )
    .expect(201)
    .await;
    fill_below(&hall).await;
    // It is so large that a second person must agree to it.
    let rows: String = (0..25).map(|n| format!("G1,新组{n},NEW-{n}\n")).collect();
    let file = format!("grid_code,name,code\n{rows}");
    let sent = Form::of("building_groups", file).imported(&hall, "supervisor-N1").await;
    assert_eq!(sent["state"], "awaiting_approval");
    hall
}

/// What stands below something else.
async fn fill_below(hall: &Hall) {
    let post = paged(hall, "N1-leader", "/pioneer-posts").await.unwrap().remove(0);
    let circle = paged(hall, "N1-leader", "/building-circles").await.unwrap().remove(0);
    let below = |thing: &Value, list: &str| format!("{list}/{}", thing["id"].as_str().unwrap());
    let term = json!({ "member": member_id("idle"), "to": "2027-02-28T00:00:00+08:00" });
    hall.post("N1-leader", &format!("{}/holders", below(&post, "/pioneer-posts")), &term)
        .expect(201)
        .await;
    let circle = below(&circle, "/building-circles");
    let offer = json!({ "kind": "offer", "title": "教老人用手机", "text": "周末可以" });
    hall.post("G1-leader", &format!("{circle}/exchanges"), &offer).expect(201).await;
    let topic = json!({ "title": "垃圾箱房", "text": "早晚开放" });
    hall.post("G1-leader", &format!("{circle}/topics"), &topic).expect(201).await;
    let shift = json!({ "member": member_id("G1-worker"), "from": "2026-03-03T18:00:00+08:00", "to": "2026-03-04T08:00:00+08:00" });
    hall.post("supervisor", "/duty-roster", &json!({ "grid": grid_id("G1"), "shifts": [shift] }))
        .expect(201)
        .await;
    let proxy = with(noise(), json!({ "channel": "proxy" }));
    hall.post("G2-leader", "/requests", &proxy).expect(201).await;
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

/// What somebody may do now.
pub fn scope(hall: &Hall, who: &str) -> Scope {
    let member = (who != "resident").then(|| member_id(who));
    Scope::of(&hall.town.db.atlas(), hall.account(who), member, hall.town.now())
}
