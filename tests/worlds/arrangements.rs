//! What is there in every world: one of each thing that can be made, so that every route finds
//! something.

use super::world::World;
use crate::support::hall::group_id;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::id::DeskId;

/// Makes them.
pub async fn arrange(world: &mut World) {
    staff(world).await;
    post(world).await;
    community(world).await;
    circle(world).await;
    draft(world).await;
    office(world).await;
}

/// A station office with a head, the main office for noise in one neighbourhood.
async fn office(world: &mut World) {
    let team = json!({
        "code": "ZF", "name": "综合行政执法队", "kind": "station_office", "grid": grid_id("T"),
    });
    let team = makes(world, "supervisor", "/organizations", "organization", team).await;
    let head = json!({
        "unit": { "kind": "office", "id": team }, "member": member_id("post-holder"),
        "capacity": "leader",
    });
    makes(world, "supervisor", "/duties", "duty", head).await;
    let rule = json!({
        "code": "MAIN", "name": "噪声由执法队主办", "grid": grid_id("N1"),
        "condition": { "category": "environment.noise" },
        "effect": { "main_office": { "office": team, "basis": "权责清单第3项" } },
    });
    makes(world, "supervisor", "/routing-rules", "routing_rule", rule).await;
}

async fn staff(world: &mut World) {
    let rule = json!({
        "code": "SHARED", "name": "抄送", "grid": grid_id("T"), "condition": { "category": "environment.noise" },
        "effect": { "copies": [{ "kind": "building_group", "id": group_id("B2") }] },
    });
    let shift = json!({
        "member": member_id("on-call"), "from": "2026-03-02T17:00:00+08:00", "to": "2026-03-20T08:30:00+08:00",
    });
    let roster = json!({ "grid": grid_id("T"), "shifts": [shift] });
    let half = json!({
        "code": "HALF", "name": "上半小时", "grid": grid_id("G1"),
        "condition": { "time": { "daily": { "from": "10:00", "to": "10:30" } } },
        "effect": { "clocks": { "accept": { "minutes": 30 } } },
    });
    let absence = json!({ "member": member_id("G2-leader"), "kind": "leave", "to": "2026-03-10T08:00:00+08:00" });
    let role = json!({ "member": member_id("idle"), "role": "integrator", "grid": grid_id("N2") });
    makes(world, "supervisor", "/routing-rules", "routing_rule", rule).await;
    makes(world, "supervisor", "/routing-rules", "routing_rule", half).await;
    makes(world, "supervisor", "/duty-roster", "shift", roster).await;
    makes(world, "supervisor", "/duty-roster", "shift", shifts_at_the_desk()).await;
    makes(world, "N1-leader", "/absences", "absence", absence).await;
    makes(world, "security", "/appointments", "appointment", role).await;
}

/// On the day of the secret one shift follows the other within its hour.
fn shifts_at_the_desk() -> Value {
    let shift = |member: &str, from: &str, to: &str| {
        let [from, to] = [from, to].map(|time| format!("2026-03-03T{time}:00+08:00"));
        json!({ "member": member_id(member), "from": from, "to": to })
    };
    let shifts = [shift("morning", "08:30", "10:30"), shift("noon", "10:30", "12:00")];
    json!({ "grid": DeskId::of(grid_id("T")), "shifts": shifts })
}

async fn post(world: &mut World) {
    let post = json!({
        "code": "XFG-1", "name": "邻里调解先锋岗", "duties": ["上门劝和"], "skills": ["mediation"], "places": 3,
        "zone": { "kind": "building_groups", "building_groups": [group_id("B1")] },
    });
    let post = makes(world, "N1-leader", "/pioneer-posts", "pioneer_post", post).await;
    let holder = json!({ "member": member_id("post-holder"), "to": "2026-12-31T16:00:00Z" });
    makes(world, "N1-leader", &format!("/pioneer-posts/{post}/holders"), "post_holding", holder)
        .await;
}

