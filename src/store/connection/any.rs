//! The connection over both databases. The derive generates a backend of its own beside it, without
//! docs.
#![expect(missing_docs, reason = "what the derive writes has none")]

/// A connection to either database. Queries are written once; what the enum itself lacks (ON
/// CONFLICT, multi-row VALUES) goes through `each!`.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// PostgreSQL.
    Postgres(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}
