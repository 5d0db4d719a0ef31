//! What happens in both worlds before the adversary begins.

use super::secret::{Secret, Side};
use super::world::World;
use crate::support::desk::{noise, with};
use crate::support::hall::group_id;
use crate::support::town::{at, grid_id, member_id};
use serde_json::{Value, json};

/// The sender of what is in every world.
const NEIGHBOUR: &str = "resident-4";

/// Plays it. Each confidential request has a day of its own, as far as can be: those of one day have no order.
pub async fn play(world: &mut World, secret: Secret, side: Side, adversary: &str) {
    arrange(world).await;
    until(world, "2026-03-02T10:05").await;
    let earlier = with(noise(), json!({ "confidential": true, "description": "隔壁半夜唱歌" }));
    let earlier = sends(world, NEIGHBOUR, earlier).await;
    moves(world, "desk", &earlier, json!({ "action": "redact", "redacted": "有人反映噪声" })).await;
    dispatches(world, &earlier).await;
    happens(world, NEIGHBOUR, "10:10", noise()).await;
    happens(world, NEIGHBOUR, "10:20", elsewhere("G2")).await;
    until(world, "2026-03-03T09:00").await;
    meets(world, secret, side, adversary).await;
    until(world, "2026-03-04T09:30").await;
    let third = sends(world, NEIGHBOUR, with(elsewhere("G3"), json!({ "confidential": true }))).await;
    dispatches(world, &third).await;
    until(world, "2026-03-04T11:00").await;
}

/// The day of the secret: others send something in the open before and after it.
async fn meets(world: &mut World, secret: Secret, side: Side, adversary: &str) {
    let sent = secret.sent(side, adversary);
    let time = secret.time(side);
    let others = [("10:01", "resident-1"), ("10:20", "resident-2"), ("10:50", NEIGHBOUR), ("11:10", NEIGHBOUR)];
    let mut told = sent.is_none();
    for (other, sender) in others {
        if other > time && !told {
            tells(world, secret.sender(side), time, sent.clone()).await;
            told = true;
        }
        until(world, &format!("2026-03-03T{other}")).await;
        let id = sends(world, sender, noise()).await;
        moves(world, "G1-leader", &id, json!({ "action": "accept" })).await;
    }
}

async fn tells(world: &mut World, sender: &str, time: &str, body: Option<Value>) {
    until(world, &format!("2026-03-03T{time}")).await;
    if let Some(body) = body {
        world.secret = Some(submitted(world, sender, body).await);
    }
}

/// A rule with somebody who reads along, a post, a department, a roster and an absence.
async fn arrange(world: &World) {
    let rule = json!({
        "code": "SHARED", "name": "抄送", "grid": grid_id("T"), "condition": { "category": "environment.noise" },
        "effect": { "copies": [{ "kind": "building_group", "id": group_id("B2") }] },
    });
    let post = json!({
        "code": "XFG-1", "name": "邻里调解先锋岗", "duties": ["上门劝和"], "skills": ["mediation"], "places": 3,
        "zone": { "kind": "building_groups", "building_groups": [group_id("B1")] },
    });
    let shift = json!({
        "member": member_id("on-call"), "from": "2026-03-02T17:00:00+08:00", "to": "2026-03-20T08:30:00+08:00",
    });
    let roster = json!({ "grid": grid_id("T"), "shifts": [shift] });
    let absence = json!({ "member": member_id("G2-leader"), "kind": "leave", "to": "2026-03-10T08:00:00+08:00" });
    let department =
        json!({ "code": "CG", "name": "城管中队", "kind": "department", "grid": grid_id("T") });
    accepted(world, "supervisor", "/routing-rules", &rule).await;
    let post = accepted(world, "N1-leader", "/pioneer-posts", &post).await;
    let holder = json!({ "member": member_id("post-holder"), "to": "2026-12-31T16:00:00Z" });
    accepted(world, "N1-leader", &format!("/pioneer-posts/{}/holders", post["id"].as_str().unwrap()), &holder).await;
    accepted(world, "supervisor", "/duty-roster", &roster).await;
    accepted(world, "N1-leader", "/absences", &absence).await;
    accepted(world, "supervisor", "/organizations", &department).await;
}

async fn accepted(world: &World, who: &str, uri: &str, body: &Value) -> Value {
    let reply = world.post(who, uri, body).await;
    assert_eq!(reply.status.as_u16(), 201, "{who} {uri}: {}", reply.body);
    reply.json()
}

async fn happens(world: &mut World, who: &str, time: &str, body: Value) {
    until(world, &format!("2026-03-02T{time}")).await;
    sends(world, who, body).await;
}

async fn sends(world: &mut World, who: &str, body: Value) -> String {
    let id = submitted(world, who, body).await;
    world.requests.push(id.clone());
    id
}

async fn submitted(world: &World, who: &str, body: Value) -> String {
    let made = accepted(world, who, "/requests", &body).await;
    made["id"].as_str().unwrap().to_owned()
}

/// The desk hands something to `G1`, where what is confidential lies with it first.
async fn dispatches(world: &World, id: &str) {
    let to = json!({ "kind": "grid", "id": grid_id("G1") });
    moves(world, "desk", id, json!({ "action": "transfer", "to": to })).await;
}

async fn moves(world: &World, who: &str, id: &str, body: Value) {
    world.post(who, &format!("/requests/{id}/transitions"), &body).await;
}

fn elsewhere(grid: &str) -> Value {
    with(noise(), json!({ "place": { "grid_code": grid } }))
}

async fn until(world: &World, time: &str) {
    world.pass(at(&format!("{time}:00+08:00")) - world.town.now()).await;
}