async fn community(world: &mut World) {
    let firm =
        json!({ "code": "HW", "name": "海湾机械厂", "kind": "member_unit", "grid": grid_id("N1") });
    let firm = makes(world, "N1-leader", "/organizations", "organization", firm).await;
    let liaison =
        json!({ "member": member_id("liaison"), "role": "liaison", "organization": firm });
    makes(world, "security", "/appointments", "appointment", liaison).await;
    let alliance = json!({
        "grid": grid_id("N1"), "name": "海湾路治理共同体", "pact_from": "2026-01-01", "pact_to": "2027-12-31",
        "liaison": member_id("idle"), "organizations": [firm],
    });
    makes(world, "N1-leader", "/alliances", "alliance", alliance).await;
    for who in ["idle", "post-holder"] {
        let registration = json!({ "grid": grid_id("N1"), "skills": ["mediation"] });
        let registration = makes(world, who, "/registrations", "registration", registration).await;
        accepts(world, &format!("/registrations/{registration}/accept")).await;
    }
    makes(world, "G1-worker", "/registrations", "registration", json!({ "grid": grid_id("N1") }))
        .await;
    let role = json!({
        "grid": grid_id("N1"), "name": "邻里调解员", "tasks": "邻里有纠纷时上门劝和", "skills": ["mediation"],
        "places": 2, "waiting_places": 2, "term_days": 365, "reviewed": true,
    });
    let role = makes(world, "N1-leader", "/community-roles", "community_role", role).await;
    let claims = format!("/community-roles/{role}/claims");
    let claim = makes(world, "idle", &claims, "second_identity", json!({})).await;
    accepts(world, &format!("/second-identities/{claim}/accept")).await;
    makes(world, "post-holder", &claims, "second_identity", json!({})).await;
}

async fn circle(world: &mut World) {
    let circle = json!({
        "grid": grid_id("N1"), "name": "龙泉好邻圈", "convenor": member_id("idle"),
        "building_groups": [group_id("B1"), group_id("B2")],
    });
    let circle = makes(world, "N1-leader", "/building-circles", "building_circle", circle).await;
    let offer = json!({ "kind": "offer", "title": "辅导功课", "text": "周三下午" });
    let topic = json!({ "title": "楼道堆物怎么清", "text": "占了消防通道" });
    let inside = |part: &str| format!("/building-circles/{circle}/{part}");
    makes(world, "idle", &inside("exchanges"), "circle_exchange", offer).await;
    makes(world, "idle", &inside("topics"), "circle_topic", topic).await;
}

/// What somebody else has drafted and looked at, so that others may agree to it.
async fn draft(world: &mut World) {
    let who = "supervisor-2";
    let id =
        makes(world, who, "/reassignments", "reassignment", json!({ "reason": "workload" })).await;
    let move_away = json!({ "move_building_group": { "building_group": group_id("B4"), "grid": grid_id("G2") } });
    let one = |part: &str| format!("/reassignments/{id}/{part}");
    let added =
        world.post(who, &one("operations"), &json!({ "operation": move_away, "version": 1 })).await;
    assert_eq!(added.status.as_u16(), 201, "{}", added.body);
    let seen = world.post(who, &one("preview"), &json!({ "version": 2 })).await;
    assert_eq!(seen.status.as_u16(), 200, "{}", seen.body);
}

/// Makes something; answers its identifier, if it has one.
async fn makes(world: &mut World, who: &str, uri: &str, kind: &'static str, body: Value) -> String {
    let reply = world.post(who, uri, &body).await;
    assert_eq!(reply.status.as_u16(), 201, "{who} {uri}: {}", reply.body);
    let id = reply.json()["id"].as_str().unwrap_or_default().to_owned();
    if !id.is_empty() {
        world.made.push((kind, id.clone()));
    }
    id
}

async fn accepts(world: &World, uri: &str) {
    let reply = world.post("N1-leader", uri, &json!({ "version": 1 })).await;
    assert_eq!(reply.status.as_u16(), 200, "{uri}: {}", reply.body);
}
