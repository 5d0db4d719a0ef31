//! A full disk, a locked database, a database that is gone: 503, nothing half-written, and on
//! without a restart.

use super::service::{Heard, Service, submit};
use crate::support::database::TestDatabase;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use wangge::store::connection::{AnyConnection, Location};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Synchronous {
    #[diesel(sql_type = Integer)]
    synchronous: i32,
}

pub fn file(database: &TestDatabase) -> PathBuf {
    match &database.location {
        Location::Sqlite(file) => file.clone(),
        Location::Postgres(_) => unreachable!("only SQLite has a file"),
    }
}

pub fn beside(database: &TestDatabase) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(file(database).to_str().unwrap()).unwrap();
    // The service writes now and then by itself.
    connection.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
    connection
}

/// How many requests are stored, each with everything that belongs to it.
pub fn stored(database: &TestDatabase) -> i64 {
    let mut connection = beside(database);
    let mut count =
        |sql: &str| diesel::sql_query(sql).get_result::<Count>(&mut connection).unwrap().count;
    let all = count("SELECT count(*) AS count FROM requests");
    let whole = "SELECT count(*) AS count FROM requests r
        JOIN request_details d ON d.request_id = r.id
        JOIN request_assignments a ON a.request_id = r.id
        WHERE (SELECT count(*) FROM events e WHERE e.aggregate_id = r.id) = r.event_count";
    assert_eq!(count(whole), all, "a request is half-written");
    all
}

#[track_caller]
pub fn is_unavailable(heard: &Heard) {
    assert_eq!(
        (heard.status, heard.body["code"].as_str()),
        (503, Some("unavailable")),
        "{heard:?}"
    );
    assert_eq!(heard.retry_after.as_deref(), Some("2"));
}

/// What cannot be done, and why.
#[track_caller]
pub fn is_degraded(service: &Service, read: &str, write: &str) {
    let heard = service.get("/readyz");
    assert_eq!((heard.status, heard.retry_after.as_deref()), (503, Some("2")), "{heard:?}");
    assert_eq!(heard.body, json!({ "status": "degraded", "read": read, "write": write }));
}

#[test]
fn a_full_disk() {
    // Blocks of 512 bytes: room for the database, not for a log of a megabyte beside it.
    let service = Service::start(TestDatabase::sqlite(), "ulimit -f 2048;");
    let mut taken = 0;
    let refused = loop {
        let heard = service.submit();
        if heard.status != 201 {
            break heard;
        }
        taken += 1;
    };
    is_unavailable(&refused);
    is_unavailable(&service.submit());
    assert_eq!(stored(&service.database), taken);
    is_degraded(&service, "ok", "disk_full");
    let counted = service.text("/metrics");
    assert!(counted.contains(r#"wangge_writable{reason="disk_full"} 0"#), "{counted}");
    // Somebody makes room: the log goes into the database.
    beside(&service.database).batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    assert_eq!(service.get("/readyz").status, 200, "nobody need write for that to be known");
    let counted = service.text("/metrics");
    assert!(counted.contains(r#"wangge_writable{reason="ok"} 1"#), "{counted}");
    assert_eq!(service.submit().status, 201);
    assert_eq!(stored(&service.database), taken + 1);
}

#[test]
fn a_locked_database_is_told_once_a_write_has_failed() {
    let service = Service::start(TestDatabase::sqlite(), "");
    let mut other = beside(&service.database);
    other.batch_execute("BEGIN EXCLUSIVE").unwrap();
    is_unavailable(&service.submit());
    is_degraded(&service, "ok", "locked");
    other.batch_execute("COMMIT").unwrap();
    assert!((0..1_000).any(|_| service.get("/readyz").status == 200), "it never recovers");
}

#[test]
fn a_damaged_database_is_told_though_some_of_it_is_whole() {
    let service = Service::start(TestDatabase::sqlite(), "");
    assert_eq!(service.submit().status, 201);
    // The pages of requests are those of something else.
    let lost = "PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'requests_by_ticket')
            WHERE name = 'requests';
        PRAGMA schema_version = 4242";
    beside(&service.database).batch_execute(lost).unwrap();
    let heard = service.submit();
    assert!(heard.status >= 500, "{heard:?}");
    is_degraded(&service, "ok", "damaged");
    is_degraded(&service, "ok", "damaged");
    let counted = service.text("/metrics");
    assert!(counted.contains(r#"wangge_writable{reason="damaged"} 0"#), "{counted}");
}

#[test]
fn a_locked_database() {
    let service = Service::start(TestDatabase::sqlite(), "");
    let mut other = beside(&service.database);
    other.batch_execute("BEGIN EXCLUSIVE").unwrap();
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let address = service.address.clone();
            std::thread::spawn(move || submit(&address).unwrap())
        })
        .collect();
    assert_eq!(service.get("/readyz").status, 200, "readers wait for nobody");
    waiting.into_iter().for_each(|sender| is_unavailable(&sender.join().unwrap()));
    other.batch_execute("COMMIT").unwrap();
    assert_eq!(service.submit().status, 201);
    assert_eq!(stored(&service.database), 1);
}

#[test]
fn a_database_that_was_moved_away() {
    let service = Service::start(TestDatabase::sqlite(), "");
    assert_eq!(service.submit().status, 201);
    let (here, away) = (file(&service.database), file(&service.database).with_extension("away"));
    std::fs::rename(&here, &away).unwrap();
    is_unavailable(&service.submit());
    is_degraded(&service, "file_moved", "file_moved");
    assert!(!here.exists(), "no empty database was made in its place");
    std::fs::rename(&away, &here).unwrap();
    assert_eq!(service.submit().status, 201);
    assert_eq!(stored(&service.database), 2);
}

#[test]
fn every_commit_is_on_the_disk_before_it_is_answered() {
    let database = TestDatabase::sqlite();
    let AnyConnection::Sqlite(mut writer) = database.location.open_writer(false).unwrap() else {
        unreachable!("it is SQLite")
    };
    let full: Synchronous =
        diesel::sql_query("PRAGMA synchronous").get_result(&mut writer).unwrap();
    assert_eq!(full.synchronous, 2, "FULL");
}

#[test]
fn a_new_database_is_readable_by_its_owner_alone() {
    let database = TestDatabase::sqlite();
    let AnyConnection::Sqlite(mut writer) = database.location.open_writer(false).unwrap() else {
        unreachable!("it is SQLite")
    };
    // The log and its index are there while somebody writes.
    writer.batch_execute("CREATE TABLE more (id INTEGER)").unwrap();
    let files = std::fs::read_dir(file(&database).parent().unwrap()).unwrap().map(Result::unwrap);
    let modes: Vec<u32> =
        files.map(|file| file.metadata().unwrap().permissions().mode() & 0o777).collect();
    assert_eq!(modes, [0o600; 3]);
}
