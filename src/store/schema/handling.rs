//! What residents ask for, and what became of it.
#![expect(missing_docs, reason = "the migrations describe the columns")]

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
        external_system -> Nullable<Text>,
        external_number -> Nullable<Text>,
        external_due_at -> Nullable<Instant>,
        reported_at -> Nullable<Instant>,
        judged_at -> Nullable<Instant>,
        city_judged_at -> Nullable<Instant>,
        redacted_at -> Nullable<Instant>,
        reporter_member_id -> Nullable<Uuid>,
        proposed_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    external_numbers (system, number) {
        system -> Text,
        number -> Text,
        request_id -> Uuid,
    }
}

diesel::table! {
    use crate::store::column::{Instant, Jsonb, Uuid};
    use diesel::sql_types::*;

    exports (id) {
        id -> Uuid,
        operating_system_user -> Text,
        system -> Nullable<Text>,
        wrapped_key -> Nullable<Binary>,
        reason -> Binary,
        exported_at -> Instant,
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
        upstream -> Nullable<Binary>,
        contents -> Nullable<Jsonb>,
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

    request_partakers (request_id, part, partaker_id) {
        request_id -> Uuid,
        part -> Text,
        partaker_kind -> Text,
        partaker_id -> Uuid,
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
        change_set_id -> Nullable<Uuid>,
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

    number_blocks (prefix) {
        prefix -> Text,
        next -> BigInt,
    }
}
