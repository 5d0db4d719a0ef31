//! How evenly grids share what there is to do, and what would even it out.

mod figures;
mod suggestions;

use crate::support::hall::{Hall, group_id};
use crate::support::quarter::address_at;
use crate::support::town::grid_id;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::period::Period;
use wangge::domain::unit::BuildingGroup;

/// Building groups beside `B1`, from west to east: code, grid, longitude, households. The border is
/// at 121.41.
const GROUPS: [(&str, &str, f64, i32); 6] = [
    ("P1", "G1", 121.402, 40),
    ("P2", "G1", 121.404, 40),
    ("P3", "G1", 121.406, 40),
    ("P4", "G1", 121.408, 40),
    ("P5", "G2", 121.413, 10),
    ("P6", "G2", 121.416, 20),
];

/// The text of the address of a building group.
fn text(code: &str) -> String {
    format!("龙泉路{}弄1号楼", code.replace('P', "10"))
}

/// The small town with these building groups, each with an address that has a point.
async fn hall() -> Hall {
    let hall = Hall::open().await;
    let town = &hall.town;
    let founded = GROUPS.iter().flat_map(|&(code, grid, lon, household_count)| {
        let (id, life) = (group_id(code), Period::since(town.now()));
        let name = format!("{code} 楼组");
        let group =
            BuildingGroup { id, code: code.to_owned(), name, household_count, life, version: 1 };
        let grid = grid_id(grid);
        let group = AtlasEdit::CreateBuildingGroup { group, membership: Uuid::now_v7(), grid };
        [group, address_at(town, code, &text(code), (lon, 30.905))]
    });
    town.apply(founded.collect()).await.unwrap();
    hall
}

/// Sends a request of somebody, and answers its identifier.
async fn send(hall: &Hall, place: Value, more: Value) -> String {
    let mut body = json!({
        "place": place, "category": "environment.noise", "kind": "complaint", "description": "夜里施工噪声",
    });
    more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
    let sent = hall.post("resident", "/requests", &body).expect(201).await.json();
    sent["id"].as_str().unwrap().to_owned()
}

fn in_grid(code: &str) -> Value {
    json!({ "grid_code": code })
}

/// At the address of a building group.
fn in_group(code: &str) -> Value {
    json!({ "address": text(code), "grid_code": "N1" })
}
