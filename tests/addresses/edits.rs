//! How building groups and addresses come, change and go.

use crate::support::hall::group_id;
use crate::support::office::code;
use crate::support::quarter::{address, address_id, group, settle};
use crate::support::town::{Town, grid_id, member_id};
use uuid::Uuid;
use wangge::domain::address::AddressQuery;
use wangge::domain::atlas_edit::{AtlasEdit, NewMembership};
use wangge::domain::duty::Capacity;
use wangge::domain::routing::{MatchScope, candidates};
use wangge::domain::unit::Unit;
use wangge::error::Code;

fn change(code: &str, name: &str, household_count: i32, grid: Option<&str>) -> AtlasEdit {
    let moved = grid.map(|grid| NewMembership { id: Uuid::now_v7(), grid: grid_id(grid) });
    AtlasEdit::ChangeBuildingGroup {
        building_group: group_id(code),
        name: name.to_owned(),
        household_count,
        moved,
    }
}

fn found(town: &Town, text: &str) -> usize {
    candidates(&town.db.atlas(), &AddressQuery::read(text).unwrap(), MatchScope::Anywhere).len()
}

#[actix_web::test]
async fn a_group_changes_its_name_its_households_and_its_grid() {
    let town = Town::new().await;
    settle(&town).await;
    town.apply(vec![change("Q1", "金水苑一组", 52, Some("G2"))]).await.unwrap();
    for db in [&town.db, &town.another()] {
        let atlas = db.atlas();
        let group = atlas.groups().by_code("Q1").unwrap();
        assert_eq!(
            (group.name.as_str(), group.household_count, group.version),
            ("金水苑一组", 52, 2)
        );
        assert_eq!(atlas.groups().grid_of(group.id), Some(grid_id("G2")));
        assert_eq!(atlas.groups().of_grid(grid_id("G1")).len(), 1);
        assert_eq!(atlas.addresses().of_group(group.id).count(), 4);
    }
    let refused = |edit| async { code(town.apply(vec![edit]).await) };
    assert_eq!(refused(change("Q1", "", 1, None)).await, Code::Required);
    assert_eq!(refused(change("Q1", "金水苑", -1, None)).await, Code::OutOfRange);
    assert_eq!(refused(change("Q1", "金水苑", 1, Some("G9"))).await, Code::UnknownGrid);
    assert_eq!(refused(change("Q9", "金水苑", 1, None)).await, Code::UnknownBuildingGroup);
}

#[actix_web::test]
async fn a_group_ends_with_its_addresses_and_duties() {
    let town = Town::new().await;
    settle(&town).await;
    let leader = member_id("Q1-leader");
    let unit = Unit::BuildingGroup(group_id("Q1"));
    let hired = vec![
        AtlasEdit::AddMember(town.member("Q1-leader")),
        town.give(unit, leader, Capacity::Leader),
    ];
    town.apply(hired).await.unwrap();
    let retire = || AtlasEdit::RetireBuildingGroup { building_group: group_id("Q1") };
    town.clock.advance(chrono::TimeDelta::hours(1));
    town.apply(vec![retire()]).await.unwrap();
    for db in [&town.db, &town.another()] {
        let atlas = db.atlas();
        assert!(atlas.groups().get(group_id("Q1")).is_some_and(|group| group.life.to.is_some()));
        assert_eq!(atlas.addresses().of_group(group_id("Q1")).count(), 0);
        assert_eq!(atlas.people().chain(unit, town.now()).count(), 0);
    }
    assert_eq!(found(&town, "金水苑1号楼"), 0);
    assert_eq!(code(town.apply(vec![retire()]).await), Code::UnknownBuildingGroup);
    assert_eq!(
        code(town.apply(vec![address(&town, "Q1", "金水苑9号楼")]).await),
        Code::UnknownBuildingGroup
    );
}

#[actix_web::test]
async fn an_address_comes_once_in_a_grid_and_goes() {
    let town = Town::new().await;
    settle(&town).await;
    let twin = |group: &str| address(&town, group, "银杏新村 三 号楼");
    assert_eq!(code(town.apply(vec![twin("Q3")]).await), Code::AddressTwice);
    town.apply(vec![group(&town, "Q6", "G2")]).await.unwrap();
    assert_eq!(
        code(town.apply(vec![twin("Q6")]).await),
        Code::AddressTwice,
        "another group of the grid has it"
    );
    town.apply(vec![twin("Q5")]).await.unwrap();
    assert_eq!(found(&town, "银杏新村3号楼"), 2, "another grid may have one of the same name");
    let retire = |text: &str| AtlasEdit::RetireAddress { address: address_id(text) };
    town.clock.advance(chrono::TimeDelta::hours(1));
    town.apply(vec![retire("银杏新村3号楼")]).await.unwrap();
    assert_eq!(found(&town, "银杏新村3号楼"), 1);
    assert_eq!(town.another().atlas().addresses().len(), town.db.atlas().addresses().len());
    assert_eq!(code(town.apply(vec![retire("银杏新村3号楼")]).await), Code::UnknownAddress);
}
