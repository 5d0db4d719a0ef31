//! Documents as JSON columns, written and read through the types of the domain: one that cannot be
//! read is an error.

use super::native::JsonbSql;
use crate::store::connection::{MultiBackend, MultiRawValue};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types;
use diesel::sqlite::Sqlite;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// A document that is stored as JSON.
#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = JsonbSql)]
pub struct StoredAs<T>(pub T);

impl<T: Serialize + Debug> ToSql<JsonbSql, Pg> for StoredAs<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let value = serde_json::to_value(&self.0)?;
        ToSql::<sql_types::Jsonb, Pg>::to_sql(&value, &mut out.reborrow())
    }
}

impl<T: DeserializeOwned> FromSql<JsonbSql, Pg> for StoredAs<T> {
    fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let value: serde_json::Value = FromSql::<sql_types::Jsonb, Pg>::from_sql(raw)?;
        Ok(Self(serde_json::from_value(value)?))
    }
}

impl<T: Serialize + Debug> ToSql<JsonbSql, Sqlite> for StoredAs<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

impl<T: DeserializeOwned> FromSql<JsonbSql, Sqlite> for StoredAs<T> {
    fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text: String = FromSql::<sql_types::Text, Sqlite>::from_sql(raw)?;
        Ok(Self(serde_json::from_str(&text)?))
    }
}

impl<T: Serialize + Debug + Send + Sync + 'static> ToSql<JsonbSql, MultiBackend> for StoredAs<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((JsonbSql, self));
        Ok(IsNull::No)
    }
}

impl<T: DeserializeOwned> FromSql<JsonbSql, MultiBackend> for StoredAs<T> {
    fn from_sql(raw: MultiRawValue<'_>) -> deserialize::Result<Self> {
        raw.from_sql::<Self, JsonbSql>()
    }
}
