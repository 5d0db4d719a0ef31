//! Who is responsible: a request reaches the one person, whatever else happens at the same time.

use crate::support::submission::{anonymous, key};
use crate::support::town::{Town, grid_id, member_id};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Capacity;
use wangge::domain::id::RequestId;
use wangge::domain::scope::Scope;
use wangge::domain::unit::Unit;
use wangge::service::requests::submit::{RequestSubmission, submit};
use wangge::store::requests::RequestRow;

async fn send(town: &Town, submission: RequestSubmission) -> RequestRow {
    let submitted =
        submit(&town.db, &town.rulebook, Scope::anonymous(), key(), submission).await.unwrap();
    row(town, submitted.sent.row.id).await
}

async fn row(town: &Town, id: RequestId) -> RequestRow {
    town.db.read(move |connection| RequestRow::load(connection, id)).await.unwrap()
}

#[tokio::test]
async fn a_request_reaches_the_leader_of_its_grid() {
    let town = Town::new().await;
    let row = send(&town, anonymous()).await;
    assert_eq!((row.holder_id, row.unit()), (member_id("G1-leader"), Unit::Grid(grid_id("G1"))));
}

#[tokio::test]
async fn the_same_key_stores_one_request() {
    let town = Town::new().await;
    let key = key();
    let first = submit(&town.db, &town.rulebook, Scope::anonymous(), key.clone(), anonymous())
        .await
        .unwrap();
    let again =
        submit(&town.db, &town.rulebook, Scope::anonymous(), key, anonymous()).await.unwrap();
    assert_eq!((again.sent.row.id, again.replayed), (first.sent.row.id, true));
}

#[tokio::test]
async fn when_a_duty_ends_its_open_requests_go_to_the_deputy_in_the_same_transaction() {
    let town = Town::new().await;
    let sent = send(&town, anonymous()).await;
    town.clock.advance(chrono::TimeDelta::hours(1));
    let end = AtlasEdit::EndDuty { duty: sent.duty_id, at: town.now() };
    let applied = town.apply(vec![end]).await.unwrap();
    assert_eq!(applied.moved, [sent.id]);
    assert_eq!(row(&town, sent.id).await.holder_id, member_id("G1-deputy"));
}

#[tokio::test]
async fn a_complaint_about_staff_skips_the_whole_chain_of_the_grid() {
    let town = Town::new().await;
    let sent = send(&town, RequestSubmission { about_staff: true, ..anonymous() }).await;
    assert_eq!(sent.holder_id, member_id("N1-leader"));
}

#[tokio::test]
async fn submissions_beside_changes_of_duty_never_reach_somebody_without_the_duty() {
    let town = Town::new().await;
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (db, rulebook) = (town.db.clone(), town.rulebook.clone());
        senders.spawn(async move {
            submit(&db, &rulebook, Scope::anonymous(), key(), anonymous()).await
        });
    }
    for round in 0..10 {
        let atlas = town.db.atlas();
        let unit = Unit::Grid(grid_id("G1"));
        let leader = *atlas
            .people()
            .chain(unit, town.now())
            .find(|duty| duty.capacity == Capacity::Leader)
            .unwrap();
        let member = town.member(&format!("next-{round}"));
        town.clock.advance(chrono::TimeDelta::seconds(1));
        let edits = vec![
            AtlasEdit::EndDuty { duty: leader.id, at: town.now() },
            AtlasEdit::AddMember(member.clone()),
            town.give(unit, member.id, Capacity::Leader),
        ];
        town.apply(edits).await.unwrap();
    }
    while let Some(sent) = senders.join_next().await {
        let row = row(&town, sent.unwrap().unwrap().sent.row.id).await;
        let atlas = town.db.atlas();
        assert!(atlas.people().answers_for(row.holder_id, row.unit(), town.now()), "{row:?}");
    }
}
