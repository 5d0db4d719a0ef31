//! Two processes on one database.

use crate::support::submission::{anonymous, key};
use crate::support::town::{Town, grid_id, member_id};
use chrono::TimeDelta;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Capacity;
use wangge::domain::scope::Scope;
use wangge::domain::unit::Unit;
use wangge::service::requests::submit::submit;
use wangge::store::requests::RequestRow;

/// G1 gets another leader in the first process.
async fn succeed(town: &Town, code: &str) {
    let (unit, next) = (Unit::Grid(grid_id("G1")), town.member(code));
    town.clock.advance(TimeDelta::seconds(1));
    let atlas = town.db.atlas();
    let duty = atlas
        .people()
        .chain(unit, town.now())
        .find(|duty| duty.capacity == Capacity::Leader)
        .unwrap()
        .id;
    let edits = vec![
        AtlasEdit::EndDuty { duty, at: town.now() },
        AtlasEdit::AddMember(next.clone()),
        town.give(unit, next.id, Capacity::Leader),
    ];
    town.apply(edits).await.unwrap();
}

#[tokio::test]
async fn nobody_routes_by_what_another_process_has_changed() {
    let town = Town::new().await;
    let other = town.another();
    for code in ["second", "third"] {
        succeed(&town, code).await;
        let sent = submit(&other, &town.rulebook, Scope::anonymous(), key(), anonymous())
            .await
            .unwrap()
            .sent
            .row
            .id;
        let row = other.read(move |connection| RequestRow::load(connection, sent)).await.unwrap();
        assert_eq!(row.holder_id, member_id(code), "without waiting to be told");
    }
}

#[tokio::test]
async fn each_process_learns_what_the_other_did() {
    let town = Town::new().await;
    let other = town.another();
    let before = other.atlas().revision();
    succeed(&town, "second").await;
    assert_eq!(other.atlas().revision(), before);
    other.refresh().await.unwrap();
    assert_eq!(other.atlas().revision(), town.db.atlas().revision());
    assert!(other.atlas().people().by_code("second").is_some());
    let rename = AtlasEdit::RenameGrid { grid: grid_id("G2"), name: "二号网格".to_owned() };
    let set = wangge::service::atlas_edits::ChangeSet {
        prepared_at: town.now(),
        edits: vec![rename],
        allowances: Default::default(),
    };
    wangge::service::atlas_edits::apply_edits(&other, wangge::store::Actor::Service, set)
        .await
        .unwrap();
    town.db.refresh().await.unwrap();
    assert_eq!(town.db.atlas().tree().by_code("G2").unwrap().name, "二号网格");
}
