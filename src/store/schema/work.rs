//! Tables of events, jobs and idempotency keys.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    events (aggregate_id, sequence) {
        position -> BigInt,
        aggregate_id -> UuidSql,
        sequence -> Integer,
        id -> UuidSql,
        kind -> Text,
        actor_kind -> Text,
        actor -> Nullable<Text>,
        occurred_at -> InstantSql,
        payload -> JsonbSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    jobs (id) {
        id -> UuidSql,
        kind -> Text,
        payload -> JsonbSql,
        run_at -> InstantSql,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        done_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    idempotency_keys (lookup) {
        lookup -> Binary,
        body_lookup -> Binary,
        result -> JsonbSql,
        created_at -> InstantSql,
    }
}
