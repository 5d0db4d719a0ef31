//! Importing aliases.

use super::{faults, refused};
use crate::support::hall::group_id;
use crate::support::quarter::settle;
use crate::support::town::{Town, grid_id};
use wangge::domain::alias::AliasTarget;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::file_import::ImportCounts;
use wangge::error::{Code, Result};
use wangge::service::import::aliases::{AliasFile, import_aliases};

async fn aliases(town: &Town, file: &str) -> Result<ImportCounts> {
    import_aliases(&town.import_run(false), &AliasFile::read(file.as_bytes())?).await
}

#[tokio::test]
async fn aliases_come_once_and_end_with_what_they_name() {
    let town = Town::new().await;
    settle(&town).await;
    let file = "别名,网格代码,楼组代码,小区名称\n\
        老船厂,G1,,金水苑\n\
        供销社,G3,,\n\
        水塔底下,,Q5,\n";
    assert_eq!(aliases(&town, file).await.unwrap().created, 3);
    assert_eq!(aliases(&town, file).await.unwrap().created, 0, "they are there");
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
