//! Building circles and what is said in them.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    building_circles (id) {
        id -> Uuid,
        grid_id -> Uuid,
        name -> Text,
        convenor_id -> Uuid,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    building_circle_groups (circle_id, building_group_id) {
        circle_id -> Uuid,
        building_group_id -> Uuid,
        left_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    circle_exchanges (id) {
        id -> Uuid,
        circle_id -> Uuid,
        member_id -> Uuid,
        kind -> Text,
        state -> Text,
        created_at -> Instant,
        settled_at -> Nullable<Instant>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    circle_topics (id) {
        id -> Uuid,
        circle_id -> Uuid,
        member_id -> Uuid,
        state -> Text,
        outcome -> Nullable<Text>,
        concluded_by -> Nullable<Uuid>,
        created_at -> Instant,
        concluded_at -> Nullable<Instant>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    circle_texts (subject_id) {
        subject_id -> Uuid,
        wrapped_key -> Nullable<Binary>,
        title -> Binary,
        body -> Binary,
        words -> Nullable<Binary>,
    }
}
