//! Ciphertext and keyed hashes as BYTEA/BLOB columns.

use crate::store::vault::{Lookup, Sealed, WrappedKey};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Binary;

macro_rules! stored_as_bytes {
    ($($name:ident: $inner:ty, |$raw:ident| $from:expr;)+) => {$(
        impl<DB: Backend> ToSql<Binary, DB> for $name
        where
            $inner: ToSql<Binary, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.0.to_sql(out)
            }
        }
        impl<DB: Backend> FromSql<Binary, DB> for $name
        where
            Vec<u8>: FromSql<Binary, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let $raw = Vec::<u8>::from_sql(raw)?;
                Ok(Self($from))
            }
        }
        const _: () = {
            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive, sql_type = Binary)]
            #[expect(dead_code, reason = "only its derives are wanted, for its field")]
            struct BytesProxy($name);
        };
    )+};
}

stored_as_bytes! {
    Sealed: Vec<u8>, |raw| raw;
    WrappedKey: Vec<u8>, |raw| raw;
    Lookup: [u8; 32], |raw| raw.try_into().map_err(|_| "a keyed hash has not 32 bytes")?;
}
