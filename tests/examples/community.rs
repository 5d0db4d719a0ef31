//! Who serves beside those on duty: organisations, alliances, pioneer posts, registrations,
//! community roles, second identities and building circles.

use super::story::Story;
use super::town::{GRID, GROUP, NEIGHBOURHOOD, NEXT_GROUP, OTHER_GROUP, grid, group, member};
use serde_json::{Value, json};

fn id(of: &Value) -> Value {
    json!({ "id": of["id"] })
}

fn two_of(of: &Value) -> Value {
    json!({ "id": of["id"], "limit": 2 })
}

fn version(of: &Value) -> Value {
    json!({ "version": of["version"] })
}

fn two_here() -> Value {
    json!({ "grid": grid(NEIGHBOURHOOD), "limit": 2 })
}

/// The property company of the neighbourhood.
fn company() -> Value {
    json!({
        "code": "WY-319901100001", "name": "柳荫居民区物业服务处", "kind": "property",
        "grid": grid(NEIGHBOURHOOD), "office_phone": "15400002101",
    })
}

/// Somebody reports to the neighbourhood and is accepted.
async fn registered(story: &Story, who: &str) {
    let here = json!({ "grid": grid(NEIGHBOURHOOD), "skills": ["mediation"] });
    let made = story.given("register", who, json!({}), here).await;
    story.given("accept_registration", "secretary", id(&made), version(&made)).await;
}

#[actix_web::test]
async fn organizations() {
    let story = Story::begin().await;
    let made = story.sends("create_organization", "secretary", json!({}), company()).await;
    story.reads("list_organizations", "resident", two_here()).await;
    story.reads("read_organization", "resident", id(&made)).await;
    let profile = json!({
        "version": 1, "name": "柳荫物业服务中心", "grid": grid(NEIGHBOURHOOD),
        "office_phone": "15400002102",
    });
    let changed = story.sends("change_organization", "secretary", id(&made), profile).await;
    story.sends("retire_organization", "secretary", id(&made), version(&changed)).await;
    story.examples.keep();
}

#[actix_web::test]
async fn alliances() {
    let story = Story::begin().await;
    let company = story.given("create_organization", "secretary", json!({}), company()).await;
    let new = json!({
        "grid": grid(NEIGHBOURHOOD), "name": "柳荫治理共同体", "organizations": [company["id"]],
        "pact_from": "2026-01-01", "pact_to": "2027-12-31", "liaison": member("vice-secretary"),
    });
    let made = story.sends("create_alliance", "secretary", json!({}), new).await;
    story.reads("list_alliances", "resident", two_here()).await;
    story.reads("read_alliance", "resident", id(&made)).await;
    let profile = json!({
        "version": 1, "name": "柳荫治理共同体", "organizations": [company["id"]],
        "pact_from": "2026-01-01", "pact_to": "2028-12-31", "liaison": member("secretary"),
    });
    let changed = story.sends("change_alliance", "secretary", id(&made), profile).await;
    story.sends("retire_alliance", "secretary", id(&made), version(&changed)).await;
    story.examples.keep();
}

#[actix_web::test]
async fn pioneer_posts() {
    let story = Story::begin().await;
    let new = json!({
        "code": "XF001", "name": "邻里调解先锋岗", "skills": ["mediation", "law"], "places": 2,
        "duties": ["邻里有纠纷时上门劝和", "每月主持一次楼组议事"],
        "zone": { "kind": "grid", "grid": grid(GRID) },
    });
    let made = story.sends("create_pioneer_post", "secretary", json!({}), new).await;
    let term = json!({ "member": member("neighbour"), "to": "2027-03-01T00:00:00+08:00" });
    let held = story.sends("give_pioneer_post", "secretary", id(&made), term).await;
    story.reads("read_post_holding", "neighbour", id(&held)).await;
    let shown = json!({ "version": 1, "name_shown": true });
    let held = story.sends("consent_to_name", "neighbour", id(&held), shown).await;
    story.reads("list_post_holders", "neighbour", two_of(&made)).await;
    let place = json!({ "address": "柳荫一村2号楼" });
    story.sends("find_serving_posts", "nobody", json!({}), place).await;
    story.reads("list_pioneer_posts", "resident", json!({ "grid": grid(GRID), "limit": 2 })).await;
    story.reads("read_pioneer_post", "resident", id(&made)).await;
    let profile = json!({
        "version": made["version"], "name": "邻里调解先锋岗", "skills": ["mediation"], "places": 3,
        "duties": ["邻里有纠纷时上门劝和"],
        "zone": { "kind": "building_groups", "building_groups": [group(GROUP)] },
    });
    let changed = story.sends("change_pioneer_post", "secretary", id(&made), profile).await;
    let end = json!({ "version": held["version"], "at": "2026-12-31T00:00:00+08:00" });
    story.sends("end_post_holding", "secretary", id(&held), end).await;
    story.sends("retire_pioneer_post", "secretary", id(&made), version(&changed)).await;
    story.examples.keep();
}

