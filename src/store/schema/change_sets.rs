//! Tables of change sets.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    reassignments (id) {
        id -> UuidSql,
        origin -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        author_id -> Nullable<UuidSql>,
        approver_id -> Nullable<UuidSql>,
        grid_id -> Nullable<UuidSql>,
        operations -> JsonbSql,
        allow_gaps -> Bool,
        digest -> Nullable<Text>,
        preview -> Nullable<JsonbSql>,
        stopped_by -> Nullable<JsonbSql>,
        inverse -> Nullable<JsonbSql>,
        undoes -> Nullable<UuidSql>,
        created_at -> InstantSql,
        effective_at -> Nullable<InstantSql>,
        previewed_at -> Nullable<InstantSql>,
        approved_at -> Nullable<InstantSql>,
        applied_at -> Nullable<InstantSql>,
        revision -> Nullable<BigInt>,
        moved -> Integer,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    reassignment_units (reassignment_id, unit_id) {
        reassignment_id -> UuidSql,
        unit_kind -> Text,
        unit_id -> UuidSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    reassignment_members (reassignment_id, member_id) {
        reassignment_id -> UuidSql,
        member_id -> UuidSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    reassignment_notes (reassignment_id) {
        reassignment_id -> UuidSql,
        wrapped_key -> Nullable<Binary>,
        body -> Binary,
    }
}
