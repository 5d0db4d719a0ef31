//! Tables of organisations, posts, registrations, community roles and alliances.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    organizations (id) {
        id -> UuidSql,
        code -> Text,
        name -> Text,
        kind -> Text,
        parent_id -> Nullable<UuidSql>,
        grid_id -> UuidSql,
        office_phone -> Nullable<Text>,
        created_at -> InstantSql,
        retired_at -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::UuidSql;
    use diesel::sql_types::*;

    organization_places (organization_id, unit_kind, unit_id) {
        organization_id -> UuidSql,
        unit_kind -> Text,
        unit_id -> UuidSql,
        place -> Integer,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    pioneer_posts (id) {
        id -> UuidSql,
        code -> Text,
        name -> Text,
        duties -> JsonbSql,
        skills -> JsonbSql,
        places -> Integer,
        grid_id -> UuidSql,
        zone_kind -> Text,
        building_groups -> Nullable<JsonbSql>,
        lon_e7 -> Nullable<Integer>,
        lat_e7 -> Nullable<Integer>,
        radius_m -> Nullable<Integer>,
        created_at -> InstantSql,
        retired_at -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    post_holdings (id) {
        id -> UuidSql,
        post_id -> UuidSql,
        member_id -> UuidSql,
        name_shown -> Bool,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    registrations (id) {
        id -> UuidSql,
        grid_id -> UuidSql,
        member_id -> Nullable<UuidSql>,
        organization_id -> Nullable<UuidSql>,
        home_organization_id -> Nullable<UuidSql>,
        state -> Text,
        requested_at -> InstantSql,
        decided_at -> Nullable<InstantSql>,
        ended_at -> Nullable<InstantSql>,
        ended_because -> Nullable<Text>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    registration_skills (registration_id, skill) {
        registration_id -> UuidSql,
        skill -> Text,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    registration_details (registration_id) {
        registration_id -> UuidSql,
        wrapped_key -> Nullable<Binary>,
        free_times -> Nullable<Binary>,
        reason -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    community_roles (id) {
        id -> UuidSql,
        grid_id -> UuidSql,
        name -> Text,
        tasks -> Text,
        skills -> JsonbSql,
        places -> Integer,
        waiting_places -> Integer,
        term_days -> Integer,
        reviewed -> Bool,
        active_count -> Integer,
        waiting_count -> Integer,
        claim_count -> Integer,
        created_at -> InstantSql,
        retired_at -> Nullable<InstantSql>,
        event_count -> Integer,
        version -> BigInt,
        duty_unit_kind -> Nullable<Text>,
        duty_unit_id -> Nullable<UuidSql>,
        duty_capacity -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    second_identities (id) {
        id -> UuidSql,
        role_id -> UuidSql,
        member_id -> UuidSql,
        state -> Text,
        claim_number -> Integer,
        claimed_at -> InstantSql,
        decided_at -> Nullable<InstantSql>,
        declined_because -> Nullable<Text>,
        started_at -> Nullable<InstantSql>,
        ends_at -> Nullable<InstantSql>,
        ended_at -> Nullable<InstantSql>,
        ended_because -> Nullable<Text>,
        event_count -> Integer,
        version -> BigInt,
        duty_id -> Nullable<UuidSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    alliances (id) {
        id -> UuidSql,
        grid_id -> UuidSql,
        name -> Text,
        pact_from -> Text,
        pact_to -> Text,
        liaison_id -> Nullable<UuidSql>,
        created_at -> InstantSql,
        retired_at -> Nullable<InstantSql>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    alliance_organizations (alliance_id, organization_id) {
        alliance_id -> UuidSql,
        organization_id -> UuidSql,
    }
}
