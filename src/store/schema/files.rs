//! Tables of files that were sent to be imported.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    file_imports (id) {
        id -> UuidSql,
        account_id -> UuidSql,
        kind -> Text,
        state -> Text,
        dry_run -> Bool,
        content_lookup -> Binary,
        byte_count -> Integer,
        attempts -> Integer,
        breaks -> Integer,
        leased_until -> Nullable<InstantSql>,
        row_count -> Nullable<Integer>,
        rows_done -> Integer,
        counts -> Nullable<JsonbSql>,
        problem_count -> Integer,
        grid_id -> Nullable<UuidSql>,
        approver_id -> Nullable<UuidSql>,
        sent_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
        delete_at -> InstantSql,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    file_import_contents (import_id) {
        import_id -> UuidSql,
        wrapped_key -> Binary,
        delete_at -> InstantSql,
        file_name -> Binary,
        options -> Binary,
        file -> Binary,
        report -> Nullable<Binary>,
        problem_sheet -> Nullable<Binary>,
    }
}
