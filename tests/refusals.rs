//! What the interfaces never ask for and the service refuses nonetheless.

use crate::support::database::TestDatabase;
use crate::support::desk::{Desk, noise};
use crate::support::office::{code, login_name};
use crate::support::submission::{anonymous, key};
use crate::support::town::{Town, member_id, square};
use diesel::connection::SimpleConnection;
use serde_json::json;
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::id::{AbsenceId, AccountId, DutyId};
use wangge::domain::scope::Scope;
use wangge::error::Code;
use wangge::service::requests::submit::submit;
use wangge::store::DbOptions;
use wangge::store::accounts::{self, Account};

#[tokio::test]
async fn a_plan_names_what_is_there() {
    let town = Town::new().await;
    let (duty, absence, at) = (DutyId(Uuid::now_v7()), AbsenceId(Uuid::now_v7()), town.now());
    let second_root = town.create("T2", "town", None, square(121.5, 30.9, 0.01));
    let cases = [
        (AtlasEdit::EndDuty { duty, at }, Code::UnknownDuty),
        (AtlasEdit::EndAbsence { absence, at }, Code::UnknownAbsence),
        (second_root, Code::ParentRequired),
    ];
    for (edit, expected) in cases {
        assert_eq!(code(town.apply(vec![edit]).await), expected);
    }
}

#[tokio::test]
async fn nothing_is_sent_before_a_town_has_begun() {
    let town = Town::unfounded(TestDatabase::new(), DbOptions::default());
    let sent = submit(&town.db, &town.rulebook, Scope::anonymous(), key(), anonymous()).await;
    assert_eq!(code(sent.map(drop)), Code::NotInitialized);
}

#[tokio::test]
async fn a_name_that_is_taken_is_not_written_again() {
    let town = Town::new().await;
    for expected in [None, Some(Code::AlreadyExists)] {
        let id = AccountId(Uuid::now_v7());
        let account = Account::new(
            id,
            Some((&login_name("taken"), member_id("G1-leader"))),
            false,
            town.now(),
        );
        let written = town.db.write(move |tx| accounts::insert(tx, &account)).await;
        assert_eq!(written.is_err().then(|| code(written)), expected);
    }
}

#[actix_web::test]
async fn nothing_is_written_under_a_key_that_was_destroyed() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    let destroy = "UPDATE request_details SET wrapped_key = NULL";
    desk.town.location().open_writer(false).unwrap().batch_execute(destroy).unwrap();
    let words = json!({ "action": "contact", "contact_outcome": "reached", "words": "下午再联系" });
    let refused = leader.moves(&id, words).await;
    assert_eq!(refused.status, 410, "{}", refused.body);
    refused.code("erased");
}
