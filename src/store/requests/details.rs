//! What the reporter said and how to reach them, sealed under the request's own key. Without the key it is erased.

use crate::domain::id::RequestId;
use crate::domain::request::Answers;
use crate::error::{Error, Result};
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::request_details;
use crate::store::tx::Tx;
use crate::store::vault::{Lookup, Sealed, SubjectKey, Vault, WrappedKey};
use diesel::prelude::*;

const DESCRIPTION: &str = "request_details.description";
const ADDRESS: &str = "request_details.address";
const CONTACT_NAME: &str = "request_details.contact_name";
const CONTACT_PHONE: &str = "request_details.contact_phone";
const ANSWERS: &str = "request_details.answers";

/// The personal data of a new request.
#[derive(Clone, Copy)]
pub struct NewDetails<'a> {
    /// What is wrong.
    pub description: &'a str,
    /// The address as the reporter wrote it, or of the one they chose.
    pub address: Option<&'a str>,
    /// What the reporter is called.
    pub contact_name: Option<&'a str>,
    /// How to reach the reporter, in normal form.
    pub contact_phone: Option<&'a str>,
    /// What was answered to the questions of the category.
    pub answers: &'a Answers,
}

/// The personal data of a request, opened.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// What is wrong; none once it was erased.
    pub description: Option<String>,
    /// The address as the reporter wrote it, or of the one they chose.
    pub address: Option<String>,
    /// What the reporter is called.
    pub contact_name: Option<String>,
    /// How to reach the reporter.
    pub contact_phone: Option<String>,
    /// What was answered to the questions of the category; nothing once it was erased.
    pub answers: Answers,
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
}

impl Tx<'_> {
    /// Seals and stores the personal data of a new request.
    pub fn insert_details(&mut self, id: RequestId, details: &NewDetails<'_>) -> Result<()> {
        let vault = self.vault();
        let (key, wrapped) = vault.new_subject(id.0)?;
        let sealed = |column, text: Option<&str>| text.map(|text| key.seal(column, id.0, text)).transpose();
        let answers = Some(details.answers).filter(|answers| !answers.is_empty());
        let answers = answers.map(serde_json::to_string).transpose().map_err(Error::internal)?;
        let row = DetailsRow {
            request_id: id,
            wrapped_key: Some(wrapped),
            description: key.seal(DESCRIPTION, id.0, details.description)?,
            contact_name: sealed(CONTACT_NAME, details.contact_name)?,
            contact_phone: sealed(CONTACT_PHONE, details.contact_phone)?,
            contact_phone_lookup: details.contact_phone.map(|phone| vault.lookup(CONTACT_PHONE, phone)),
            address: sealed(ADDRESS, details.address)?,
            answers: sealed(ANSWERS, answers.as_deref())?,
        };
        let insert = diesel::insert_into(request_details::table).values(row);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        Ok(())
    }
}

impl Details {
    /// Opens the personal data of a request; empty once it was erased.
    pub fn load(connection: &mut AnyConnection, vault: &Vault, id: RequestId) -> Result<Self> {
        let row: DetailsRow = request_details::table.find(id).get_result(connection)?;
        let Some(wrapped) = &row.wrapped_key else { return Ok(Self::default()) };
        let key = vault.unwrap(id.0, wrapped)?;
        let opened = |column, sealed: &Option<Sealed>| sealed.as_ref().map(|s| key.open(column, id.0, s)).transpose();
        let answers = opened(ANSWERS, &row.answers)?.map(|answers| serde_json::from_str(&answers)).transpose();
        Ok(Self {
            description: Some(key.open(DESCRIPTION, id.0, &row.description)?),
            address: opened(ADDRESS, &row.address)?,
            contact_name: opened(CONTACT_NAME, &row.contact_name)?,
            contact_phone: opened(CONTACT_PHONE, &row.contact_phone)?,
            answers: answers.map_err(Error::internal)?.unwrap_or_default(),
        })
    }
}

/// The key of a request's personal data; none once it was destroyed.
pub(in crate::store) fn key_of(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: RequestId,
) -> Result<Option<SubjectKey>> {
    let wrapped: Option<WrappedKey> =
        request_details::table.find(id).select(request_details::wrapped_key).get_result(connection)?;
    wrapped.map(|wrapped| vault.unwrap(id.0, &wrapped)).transpose()
}
