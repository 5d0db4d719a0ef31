//! Access records: who read whose personal data, for the person it is about.

use super::column::{AggregateKey, StoredInstant};
use super::connection::AnyConnection;
use super::identifier::new_id;
use super::requests::key_of;
use super::schema::{access_records, accounts};
use super::tx::Tx;
use super::vault::{Sealed, Vault};
use crate::domain::access::AccessPurpose;
use crate::domain::id::{AccountId, MemberId, RequestId};
use crate::domain::role::Role;
use crate::domain::secret_text::SecretText;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Code, Error, Result};
use diesel::prelude::*;
use uuid::Uuid;

const REASON: &str = "access_records.reason";

/// One detailed read of personal data.
#[derive(Debug, Clone)]
pub struct Access {
    /// Account of the person it is about, if they have one.
    pub subject: Option<AccountId>,
    /// Request that was read.
    pub request: Option<RequestId>,
    /// Account of the reader.
    pub reader: Option<AccountId>,
    /// Role in which it was read.
    pub role: Role,
    /// Purpose of reading.
    pub purpose: AccessPurpose,
    /// Reason that the reader gave for reading a request.
    pub reason: Option<SecretText>,
    /// Unit by which the reader came to it, if any.
    pub unit: Option<Unit>,
    /// Names of the fields that were read.
    pub fields: Vec<&'static str>,
}

/// An access record as the person it is about reads it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct AccessRecord {
    pub id: Uuid,
    pub request: Option<RequestId>,
    /// Member who read it; none if the reader's account has no member.
    pub reader: Option<MemberId>,
    pub reader_role: Role,
    pub reader_unit: Option<Unit>,
    pub purpose: AccessPurpose,
    /// Reason, if one was given; none once the data of the request were erased.
    pub reason: Option<SecretText>,
    pub fields: String,
    pub read_at: StoredInstant,
}

#[derive(Queryable)]
struct AccessRow {
    id: AggregateKey,
    request_id: Option<RequestId>,
    reader: Option<MemberId>,
    reader_role: Role,
    reader_unit_kind: Option<UnitKind>,
    reader_unit_id: Option<AggregateKey>,
    purpose: AccessPurpose,
    reason: Option<Sealed>,
    fields: String,
    read_at: StoredInstant,
}

impl Tx<'_> {
    /// Stores an access record. A reason is sealed under the key of the request, and erased with
    /// it.
    ///
    /// # Errors
    /// [`Code::Erased`] when there is a reason and that key was destroyed.
    pub fn record_access(&mut self, access: &Access) -> Result<()> {
        let now = self.now();
        let id = new_id(now);
        let reason = access
            .reason
            .as_ref()
            .map(|reason| self.sealed_reason(id, access.request, reason))
            .transpose()?;
        diesel::insert_into(access_records::table)
            .values((
                access_records::id.eq(AggregateKey(id)),
                access_records::subject_account_id.eq(access.subject),
                access_records::request_id.eq(access.request),
                access_records::reader_id.eq(access.reader),
                access_records::reader_role.eq(access.role),
                access_records::reader_unit_kind.eq(access.unit.map(Unit::kind)),
                access_records::reader_unit_id.eq(access.unit.map(|unit| AggregateKey(unit.id()))),
                access_records::purpose.eq(access.purpose),
                access_records::reason.eq(reason),
                access_records::fields.eq(access.fields.join(",")),
                access_records::read_at.eq(StoredInstant(now)),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    fn sealed_reason(
        &mut self,
        record: Uuid,
        request: Option<RequestId>,
        reason: &SecretText,
    ) -> Result<Sealed> {
        let request = request.ok_or_else(|| Error::internal("a reason belongs to a request"))?;
        let vault = self.vault();
        let key = key_of(self.connection, vault, request)?.ok_or(Code::Erased)?;
        key.seal(REASON, record, reason.expose())
    }
}

/// Lists the access records of an account, newest first; with `before`, only those before it.
pub fn records_of(
    connection: &mut AnyConnection,
    vault: &Vault,
    subject: AccountId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AccessRecord>> {
    let readers = accounts::table.on(access_records::reader_id.eq(accounts::id.nullable()));
    let of = access_records::subject_account_id.eq(subject);
    let mut query = access_records::table.left_join(readers).filter(of).into_boxed();
    if let Some(before) = before {
        query = query.filter(access_records::id.lt(AggregateKey(before)));
    }
    let rows: Vec<AccessRow> = query
        .order(access_records::id.desc())
        .limit(limit)
        .select((
            access_records::id,
            access_records::request_id,
            accounts::member_id.nullable(),
            access_records::reader_role,
            access_records::reader_unit_kind,
            access_records::reader_unit_id,
            access_records::purpose,
            access_records::reason,
            access_records::fields,
            access_records::read_at,
        ))
        .load(connection)?;
    rows.into_iter().map(|row| row.opened(connection, vault)).collect()
}

impl AccessRow {
    fn opened(self, connection: &mut AnyConnection, vault: &Vault) -> Result<AccessRecord> {
        let reason = match (&self.reason, self.request_id) {
            (Some(sealed), Some(request)) => {
                let key = key_of(connection, vault, request)?;
                key.map(|key| key.open(REASON, self.id.0, sealed)).transpose()?
            }
            _ => None,
        };
        Ok(AccessRecord {
            id: self.id.0,
            request: self.request_id,
            reader: self.reader,
            reader_role: self.reader_role,
            reader_unit: self
                .reader_unit_kind
                .zip(self.reader_unit_id)
                .map(|(kind, id)| Unit::new(kind, id.0)),
            purpose: self.purpose,
            reason: reason.map(SecretText::from),
            fields: self.fields,
            read_at: self.read_at,
        })
    }
}
