//! The migrations of both databases, embedded in the binary.

use super::connection::{AnyConnection, Location};
use crate::error::{Code, Error, Problem, Result};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Runs pending migrations and returns the names of those that ran. Creates a SQLite file only if
/// `create` is set.
pub fn up(location: &Location, create: bool) -> Result<Vec<String>> {
    let ran = match location.open_writer(create)? {
        AnyConnection::Postgres(mut native) => names(native.run_pending_migrations(POSTGRES)),
        AnyConnection::Sqlite(mut native) => names(native.run_pending_migrations(SQLITE)),
    };
    ran.map_err(Error::internal)
}

/// Reverts the last migration and returns its name; its data is lost.
pub fn down(location: &Location) -> Result<String> {
    let reverted = match location.open_writer(false)? {
        AnyConnection::Postgres(mut native) => {
            native.revert_last_migration(POSTGRES).map(|v| v.to_string())
        }
        AnyConnection::Sqlite(mut native) => {
            native.revert_last_migration(SQLITE).map(|v| v.to_string())
        }
    };
    reverted.map_err(Error::internal)
}

/// Checks that a database has all migrations of this binary.
pub fn require_current(location: &Location) -> Result<()> {
    let pending = match location.open_writer(false)? {
        AnyConnection::Postgres(mut native) => native.has_pending_migration(POSTGRES),
        AnyConnection::Sqlite(mut native) => native.has_pending_migration(SQLITE),
    };
    if pending.map_err(Error::internal)? {
        return Err(Problem::new(Code::DatabaseOutdated).with("database", location.shown()).into());
    }
    Ok(())
}

fn names<E>(
    ran: Result<Vec<diesel::migration::MigrationVersion<'_>>, E>,
) -> Result<Vec<String>, E> {
    ran.map(|versions| versions.iter().map(ToString::to_string).collect())
}