#[actix_web::test]
async fn registrations() {
    let story = Story::begin().await;
    let saturday = json!({ "weekday": 6, "from": "09:00:00", "to": "11:30:00" });
    let new = json!({
        "grid": grid(NEIGHBOURHOOD), "skills": ["law", "mediation"], "free_times": [saturday],
    });
    let made = story.sends("register", "neighbour", json!({}), new).await;
    let waiting = json!({ "grid": grid(NEIGHBOURHOOD), "state": "pending", "limit": 2 });
    story.reads("list_registrations", "secretary", waiting).await;
    story.reads("read_registration", "neighbour", id(&made)).await;
    let profile = json!({ "version": 1, "skills": ["law"], "free_times": [saturday] });
    let changed = story.sends("change_registration", "neighbour", id(&made), profile).await;
    let accepted =
        story.sends("accept_registration", "secretary", id(&made), version(&changed)).await;
    story.sends("end_registration", "neighbour", id(&made), version(&accepted)).await;
    let here = json!({ "grid": grid(NEIGHBOURHOOD) });
    let other = story.given("register", "leader-3", json!({}), here).await;
    let no = json!({ "version": 1, "reason": "居住地不在本居民区，请向银杏居民区报到。" });
    story.sends("decline_registration", "secretary", id(&other), no).await;
    story.examples.keep();
}

#[actix_web::test]
async fn community_roles_and_second_identities() {
    let story = Story::begin().await;
    for who in ["neighbour", "worker"] {
        registered(&story, who).await;
    }
    let new = json!({
        "grid": grid(NEIGHBOURHOOD), "name": "邻里调解员", "tasks": "邻里纠纷先上门听一听",
        "skills": ["mediation"], "places": 3, "waiting_places": 2, "term_days": 365,
        "reviewed": true,
    });
    let role = story.sends("create_community_role", "secretary", json!({}), new).await;
    story.reads("list_community_roles", "resident", two_here()).await;
    story.reads("read_community_role", "resident", id(&role)).await;
    let claim = story.sends("claim_community_role", "neighbour", id(&role), json!({})).await;
    let claimed = json!({ "role": role["id"], "state": "claimed", "limit": 2 });
    story.reads("list_second_identities", "secretary", claimed).await;
    story.reads("read_second_identity", "neighbour", id(&claim)).await;
    let accepted =
        story.sends("accept_second_identity", "secretary", id(&claim), version(&claim)).await;
    story.sends("end_second_identity", "neighbour", id(&claim), version(&accepted)).await;
    let other = story.given("claim_community_role", "worker", id(&role), json!({})).await;
    let no = json!({ "version": 1, "because": "other_arrangement" });
    story.sends("decline_second_identity", "secretary", id(&other), no).await;
    let profile = json!({
        "version": 1, "name": "邻里调解员", "tasks": "邻里纠纷先上门听一听，每月汇总一次",
        "skills": ["mediation"], "places": 4, "term_days": 365, "reviewed": true,
    });
    let changed = story.sends("change_community_role", "secretary", id(&role), profile).await;
    story.sends("retire_community_role", "secretary", id(&role), version(&changed)).await;
    story.examples.keep();
}

#[actix_web::test]
async fn building_circles() {
    let story = Story::begin().await;
    registered(&story, "neighbour").await;
    let new = json!({
        "grid": grid(NEIGHBOURHOOD), "name": "柳荫好邻圈", "convenor": member("neighbour"),
        "building_groups": [group(GROUP), group(NEXT_GROUP)],
    });
    let circle = story.sends("create_building_circle", "secretary", json!({}), new).await;
    story.reads("list_building_circles", "neighbour", two_here()).await;
    story.reads("read_building_circle", "neighbour", id(&circle)).await;
    let offer = json!({
        "kind": "offer", "title": "教老人用手机", "text": "周六上午在楼下会所，挂号、缴费都可以问。",
    });
    let offer = story.sends("open_circle_exchange", "neighbour", id(&circle), offer).await;
    story.reads("list_circle_exchanges", "neighbour", two_of(&circle)).await;
    story.reads("read_circle_exchange", "neighbour", id(&offer)).await;
    let met = json!({ "version": 1, "met": true });
    story.sends("settle_circle_exchange", "neighbour", id(&offer), met).await;
    let topic = json!({
        "title": "垃圾箱房开放时间", "text": "上夜班的邻居早上赶不上投放，能否晚上加开一小时？",
    });
    let topic = story.sends("open_circle_topic", "neighbour", id(&circle), topic).await;
    story.reads("list_circle_topics", "neighbour", two_of(&circle)).await;
    story.reads("read_circle_topic", "neighbour", id(&topic)).await;
    let agreed = json!({
        "version": 1, "outcome": "agreed", "words": "晚上八点到九点加开，由志愿者轮流值守。",
    });
    story.sends("conclude_circle_topic", "neighbour", id(&topic), agreed).await;
    let profile = json!({
        "version": 1, "name": "柳荫好邻圈", "convenor": member("neighbour"),
        "building_groups": [group(GROUP), group(NEXT_GROUP), group(OTHER_GROUP)],
    });
    let changed = story.sends("change_building_circle", "neighbour", id(&circle), profile).await;
    story.sends("retire_building_circle", "neighbour", id(&circle), version(&changed)).await;
    story.examples.keep();
}
