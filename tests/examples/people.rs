//! Members, their duties, absences and appointments.

use super::story::Story;
use super::town::{GRID, NEIGHBOURHOOD, auditing, grid, leading, member, working};
use serde_json::json;

#[actix_web::test]
async fn members() {
    let story = Story::begin().await;
    let two = json!({ "grid": grid(GRID), "limit": 2 });
    story.reads("list_members", "secretary", two).await;
    story.reads("read_member", "secretary", json!({ "id": member("leader") })).await;
    let duties = json!({ "id": member("leader"), "limit": 2 });
    story.reads("list_duties_of_member", "secretary", duties).await;
    let new = json!({ "code": "WP0302", "name": "樊晚笙", "phone": "15400000302" });
    let made = story.sends("create_member", "secretary", json!({}), new).await;
    let named = json!({ "id": made["id"] });
    story.sends("deactivate_member", "supervisor", named.clone(), json!({ "version": 1 })).await;
    story.sends("activate_member", "supervisor", named, json!({ "version": 2 })).await;
    story.examples.keep();
}

#[actix_web::test]
async fn duties() {
    let story = Story::begin().await;
    let of_leader = json!({ "member": member("leader"), "limit": 2 });
    story.reads("list_duties", "secretary", of_leader).await;
    story.reads("read_duty", "secretary", json!({ "id": leading(GRID) })).await;
    let new = json!({
        "unit": { "kind": "grid", "id": grid(GRID) }, "member": member("neighbour"),
        "capacity": "worker", "from": "2026-04-01T00:00:00+08:00", "to": "2026-07-01T00:00:00+08:00",
    });
    story.sends("give_duty", "supervisor", json!({}), new).await;
    let end = json!({ "version": 1, "at": "2026-03-31T16:00:00Z" });
    story.sends("end_duty", "supervisor", json!({ "id": working() }), end).await;
    let shift = json!({
        "member": member("deputy"), "from": "2026-03-02T17:30:00+08:00", "to": "2026-03-03T08:30:00+08:00",
    });
    let shifts = json!({ "grid": grid(GRID), "shifts": [shift] });
    story.sends("add_shifts", "supervisor", json!({}), shifts).await;
    let week = json!({
        "grid": grid(GRID), "from": "2026-03-02T00:00:00+08:00", "to": "2026-03-09T00:00:00+08:00",
    });
    story.reads("read_duty_roster", "leader", week).await;
    story.examples.keep();
}

#[actix_web::test]
async fn absences() {
    let story = Story::begin().await;
    let new = json!({
        "member": member("leader"), "kind": "training",
        "from": "2026-03-09T00:00:00+08:00", "to": "2026-03-14T00:00:00+08:00",
    });
    let made = story.sends("add_absence", "secretary", json!({}), new).await;
    let named = json!({ "id": made["id"] });
    story.reads("list_absences", "secretary", json!({ "limit": 2 })).await;
    story.reads("read_absence", "leader", named.clone()).await;
    let end = json!({ "version": 1, "at": "2026-03-12T00:00:00+08:00" });
    story.sends("end_absence", "leader", named, end).await;
    story.examples.keep();
}

#[actix_web::test]
async fn appointments() {
    let story = Story::begin().await;
    let desks = json!({ "role": "town_desk", "limit": 2 });
    story.reads("list_appointments", "auditor", desks).await;
    story.reads("read_appointment", "auditor", json!({ "id": auditing() })).await;
    let new = json!({
        "member": member("vice-secretary"), "role": "supervisor", "grid": grid(NEIGHBOURHOOD),
        "from": "2026-03-16T00:00:00+08:00", "to": "2027-03-16T00:00:00+08:00",
    });
    let made = story.sends("give_appointment", "security", json!({}), new).await;
    let end = json!({ "version": 1, "at": "2026-09-01T00:00:00+08:00" });
    story.sends("end_appointment", "security", json!({ "id": made["id"] }), end).await;
    story.examples.keep();
}
