//! Tables of members, their duties, absences and appointments.
#![expect(missing_docs, reason = "the migrations describe the columns")]

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    members (id) {
        id -> UuidSql,
        code -> Text,
        active -> Bool,
        created_at -> InstantSql,
        version -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    member_identities (member_id) {
        member_id -> UuidSql,
        wrapped_key -> Nullable<Binary>,
        name -> Binary,
        phone -> Nullable<Binary>,
        phone_lookup -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    duties (id) {
        id -> UuidSql,
        unit_kind -> Text,
        unit_id -> UuidSql,
        member_id -> UuidSql,
        capacity -> Text,
        rank -> Integer,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
        made_in -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    absences (id) {
        id -> UuidSql,
        member_id -> UuidSql,
        kind -> Text,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
        made_in -> BigInt,
    }
}

diesel::table! {
    use crate::store::column::{InstantSql, JsonbSql, UuidSql};
    use diesel::sql_types::*;

    appointments (id) {
        id -> UuidSql,
        member_id -> UuidSql,
        role -> Text,
        grid_id -> UuidSql,
        valid_from -> InstantSql,
        valid_to -> Nullable<InstantSql>,
        version -> BigInt,
        revision -> BigInt,
        organization_id -> Nullable<UuidSql>,
    }
}
