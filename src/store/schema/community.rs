//! Who serves beside those on duty.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    organizations (id) {
        id -> Uuid,
        code -> Text,
        name -> Text,
        kind -> Text,
        parent_id -> Nullable<Uuid>,
        grid_id -> Uuid,
        office_phone -> Nullable<Text>,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    pioneer_posts (id) {
        id -> Uuid,
        code -> Text,
        name -> Text,
        duties -> Jsonb,
        skills -> Jsonb,
        places -> Integer,
        grid_id -> Uuid,
        zone_kind -> Text,
        building_groups -> Nullable<Jsonb>,
        lon_e7 -> Nullable<Integer>,
        lat_e7 -> Nullable<Integer>,
        radius_m -> Nullable<Integer>,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    post_holdings (id) {
        id -> Uuid,
        post_id -> Uuid,
        member_id -> Uuid,
        name_shown -> Bool,
        valid_from -> Instant,
        valid_to -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    registrations (id) {
        id -> Uuid,
        grid_id -> Uuid,
        member_id -> Nullable<Uuid>,
        organization_id -> Nullable<Uuid>,
        home_organization_id -> Nullable<Uuid>,
        state -> Text,
        requested_at -> Instant,
        decided_at -> Nullable<Instant>,
        ended_at -> Nullable<Instant>,
        ended_because -> Nullable<Text>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    registration_skills (registration_id, skill) {
        registration_id -> Uuid,
        skill -> Text,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    registration_details (registration_id) {
        registration_id -> Uuid,
        wrapped_key -> Nullable<Binary>,
        free_times -> Nullable<Binary>,
        reason -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    community_roles (id) {
        id -> Uuid,
        grid_id -> Uuid,
        name -> Text,
        tasks -> Text,
        skills -> Jsonb,
        places -> Integer,
        waiting_places -> Integer,
        term_days -> Integer,
        reviewed -> Bool,
        active_count -> Integer,
        waiting_count -> Integer,
        claim_count -> Integer,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
        event_count -> Integer,
        version -> BigInt,
        duty_unit_kind -> Nullable<Text>,
        duty_unit_id -> Nullable<Uuid>,
        duty_capacity -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    second_identities (id) {
        id -> Uuid,
        role_id -> Uuid,
        member_id -> Uuid,
        state -> Text,
        claim_number -> Integer,
        claimed_at -> Instant,
        decided_at -> Nullable<Instant>,
        declined_because -> Nullable<Text>,
        started_at -> Nullable<Instant>,
        ends_at -> Nullable<Instant>,
        ended_at -> Nullable<Instant>,
        ended_because -> Nullable<Text>,
        event_count -> Integer,
        version -> BigInt,
        duty_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    alliances (id) {
        id -> Uuid,
        grid_id -> Uuid,
        name -> Text,
        pact_from -> Text,
        pact_to -> Text,
        liaison_id -> Nullable<Uuid>,
        created_at -> Instant,
        retired_at -> Nullable<Instant>,
        event_count -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    alliance_organizations (alliance_id, organization_id) {
        alliance_id -> Uuid,
        organization_id -> Uuid,
    }
}
