//! Free times of registrants and reasons for declining them, sealed under the registration's own
//! key.

use crate::domain::id::RegistrationId;
use crate::domain::registration::FreeTime;
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::registration_details;
use crate::store::tx::Tx;
use crate::store::vault::{Sealed, SubjectKey, Vault, WrappedKey};
use diesel::prelude::*;

const FREE_TIMES: &str = "registration_details.free_times";
const REASON: &str = "registration_details.reason";

/// Opened personal data of a registration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegistrationDetails {
    /// Times when they can help.
    pub free_times: Vec<FreeTime>,
    /// Reason why they were declined.
    pub reason: Option<SecretText>,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = registration_details, treat_none_as_default_value = false, treat_none_as_null = true)]
struct RegistrationTextRow {
    registration_id: RegistrationId,
    wrapped_key: Option<WrappedKey>,
    free_times: Option<Sealed>,
    reason: Option<Sealed>,
}

impl RegistrationDetails {
    /// Opens the personal data of a registration; empty once erased.
    pub fn load(connection: &mut AnyConnection, vault: &Vault, id: RegistrationId) -> Result<Self> {
        let row: RegistrationTextRow =
            registration_details::table.find(id).get_result(connection)?;
        let Some(wrapped) = &row.wrapped_key else { return Ok(Self::default()) };
        let key = vault.unwrap(id.0, wrapped)?;
        let opened =
            |column, sealed: Option<Sealed>| sealed.map(|s| key.open(column, id.0, &s)).transpose();
        let free_times = opened(FREE_TIMES, row.free_times)?;
        let free_times = free_times
            .map(|text| serde_json::from_str(&text).map_err(Error::internal))
            .transpose()?;
        Ok(Self {
            free_times: free_times.unwrap_or_default(),
            reason: opened(REASON, row.reason)?.map(Into::into),
        })
    }

    fn seal(
        &self,
        key: &SubjectKey,
        wrapped: WrappedKey,
        id: RegistrationId,
    ) -> Result<RegistrationTextRow> {
        let times = serde_json::to_string(&self.free_times).map_err(Error::internal)?;
        let reason = self
            .reason
            .as_ref()
            .map(|reason| key.seal(REASON, id.0, reason.expose()))
            .transpose()?;
        let free_times = Some(key.seal(FREE_TIMES, id.0, &times)?);
        Ok(RegistrationTextRow {
            registration_id: id,
            wrapped_key: Some(wrapped),
            free_times,
            reason,
        })
    }
}

impl Tx<'_> {
    /// Seals and stores the personal data of a registration, under a new key each time.
    pub fn set_registration_details(
        &mut self,
        id: RegistrationId,
        details: &RegistrationDetails,
    ) -> Result<()> {
        let (key, wrapped) = self.vault().new_subject(id.0)?;
        let row = details.seal(&key, wrapped, id)?;
        each!(&mut *self.connection, |native| diesel::insert_into(registration_details::table)
            .values(&row)
            .on_conflict(registration_details::registration_id)
            .do_update()
            .set(&row)
            .execute(native))?;
        Ok(())
    }
}
