//! From a place to whoever answers for it.

use super::story::Story;
use super::town::{NEXT_GRID, TOWN, grid};
use serde_json::json;

#[actix_web::test]
async fn who_answers_for_a_place() {
    let story = Story::begin().await;
    let point = json!({ "lon": 122.0654, "lat": 30.9412 });
    story.reads("locate", "nobody", point.clone()).await;
    let address = json!({ "address": "柳荫一村3号楼502室" });
    story.sends("locate_place", "nobody", json!({}), address.clone()).await;
    let question = json!({
        "place": address, "category": "environment.noise", "kind": "complaint",
        "at": "2026-03-03T23:30:00+08:00",
    });
    story.sends("explain_routing", "leader", json!({}), question).await;
    let then = json!({ "lon": 122.0654, "lat": 30.9412, "at": "2026-02-16T10:00:00+08:00" });
    story.reads("read_responsibility", "supervisor", then).await;
    let question = json!({ "place": address, "at": "2026-02-16T10:00:00+08:00" });
    story.sends("find_responsibility", "supervisor", json!({}), question).await;
    story.examples.keep();
}

#[actix_web::test]
async fn rules_that_differ_from_the_grid_leader_answers() {
    let story = Story::begin().await;
    let office = json!({
        "code": "DW-CG", "name": "苇浦镇城管中队", "kind": "station_office", "grid": grid(TOWN),
        "office_phone": "15400002001",
    });
    let office = story.given("create_organization", "supervisor", json!({}), office).await;
    let night = json!({ "daily": { "from": "22:00", "to": "06:00" } });
    let rule = json!({
        "code": "ZS-01", "name": "夜间噪声由城管中队协办", "grid": grid(TOWN),
        "condition": { "category": "environment.noise", "time": night },
        "effect": { "co_handlers": [office["id"]], "clocks": { "contact": { "working_hours": 4 } } },
    });
    let rule = story.sends("create_routing_rule", "supervisor", json!({}), rule).await;
    let named = json!({ "id": rule["id"] });
    story.reads("list_routing_rules", "leader", json!({ "grid": TOWN, "limit": 2 })).await;
    story.reads("read_routing_rule", "leader", named.clone()).await;
    let main = json!({
        "code": "ZB-01", "name": "违法搭建由城管中队主办", "grid": grid(TOWN),
        "condition": { "category": "housing.unlicensed" },
        "effect": { "main_office": { "office": office["id"], "basis": "镇权责清单第12项：违法建设查处" } },
    });
    story.given("create_routing_rule", "supervisor", json!({}), main).await;
    let catalogue = json!({ "grid": TOWN, "limit": 2 });
    story.reads("list_dispatch_catalogue", "leader", catalogue).await;
    let wider = json!({
        "version": 1, "name": "夜间和休息日噪声由城管中队协办", "grid": grid(TOWN),
        "condition": { "category": "environment.noise", "time": "outside_hours" },
        "effect": { "co_handlers": [office["id"]] },
    });
    story.sends("change_routing_rule", "supervisor", named.clone(), wider).await;
    let gone = json!({ "id": office["id"] });
    story.given("retire_organization", "supervisor", gone, json!({ "version": 1 })).await;
    story.reads("list_routing_rule_problems", "supervisor", json!({ "limit": 2 })).await;
    story.sends("retire_routing_rule", "supervisor", named, json!({ "version": 2 })).await;
    let company = json!({
        "code": "WY-LY", "name": "柳荫物业服务处", "kind": "property", "grid": grid(TOWN),
        "office_phone": "15400002002",
    });
    story.given("create_organization", "supervisor", json!({}), company).await;
    let rule = json!({
        "code": "FW-01", "name": "小区房屋事项由物业协办", "grid": grid(TOWN),
        "condition": { "category": "housing" },
        "effect": { "co_handlers_here": ["property_here"] },
    });
    story.given("create_routing_rule", "supervisor", json!({}), rule).await;
    let question =
        json!({ "grid": grid(TOWN), "categories": ["housing.repair", "environment.noise"] });
    let limit = json!({ "limit": 2 });
    story.sends("list_routing_coverage", "supervisor", limit, question.clone()).await;
    story.sends("read_routing_coverage_sheet", "supervisor", json!({}), question).await;
    story.examples.keep();
}

#[actix_web::test]
async fn how_the_load_is_spread() {
    let story = Story::begin().await;
    let place = json!({ "address": "柳荫二村2号楼" });
    let sent = json!({
        "place": place, "category": "environment.garbage", "kind": "complaint",
        "description": "装修垃圾堆在绿化带里快一个月了。", "answers": { "rubbish": ["rubble"] },
    });
    story.given("submit_request", "resident", json!({}), sent).await;
    let parent = story.town.db.atlas().tree().get(grid(NEXT_GRID)).and_then(|grid| grid.parent);
    story.reads("read_balance", "supervisor", json!({ "id": parent })).await;
    story.examples.keep();
}
