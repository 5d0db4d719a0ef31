//! Tables of building circles, their exchanges and topics.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    building_circles (id) {
        id -> UuidSql,
        grid_id -> UuidSql,
        name -> Text,
        convenor_id -> UuidSql,
        created_at -> InstantSql,
        retired_at -> Nullable<InstantSql>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    building_circle_groups (circle_id, building_group_id) {
        circle_id -> UuidSql,
        building_group_id -> UuidSql,
        left_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    circle_exchanges (id) {
        id -> UuidSql,
        circle_id -> UuidSql,
        member_id -> UuidSql,
        kind -> Text,
        state -> Text,
        created_at -> InstantSql,
        settled_at -> Nullable<InstantSql>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    circle_topics (id) {
        id -> UuidSql,
        circle_id -> UuidSql,
        member_id -> UuidSql,
        state -> Text,
        outcome -> Nullable<Text>,
        concluded_by -> Nullable<UuidSql>,
        created_at -> InstantSql,
        concluded_at -> Nullable<InstantSql>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    circle_texts (subject_id) {
        subject_id -> UuidSql,
        wrapped_key -> Nullable<Binary>,
        title -> Binary,
        body -> Binary,
        words -> Nullable<Binary>,
    }
}
