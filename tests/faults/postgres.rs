//! Connections that the server ends.

use super::disk::{is_degraded, is_unavailable};
use super::service::Service;
use crate::support::database::TestDatabase;
use crate::support::submission::{anonymous, key};
use crate::support::town::{Town, grid_id};
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::period::Period;
use wangge::domain::scope::Scope;
use wangge::domain::unit::Unit;
use wangge::error::Error;
use wangge::jobs::run_due;
use wangge::service::requests::submit::submit;
use wangge::store::DbOptions;
use wangge::store::connection::Location;
use wangge::store::requests::RequestRow;

const TERMINATE: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[tokio::test]
async fn a_server_that_takes_nobody_is_unavailable_until_it_does() {
    let database = TestDatabase::new();
    let Location::Postgres(url) = database.location.clone() else { return };
    let town = Town::on(database, DbOptions::default()).await;
    let mut outside =
        PgConnection::establish(&std::env::var("WANGGE_TEST_POSTGRES").unwrap()).unwrap();
    let name = url.rsplit('/').next().unwrap();
    let mut open = |open: bool| {
        outside.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {open}")).unwrap()
    };
    let mut inside = PgConnection::establish(&url).unwrap();
    open(false);
    inside.batch_execute(TERMINATE).unwrap();
    drop(inside);
    let send = || submit(&town.db, &town.rulebook, Scope::anonymous(), key(), anonymous());
    let (written, read) = tokio::join!(send(), town.db.refresh());
    assert!(matches!(written, Err(Error::Unavailable(_))), "{written:?}");
    assert!(matches!(read, Err(Error::Unavailable(_))), "{read:?}");
    open(true);
    // The pool tries again by itself, at longer and longer intervals.
    while let Err(fault) = send().await {
        assert!(matches!(fault, Error::Unavailable(_)), "{fault}");
    }
    town.db.refresh().await.unwrap();
}

#[test]
fn a_database_that_takes_no_writes_is_read_and_the_probe_says_so() {
    let database = TestDatabase::new();
    let Location::Postgres(url) = database.location.clone() else { return };
    let service = Service::start(database, "");
    assert_eq!(service.submit().status, 201);
    let name = url.rsplit('/').next().unwrap();
    let mut outside = PgConnection::establish(&url).unwrap();
    // A session takes the setting when it begins.
    let mut change = |setting: &str| {
        outside.batch_execute(&format!("ALTER DATABASE {name} {setting}")).unwrap();
        outside.batch_execute(TERMINATE).unwrap();
    };
    change("SET default_transaction_read_only = on");
    let is_known = || {
        service.submit();
        service.get("/readyz").body["write"] == "read_only"
    };
    assert!((0..1_000).any(|_| is_known()), "it is never known");
    is_unavailable(&service.submit());
    is_degraded(&service, "ok", "read_only");
    change("RESET default_transaction_read_only");
    assert!((0..1_000).any(|_| service.get("/readyz").status == 200), "it never recovers");
    assert_eq!(service.submit().status, 201);
}

#[tokio::test]
async fn ended_connections_cost_at_most_a_retry() {
    let database = TestDatabase::new();
    let Location::Postgres(url) = database.location.clone() else { return };
    let town = Town::on(database, DbOptions::default()).await;
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..60 {
        let (db, rulebook) = (town.db.clone(), town.rulebook.clone());
        senders.spawn(async move {
            submit(&db, &rulebook, Scope::anonymous(), key(), anonymous()).await
        });
    }
    let mut outside = PgConnection::establish(&url).unwrap();
    let (mut stored, mut unavailable) = (0, 0);
    while let Some(outcome) = senders.join_next().await {
        match outcome.unwrap() {
            Ok(_) => stored += 1,
            Err(Error::Unavailable(_)) => unavailable += 1,
            Err(other) => unreachable!("{other:?}"),
        }
        if (stored + unavailable) % 10 == 0 {
            outside.batch_execute(TERMINATE).unwrap();
        }
    }
    submit(&town.db, &town.rulebook, Scope::anonymous(), key(), anonymous()).await.unwrap();
    let whole =
        "SELECT count(*) AS count FROM requests r JOIN request_assignments a ON a.request_id = r.id
        WHERE (SELECT count(*) FROM events e WHERE e.aggregate_id = r.id) = r.event_count";
    let whole = diesel::sql_query(whole).get_result::<Count>(&mut outside).unwrap().count;
    let all = diesel::sql_query("SELECT count(*) AS count FROM requests")
        .get_result::<Count>(&mut outside)
        .unwrap();
    // A commit whose answer was lost is stored and was answered 503.
    assert!(
        whole == all.count && (stored + 1..=stored + 1 + unavailable).contains(&whole),
        "{whole} {stored}"
    );
}

/// How many sessions of this database wait for a lock of some sort.
fn waiting(outside: &mut PgConnection, sort: &str) -> i64 {
    let locks = format!(
        "SELECT count(*) AS count FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE NOT granted AND locktype = '{sort}' AND datname = current_database()"
    );
    diesel::sql_query(locks).get_result::<Count>(outside).unwrap().count
}

#[tokio::test]
async fn what_is_submitted_while_a_duty_ends_by_the_clock_is_not_left_behind() {
    let database = TestDatabase::new();
    let Location::Postgres(url) = database.location.clone() else { return };
    let town = Town::on(database, DbOptions::default()).await;
    let (unit, ends, next) =
        (Unit::Grid(grid_id("G1")), town.now() + TimeDelta::hours(1), town.member("next"));
    let leader = town
        .db
        .atlas()
        .people()
        .chain(unit, town.now())
        .find(|duty| duty.capacity == Capacity::Leader)
        .unwrap()
        .id;
    let AtlasEdit::GiveDuty(given) = town.give(unit, next.id, Capacity::Leader) else {
        unreachable!()
    };
    let later = AtlasEdit::GiveDuty(Duty { period: Period::since(ends), ..given });
    let edits = vec![
        AtlasEdit::EndDuty { duty: leader, at: ends },
        AtlasEdit::AddMember(next.clone()),
        later,
    ];
    town.apply(edits).await.unwrap();
    town.clock.advance(TimeDelta::hours(1) - TimeDelta::milliseconds(1));

    let mut outside = PgConnection::establish(&url).unwrap();
    outside.batch_execute("BEGIN; LOCK TABLE requests IN SHARE MODE").unwrap();
    let (db, rulebook) = (town.db.clone(), town.rulebook.clone());
    let submitted = tokio::spawn(async move {
        submit(&db, &rulebook, Scope::anonymous(), key(), anonymous()).await
    });
    while waiting(&mut outside, "relation") == 0 {
        tokio::task::yield_now().await;
    }
    town.clock.advance(TimeDelta::milliseconds(1));
    let (db, rulebook) = (town.db.clone(), town.rulebook.clone());
    let moved = tokio::spawn(async move { run_due(&db, &rulebook).await });
    while !moved.is_finished() && waiting(&mut outside, "advisory") == 0 {
        tokio::task::yield_now().await;
    }
    outside.batch_execute("ROLLBACK").unwrap();
    let sent = submitted.await.unwrap().unwrap().sent.row;
    assert_ne!(sent.holder_id, next.id, "it was sent while the other one led");
    assert_eq!(moved.await.unwrap().unwrap(), 1);
    let held = town.db.read(move |connection| RequestRow::load(connection, sent.id)).await.unwrap();
    assert_eq!(held.holder_id, next.id);
}
