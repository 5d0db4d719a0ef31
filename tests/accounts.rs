//! Accounts, as administrators keep them.

use crate::support::database::TestDatabase;
use crate::support::office::{Office, PASSWORD, PHONE, code, login_name, text};
use crate::support::town::{Town, member_id, settings};
use chrono::TimeDelta;
use std::sync::Arc;
use wangge::clock::SetClock;
use wangge::domain::atlas::Atlas;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::id::MemberId;
use wangge::domain::phone::Phone;
use wangge::error::Code;
use wangge::service::accounts::{
    AccountOwner, FirstPassword, NewStaffAccount, create_staff_account, disable_account,
    enable_account, end_sessions, reset_password, reset_totp,
};
use wangge::service::login::{SignIn, send_code, sign_in_by_code};
use wangge::store::member_identities::{self, MemberIdentity};
use wangge::store::vault::{KeyFile, Vault};
use wangge::store::{Actor, Db, DbOptions};

#[tokio::test]
async fn a_member_gets_one_login_under_a_free_name() {
    let office = Office::new().await;
    let (account, _) = office.hire("Zhang.Wei", member_id("G1-leader")).await;
    let give = |name: &str, member: MemberId| {
        create_staff_account(
            &office.town.db,
            &office.workers,
            Actor::Service,
            login_name(name),
            member,
        )
    };
    assert_eq!(code(give("other", member_id("G1-leader")).await), Code::MemberHasAccount);
    assert_eq!(code(give("zhang.wei", member_id("G2-leader")).await), Code::LoginNameInUse);
    assert_eq!(code(give("other", MemberId(uuid::Uuid::now_v7())).await), Code::UnknownMember);
    let member = member_id("G2-deputy");
    office.town.apply(vec![AtlasEdit::SetMemberActive { member, active: false }]).await.unwrap();
    assert_eq!(code(give("other", member).await), Code::MemberInactive);
    let events = office.events(account).await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].0, "account.created");
    assert!(!events[0].1.to_string().contains("zhang"), "{events:?}");
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_locks() {
    let office = Office::new().await;
    let tokens = office.settle("leader", "G1-leader").await;
    for _ in 0..5 {
        assert_eq!(code(office.try_password("leader", "wrong").await), Code::SignInRefused);
    }
    let reset =
        reset_password(&office.town.db, &office.workers, Actor::Service, login_name("leader"));
    let one_time = reset.await.unwrap();
    office.authentication.learn_ended_sessions().await.unwrap();
    assert_eq!(code(office.sees(&tokens).await), Code::SessionEnded);
    assert_eq!(code(office.try_password("leader", PASSWORD).await), Code::SignInRefused);
    let outcome = office.try_password("leader", one_time.expose()).await.unwrap();
    assert!(matches!(outcome, SignIn::PasswordChangeRequired));
}

#[tokio::test]
async fn a_residents_account_is_found_by_its_phone() {
    let office = Office::new().await;
    let (db, authentication) = (&office.town.db, &office.authentication);
    let whose = || AccountOwner::Phone(Phone::parse(PHONE).unwrap());
    assert_eq!(code(disable_account(db, Actor::Service, whose()).await), Code::NoAccountOfPhone);
    let enter = async || {
        office.town.clock.advance(TimeDelta::minutes(1));
        send_code(authentication, PHONE).await.unwrap();
        sign_in_by_code(authentication, PHONE, office.phones.last(PHONE)).await
    };
    let tokens = enter().await.unwrap();
    let account = office.sees(&tokens).await.unwrap().account.unwrap();
    assert_eq!(end_sessions(db, Actor::Service, whose()).await.unwrap(), 1);
    authentication.learn_ended_sessions().await.unwrap();
    assert_eq!(code(office.sees(&tokens).await), Code::SessionEnded);
    disable_account(db, Actor::Service, whose()).await.unwrap();
    assert_eq!(code(enter().await), Code::AccountDisabled);
    enable_account(db, Actor::Service, whose()).await.unwrap();
    assert!(enter().await.is_ok());
    let events = office.events(account).await;
    let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    let administered = ["account.sessions_ended", "account.disabled", "account.enabled"];
    assert_eq!(
        kinds,
        [&["account.created", "account.signed_in"][..], &administered, &["account.signed_in"]]
            .concat()
    );
    assert!(!format!("{events:?}").contains("13812341234"));
}

