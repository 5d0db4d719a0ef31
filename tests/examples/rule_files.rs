//! What is the same for everybody: rule files, labels, and the state of the process.

use super::story::Story;
use serde_json::json;

#[actix_web::test]
async fn labels_and_rule_files() {
    let story = Story::begin().await;
    story.reads("list_categories", "nobody", json!({ "lang": "zh" })).await;
    story.reads("list_dictionaries", "nobody", json!({ "name": "capacity" })).await;
    story.reads("list_levels", "nobody", json!({})).await;
    story.reads("list_request_states", "nobody", json!({})).await;
    story.reads("list_skills", "nobody", json!({})).await;
    story.examples.keep();
}

#[actix_web::test]
async fn the_process_and_its_document() {
    let story = Story::begin().await;
    story.reads("read_health", "nobody", json!({})).await;
    story.reads("read_readiness", "nobody", json!({})).await;
    story.reads("read_metrics", "nobody", json!({})).await;
    story.reads("read_openapi", "nobody", json!({})).await;
    story.examples.keep();
}
