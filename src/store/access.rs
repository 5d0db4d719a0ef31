//! Access records: who read whose personal data, for the person it is about.

use super::column::{At, Key};
use super::connection::AnyConnection;
use super::identifier::new_id;
use super::schema::access_records;
use super::tx::Tx;
use crate::domain::id::{AccountId, RequestId};
use crate::domain::role::Role;
use crate::error::Result;
use diesel::prelude::*;
use uuid::Uuid;

/// One detailed read of personal data.
#[derive(Debug, Clone)]
pub struct Access {
    /// The login of the person it is about, when they have one.
    pub subject: Option<AccountId>,
    /// The request that was read.
    pub request: Option<RequestId>,
    /// Who read it.
    pub reader: Option<AccountId>,
    /// In which role.
    pub role: Role,
    /// What for: a code, or the reason the reader gave.
    pub purpose: String,
    /// Which fields, joined by commas.
    pub fields: &'static str,
}

/// An access record as the person it is about reads it.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct AccessRecord {
    pub id: Key,
    pub request_id: Option<RequestId>,
    pub reader_role: Role,
    pub purpose: String,
    pub fields: String,
    pub read_at: At,
}

impl Tx<'_> {
    /// Stores that personal data was read.
    pub fn record_access(&mut self, access: &Access) -> Result<()> {
        let now = self.now();
        diesel::insert_into(access_records::table)
            .values((
                access_records::id.eq(Key(new_id(now))),
                access_records::subject_account_id.eq(access.subject),
                access_records::request_id.eq(access.request),
                access_records::reader_id.eq(access.reader),
                access_records::reader_role.eq(access.role),
                access_records::purpose.eq(&access.purpose),
                access_records::fields.eq(access.fields),
                access_records::read_at.eq(At(now)),
            ))
            .execute(self.connection)?;
        Ok(())
    }
}

/// Who read the personal data of a login: the newest first, those before `before` when it is given.
pub fn records_of(
    connection: &mut AnyConnection,
    subject: AccountId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AccessRecord>> {
    let mut query = access_records::table.filter(access_records::subject_account_id.eq(subject)).into_boxed();
    if let Some(before) = before {
        query = query.filter(access_records::id.lt(Key(before)));
    }
    Ok(query
        .order(access_records::id.desc())
        .limit(limit)
        .select((
            access_records::id,
            access_records::request_id,
            access_records::reader_role,
            access_records::purpose,
            access_records::fields,
            access_records::read_at,
        ))
        .load(connection)?)
}
