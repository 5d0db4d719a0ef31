//! One connection type over the two databases, and how one is opened.

mod any;

pub use any::{AnyConnection, MultiBackend, MultiRawValue};

use crate::error::{Code, Error, Problem, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Runs an expression on the native connection inside: compiled once for each database. The enum
/// builds the text of every statement afresh; the native connections cache it, which shows in the
/// time a submission takes.
macro_rules! each {
    ($connection:expr, |$native:ident| $body:expr) => {
        match $connection {
            $crate::store::connection::AnyConnection::Postgres($native) => $body,
            $crate::store::connection::AnyConnection::Sqlite($native) => $body,
        }
    };
}
pub(crate) use each;

/// Maximum number of rows in one statement on PostgreSQL, which takes at most 65 535 values.
pub(super) const STATEMENT_ROWS: usize = 1000;

/// Maximum number of identifiers in one statement; SQLite takes at most 32 766 values.
pub(super) const STATEMENT_KEYS: usize = 10_000;

/// Inserts rows. On PostgreSQL a statement holds many rows; SQLite is in process, and a statement
/// each costs little. A method named after the rows is called on each statement.
macro_rules! insert_rows {
    ($connection:expr, $table:path, $rows:expr $(, $more:ident)?) => {
        match $connection {
            $crate::store::connection::AnyConnection::Sqlite(native) => {
                for row in &$rows[..] {
                    diesel::insert_into($table).values(row)$(.$more())?.execute(native)?;
                }
            }
            $crate::store::connection::AnyConnection::Postgres(native) => {
                for rows in $rows.chunks($crate::store::connection::STATEMENT_ROWS) {
                    diesel::insert_into($table).values(rows)$(.$more())?.execute(native)?;
                }
            }
        }
    };
}
pub(super) use insert_rows;

/// Location of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// PostgreSQL connection URL.
    Postgres(String),
    /// Path of a SQLite file.
    Sqlite(PathBuf),
}

/// Maximum wait of a statement for another writer, in milliseconds.
pub(super) const BUSY_TIMEOUT_MS: u32 = 10_000;

/// Bytes of SQLite's log (WAL) above which it is cut as soon as no reader holds it back. Between
/// two checkpoints it grows to about half of that.
pub(super) const LOG_MAX: u64 = 32 << 20;

/// Settings of a SQLite writer. Acknowledged writes survive a loss of power. Savepoint journals are
/// kept in memory: as files they would be created and removed in every transaction.
const WRITER: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY;";

impl Location {
    /// Parses `sqlite://PATH` or `postgres://…`; anything else is refused, so that a typing error
    /// never creates a new database.
    pub fn parse(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            if cfg!(feature = "bundled-libpq")
                && ["sslmode=require", "sslmode=verify"].iter().any(|m| url.contains(m))
            {
                return Err(Code::DatabaseTls.into());
            }
            return Ok(Self::Postgres(url.to_owned()));
        }
        match url.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() && !path.contains(['?', '#']) => {
                Ok(Self::Sqlite(PathBuf::from(path)))
            }
            _ => Err(Problem::new(Code::DatabaseUrl).with("given", shown(url)).into()),
        }
    }

    /// Returns the location for display: without a password.
    pub fn shown(&self) -> String {
        match self {
            Self::Postgres(url) => shown(url),
            Self::Sqlite(path) => format!("sqlite://{}", path.display()),
        }
    }

    /// Opens a connection that may write. A SQLite file is created only if `create` is set.
    pub fn open_writer(&self, create: bool) -> Result<AnyConnection> {
        match self {
            Self::Postgres(url) => Self::open_postgres(url),
            Self::Sqlite(path) => {
                if create {
                    make_file(path)?;
                } else {
                    require_file(path)?;
                }
                let mut connection = Self::open_sqlite(path)?;
                connection.batch_execute(WRITER).map_err(unavailable)?;
                connection
                    .batch_execute(&format!("PRAGMA journal_size_limit = {LOG_MAX};"))
                    .map_err(unavailable)?;
                Ok(AnyConnection::Sqlite(connection))
            }
        }
    }

    /// Opens a connection that only reads.
    pub fn open_reader(&self) -> Result<AnyConnection> {
        match self {
            Self::Postgres(url) => Self::open_postgres(url),
            Self::Sqlite(path) => {
                require_file(path)?;
                let mut connection = Self::open_sqlite(path)?;
                connection.batch_execute("PRAGMA query_only = ON;").map_err(unavailable)?;
                Ok(AnyConnection::Sqlite(connection))
            }
        }
    }

    fn open_sqlite(path: &Path) -> Result<SqliteConnection> {
        let mut connection =
            SqliteConnection::establish(&path.to_string_lossy()).map_err(unavailable)?;
        connection
            .batch_execute(&format!("PRAGMA busy_timeout = {BUSY_TIMEOUT_MS};"))
            .map_err(unavailable)?;
        Ok(connection)
    }

    fn open_postgres(url: &str) -> Result<AnyConnection> {
        let mut connection = PgConnection::establish(url).map_err(unavailable)?;
        connection
            .batch_execute(&format!(
                "SET TIME ZONE 'UTC'; SET lock_timeout = '{BUSY_TIMEOUT_MS}ms';"
            ))
            .map_err(unavailable)?;
        Ok(AnyConnection::Postgres(connection))
    }
}

