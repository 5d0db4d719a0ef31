//! Where: grids, their polygons, building groups, addresses, and the rules that hold there.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    revision (id) {
        id -> SmallInt,
        number -> BigInt,
        epoch -> BigInt,
        lookup_key -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    grids (id) {
        id -> Uuid,
        code -> Text,
        name -> Text,
        level -> Text,
        kind -> Text,
        setting -> Text,
        parent_id -> Nullable<Uuid>,
        office_phone -> Nullable<Text>,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
        made_in -> BigInt,
        stays -> Jsonb,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    grid_boundaries (id) {
        id -> Uuid,
        grid_id -> Uuid,
        shape -> Binary,
        valid_from -> Instant,
        valid_to -> Nullable<Instant>,
        revision -> BigInt,
        made_in -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    accepted_gaps (id) {
        id -> Uuid,
        parent_id -> Nullable<Uuid>,
        shape -> Binary,
        accepted_at -> Instant,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    building_groups (id) {
        id -> Uuid,
        code -> Text,
        name -> Text,
        household_count -> Integer,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    building_group_memberships (id) {
        id -> Uuid,
        building_group_id -> Uuid,
        grid_id -> Uuid,
        valid_from -> Instant,
        valid_to -> Nullable<Instant>,
        revision -> BigInt,
        made_in -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    addresses (id) {
        id -> Uuid,
        building_group_id -> Uuid,
        text -> Text,
        lon_e7 -> Nullable<Integer>,
        lat_e7 -> Nullable<Integer>,
        valid_from -> Instant,
        valid_to -> Nullable<Instant>,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    routing_rules (id) {
        id -> Uuid,
        rule_id -> Uuid,
        code -> Text,
        name -> Text,
        grid_id -> Uuid,
        category -> Nullable<Text>,
        kind -> Nullable<Text>,
        urgency -> Nullable<Text>,
        time -> Nullable<Jsonb>,
        effect -> Jsonb,
        valid_from -> Instant,
        valid_to -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
        made_in -> BigInt,
    }
}
