//! The migrations go up, down and up again, and both databases have the tables that the code knows.

use crate::support::database::TestDatabase;
use crate::support::desk::{Desk, noise};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use wangge::store::connection::{AnyConnection, Location};
use wangge::store::migration;

#[test]
fn the_database_under_test_is_the_one_that_was_named() {
    let named = std::env::var("WANGGE_TEST_POSTGRES").is_ok();
    assert_eq!(TestDatabase::new().is_postgres(), named);
}

#[test]
fn up_down_up_leaves_the_same_tables() {
    let database = TestDatabase::new();
    let before = columns(&database.location);
    while migration::down(&database.location).is_ok() {}
    assert_eq!(columns(&database.location), BTreeSet::new());
    let ran = migration::up(&database.location, false).unwrap();
    assert!(!ran.is_empty());
    assert_eq!(columns(&database.location), before);
}

#[actix_web::test]
async fn what_refers_to_a_table_that_is_made_anew_is_kept() {
    let desk = Desk::new().await;
    let id = desk.resident("13812341234").await.sent(noise()).await;
    let location = desk.town.location();
    let has_rules = || columns(location).contains("routing_rules.id");
    while has_rules() {
        migration::down(location).unwrap();
    }
    migration::up(location, false).unwrap();
    assert!(has_rules());
    let leader = desk.member("G1-leader").await;
    assert_eq!(leader.listed("/api/v1/inbox").await, [id]);
}

#[test]
fn the_schema_in_the_code_is_that_of_the_migrations() {
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema")).unwrap();
    let schema: Vec<String> = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let known: BTreeSet<String> = schema.iter().flat_map(|file| tables(file)).collect();
    let database = TestDatabase::new();
    let mut there = columns(&database.location);
    // What only PostgreSQL has, and only PostgreSQL's own queries read.
    there.remove("revision.system_identifier");
    assert_eq!(there, known);
}

/// `table.column` for each line of the `table!` macros.
fn tables(schema: &str) -> impl Iterator<Item = String> {
    let mut table = String::new();
    schema.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some((column, _)) = line.split_once(" -> ") {
            return Some(format!("{table}.{column}"));
        }
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name.to_owned();
        }
        None
    })
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

/// `table.column` for each column of the database.
fn columns(location: &Location) -> BTreeSet<String> {
    let of_postgres = "SELECT table_name || '.' || column_name AS name FROM information_schema.columns \
                       WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";
    let of_sqlite = "SELECT t.name || '.' || c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c \
                     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'";
    let rows: Vec<Column> = match location.open_writer(false).unwrap() {
        AnyConnection::Postgres(mut native) => diesel::sql_query(of_postgres).load(&mut native).unwrap(),
        AnyConnection::Sqlite(mut native) => {
            native.batch_execute("PRAGMA query_only = ON").unwrap();
            diesel::sql_query(of_sqlite).load(&mut native).unwrap()
        }
    };
    rows.into_iter().map(|column| column.name).collect()
}
