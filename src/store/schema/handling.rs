//! Tables of requests and their handling.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    requests (id) {
        id -> UuidSql,
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
        reporter_account_id -> Nullable<UuidSql>,
        entered_by -> Nullable<UuidSql>,
        lon_e7 -> Nullable<Integer>,
        lat_e7 -> Nullable<Integer>,
        place_grid_id -> UuidSql,
        unit_kind -> Text,
        unit_id -> UuidSql,
        duty_id -> UuidSql,
        holder_id -> UuidSql,
        held_by -> Text,
        received_at -> InstantSql,
        accept_due -> InstantSql,
        contact_due -> Nullable<InstantSql>,
        resolve_due -> InstantSql,
        clocks_provisional -> Bool,
        accepted_at -> Nullable<InstantSql>,
        contact_settled_at -> Nullable<InstantSql>,
        contact_reached -> Nullable<Bool>,
        started_at -> Nullable<InstantSql>,
        resolved_at -> Nullable<InstantSql>,
        reopened_at -> Nullable<InstantSql>,
        second_due -> Nullable<InstantSql>,
        second_resolved_at -> Nullable<InstantSql>,
        ended_at -> Nullable<InstantSql>,
        hard_case -> Bool,
        next_due -> Nullable<InstantSql>,
        receipt_version -> Integer,
        event_count -> Integer,
        version -> BigInt,
        place_building_group_id -> Nullable<UuidSql>,
        placed_by -> Text,
        external_system -> Nullable<Text>,
        external_number -> Nullable<Text>,
        external_due_at -> Nullable<InstantSql>,
        reported_at -> Nullable<InstantSql>,
        judged_at -> Nullable<InstantSql>,
        city_judged_at -> Nullable<InstantSql>,
        redacted_at -> Nullable<InstantSql>,
        reporter_member_id -> Nullable<UuidSql>,
        proposed_at -> Nullable<InstantSql>,
        asked_at -> Nullable<InstantSql>,
        reminded_at -> Nullable<InstantSql>,
        offer_kind -> Nullable<Text>,
        offer_unit_kind -> Nullable<Text>,
        offer_unit_id -> Nullable<UuidSql>,
        offer_by -> Nullable<UuidSql>,
        offered_at -> Nullable<InstantSql>,
        offer_due -> Nullable<InstantSql>,
        return_round -> Nullable<Integer>,
        correction_proposed_at -> Nullable<InstantSql>,
        kind_by -> Text,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    external_numbers (system, number) {
        system -> Text,
        number -> Text,
        request_id -> UuidSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    exports (id) {
        id -> UuidSql,
        operating_system_user -> Text,
        system -> Nullable<Text>,
        wrapped_key -> Nullable<Binary>,
        reason -> Binary,
        exported_at -> InstantSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_details (request_id) {
        request_id -> UuidSql,
        wrapped_key -> Nullable<Binary>,
        description -> Binary,
        contact_name -> Nullable<Binary>,
        contact_phone -> Nullable<Binary>,
        contact_phone_lookup -> Nullable<Binary>,
        address -> Nullable<Binary>,
        answers -> Nullable<Binary>,
        upstream -> Nullable<Binary>,
        contents -> Nullable<JsonbSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_closings (request_id) {
        request_id -> UuidSql,
        way -> Text,
        reason -> Nullable<Text>,
        related_id -> Nullable<UuidSql>,
        closed_at -> InstantSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_objections (request_id) {
        request_id -> UuidSql,
        made_at -> InstantSql,
        due -> InstantSql,
        decided_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_last_steps (request_id) {
        request_id -> UuidSql,
        action -> Text,
        made_by -> Nullable<UuidSql>,
        sequence -> Integer,
        former -> JsonbSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_leases (request_id) {
        request_id -> UuidSql,
        account_id -> UuidSql,
        member_id -> UuidSql,
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_returns (request_id, sequence) {
        request_id -> UuidSql,
        sequence -> Integer,
        round -> Integer,
        unit_kind -> Text,
        unit_id -> UuidSql,
        returned_by -> UuidSql,
        reason -> Text,
        returned_at -> InstantSql,
        due -> InstantSql,
        state_before -> Text,
        decision -> Nullable<Text>,
        ended_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_corrections (request_id) {
        request_id -> UuidSql,
        by_reporter -> Bool,
        proposed_at -> InstantSql,
        proposal -> Binary,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_tasks (request_id, id) {
        request_id -> UuidSql,
        id -> UuidSql,
        assignee_kind -> Text,
        assignee_id -> UuidSql,
        unit_kind -> Text,
        unit_id -> UuidSql,
        what -> Binary,
        place -> Nullable<Binary>,
        due -> InstantSql,
        leads -> Bool,
        given_at -> InstantSql,
        state -> Text,
        outcome -> Nullable<Text>,
        answered_by -> Nullable<UuidSql>,
        changed_at -> InstantSql,
        released -> JsonbSql,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_notes (request_id, sequence) {
        request_id -> UuidSql,
        sequence -> Integer,
        kind -> Text,
        body -> Binary,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_conflict_units (request_id, unit_id) {
        request_id -> UuidSql,
        unit_kind -> Text,
        unit_id -> UuidSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_conflict_organizations (request_id, organization_id) {
        request_id -> UuidSql,
        organization_id -> UuidSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_conflicts (request_id, member_id) {
        request_id -> UuidSql,
        member_id -> UuidSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_partakers (request_id, part, partaker_id) {
        request_id -> UuidSql,
        part -> Text,
        partaker_kind -> Text,
        partaker_id -> UuidSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_assignments (request_id, sequence) {
        request_id -> UuidSql,
        sequence -> Integer,
        unit_kind -> Text,
        unit_id -> UuidSql,
        duty_id -> UuidSql,
        holder_id -> UuidSql,
        cause -> Text,
        trace -> JsonbSql,
        started_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
        change_set_id -> Nullable<UuidSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    request_attempts (request_id, sequence) {
        request_id -> UuidSql,
        sequence -> Integer,
        outcome -> Text,
        attempted_at -> InstantSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    number_blocks (prefix) {
        prefix -> Text,
        next -> BigInt,
    }
}
