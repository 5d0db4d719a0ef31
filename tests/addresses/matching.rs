//! Which addresses a text may mean, and why.

use crate::support::quarter::{address_at, settle};
use crate::support::town::{Town, grid_id};
use wangge::domain::address::AddressQuery;
use wangge::domain::atlas::Atlas;
use wangge::domain::geometry::Point;
use wangge::domain::routing::{MatchScope, best, candidates};

fn point(lon: f64, lat: f64) -> MatchScope {
    MatchScope::Point(Point::from_degrees(lon, lat).unwrap())
}

/// Each candidate with its reason.
fn all(atlas: &Atlas, text: &str, around: MatchScope) -> Vec<String> {
    let text = AddressQuery::read(text).unwrap();
    let found = candidates(atlas, &text, around);
    found
        .iter()
        .map(|one| {
            format!("{} {} {}", one.address.text.normal(), one.likeness.name, one.likeness.parts)
        })
        .collect()
}

fn most_alike(atlas: &Atlas, text: &str, around: MatchScope) -> Vec<String> {
    let text = AddressQuery::read(text).unwrap();
    best(&candidates(atlas, &text, around))
        .iter()
        .map(|one| one.address.text.normal().to_string())
        .collect()
}

#[actix_web::test]
async fn a_text_is_found_by_its_names_and_numbers() {
    let town = Town::new().await;
    settle(&town).await;
    let atlas = town.db.atlas();
    let found = |text: &str| most_alike(&atlas, text, MatchScope::Anywhere);
    let third = "龙泉路138弄 金水苑3幢";
    for text in [
        "龙泉路138弄金水苑3号楼",
        "金水苑3号楼",
        "金水苑三号楼",
        "金水苑3幢502室",
        "金水苑3-502",
        "金水苑3号502",
        "龙泉路138弄金水苑3#2-502",
        "金水苑小区3号楼",
        "上海市奉贤区金水苑3号楼",
        "南桥金水苑3号楼",
    ] {
        assert!(found(text).contains(&third.to_owned()), "{text}: {:?}", found(text));
    }
    assert_eq!(
        found("金水苑3号楼101"),
        ["龙泉路138弄 金水苑3幢101室"],
        "the room itself goes before its building"
    );
    assert_eq!(
        found("龙泉路200弄3号楼502"),
        ["龙泉路200弄3号"],
        "what one calls a door another calls a building"
    );
    assert_eq!(
        found("龙泉路138弄"),
        [
            "龙泉路138弄 金水苑1幢",
            "龙泉路138弄 金水苑2幢",
            "龙泉路138弄 金水苑3幢",
            "龙泉路138弄 金水苑3幢101室",
            "龙泉路138弄 金水苑4幢",
            "龙泉路138弄 金水苑5幢"
        ]
    );
    assert_eq!(found("江海村5组12号"), ["江海村5组12号"]);
    assert_eq!(found("人民路12"), ["人民路12号"]);
    assert_eq!(found("银杏7号楼"), ["银杏公馆7幢"]);
    for text in ["金水苑9号楼", "梧桐苑3号楼", "人民路13号", "99室", "金水路3号"]
    {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[actix_web::test]
async fn every_candidate_has_its_reason_and_the_most_alike_comes_first() {
    let town = Town::new().await;
    settle(&town).await;
    let atlas = town.db.atlas();
    assert_eq!(
        all(&atlas, "金水苑3号楼101室", MatchScope::Anywhere),
        ["龙泉路138弄 金水苑3幢101室 same all", "龙泉路138弄 金水苑3幢 same inside",]
    );
    assert_eq!(
        all(&atlas, "龙泉路138弄金水苑3号楼502", MatchScope::Anywhere),
        ["龙泉路138弄 金水苑3幢 same inside"]
    );
    assert_eq!(
        all(&atlas, "南桥金水苑3号楼", MatchScope::Anywhere),
        ["龙泉路138弄 金水苑3幢 ending all", "龙泉路138弄 金水苑3幢101室 ending some",]
    );
    assert_eq!(all(&atlas, "银杏新村3号楼", MatchScope::Anywhere), ["银杏新村3幢 same all"]);
    assert_eq!(
        all(&atlas, "金水公寓3号楼", MatchScope::Anywhere),
        [
            "金水花园3幢 akin all",
            "龙泉路138弄 金水苑3幢 akin all",
            "龙泉路138弄 金水苑3幢101室 akin some",
        ],
        "they are listed, and decide nothing"
    );
    assert_eq!(most_alike(&atlas, "金水公寓3号楼", MatchScope::Anywhere), [""; 0]);
    assert_eq!(all(&atlas, "3号楼", MatchScope::Anywhere).len(), 5, "it is in every compound");
}

#[actix_web::test]
async fn a_text_without_a_name_means_what_is_around() {
    let town = Town::new().await;
    settle(&town).await;
    town.apply(vec![address_at(&town, "Q4", "北门岗亭3号楼", (121.4399, 30.9199))]).await.unwrap();
    let atlas = town.db.atlas();
    let found = |around| most_alike(&atlas, "三号楼五零二", around);
    assert_eq!(found(MatchScope::Grid(grid_id("G2"))), ["银杏新村3幢", "龙泉路200弄3号"]);
    assert_eq!(found(MatchScope::Grid(grid_id("N2"))), ["北门岗亭3幢", "金水花园3幢"]);
    assert_eq!(found(MatchScope::Grid(grid_id("G4"))), [""; 0]);
    assert_eq!(found(point(121.4395, 30.9195)), ["北门岗亭3幢"], "by its own point, 60 m away");
    assert_eq!(
        found(point(121.421, 30.905)),
        ["金水花园3幢", "银杏新村3幢", "龙泉路200弄3号"],
        "in grids up to 500 m away"
    );
    assert_eq!(found(point(121.427, 30.905)), ["金水花园3幢"]);
}

#[actix_web::test]
async fn a_name_that_is_written_again_and_again_means_what_it_means_once() {
    let town = Town::new().await;
    settle(&town).await;
    let atlas = town.db.atlas();
    let once = all(&atlas, "龙泉路138弄", MatchScope::Anywhere);
    assert!(once.len() > 1, "{once:?}");
    let often = format!("{}138弄", "龙泉路".repeat(40));
    assert_eq!(
        all(&atlas, &often, MatchScope::Anywhere),
        once,
        "each address once, and for the same reason"
    );
    let names: Vec<char> = "甲乙丙丁戊己庚辛壬癸".chars().collect();
    let roads: String = names.iter().map(|name| format!("{name}某路")).collect();
    assert_eq!(
        all(&atlas, &format!("{roads}龙泉路138弄"), MatchScope::Anywhere),
        once,
        "the last names are looked up"
    );
}
