//! Building groups of the small town and their addresses.

use super::hall::group_id;
use super::town::{Town, grid_id};
use uuid::Uuid;
use wangge::domain::address::{GroupAddress, WrittenAddress};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::geometry::Point;
use wangge::domain::id::AddressId;
use wangge::domain::period::Period;
use wangge::domain::unit::BuildingGroup;

/// Code, grid, addresses.
pub const GROUPS: [(&str, &str, &[&str]); 5] = [
    (
        "Q1",
        "G1",
        &[
            "龙泉路138弄金水苑1号楼",
            "龙泉路138弄金水苑2号楼",
            "龙泉路138弄金水苑3号楼",
            "龙泉路138弄金水苑3号楼101室",
        ],
    ),
    ("Q2", "G1", &["龙泉路138弄金水苑4号楼", "龙泉路138弄金水苑5号楼"]),
    ("Q3", "G2", &["银杏新村3号楼", "银杏新村4号楼", "龙泉路200弄3号"]),
    ("Q4", "G3", &["金水花园3号楼", "人民路12号"]),
    ("Q5", "G4", &["江海村五组12号", "银杏公馆7号楼"]),
];

/// A building group of a grid, and its addresses.
pub fn group(town: &Town, code: &str, grid: &str) -> AtlasEdit {
    let (id, life) = (group_id(code), Period::since(town.now()));
    let group = BuildingGroup {
        id,
        code: code.to_owned(),
        name: format!("{code} 楼组"),
        household_count: 48,
        life,
        version: 1,
    };
    AtlasEdit::CreateBuildingGroup { group, membership: Uuid::now_v7(), grid: grid_id(grid) }
}

pub fn address(town: &Town, group: &str, text: &str) -> AtlasEdit {
    AtlasEdit::AddAddress(GroupAddress {
        id: address_id(text),
        building_group: group_id(group),
        text: WrittenAddress::read(text).unwrap(),
        point: None,
        period: Period::since(town.now()),
    })
}

/// The same with a point.
pub fn address_at(town: &Town, group: &str, text: &str, (lon, lat): (f64, f64)) -> AtlasEdit {
    match address(town, group, text) {
        AtlasEdit::AddAddress(address) => AtlasEdit::AddAddress(GroupAddress {
            point: Some(Point::from_degrees(lon, lat).unwrap()),
            ..address
        }),
        other => other,
    }
}

/// The identifier of an address follows from its text.
pub fn address_id(text: &str) -> AddressId {
    let mixed = |hash: u128, byte: u8| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_01b3_0000_0001_b301)
    };
    AddressId(Uuid::from_u128(text.bytes().fold(1, mixed)))
}

/// Founds all of them.
pub async fn settle(town: &Town) {
    let founded = GROUPS.iter().flat_map(|&(code, grid, texts)| {
        let addresses = texts.iter().map(move |text| address(town, code, text));
        std::iter::once(group(town, code, grid)).chain(addresses)
    });
    town.apply(founded.collect()).await.unwrap();
}
