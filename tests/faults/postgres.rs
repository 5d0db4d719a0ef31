//! Connections that the server ends.

use crate::support::database::TestDatabase;
use crate::support::submission::{anonymous, key};
use crate::support::town::Town;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use wangge::domain::scope::Scope;
use wangge::error::Error;
use wangge::service::requests::submit::submit;
use wangge::store::Options;
use wangge::store::connection::Location;

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
    let town = Town::on(database, Options::default()).await;
    let mut outside = PgConnection::establish(&std::env::var("WANGGE_TEST_POSTGRES").unwrap()).unwrap();
    let name = url.rsplit('/').next().unwrap();
    let mut open =
        |open: bool| outside.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {open}")).unwrap();
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

#[tokio::test]
async fn ended_connections_cost_at_most_a_retry() {
    let database = TestDatabase::new();
    let Location::Postgres(url) = database.location.clone() else { return };
    let town = Town::on(database, Options::default()).await;
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..60 {
        let (db, rulebook) = (town.db.clone(), town.rulebook.clone());
        senders.spawn(async move { submit(&db, &rulebook, Scope::anonymous(), key(), anonymous()).await });
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
    let whole = "SELECT count(*) AS count FROM requests r JOIN request_assignments a ON a.request_id = r.id
        WHERE (SELECT count(*) FROM events e WHERE e.aggregate_id = r.id) = r.event_count";
    let whole = diesel::sql_query(whole).get_result::<Count>(&mut outside).unwrap().count;
    let all = diesel::sql_query("SELECT count(*) AS count FROM requests").get_result::<Count>(&mut outside).unwrap();
    // A commit whose answer was lost is stored and was answered 503.
    assert!(whole == all.count && (stored + 1..=stored + 1 + unavailable).contains(&whole), "{whole} {stored}");
}
