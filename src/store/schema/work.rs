//! What happened, what is to be done, what was done already.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    events (aggregate_id, sequence) {
        position -> BigInt,
        aggregate_id -> Uuid,
        sequence -> Integer,
        id -> Uuid,
        kind -> Text,
        actor_kind -> Text,
        actor -> Nullable<Text>,
        occurred_at -> Instant,
        payload -> Jsonb,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    jobs (id) {
        id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        run_at -> Instant,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        done_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    idempotency_keys (lookup) {
        lookup -> Binary,
        body_lookup -> Binary,
        result -> Jsonb,
        created_at -> Instant,
    }
}
