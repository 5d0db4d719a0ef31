//! Change sets: drafted, previewed, approved, applied and undone.

use super::story::Story;
use super::town::{GRID, NEIGHBOURHOOD, grid, leading, member};
use serde_json::{Value, json};

fn id(of: &Value) -> Value {
    json!({ "id": of["id"] })
}

#[actix_web::test]
async fn a_leader_leaves_and_somebody_takes_over() {
    let story = Story::where_two_agree().await;
    let sent = json!({
        "place": { "address": "柳荫一村6号楼" }, "category": "housing.repair", "kind": "help",
        "description": "六楼楼道灯不亮，老人夜里下楼看不清台阶。",
    });
    story.given("submit_request", "resident", json!({}), sent).await;
    let new = json!({ "reason": "person_leaves", "note": "姚秋禾调离，由钟月珩接任。" });
    let draft = story.sends("create_reassignment", "supervisor", json!({}), new).await;
    let named = id(&draft);
    let leaving = json!({ "replace_holder": { "duty": leading(GRID), "by": member("neighbour") } });
    let added = json!({ "version": 1, "operation": leaving });
    story.sends("add_operation", "supervisor", named.clone(), added).await;
    let renaming = json!({ "rename_grid": { "grid": grid(GRID), "name": "柳荫一村北网格" } });
    let added = json!({ "version": 2, "operation": renaming });
    let drafted = story.given("add_operation", "supervisor", named.clone(), added).await;
    let second = json!({ "version": 3, "operation": drafted["operations"][1]["id"] });
    story.sends("remove_operation", "supervisor", named.clone(), second).await;
    let profile = json!({
        "version": 4, "reason": "person_leaves", "note": "姚秋禾调离，由钟月珩接任；已当面交接。",
    });
    story.sends("change_reassignment", "supervisor", named.clone(), profile).await;
    let since = json!({ "id": draft["id"], "since": "2026-03-01T00:00:00+08:00" });
    story.sends("replay_reassignment", "supervisor", since, json!({ "version": 5 })).await;
    let version = json!({ "version": 5 });
    let seen = story.sends("preview_reassignment", "supervisor", named.clone(), version).await;
    let agreed = json!({ "version": seen["version"], "digest": seen["digest"] });
    let approved =
        story.sends("approve_reassignment", "second-supervisor", named.clone(), agreed).await;
    let agreed = json!({ "version": approved["version"], "digest": seen["digest"] });
    let applied = story.sends("apply_reassignment", "supervisor", named.clone(), agreed).await;
    story.reads("read_reassignment", "supervisor", named.clone()).await;
    story.reads("report_reassignment", "supervisor", named.clone()).await;
    let list = json!({ "state": "applied", "limit": 1 });
    story.reads("list_reassignments", "supervisor", list).await;
    let version = json!({ "version": applied["version"] });
    let undoing = story.sends("undo_reassignment", "supervisor", named, version).await;
    let version = json!({ "version": undoing["version"] });
    story.sends("discard_reassignment", "supervisor", id(&undoing), version).await;
    story.examples.keep();
}

#[actix_web::test]
async fn the_load_of_two_grids_is_evened_out() {
    let story = Story::begin().await;
    let question = json!({ "grid": grid(NEIGHBOURHOOD), "measure": "households" });
    story.sends("suggest_reassignment", "supervisor", json!({}), question).await;
    story.examples.keep();
}

#[actix_web::test]
async fn borders_follow_the_addresses() {
    let story = Story::begin().await;
    let wish = json!({ "grid": grid(NEIGHBOURHOOD), "max_reach_m": 1_000 });
    story.sends("propose_borders", "supervisor", json!({}), wish).await;
    story.examples.keep();
}
