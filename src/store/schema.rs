//! The tables, as both databases have them; kept by hand beside the migrations.
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

    members (id) {
        id -> Uuid,
        code -> Text,
        active -> Bool,
        created_at -> Instant,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    member_identities (member_id) {
        member_id -> Uuid,
        wrapped_key -> Nullable<Binary>,
        name -> Binary,
        phone -> Nullable<Binary>,
        phone_lookup -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    duties (id) {
        id -> Uuid,
        unit_kind -> Text,
        unit_id -> Uuid,
        member_id -> Uuid,
        capacity -> Text,
        rank -> Integer,
        valid_from -> Instant,
        valid_to -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    absences (id) {
        id -> Uuid,
        member_id -> Uuid,
        kind -> Text,
        valid_from -> Instant,
        valid_to -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    appointments (id) {
        id -> Uuid,
        member_id -> Uuid,
        role -> Text,
        grid_id -> Uuid,
        valid_from -> Instant,
        valid_to -> Nullable<Instant>,
        version -> BigInt,
        revision -> BigInt,
    }
}

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

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    accounts (id) {
        id -> Uuid,
        login_name -> Nullable<Text>,
        member_id -> Nullable<Uuid>,
        demo -> Bool,
        disabled_at -> Nullable<Instant>,
        failures -> Integer,
        failed_at -> Nullable<Instant>,
        created_at -> Instant,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    account_identities (account_id) {
        account_id -> Uuid,
        wrapped_key -> Nullable<Binary>,
        phone -> Nullable<Binary>,
        phone_lookup -> Nullable<Binary>,
        totp_secret -> Nullable<Binary>,
        totp_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    passwords (account_id) {
        account_id -> Uuid,
        hash -> Text,
        one_time -> Bool,
        expires_at -> Nullable<Instant>,
        changed_at -> Instant,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    sessions (id) {
        id -> Uuid,
        account_id -> Uuid,
        refresh_hash -> Binary,
        previous_hash -> Nullable<Binary>,
        rotated_at -> Instant,
        created_at -> Instant,
        expires_at -> Instant,
        ended_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    login_codes (id) {
        id -> Uuid,
        phone_lookup -> Binary,
        code_hash -> Binary,
        attempts -> Integer,
        created_at -> Instant,
        expires_at -> Instant,
        used_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    requests (id) {
        id -> Uuid,
        number -> Text,
        kind -> Text,
        urgency -> Text,
        category -> Text,
        channel -> Text,
        state -> Text,
        anonymous -> Bool,
        confidential -> Bool,
        about_staff -> Bool,
        phone_given -> Bool,
        reporter_account_id -> Nullable<Uuid>,
        entered_by -> Nullable<Uuid>,
        lon_e7 -> Nullable<Integer>,
        lat_e7 -> Nullable<Integer>,
        place_grid_id -> Uuid,
        unit_kind -> Text,
        unit_id -> Uuid,
        duty_id -> Uuid,
        holder_id -> Uuid,
        held_by -> Text,
        received_at -> Instant,
        accept_due -> Instant,
        contact_due -> Nullable<Instant>,
        resolve_due -> Instant,
        clocks_provisional -> Bool,
        accepted_at -> Nullable<Instant>,
        contact_settled_at -> Nullable<Instant>,
        contact_reached -> Nullable<Bool>,
        started_at -> Nullable<Instant>,
        resolved_at -> Nullable<Instant>,
        reopened_at -> Nullable<Instant>,
        second_due -> Nullable<Instant>,
        second_resolved_at -> Nullable<Instant>,
        ended_at -> Nullable<Instant>,
        hard_case -> Bool,
        next_due -> Nullable<Instant>,
        receipt_version -> Integer,
        event_count -> Integer,
        version -> BigInt,
        place_building_group_id -> Nullable<Uuid>,
        placed_by -> Text,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    request_details (request_id) {
        request_id -> Uuid,
        wrapped_key -> Nullable<Binary>,
        description -> Binary,
        contact_name -> Nullable<Binary>,
        contact_phone -> Nullable<Binary>,
        contact_phone_lookup -> Nullable<Binary>,
        address -> Nullable<Binary>,
        answers -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    request_notes (request_id, sequence) {
        request_id -> Uuid,
        sequence -> Integer,
        kind -> Text,
        body -> Binary,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    request_conflict_units (request_id, unit_id) {
        request_id -> Uuid,
        unit_kind -> Text,
        unit_id -> Uuid,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    request_conflicts (request_id, member_id) {
        request_id -> Uuid,
        member_id -> Uuid,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    request_assignments (request_id, sequence) {
        request_id -> Uuid,
        sequence -> Integer,
        unit_kind -> Text,
        unit_id -> Uuid,
        duty_id -> Uuid,
        holder_id -> Uuid,
        cause -> Text,
        trace -> Jsonb,
        started_at -> Instant,
        ended_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    request_attempts (request_id, sequence) {
        request_id -> Uuid,
        sequence -> Integer,
        outcome -> Text,
        attempted_at -> Instant,
    }
}

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

    idempotency_keys (actor, route, key) {
        actor -> Text,
        route -> Text,
        key -> Text,
        body_hash -> Binary,
        result -> Jsonb,
        created_at -> Instant,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    number_blocks (prefix) {
        prefix -> Text,
        next -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    access_records (id) {
        id -> Uuid,
        subject_account_id -> Nullable<Uuid>,
        request_id -> Nullable<Uuid>,
        reader_id -> Nullable<Uuid>,
        reader_role -> Text,
        reader_unit_kind -> Nullable<Text>,
        reader_unit_id -> Nullable<Uuid>,
        purpose -> Text,
        reason -> Nullable<Binary>,
        fields -> Text,
        read_at -> Instant,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    revision,
    grids,
    grid_boundaries,
    accepted_gaps,
    building_groups,
    building_group_memberships,
    addresses,
    members,
    member_identities,
    duties,
    absences,
    appointments,
    organizations,
    registrations,
    registration_skills,
    registration_details,
    community_roles,
    second_identities,
    alliances,
    alliance_organizations,
    accounts,
    account_identities,
    passwords,
    sessions,
    login_codes,
    requests,
    request_details,
    request_notes,
    request_conflict_units,
    request_conflicts,
    request_assignments,
    request_attempts,
    events,
    jobs,
    idempotency_keys,
    number_blocks,
    access_records,
);
