//! Accounts of residents at the command line: the phone is read where no list of processes shows
//! it.

use super::desk::{Desk, said};
use uuid::Uuid;
use wangge::domain::id::AccountId;
use wangge::domain::phone::Phone;
use wangge::store::account_identities;
use wangge::store::accounts::{self, Account};

const PHONE: &str = "138 1234 1234\n";

/// Somebody who signed in once.
async fn resident(desk: &Desk) -> AccountId {
    let id = AccountId(Uuid::now_v7());
    let db = desk.open();
    let written = db.write(move |tx| {
        let phone = Phone::parse(PHONE)?;
        accounts::insert(tx, &Account::new(id, None, false, tx.now()))?;
        account_identities::insert_phone(tx, id, &phone)
    });
    written.await.unwrap();
    id
}

#[tokio::test]
async fn a_resident_is_found_by_the_phone_on_the_input() {
    let desk = Desk::begun();
    let id = resident(&desk).await;
    for (verb, disabled) in [("disable", true), ("end-sessions", true), ("enable", false)] {
        let done = desk.run_with(&["user", verb, "--phone-stdin"], PHONE);
        assert!(done.status.success(), "{}", said(&done));
        let account = desk
            .open()
            .read(move |connection| accounts::find(connection, id))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(account.disabled_at.is_some(), disabled, "{verb}");
    }
}

#[test]
fn who_is_meant_must_be_said_once() {
    let desk = Desk::begun();
    for arguments in
        [&["user", "disable"][..], &["user", "disable", "--login", "first", "--phone-stdin"]]
    {
        assert_eq!(desk.run_with(arguments, PHONE).status.code(), Some(2));
    }
    for (input, code) in
        [(PHONE, "no_account_of_phone"), ("12345\n", "phone_invalid"), ("", "phone_invalid")]
    {
        let refused = desk.run_with(&["user", "disable", "--phone-stdin"], input);
        assert!(
            refused.status.code() == Some(1) && said(&refused).contains(code),
            "{}",
            said(&refused)
        );
        assert!(!said(&refused).contains("1234"), "the number is not repeated");
    }
}
