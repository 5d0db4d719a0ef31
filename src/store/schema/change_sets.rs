//! Change sets of responsibility.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    reassignments (id) {
        id -> Uuid,
        origin -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        author_id -> Nullable<Uuid>,
        approver_id -> Nullable<Uuid>,
        grid_id -> Nullable<Uuid>,
        operations -> Jsonb,
        allow_gaps -> Bool,
        digest -> Nullable<Text>,
        preview -> Nullable<Jsonb>,
        stopped_by -> Nullable<Jsonb>,
        inverse -> Nullable<Jsonb>,
        undoes -> Nullable<Uuid>,
        created_at -> Instant,
        effective_at -> Nullable<Instant>,
        previewed_at -> Nullable<Instant>,
        approved_at -> Nullable<Instant>,
        applied_at -> Nullable<Instant>,
        revision -> Nullable<BigInt>,
        moved -> Integer,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    reassignment_units (reassignment_id, unit_id) {
        reassignment_id -> Uuid,
        unit_kind -> Text,
        unit_id -> Uuid,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    reassignment_members (reassignment_id, member_id) {
        reassignment_id -> Uuid,
        member_id -> Uuid,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    reassignment_notes (reassignment_id) {
        reassignment_id -> Uuid,
        wrapped_key -> Nullable<Binary>,
        body -> Binary,
    }
}
