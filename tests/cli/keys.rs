//! Keys rotate at the command line.

use super::desk::{Desk, said};
use chrono::{TimeDelta, Utc};
use diesel::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use uuid::Uuid;
use wangge::domain::id::{AccountId, SessionId};
use wangge::service::credentials::token::{AccessTokens, key_file};
use wangge::store::schema::events;
use wangge::store::vault::KeyFile;
use wangge::store::vault::key::KeyRing;
use wangge::store::{Db, member_identities};

/// The names of the keys, the active one first.
fn names(keys: &KeyRing) -> Vec<String> {
    keys.all().map(|key| key.id.to_string()).collect()
}

fn wrapping(desk: &Desk) -> KeyRing {
    KeyFile::read(&desk.vault_keys()).unwrap().wrapping
}

fn signing(desk: &Desk) -> KeyRing {
    key_file::read(&desk.token_keys()).unwrap()
}

fn secrets(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("secret = "))
        .map(|secret| secret.replace('"', ""))
        .collect()
}

/// The name of the member whom `init` made.
async fn name_of_first(db: &Db) -> String {
    let first = db.atlas().people().by_code("first").unwrap().id;
    let vault = db.clone();
    let read = db.read(move |connection| member_identities::find(connection, vault.vault(), first));
    read.await.unwrap().unwrap().name
}

#[tokio::test]
async fn new_keys_are_added_and_what_the_old_ones_made_stays_good() {
    let desk = Desk::begun();
    let (old_wrapping, old_signing) = (wrapping(&desk), signing(&desk));
    let tokens = |keys: &KeyRing| AccessTokens::new(keys, "wangge", "wangge").unwrap();
    let (account, session, now) =
        (AccountId(Uuid::now_v7()), SessionId(Uuid::now_v7()), Utc::now());
    let token = tokens(&old_signing).issue(account, session, now, TimeDelta::minutes(15)).unwrap();
    let done = desk.run(&["keys", "rotate"]);
    assert!(done.status.success(), "{}", said(&done));
    for (file, old, new) in [
        (desk.vault_keys(), &old_wrapping, wrapping(&desk)),
        (desk.token_keys(), &old_signing, signing(&desk)),
    ] {
        assert_eq!(names(&new)[1..], names(old));
        assert!(names(&new).iter().all(|name| said(&done).contains(name)), "{}", said(&done));
        assert!(secrets(&file).iter().all(|secret| !said(&done).contains(secret)));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(tokens(&signing(&desk)).verify(&token, now).unwrap().account, account);
    assert_eq!(name_of_first(&desk.open()).await, "first");
    assert!(desk.run(&["check"]).status.success());
}

#[tokio::test]
async fn one_file_rotates_alone_and_who_did_it_is_recorded() {
    let desk = Desk::begun();
    let before = (wrapping(&desk), signing(&desk));
    assert!(desk.run(&["keys", "rotate", "--tokens"]).status.success());
    assert_eq!((names(&wrapping(&desk)), names(&signing(&desk)).len()), (names(&before.0), 2));
    assert!(desk.run(&["keys", "rotate", "--vault"]).status.success());
    assert_eq!((names(&wrapping(&desk)).len(), names(&signing(&desk)).len()), (2, 2));
    assert_eq!(desk.run(&["keys", "rotate", "--vault", "--tokens"]).status.code(), Some(2));
    let db = desk.open();
    let recorded = db.read(|connection| {
        let rotations = events::table.filter(events::kind.like("keys.%")).order(events::position);
        let columns = (events::kind, events::actor_kind, events::actor);
        Ok(rotations.select(columns).load::<(String, String, Option<String>)>(connection)?)
    });
    let by_tester = |kind: &str| {
        (kind.to_owned(), "operating_system_user".to_owned(), Some("tester".to_owned()))
    };
    let expected = ["keys.signing_rotated", "keys.wrapping_rotated"].map(by_tester);
    assert_eq!(recorded.await.unwrap(), expected);
}

#[tokio::test]
async fn lost_token_keys_are_made_anew_and_never_over_those_that_are_there() {
    let desk = Desk::begun();
    let old = signing(&desk);
    let kept = desk.run(&["keys", "new-tokens"]);
    assert_eq!(kept.status.code(), Some(1));
    assert!(said(&kept).contains("[key_file_exists]"), "{}", said(&kept));
    assert_eq!(names(&signing(&desk)), names(&old));
    fs::remove_file(desk.token_keys()).unwrap();
    let lost = desk.run(&["keys", "rotate", "--tokens"]);
    assert!(said(&lost).contains("[key_file_missing]"), "{}", said(&lost));
    let done = desk.run(&["keys", "new-tokens"]);
    assert!(done.status.success(), "{}", said(&done));
    let new = names(&signing(&desk));
    assert!(new.len() == 1 && new != names(&old), "{new:?}");
    assert!(said(&done).contains(&new[0]), "{}", said(&done));
    assert!(secrets(&desk.token_keys()).iter().all(|secret| !said(&done).contains(secret)));
    assert_eq!(fs::metadata(desk.token_keys()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(name_of_first(&desk.open()).await, "first");
    let db = desk.open();
    let recorded = db.read(|connection| {
        let created = events::table.filter(events::kind.eq("keys.signing_created"));
        Ok(created.count().get_result::<i64>(connection)?)
    });
    assert_eq!(recorded.await.unwrap(), 1);
}

#[test]
fn a_key_file_that_is_open_to_others_does_not_rotate() {
    let desk = Desk::begun();
    let before = names(&signing(&desk));
    fs::set_permissions(desk.token_keys(), fs::Permissions::from_mode(0o644)).unwrap();
    let refused = desk.run(&["keys", "rotate", "--tokens"]);
    assert!(
        refused.status.code() == Some(1) && said(&refused).contains("key_file_exposed"),
        "{}",
        said(&refused)
    );
    fs::set_permissions(desk.token_keys(), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(names(&signing(&desk)), before);
}
