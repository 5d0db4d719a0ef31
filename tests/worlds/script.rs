//! What happens in both worlds before the adversary begins.

use super::given;
use super::people::GROUPS;
use super::secret::{Secret, Side};
use super::world::World;
use crate::support::desk::{noise, with};
use crate::support::quarter::address_id;
use crate::support::town::{at, grid_id};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// The sender of what is in every world.
const NEIGHBOUR: &str = "resident-4";

/// Plays it. Each confidential request has a day of its own, as far as can be: those of one day
/// have no order.
pub async fn play(world: &mut World, secret: Secret, side: Side, adversary: &str) {
    until(world, "2026-03-02T10:05").await;
    let earlier = with(noise(), json!({ "confidential": true, "description": "隔壁半夜唱歌" }));
    let earlier = sends(world, NEIGHBOUR, earlier).await;
    moves(world, "desk", &earlier, json!({ "action": "redact", "redacted": "有人反映噪声" })).await;
    dispatches(world, &earlier).await;
    gives(world, "desk", &earlier, given::together(world)).await;
    happens(world, NEIGHBOUR, "10:10", noise()).await;
    // Two groups of G1 have one each, which a suggestion evens out.
    until(world, "2026-03-02T10:12").await;
    let shared = sends(world, NEIGHBOUR, at_home("B1")).await;
    gives_tasks(world, &shared).await;
    happens(world, NEIGHBOUR, "10:14", at_home("B4")).await;
    happens(world, NEIGHBOUR, "10:20", elsewhere("G2")).await;
    let ticket = json!({
        "channel": "city_platform", "external_ref": { "system": "sh12345", "number": "20260302-1" },
        "contact_phone": "13900002222", "place": { "grid_code": "G2" },
    });
    happens(world, "platform", "10:25", with(noise(), ticket)).await;
    until(world, "2026-03-03T09:00").await;
    meets(world, secret, side, adversary).await;
    until(world, "2026-03-04T09:30").await;
    let third =
        sends(world, NEIGHBOUR, with(elsewhere("G3"), json!({ "confidential": true }))).await;
    dispatches(world, &third).await;
    until(world, "2026-03-04T11:00").await;
}

/// The day of the secret: others send something in the open before and after it.
async fn meets(world: &mut World, secret: Secret, side: Side, adversary: &str) {
    let sent = secret.sent(side, adversary);
    let time = secret.time(side);
    let others = [
        ("10:01", "resident-1"),
        ("10:20", "resident-2"),
        ("10:50", NEIGHBOUR),
        ("11:10", NEIGHBOUR),
    ];
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

async fn happens(world: &mut World, who: &str, time: &str, body: Value) {
    until(world, &format!("2026-03-02T{time}")).await;
    sends(world, who, body).await;
}

async fn sends(world: &mut World, who: &str, body: Value) -> String {
    let id = submitted(world, who, body).await;
    world.made.push(("request", id.clone()));
    id
}

async fn submitted(world: &World, who: &str, body: Value) -> String {
    let reply = world.post(who, "/requests", &body).await;
    assert_eq!(reply.status.as_u16(), 201, "{who}: {}", reply.body);
    reply.json()["id"].as_str().unwrap().to_owned()
}

/// The holder gives a task to an organisation, a post and a second identity; each answers.
async fn gives_tasks(world: &mut World, id: &str) {
    for kind in ["organization", "pioneer_post", "second_identity"] {
        let body = given::one(world, kind);
        gives(world, "G1-leader", id, body).await;
    }
}

/// Somebody gives tasks, which must be possible. Those of one instant have no order.
async fn gives(world: &mut World, who: &str, id: &str, body: Value) {
    world.pass(TimeDelta::seconds(1)).await;
    let reply = world.post(who, &format!("/requests/{id}/transitions"), &body).await;
    assert_eq!(reply.status.as_u16(), 200, "{who}: {}", reply.body);
    let read = world.get("desk", &format!("/requests/{id}/tasks")).await.json();
    for task in read["items"].as_array().unwrap() {
        let made = ("task", task["id"].as_str().unwrap().to_owned());
        if !world.made.contains(&made) {
            world.made.push(made);
        }
    }
}

/// The desk hands something to `G1`, where what is confidential lies with it first.
async fn dispatches(world: &World, id: &str) {
    let to = json!({ "kind": "grid", "id": grid_id("G1") });
    moves(world, "desk", id, json!({ "action": "dispatch", "to": to })).await;
    moves(world, "G1-leader", id, json!({ "action": "accept" })).await;
}

async fn moves(world: &World, who: &str, id: &str, body: Value) {
    world.post(who, &format!("/requests/{id}/transitions"), &body).await;
}

fn at_home(group: &str) -> Value {
    let (.., address, _) = GROUPS.into_iter().find(|(code, ..)| *code == group).unwrap();
    with(noise(), json!({ "place": { "address_id": address_id(address) } }))
}

fn elsewhere(grid: &str) -> Value {
    with(noise(), json!({ "place": { "grid_code": grid } }))
}

async fn until(world: &World, time: &str) {
    world.pass(at(&format!("{time}:00+08:00")) - world.town.now()).await;
}