/// Creates an empty file that only its owner may read, unless it exists. SQLite gives the files
/// beside it the same mode.
fn make_file(path: &Path) -> Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(fault) if fault.kind() != ErrorKind::AlreadyExists => Err(unavailable(fault)),
        _ => Ok(()),
    }
}

/// Checks that a SQLite file exists: opening a missing one would create it.
fn require_file(path: &Path) -> Result<()> {
    if path.is_file() {
        return Ok(());
    }
    Err(Problem::new(Code::DatabaseMissing).with("path", path.display().to_string()).into())
}

macro_rules! managers {
    ($($(#[$doc:meta])* $name:ident opens |$location:ident| $open:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name(pub Location);

        impl r2d2::ManageConnection for $name {
            type Connection = AnyConnection;
            type Error = r2d2::Error;

            fn connect(&self) -> Result<AnyConnection, r2d2::Error> {
                let $location = &self.0;
                $open.map_err(|e| r2d2::Error::ConnectionError(ConnectionError::BadConnection(e.to_string())))
            }

            fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), r2d2::Error> {
                r2d2::R2D2Connection::ping(connection).map_err(r2d2::Error::QueryError)
            }

            fn has_broken(&self, connection: &mut AnyConnection) -> bool {
                r2d2::R2D2Connection::is_broken(connection)
            }
        }
    )+};
}

managers! {
    /// Pool manager of connections that only read.
    Readers opens |location| location.open_reader();
    /// Pool manager of connections that may write, on PostgreSQL.
    Writers opens |location| location.open_writer(false);
}

fn unavailable(fault: impl std::fmt::Display) -> Error {
    Error::Unavailable(fault.to_string())
}

/// Returns a URL without its password.
fn shown(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(at)) if start + 3 < at => {
            let user = url[start + 3..at].split(':').next().unwrap_or_default();
            format!("{}://{user}:***{}", &url[..start], &url[at..])
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_schemes_are_taken() {
        assert!(Location::parse("data/wangge.db").is_err());
        assert!(Location::parse("sqlite:///a.db?mode=ro").is_err());
        assert!(Location::parse("sqlite://").is_err());
        assert_eq!(Location::parse("sqlite://a.db").ok(), Some(Location::Sqlite("a.db".into())));
        assert!(matches!(Location::parse("postgres://h/d"), Ok(Location::Postgres(_))));
    }

    #[test]
    #[cfg(feature = "bundled-libpq")]
    fn tls_that_the_client_does_not_have_is_refused() {
        for mode in ["require", "verify-ca", "verify-full"] {
            let parsed = Location::parse(&format!("postgres://h/d?sslmode={mode}"));
            assert!(
                matches!(parsed, Err(Error::Refused(problems)) if problems[0].code == Code::DatabaseTls),
                "{mode}"
            );
        }
        assert!(Location::parse("postgres://h/d?sslmode=disable").is_ok());
    }

    #[test]
    fn a_password_is_never_shown() {
        let location = Location::Postgres("postgres://wangge:s3cret@db/town".into());
        assert_eq!(location.shown(), "postgres://wangge:***@db/town");
    }
}
