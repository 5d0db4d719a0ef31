//! Grids, their borders, building groups and addresses.

use super::story::Story;
use super::town::{GRID, GROUP, NEIGHBOURHOOD, NEXT_GRID, address, corners, grid, group};
use serde_json::{Value, json};

fn rectangle(place: [f64; 4]) -> Value {
    json!({ "type": "Polygon", "coordinates": [corners(place)] })
}

#[actix_web::test]
async fn grids_and_who_serves_in_them() {
    let story = Story::begin().await;
    let of = |code: &str| json!({ "id": grid(code) });
    let below = |code: &str| json!({ "id": grid(code), "limit": 2 });
    story.reads("list_grids", "resident", json!({ "level": "grid", "limit": 2 })).await;
    story.reads("read_grid", "resident", of(GRID)).await;
    story.reads("list_children", "resident", below(NEIGHBOURHOOD)).await;
    story.reads("read_boundary", "resident", of(GRID)).await;
    let map = json!({ "below": grid(GRID), "zoom": 15 });
    story.reads("read_boundary_overview", "resident", map).await;
    story.reads("list_building_groups", "resident", below(GRID)).await;
    story.reads("list_holders", "resident", below(GRID)).await;
    story.reads("read_grid_history", "leader", below(GRID)).await;
    story.examples.keep();
}

#[actix_web::test]
async fn a_grid_is_made_redrawn_and_retired() {
    let story = Story::begin().await;
    let new = json!({
        "code": "319901100001-91", "name": "听潮广场商圈网格", "level": "grid", "kind": "dedicated",
        "setting": "street", "parent": grid(NEIGHBOURHOOD), "office_phone": "15400001091",
        "boundary": rectangle([122.061, 30.931, 0.002, 0.002]), "allow_gaps": true,
    });
    let made = story.sends("create_grid", "supervisor", json!({}), new).await;
    let west = rectangle([122.06, 30.93, 0.009, 0.02]);
    let east = rectangle([122.069, 30.93, 0.011, 0.02]);
    let borders = json!({ "boundaries": [
        { "grid": grid(GRID), "geometry": west, "version": 1 },
        { "grid": grid(NEXT_GRID), "geometry": east, "version": 1 },
    ] });
    story.sends("change_boundaries", "supervisor", json!({}), borders).await;
    let gone = json!({ "version": made["version"], "allow_gaps": true });
    story.sends("retire_grid", "supervisor", json!({ "id": made["id"] }), gone).await;
    story.examples.keep();
}

#[actix_web::test]
async fn building_groups_and_their_addresses() {
    let story = Story::begin().await;
    let named = json!({ "id": group(GROUP) });
    story.reads("read_building_group", "resident", named.clone()).await;
    let two = json!({ "id": group(GROUP), "limit": 2 });
    story.reads("list_addresses", "resident", two).await;
    let new = json!({ "text": "柳荫一村4号楼底层商铺1号", "lon": 122.0661, "lat": 30.9405 });
    story.sends("add_address", "supervisor", named.clone(), new).await;
    let old = json!({ "id": address(GROUP, 3) });
    story.sends("retire_address", "supervisor", old, json!({})).await;
    let change = json!({ "version": 1, "household_count": 92, "grid": grid(NEXT_GRID) });
    story.sends("change_building_group", "supervisor", named, change).await;
    let new = json!({
        "code": "319901100001-01-03", "name": "柳荫一村9–12号楼组", "grid": grid(GRID),
        "household_count": 80,
    });
    let made = story.sends("create_building_group", "supervisor", json!({}), new).await;
    let version = json!({ "version": made["version"] });
    story.sends("retire_building_group", "supervisor", json!({ "id": made["id"] }), version).await;
    story.examples.keep();
}

#[actix_web::test]
async fn popular_names_of_places() {
    let story = Story::begin().await;
    let new = json!({
        "name": "老船厂宿舍", "kind": "compound", "grid": grid(GRID), "compound": "柳荫一村",
    });
    let made = story.sends("add_alias", "supervisor", json!({}), new).await;
    story.reads("list_aliases", "resident", json!({})).await;
    let named = json!({ "id": made["id"] });
    story.sends("retire_alias", "supervisor", named, json!({})).await;
    story.examples.keep();
}
