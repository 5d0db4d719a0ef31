//! A fresh database for each test: SQLite, or PostgreSQL when `WANGGE_TEST_POSTGRES` names a
//! server.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::sync::{Mutex, OnceLock};
use tempfile::TempDir;
use uuid::Uuid;
use wangge::store::connection::Location;
use wangge::store::migration;

/// The name of the file of SQLite.
const FILE: &str = "wangge.db";

/// A migrated database that goes when the test ends.
pub struct TestDatabase {
    pub location: Location,
    held: Held,
}

enum Held {
    Folder(TempDir),
    Postgres { server: String, name: String },
}

impl TestDatabase {
    pub fn new() -> Self {
        match std::env::var("WANGGE_TEST_POSTGRES") {
            Ok(server) => Self::postgres(server),
            Err(_) => Self::sqlite(),
        }
    }

    /// Makes it fit to be copied: whoever was connected may still be on the way out.
    #[allow(dead_code, reason = "only the worlds are copied")]
    pub fn settle(&self) {
        match &self.held {
            Held::Folder(folder) => {
                let file = folder.path().join(FILE);
                let mut connection = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
                connection
                    .batch_execute("PRAGMA busy_timeout = 10000; PRAGMA wal_checkpoint(TRUNCATE);")
                    .unwrap();
                let log = std::fs::metadata(folder.path().join(format!("{FILE}-wal")));
                assert_eq!(log.map_or(0, |log| log.len()), 0, "somebody still reads or writes");
            }
            Held::Postgres { server, name } => run(
                server,
                &format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
                ),
            ),
        }
    }

    /// Another database with the same in it. This one is settled.
    #[allow(dead_code, reason = "only the worlds are copied")]
    pub fn copy(&self) -> Self {
        match &self.held {
            Held::Folder(folder) => {
                let copied = tempfile::tempdir().unwrap();
                let to = copied.path().join(FILE);
                std::fs::copy(folder.path().join(FILE), &to).unwrap();
                Self { location: Location::Sqlite(to), held: Held::Folder(copied) }
            }
            Held::Postgres { server, name: from } => {
                let name = format!("wangge_test_{}", Uuid::now_v7().simple());
                run(server, &format!("CREATE DATABASE {name} TEMPLATE {from}"));
                let location = Location::Postgres(beside(server, &name));
                Self { location, held: Held::Postgres { server: server.clone(), name } }
            }
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.held, Held::Postgres { .. })
    }

    /// Always SQLite, for what only SQLite does.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join(FILE));
        migration::up(&location, true).unwrap();
        Self { location, held: Held::Folder(folder) }
    }

    fn postgres(server: String) -> Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        let model = MODEL.get_or_init(|| Model::new(&server));
        let name = format!("wangge_test_{}", Uuid::now_v7().simple());
        run(&server, &format!("CREATE DATABASE {name} TEMPLATE {}", model.name));
        let location = Location::Postgres(beside(&server, &name));
        Self { location, held: Held::Postgres { server, name } }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Held::Postgres { server, name } = &self.held {
            run(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The migrated database that those of one run are copied from.
struct Model {
    name: String,
    /// Holds the lock of the name for as long as the process lives.
    _alive: Mutex<PgConnection>,
}

#[derive(QueryableByName)]
struct Left {
    #[diesel(sql_type = Text)]
    name: String,
}

impl Model {
    /// A new one. Those of earlier runs go, on whatever machine they ran: nobody holds their locks
    /// any more.
    fn new(server: &str) -> Self {
        let mut connection = PgConnection::establish(server).unwrap();
        let left = "SELECT datname::text AS name FROM pg_database
            WHERE datname LIKE 'wangge\\_model\\_%' AND pg_try_advisory_lock(hashtext(datname))";
        for Left { name } in diesel::sql_query(left).load(&mut connection).unwrap() {
            connection
                .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .unwrap();
        }
        let name = format!("wangge_model_{}", Uuid::now_v7().simple());
        let lock = format!("SELECT pg_advisory_unlock_all(), pg_advisory_lock(hashtext('{name}'))");
        connection.batch_execute(&lock).unwrap();
        connection.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        migration::up(&Location::Postgres(beside(server, &name)), false).unwrap();
        Self { name, _alive: Mutex::new(connection) }
    }
}

fn run(server: &str, sql: &str) {
    PgConnection::establish(server).unwrap().batch_execute(sql).unwrap();
}

/// The URL of another database on the same server.
fn beside(server: &str, name: &str) -> String {
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}
