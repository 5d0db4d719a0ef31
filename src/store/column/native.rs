//! `uuid`/BLOB, `timestamptz`/INTEGER µs, `jsonb`/TEXT: the SQL types, and the Rust types stored in
//! them.

use crate::domain::id::*;
use crate::store::connection::{MultiBackend, MultiRawValue};
use chrono::{DateTime, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self, BigInt, Binary, HasSqlType, SqlType, Text};
use diesel::sqlite::Sqlite;

/// `uuid` on PostgreSQL, a BLOB of 16 bytes on SQLite.
#[derive(Debug, SqlType, QueryId, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct UuidSql;

/// `timestamptz` on PostgreSQL, an INTEGER of microseconds since 1970 on SQLite.
#[derive(Debug, SqlType, QueryId, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Long"))]
pub struct InstantSql;

/// `jsonb` on PostgreSQL, TEXT on SQLite.
#[derive(Debug, SqlType, QueryId, Clone, Copy, Default)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807), sqlite_type(name = "Text"))]
pub struct JsonbSql;

/// A JSON value as a column.
#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = JsonbSql)]
pub struct StoredJson(pub serde_json::Value);

/// Implements the conversions of a Rust type to an SQL type and back, for all three backends.
macro_rules! stored {
    ($rust:ty as $sql:ty, postgres $pg:ty, sqlite $lite:ty, |$value:ident| $to_pg:expr, $to_lite:expr; |$raw:ident| $from_pg:expr, $from_lite:expr) => {
        impl ToSql<$sql, Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let $value = self;
                ToSql::<$pg, Pg>::to_sql(&$to_pg, &mut out.reborrow())
            }
        }
        impl FromSql<$sql, Pg> for $rust {
            fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let $raw = FromSql::<$pg, Pg>::from_sql(raw)?;
                Ok($from_pg)
            }
        }
        impl ToSql<$sql, Sqlite> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let $value = self;
                out.set_value($to_lite);
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, Sqlite> for $rust {
            fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let $raw = FromSql::<$lite, Sqlite>::from_sql(raw)?;
                Ok($from_lite)
            }
        }
        impl ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((<$sql>::default(), self));
                Ok(IsNull::No)
            }
        }
        impl FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(raw: MultiRawValue<'_>) -> deserialize::Result<Self> {
                raw.from_sql::<Self, $sql>()
            }
        }
    };
}

macro_rules! ids {
    ($($id:ident)+) => {$(
        stored!($id as UuidSql, postgres sql_types::Uuid, sqlite Binary,
            |value| value.0, value.0.as_bytes().as_slice(); |raw| Self(raw), Self(uuid_of(raw)?));
        const _: () = {
            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive, sql_type = UuidSql)]
            #[expect(dead_code, reason = "only its derives are wanted, for its field")]
            struct NativeProxy($id);
        };
    )+};
}

/// A bare UUID as a column: of an aggregate whose kind another column names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AggregateKey(pub uuid::Uuid);

ids!(AbsenceId AccountId AddressId AliasId AllianceId AppointmentId BoundaryId BuildingCircleId BuildingGroupId CircleExchangeId CircleTopicId CommunityRoleId DutyId FileImportId GridId JobId MemberId OrganizationId PioneerPostId PostHoldingId ReassignmentId RegistrationId RequestId RoutingRuleId SecondIdentityId SessionId TaskId AggregateKey);

/// An instant of the domain as a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = InstantSql)]
pub struct StoredInstant(pub DateTime<Utc>);

stored!(StoredInstant as InstantSql, postgres sql_types::Timestamptz, sqlite BigInt,
    |value| value.0, value.0.timestamp_micros(); |raw| Self(raw), Self(instant_of(raw)?));

stored!(StoredJson as JsonbSql, postgres sql_types::Jsonb, sqlite Text,
    |value| value.0, value.0.to_string(); |raw| Self(raw), Self(json_of(raw)?));

fn uuid_of(raw: Vec<u8>) -> deserialize::Result<uuid::Uuid> {
    Ok(uuid::Uuid::from_slice(&raw)?)
}

fn instant_of(micros: i64) -> deserialize::Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| "the instant is out of range".into())
}

fn json_of(text: String) -> deserialize::Result<serde_json::Value> {
    Ok(serde_json::from_str(&text)?)
}

macro_rules! known_to_multi {
    ($($sql:ident)+) => {$(
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }
    )+};
}
known_to_multi!(UuidSql InstantSql JsonbSql);
