//! The table of events as it is stored, in the order of its positions.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::Value;
use uuid::Uuid;

/// One row. Times are microseconds since 1970.
#[derive(Debug, Clone)]
pub struct Event {
    pub position: i64,
    pub aggregate: Uuid,
    pub kind: String,
    pub at: i64,
    pub payload: Value,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Text)]
    aggregate: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Text)]
    payload: String,
}

const POSTGRES: &str = "SELECT position, aggregate_id::text AS aggregate, kind,
    (extract(epoch FROM occurred_at) * 1000000)::bigint AS at, payload::text AS payload
    FROM events ORDER BY position, aggregate_id, sequence";
const SQLITE: &str =
    "SELECT position, lower(hex(aggregate_id)) AS aggregate, kind, occurred_at AS at, payload
    FROM events ORDER BY position";

/// All events of a database.
pub fn read(url: &str) -> Vec<Event> {
    let rows: Vec<Row> = match url.strip_prefix("sqlite://") {
        Some(path) => {
            diesel::sql_query(SQLITE).load(&mut SqliteConnection::establish(path).unwrap()).unwrap()
        }
        None => {
            diesel::sql_query(POSTGRES).load(&mut PgConnection::establish(url).unwrap()).unwrap()
        }
    };
    let event = |row: Row| Event {
        position: row.position,
        aggregate: row.aggregate.parse().unwrap(),
        kind: row.kind,
        at: row.at,
        payload: serde_json::from_str(&row.payload).unwrap(),
    };
    rows.into_iter().map(event).collect()
}
