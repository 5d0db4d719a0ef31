//! Tables of the revision, grids, polygons, building groups, addresses and routing rules.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    revision (id) {
        id -> SmallInt,
        number -> BigInt,
        epoch -> BigInt,
        lookup_key -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    grids (id) {
        id -> UuidSql,
        code -> Text,
        name -> Text,
        level -> Text,
        kind -> Text,
        setting -> Text,
        parent_id -> Nullable<UuidSql>,
        office_phone -> Nullable<Text>,
        created_at -> InstantSql,
        retired_at -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
        made_in -> BigInt,
        stays -> JsonbSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    grid_boundaries (id) {
        id -> UuidSql,
        grid_id -> UuidSql,
        shape -> Binary,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        revision -> BigInt,
        made_in -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    accepted_gaps (id) {
        id -> UuidSql,
        parent_id -> Nullable<UuidSql>,
        shape -> Binary,
        accepted_at -> InstantSql,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    building_groups (id) {
        id -> UuidSql,
        code -> Text,
        name -> Text,
        household_count -> Integer,
        created_at -> InstantSql,
        retired_at -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    building_group_memberships (id) {
        id -> UuidSql,
        building_group_id -> UuidSql,
        grid_id -> UuidSql,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        revision -> BigInt,
        made_in -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    addresses (id) {
        id -> UuidSql,
        building_group_id -> UuidSql,
        text -> Text,
        lon_e7 -> Nullable<Integer>,
        lat_e7 -> Nullable<Integer>,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        revision -> BigInt,
        written -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    aliases (id) {
        id -> UuidSql,
        name -> Text,
        grid_id -> Nullable<UuidSql>,
        building_group_id -> Nullable<UuidSql>,
        compound -> Nullable<Text>,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    routing_rules (id) {
        id -> UuidSql,
        rule_id -> UuidSql,
        code -> Text,
        name -> Text,
        grid_id -> UuidSql,
        category -> Nullable<Text>,
        kind -> Nullable<Text>,
        urgency -> Nullable<Text>,
        time -> Nullable<JsonbSql>,
        effect -> JsonbSql,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
        made_in -> BigInt,
    }
}
