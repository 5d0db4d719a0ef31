//! Who serves on duty.
#![expect(missing_docs, reason = "the migrations describe the columns")]

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
        made_in -> BigInt,
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
        made_in -> BigInt,
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
