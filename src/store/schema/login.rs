//! Tables of accounts and sessions, and access records.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    accounts (id) {
        id -> UuidSql,
        login_name -> Nullable<Text>,
        member_id -> Nullable<UuidSql>,
        demo -> Bool,
        disabled_at -> Nullable<InstantSql>,
        failures -> Integer,
        failed_at -> Nullable<InstantSql>,
        created_at -> InstantSql,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    account_identities (account_id) {
        account_id -> UuidSql,
        wrapped_key -> Nullable<Binary>,
        phone -> Nullable<Binary>,
        phone_lookup -> Nullable<Binary>,
        totp_secret -> Nullable<Binary>,
        totp_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    passwords (account_id) {
        account_id -> UuidSql,
        hash -> Text,
        one_time -> Bool,
        expires_at -> Nullable<InstantSql>,
        changed_at -> InstantSql,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    sessions (id) {
        id -> UuidSql,
        account_id -> UuidSql,
        refresh_hash -> Binary,
        previous_hash -> Nullable<Binary>,
        rotated_at -> InstantSql,
        created_at -> InstantSql,
        expires_at -> InstantSql,
        ended_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    login_codes (id) {
        id -> UuidSql,
        phone_lookup -> Binary,
        code_hash -> Binary,
        attempts -> Integer,
        created_at -> InstantSql,
        expires_at -> InstantSql,
        used_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    access_records (id) {
        id -> UuidSql,
        subject_account_id -> Nullable<UuidSql>,
        request_id -> Nullable<UuidSql>,
        reader_id -> Nullable<UuidSql>,
        reader_role -> Text,
        reader_unit_kind -> Nullable<Text>,
        reader_unit_id -> Nullable<UuidSql>,
        purpose -> Text,
        reason -> Nullable<Binary>,
        fields -> Text,
        read_at -> InstantSql,
    }
}
