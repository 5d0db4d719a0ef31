//! Requests of residents, from sending to the verdict; what the desk does; what goes to the
//! platform above.

use super::story::Story;
use super::town::{GRID, GROUP, PHONE, group};
use serde_json::{Value, json};

fn noise() -> Value {
    json!({
        "place": { "address": "柳荫一村3号楼502室" },
        "category": "environment.noise",
        "kind": "complaint",
        "description": "旁边工地夜里十一点还在打桩，连着三天了，家里有高考生。",
        "answers": { "when": ["night"] },
        "contact_name": "费晚棠",
        "contact_phone": PHONE,
    })
}

fn garbage() -> Value {
    json!({
        "place": { "lon": 122.0654, "lat": 30.9412 },
        "category": "environment.garbage",
        "kind": "complaint",
        "description": "垃圾厢房三天没有清运，湿垃圾溢到路上。",
        "answers": { "rubbish": ["household"] },
        "anonymous": true,
    })
}

/// What the holder does before the answer.
async fn begun(story: &Story, named: &Value) {
    for action in ["accept", "start"] {
        let body = json!({ "action": action });
        story.given("make_transition", "leader", named.clone(), body).await;
    }
}

#[actix_web::test]
async fn a_request_is_sent_handled_and_read() {
    let story = Story::begin().await;
    let sent = story.sends("submit_request", "resident", json!({}), noise()).await;
    let named = json!({ "id": sent["id"] });
    let two = json!({ "id": sent["id"], "limit": 2 });
    story.reads("read_inbox", "leader", json!({ "limit": 2 })).await;
    story.reads("list_transitions", "leader", named.clone()).await;
    begun(&story, &named).await;
    let reason = json!({ "reason": "上门前核实楼号" });
    story.sends("unmask_request", "secretary", named.clone(), reason).await;
    let done = json!({
        "action": "resolve", "outcome": "solved",
        "reply": "施工方无夜间许可，已由城管责令停工；工地承诺夜间不再作业，回访三晚未再出现。",
    });
    story.sends("make_transition", "leader", named.clone(), done).await;
    story.reads("read_request", "resident", named.clone()).await;
    story.reads("read_timeline", "leader", two.clone()).await;
    story.reads("read_routing", "leader", two).await;
    let open = json!({ "whose": "my_grids", "grid": GRID, "limit": 2 });
    story.reads("list_requests", "secretary", open).await;
    story.reads("list_access_records", "resident", json!({ "limit": 2 })).await;
    story.examples.keep();
}

#[actix_web::test]
async fn a_task_is_given_and_answered_and_a_wrong_place_is_corrected() {
    let story = Story::begin().await;
    let sent = story.given("submit_request", "resident", json!({}), noise()).await;
    let named = json!({ "id": sent["id"] });
    let place = json!({ "place": { "address": "柳荫二村2号楼" } });
    story.sends("preview_request_correction", "resident", named.clone(), place).await;
    let task = json!({
        "assignee": { "kind": "building_group", "id": group(GROUP) },
        "what": "今晚十点半请听听工地还打不打桩，不用和工地交涉。",
        "place": "3号楼北侧", "until": "2026-03-03T22:00:00+08:00",
    });
    let assign = json!({ "action": "assign", "task": task });
    story.given("make_transition", "leader", named.clone(), assign).await;
    let listed = story.reads("list_tasks", "group-leader", json!({ "open": true })).await;
    let task = json!({ "id": listed["items"][0]["id"] });
    let done = json!({
        "action": "finish", "outcome": "solved", "words": "十点半到十一点没有打桩，门卫说已通知停工。",
    });
    story.sends("make_task_transition", "group-leader", task.clone(), done).await;
    story.reads("read_task", "group-leader", task).await;
    story.reads("list_request_tasks", "leader", named).await;
    story.examples.keep();
}

#[actix_web::test]
async fn a_receipt_follows_a_request() {
    let story = Story::begin().await;
    let sent = story.given("submit_request", "nobody", json!({}), garbage()).await;
    let named = json!({ "id": sent["id"] });
    let secret = json!({ "secret": sent["receipt_secret"] });
    story.sends("follow_request", "nobody", named, secret).await;
    let mut told = noise();
    told["channel"] = json!("proxy");
    let sent = story.given("submit_request", "group-leader", json!({}), told).await;
    let version = json!({ "version": sent["version"] });
    story.sends("renew_receipt", "desk", json!({ "id": sent["id"] }), version).await;
    story.examples.keep();
}

#[actix_web::test]
async fn the_desk_dispatches_what_is_confidential() {
    let story = Story::begin().await;
    story.reads("read_desk", "leader", json!({})).await;
    let mut body = noise();
    body["confidential"] = json!(true);
    let sent = story.given("submit_request", "resident", json!({}), body).await;
    story.reads("count_desk_queues", "desk", json!({})).await;
    story.reads("list_dispatch_candidates", "desk", json!({ "id": sent["id"] })).await;
    story.examples.keep();
}

#[actix_web::test]
async fn the_platform_above_reads_what_was_done() {
    let story = Story::begin().await;
    let mut ticket = noise();
    ticket["channel"] = json!("city_platform");
    ticket["external_ref"] = json!({ "system": "sh12345", "number": "SH20260302001734" });
    let sent = story.given("submit_request", "platform", json!({}), ticket).await;
    let named = json!({ "id": sent["id"] });
    begun(&story, &named).await;
    let done = json!({
        "action": "resolve", "outcome": "solved", "reply": "工地夜间停工，已回访反映人。",
    });
    story.given("make_transition", "leader", named.clone(), done).await;
    story.reads("read_report_back", "desk", named).await;
    story.examples.keep();
}

#[actix_web::test]
async fn the_desk_answers_links_and_moves_several() {
    let story = Story::begin().await;
    story.reads("list_reply_templates", "desk", json!({})).await;
    let mut body = noise();
    body["confidential"] = json!(true);
    let sent = story.given("submit_request", "resident", json!({}), body).await;
    let named = json!({ "id": sent["id"] });
    story.reads("take_request_in_hand", "desk", named.clone()).await;
    story.reads("release_request", "desk", named).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let sent = story.given("submit_request", "resident", json!({}), noise()).await;
        ids.push(sent["id"].clone());
    }
    let moves = json!({ "items": [
        { "request": ids[0], "action": "accept" },
        { "request": ids[1], "action": "resolve", "outcome": "solved", "reply": "工地夜间停工。" },
    ] });
    story.sends("make_transitions", "leader", json!({}), moves).await;
    story.examples.keep();
}
