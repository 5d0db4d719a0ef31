//! Files take turns, each is imported once, and an import goes on after a break.

use super::{Form, read, run, uri};
use crate::support::hall::Hall;
use chrono::TimeDelta;
use serde_json::json;
use wangge::domain::id::FileImportId;
use wangge::store::file_imports::FileImport;

const ADDRESSES: &str = "building_group,address\nB1,听潮苑8号楼\n";

/// Another process takes a file, and is heard of no more.
async fn taken_by_another_process(hall: &Hall, id: FileImportId) -> bool {
    let db = &hall.town.db;
    let row = db.read(move |connection| FileImport::load(connection, id)).await.unwrap();
    let until = hall.town.now() + TimeDelta::seconds(15);
    db.write(move |tx| tx.lease_import(&row, until)).await.unwrap()
}

#[actix_web::test]
async fn the_same_file_sent_again_is_the_same_import() {
    let hall = Hall::open().await;
    let form = Form::of("addresses", ADDRESSES);
    let first = form.sent(&hall, "N1-leader").await;
    let again = form.by(&hall, "N1-leader").expect(201).await;
    assert_eq!((again.header("idempotent-replayed"), &again.json()["id"]), ("true", &first["id"]));
    assert_eq!(run(&hall).await, 1);
    let later = form.by(&hall, "N1-leader").expect(201).await.json();
    assert_eq!((&later["id"], &later["state"]), (&first["id"], &json!("stored")));
    assert_eq!(run(&hall).await, 0);
    let other = form.sent(&hall, "supervisor").await;
    assert_ne!(other["id"], first["id"], "another sender's is another import");
}

#[actix_web::test]
async fn what_was_refused_or_only_checked_is_read_anew() {
    let hall = Hall::open().await;
    let form = Form::of("addresses", "building_group,address\nB7,听潮苑8号楼\n");
    let refused = form.imported(&hall, "N1-leader").await;
    let again = form.imported(&hall, "N1-leader").await;
    assert_ne!(refused["id"], again["id"]);
    let dry = Form::of("addresses", ADDRESSES).with("dry_run", "true");
    let checked = dry.imported(&hall, "N1-leader").await;
    assert_eq!((&checked["state"], &checked["counts"]["created"]), (&json!("checked"), &json!(1)));
    assert_ne!(dry.imported(&hall, "N1-leader").await["id"], checked["id"]);
    let stored = Form::of("addresses", ADDRESSES).imported(&hall, "N1-leader").await;
    assert_eq!(stored["state"], "stored", "the dry run wrote nothing");
}

#[actix_web::test]
async fn an_account_has_one_file_in_its_turn() {
    let hall = Hall::open().await;
    let first = Form::of("addresses", ADDRESSES).sent(&hall, "N1-leader").await;
    let second = Form::of("members", "code,name\nM-01,张敏\n");
    second.by(&hall, "N1-leader").expect(409).await.code("import_running");
    second.sent(&hall, "N2-leader").await;
    assert_eq!(run(&hall).await, 2);
    assert_eq!(read(&hall, "N1-leader", &first).await.json()["state"], "stored");
    second.sent(&hall, "N1-leader").await;
}

#[actix_web::test]
async fn a_file_that_a_process_left_is_taken_up_by_another_one_once_its_lease_is_over() {
    let hall = Hall::open().await;
    let sent = Form::of("addresses", ADDRESSES).sent(&hall, "N1-leader").await;
    let id = serde_json::from_value(sent["id"].clone()).unwrap();
    assert!(taken_by_another_process(&hall, id).await);
    assert_eq!(run(&hall).await, 0, "another process works on it");
    assert_eq!(read(&hall, "N1-leader", &sent).await.json()["state"], "running");
    hall.town.clock.advance(TimeDelta::seconds(16));
    assert_eq!(run(&hall).await, 1);
    assert_eq!(read(&hall, "N1-leader", &sent).await.json()["state"], "stored");
}

#[actix_web::test]
async fn a_file_that_always_breaks_off_is_given_up_and_says_so() {
    let hall = Hall::open().await;
    let sent = Form::of("addresses", ADDRESSES).sent(&hall, "N1-leader").await;
    let id = serde_json::from_value(sent["id"].clone()).unwrap();
    for _ in 0..4 {
        assert!(taken_by_another_process(&hall, id).await);
        hall.town.clock.advance(TimeDelta::seconds(16));
    }
    assert_eq!(run(&hall).await, 1);
    let failed = read(&hall, "N1-leader", &sent).await.json();
    assert_eq!(
        (&failed["state"], &failed["problems"][0]["code"]),
        (&json!("failed"), &json!("import_interrupted"))
    );
    assert_eq!(hall.get("N1-leader", &uri(&sent, "/problems")).expect(200).await.items().len(), 1);
}
