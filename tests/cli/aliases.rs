//! Importing aliases; addresses that keep an earlier reading; several addresses in one cell.

use super::{faults, refused};
use crate::support::hall::group_id;
use crate::support::quarter::settle;
use crate::support::town::{Town, grid_id};
use uuid::Uuid;
use wangge::domain::address::{AddressText, GroupAddress, WrittenAddress};
use wangge::domain::alias::AliasTarget;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::check::read_otherwise;
use wangge::domain::datum::Datum;
use wangge::domain::id::AddressId;
use wangge::domain::period::Period;
use wangge::error::{Code, Result};
use wangge::service::import::addresses::{AddressFile, AddressesImported, import_addresses};
use wangge::service::import::aliases::{AliasFile, import_aliases};
use wangge::service::import::building_groups::{BuildingGroupFile, import_building_groups};
use wangge::store::Actor;

async fn aliases(town: &Town, file: &str) -> Result<usize> {
    import_aliases(&town.db, Actor::Service, &AliasFile::read(file.as_bytes())?, false).await
}

async fn addresses(town: &Town, file: &str) -> Result<AddressesImported> {
    let file = AddressFile::read(file.as_bytes(), Datum::Wgs84)?;
    import_addresses(&town.db, Actor::Service, &file, false).await
}

#[tokio::test]
async fn aliases_come_once_and_end_with_what_they_name() {
    let town = Town::new().await;
    settle(&town).await;
    let file = "别名,网格代码,楼组代码,小区名称\n\
        老船厂,G1,,金水苑\n\
        供销社,G3,,\n\
        水塔底下,,Q5,\n";
    assert_eq!(aliases(&town, file).await.unwrap(), 3);
    assert_eq!(aliases(&town, file).await.unwrap(), 0, "they are there");
    let atlas = town.another().atlas();
    let ship_yard = atlas.place_names().aliases().find(|alias| alias.name == "老船厂").unwrap();
    let compound = AliasTarget::Compound { grid: grid_id("N1"), name: "金水苑".to_owned() };
    assert_eq!(ship_yard.target, compound);
    let ended = vec![AtlasEdit::RetireBuildingGroup { building_group: group_id("Q5") }];
    town.apply(ended).await.unwrap();
    assert_eq!(town.another().atlas().place_names().aliases().count(), 2);
}

#[tokio::test]
async fn every_wrong_alias_is_named_and_none_is_imported() {
    let town = Town::new().await;
    settle(&town).await;
    let file = "别名,网格代码,楼组代码,小区名称\n\
        老船厂,,,\n\
        供销社,G9,,\n\
        水塔底下,,Q9,\n\
        12号,G1,,\n\
        南码头,G1,,无名苑\n\
        银杏新村,G1,,金水苑\n";
    let problems = refused(aliases(&town, file).await);
    let expected = [
        (Code::AliasOfNothing, Some(2)),
        (Code::UnknownGrid, Some(3)),
        (Code::UnknownBuildingGroup, Some(4)),
        (Code::AliasNoName, Some(5)),
        (Code::UnknownCompound, Some(6)),
        (Code::AliasTaken, Some(7)),
    ];
    assert_eq!(faults(&problems, "row"), expected);
    assert_eq!(town.another().atlas().place_names().aliases().count(), 0);
}

#[tokio::test]
async fn an_address_keeps_its_reading_until_it_comes_again() {
    let town = Town::new().await;
    settle(&town).await;
    let earlier = AddressText::stored("1号3幢").unwrap();
    let kept = GroupAddress {
        id: AddressId(Uuid::now_v7()),
        building_group: group_id("Q3"),
        text: WrittenAddress::stored(earlier, Some("壹号院3号楼".to_owned())),
        point: None,
        period: Period::since(town.now()),
    };
    town.apply(vec![AtlasEdit::AddAddress(kept)]).await.unwrap();
    let told = read_otherwise(&town.another().atlas());
    assert_eq!(told.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::AddressReadOtherwise]);
    let params = |name: &str| told[0].params[name].as_str().unwrap();
    assert_eq!(
        ["building_group", "address", "kept", "today"].map(params),
        ["Q3", "壹号院3号楼", "1号3幢", "一号院3幢"]
    );
    let again = addresses(&town, "楼组代码,门址\nQ3,壹号院3号楼\n").await.unwrap();
    assert_eq!(again, AddressesImported { added: 0, reworded: 1 });
    assert_eq!(read_otherwise(&town.another().atlas()), []);
}

#[tokio::test]
async fn a_cell_names_several_addresses_only_where_a_row_has_room_for_them() {
    let town = Town::new().await;
    let file = "网格代码,名称,门址\nG1,东组,金水苑16、17号楼\nG1,西组,金水苑18-20号楼\n";
    let file = BuildingGroupFile::read(file.as_bytes()).unwrap();
    import_building_groups(&town.db, Actor::Service, &file, false).await.unwrap();
    let atlas = town.another().atlas();
    let count =
        |code: &str| atlas.addresses().of_group(atlas.groups().by_code(code).unwrap().id).count();
    assert_eq!((count("G1-01"), count("G1-02")), (2, 3));
    let unclear = "网格代码,名称,门址\nG1,南组,龙泉路12-14号\n";
    let unclear = BuildingGroupFile::read(unclear.as_bytes()).unwrap();
    let problems = refused(import_building_groups(&town.db, Actor::Service, &unclear, false).await);
    assert_eq!(faults(&problems, "row"), [(Code::AddressRangeUnclear, Some(2))]);
    let problems = refused(addresses(&town, "楼组代码,门址\nG1-01,金水苑21、22号楼\n").await);
    assert_eq!(faults(&problems, "row"), [(Code::AddressesInCell, Some(2))]);
}
