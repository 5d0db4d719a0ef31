//! The reporter's text and contact data, sealed under the request's own key. Without the key they
//! are erased.

use crate::domain::id::RequestId;
use crate::domain::request::Answers;
use crate::error::{Error, Result};
use crate::store::column::StoredJson;
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::request_details;
use crate::store::tx::Tx;
use crate::store::vault::{Lookup, Sealed, SubjectKey, Vault, WrappedKey};
use diesel::prelude::*;
use serde_json::Value;
use std::collections::HashMap;

const DESCRIPTION: &str = "request_details.description";
pub(super) const ADDRESS: &str = "request_details.address";
const CONTACT_NAME: &str = "request_details.contact_name";
const CONTACT_PHONE: &str = "request_details.contact_phone";
const ANSWERS: &str = "request_details.answers";
const UPSTREAM: &str = "request_details.upstream";

/// Personal data of a new request.
#[derive(Clone)]
pub struct NewDetails<'a> {
    /// Description of the request.
    pub description: &'a str,
    /// Address as the reporter wrote it, or of the one they chose.
    pub address: Option<&'a str>,
    /// Name of the reporter.
    pub contact_name: Option<&'a str>,
    /// Phone of the reporter, in normal form.
    pub contact_phone: Option<&'a str>,
    /// Answers to the questions of the category.
    pub answers: &'a Answers,
    /// Upstream fields of a ticket, under their own names.
    pub upstream: &'a [(String, String)],
    /// Keyed hashes of a ticket's contents, by which it is compared when it comes again.
    pub contents: Option<Value>,
}

/// Opened personal data of a request.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RequestTexts {
    /// Description; none once erased.
    pub description: Option<String>,
    /// Address as the reporter wrote it, or of the one they chose.
    pub address: Option<String>,
    /// Name of the reporter.
    pub contact_name: Option<String>,
    /// Phone of the reporter.
    pub contact_phone: Option<String>,
    /// Answers to the questions of the category; empty once erased.
    pub answers: Answers,
    /// Upstream fields of a ticket, under their own names and as they were written.
    pub upstream: Vec<(String, String)>,
}

/// It shows no text.
impl std::fmt::Debug for RequestTexts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RequestTexts(…)")
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = request_details, treat_none_as_default_value = false)]
struct DetailsRow {
    request_id: RequestId,
    wrapped_key: Option<WrappedKey>,
    description: Sealed,
    contact_name: Option<Sealed>,
    contact_phone: Option<Sealed>,
    contact_phone_lookup: Option<Lookup>,
    address: Option<Sealed>,
    answers: Option<Sealed>,
    upstream: Option<Sealed>,
    contents: Option<StoredJson>,
}

impl Tx<'_> {
    /// Seals and stores the personal data of a new request.
    pub fn insert_details(&mut self, id: RequestId, details: &NewDetails<'_>) -> Result<()> {
        let vault = self.vault();
        let (key, wrapped) = vault.new_subject(id.0)?;
        let sealed =
            |column, text: Option<&str>| text.map(|text| key.seal(column, id.0, text)).transpose();
        let answers = Some(details.answers).filter(|answers| !answers.is_empty());
        let answers = answers.map(serde_json::to_string).transpose().map_err(Error::internal)?;
        let upstream = Some(details.upstream).filter(|fields| !fields.is_empty());
        let upstream = upstream.map(serde_json::to_string).transpose().map_err(Error::internal)?;
        let row = DetailsRow {
            request_id: id,
            wrapped_key: Some(wrapped),
            description: key.seal(DESCRIPTION, id.0, details.description)?,
            contact_name: sealed(CONTACT_NAME, details.contact_name)?,
            contact_phone: sealed(CONTACT_PHONE, details.contact_phone)?,
            contact_phone_lookup: details
                .contact_phone
                .map(|phone| vault.lookup(CONTACT_PHONE, phone)),
            address: sealed(ADDRESS, details.address)?,
            answers: sealed(ANSWERS, answers.as_deref())?,
            upstream: sealed(UPSTREAM, upstream.as_deref())?,
            contents: details.contents.clone().map(StoredJson),
        };
        let insert = diesel::insert_into(request_details::table).values(row);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        Ok(())
    }
}

impl RequestTexts {
    /// Opens the personal data of a request; empty once erased.
    pub fn load(connection: &mut AnyConnection, vault: &Vault, id: RequestId) -> Result<Self> {
        let row: DetailsRow = request_details::table.find(id).get_result(connection)?;
        row.opened(vault)
    }

    /// Opens the personal data of several requests; empty for those that were erased.
    pub fn of_all(
        connection: &mut AnyConnection,
        vault: &Vault,
        ids: &[RequestId],
    ) -> Result<HashMap<RequestId, Self>> {
        let rows: Vec<DetailsRow> = request_details::table
            .filter(request_details::request_id.eq_any(ids))
            .load(connection)?;
        rows.into_iter().map(|row| Ok((row.request_id, row.opened(vault)?))).collect()
    }

    /// Returns the keyed hash of the reporter's phone, if one was left.
    pub fn phone_lookup(connection: &mut AnyConnection, id: RequestId) -> Result<Option<Lookup>> {
        let one = request_details::table.find(id);
        Ok(one.select(request_details::contact_phone_lookup).first(connection)?)
    }

    /// Loads the keyed hashes of tickets' contents.
    pub fn contents(
        connection: &mut AnyConnection,
        ids: &[RequestId],
    ) -> Result<HashMap<RequestId, Value>> {
        let mut found = HashMap::new();
        for ids in ids.chunks(STATEMENT_KEYS) {
            let rows: Vec<(RequestId, Option<StoredJson>)> = request_details::table
                .filter(request_details::request_id.eq_any(ids))
                .select((request_details::request_id, request_details::contents))
                .load(connection)?;
            found.extend(rows.into_iter().filter_map(|(id, contents)| Some((id, contents?.0))));
        }
        Ok(found)
    }
}

impl DetailsRow {
    fn opened(self, vault: &Vault) -> Result<RequestTexts> {
        let (id, Some(wrapped)) = (self.request_id.0, &self.wrapped_key) else {
            return Ok(RequestTexts::default());
        };
        let key = vault.unwrap(id, wrapped)?;
        let opened = |column, sealed: &Option<Sealed>| {
            sealed.as_ref().map(|s| key.open(column, id, s)).transpose()
        };
        let answers = opened(ANSWERS, &self.answers)?
            .map(|answers| serde_json::from_str(&answers))
            .transpose();
        let upstream = opened(UPSTREAM, &self.upstream)?
            .map(|fields| serde_json::from_str(&fields))
            .transpose();
        Ok(RequestTexts {
            description: Some(key.open(DESCRIPTION, id, &self.description)?),
            address: opened(ADDRESS, &self.address)?,
            contact_name: opened(CONTACT_NAME, &self.contact_name)?,
            contact_phone: opened(CONTACT_PHONE, &self.contact_phone)?,
            answers: answers.map_err(Error::internal)?.unwrap_or_default(),
            upstream: upstream.map_err(Error::internal)?.unwrap_or_default(),
        })
    }
}

/// Returns the key of a request's personal data; none once it was destroyed.
pub(in crate::store) fn key_of(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: RequestId,
) -> Result<Option<SubjectKey>> {
    let wrapped: Option<WrappedKey> = request_details::table
        .find(id)
        .select(request_details::wrapped_key)
        .get_result(connection)?;
    wrapped.map(|wrapped| vault.unwrap(id.0, &wrapped)).transpose()
}
