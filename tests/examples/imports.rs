//! Files that are sent to be imported.

use super::story::Story;
use super::town::GRID;
use serde_json::json;

#[actix_web::test]
async fn imports() {
    let story = Story::begin().await;
    story.reads("read_import_template", "secretary", json!({ "kind": "building_groups" })).await;
    let file = format!(
        "网格代码,名称,楼组代码,户数,门址\n{GRID},柳荫一村东组,WP-E,48,柳荫一村31号楼；柳荫一村32号楼\nWP-X,柳荫一村西组,WP-W,36,\n"
    );
    let form = json!({ "kind": "building_groups", "file": file, "dry_run": true });
    let sent = story.uploads("send_import", "secretary", form).await;
    let named = json!({ "id": sent["id"] });
    story.reads("list_imports", "secretary", json!({ "limit": 2 })).await;
    story.reads("read_import", "secretary", named.clone()).await;
    let first = json!({ "id": sent["id"], "limit": 1 });
    story.reads("list_import_problems", "secretary", first).await;
    story.reads("read_import_problem_sheet", "secretary", named).await;
    story.examples.keep();
}

#[actix_web::test]
async fn agreement_of_a_second_person() {
    let story = Story::where_two_agree().await;
    let file =
        format!("网格代码,名称,楼组代码\n{GRID},柳荫一村东组,WP-E\n{GRID},柳荫一村西组,WP-W\n");
    let form = json!({ "kind": "building_groups", "file": file });
    let sent = story.uploaded("send_import", "supervisor", form).await;
    let named = json!({ "id": sent["id"] });
    let seen = story.given_read("read_import", "second-supervisor", named.clone()).await;
    let version = json!({ "version": seen["version"] });
    story.sends("approve_import", "second-supervisor", named, version).await;
    story.examples.keep();
}
