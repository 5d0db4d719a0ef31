//! Who signs in.
#![expect(missing_docs, reason = "the migrations describe the columns")]

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
