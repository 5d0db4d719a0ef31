//! A fresh database for each test: SQLite, or PostgreSQL when `WANGGE_TEST_POSTGRES` names a server.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::sync::OnceLock;
use tempfile::TempDir;
use uuid::Uuid;
use wangge::store::connection::Location;
use wangge::store::migration;

/// A migrated database that goes when the test ends.
pub struct TestDatabase {
    pub location: Location,
    held: Held,
}

enum Held {
    Folder(#[expect(dead_code, reason = "kept for its Drop")] TempDir),
    Postgres { server: String, name: String },
}

impl TestDatabase {
    pub fn new() -> Self {
        match std::env::var("WANGGE_TEST_POSTGRES") {
            Ok(server) => Self::postgres(server),
            Err(_) => Self::sqlite(),
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.held, Held::Postgres { .. })
    }

    /// Always SQLite, for what only SQLite does.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("wangge.db"));
        migration::up(&location, true).unwrap();
        Self { location, held: Held::Folder(folder) }
    }

    fn postgres(server: String) -> Self {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            // One template for a build's whole run; others of earlier runs are left to their own processes.
            let name = format!("wangge_template_{}", std::process::id());
            run(&server, &format!("DROP DATABASE IF EXISTS {name}; "));
            run(&server, &format!("CREATE DATABASE {name}"));
            migration::up(&Location::Postgres(beside(&server, &name)), false).unwrap();
            name
        });
        let name = format!("wangge_test_{}", Uuid::now_v7().simple());
        run(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
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

fn run(server: &str, sql: &str) {
    PgConnection::establish(server).unwrap().batch_execute(sql).unwrap();
}

/// The URL of another database on the same server.
fn beside(server: &str, name: &str) -> String {
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}