#[tokio::test]
async fn a_disabled_account_is_out_until_it_is_enabled() {
    let office = Office::new().await;
    let tokens = office.settle("leader", "G1-leader").await;
    let db = &office.town.db;
    for _ in 0..2 {
        disable_account(db, Actor::Service, AccountOwner::LoginName(login_name("leader")))
            .await
            .unwrap();
    }
    office.authentication.learn_ended_sessions().await.unwrap();
    assert_eq!(code(office.sees(&tokens).await), Code::SessionEnded);
    assert_eq!(code(office.try_password("leader", PASSWORD).await), Code::AccountDisabled);
    assert_eq!(code(office.try_password("leader", "wrong").await), Code::SignInRefused);
    enable_account(db, Actor::Service, AccountOwner::LoginName(login_name("leader")))
        .await
        .unwrap();
    assert!(matches!(office.try_password("leader", PASSWORD).await, Ok(SignIn::SignedIn(_))));
    let scope = office.authentication.learn_ended_sessions().await;
    scope.unwrap();
    assert_eq!(code(office.sees(&tokens).await), Code::SessionEnded);
}

#[tokio::test]
async fn an_administrator_ends_sessions_and_forgets_nothing_else() {
    let office = Office::new().await;
    let tokens = office.settle("leader", "G1-leader").await;
    assert_eq!(
        end_sessions(
            &office.town.db,
            Actor::Service,
            AccountOwner::LoginName(login_name("leader"))
        )
        .await
        .unwrap(),
        1
    );
    office.authentication.learn_ended_sessions().await.unwrap();
    assert_eq!(code(office.sees(&tokens).await), Code::SessionEnded);
    assert!(matches!(office.try_password("leader", PASSWORD).await, Ok(SignIn::SignedIn(_))));
    assert_eq!(
        code(
            end_sessions(
                &office.town.db,
                Actor::Service,
                AccountOwner::LoginName(login_name("nobody"))
            )
            .await
        ),
        Code::UnknownAccount
    );
    let reset = reset_totp(&office.town.db, Actor::Service, login_name("leader"));
    assert_eq!(code(reset.await), Code::TotpNotEnrolled);
}

#[tokio::test]
async fn a_demo_account_is_for_the_demo() {
    let office = Office::new().await;
    let name = login_name("demo-leader");
    let first = FirstPassword::Demo(text("demo"));
    let new = NewStaffAccount::prepare(&office.workers, name, member_id("G1-leader"), first)
        .await
        .unwrap();
    office.town.db.write(move |tx| new.create(tx, &Actor::Service)).await.unwrap();
    assert_eq!(code(office.try_password("demo-leader", "demo").await), Code::DemoAccountRefused);
    assert_eq!(code(office.try_password("demo-leader", "wrong").await), Code::SignInRefused);
}

#[tokio::test]
async fn names_of_members_are_sealed_and_found() {
    let town = Town::new().await;
    let (member, other) = (member_id("G1-leader"), member_id("G1-deputy"));
    let identity =
        MemberIdentity { name: "张伟".to_owned(), phone: Phone::parse("021-63521234").ok() };
    let renamed = MemberIdentity { name: "李娜".to_owned(), phone: None };
    let (first, second) = (identity.clone(), renamed.clone());
    let written = town.db.write(move |tx| {
        member_identities::put(tx, member, &second)?;
        member_identities::put(tx, member, &first)?;
        member_identities::put(tx, other, &second)
    });
    written.await.unwrap();
    let db = town.db.clone();
    let read = town.db.read(move |connection| {
        let names = member_identities::names(
            connection,
            db.vault(),
            &[member, other, member_id("G2-leader")],
        )?;
        Ok((names, member_identities::find(connection, db.vault(), member)?))
    });
    let (names, found) = read.await.unwrap();
    assert_eq!(names.len(), 2);
    assert_eq!((&*names[&member], &*names[&other]), ("张伟", "李娜"));
    assert_eq!(found, Some(identity));
}

#[test]
fn a_database_is_opened_under_its_own_lookup_key_only() {
    let database = TestDatabase::new();
    let open = |vault: &Arc<Vault>| {
        let clock = Arc::new(SetClock::at(chrono::Utc::now()));
        Db::open(
            &database.location,
            &DbOptions::default(),
            Atlas::empty(settings()),
            Arc::clone(vault),
            clock,
        )
    };
    let [own, foreign] = [(); 2].map(|()| Arc::new(Vault::new(KeyFile::random())));
    open(&own).unwrap();
    open(&own).unwrap();
    assert_eq!(code(open(&foreign).map(drop)), Code::LookupKeyDiffers);
}
