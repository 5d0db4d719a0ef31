//! Records of exports of requests, with their reasons.

use super::column::{AggregateKey, StoredInstant};
use super::connection::each;
use super::schema::exports;
use super::tx::Tx;
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use diesel::prelude::*;
use uuid::Uuid;

const REASON: &str = "exports.reason";

impl Tx<'_> {
    /// Records an export of requests by a user of the machine, of one external system if it is
    /// named. The reason may name a person, so it is sealed.
    pub fn insert_export(
        &mut self,
        id: Uuid,
        user: &str,
        system: Option<&str>,
        reason: &SecretText,
    ) -> Result<()> {
        let (key, wrapped) = self.vault().new_subject(id)?;
        let row = (
            exports::id.eq(AggregateKey(id)),
            exports::operating_system_user.eq(user),
            exports::system.eq(system),
            exports::wrapped_key.eq(Some(wrapped)),
            exports::reason.eq(key.seal(REASON, id, reason.expose())?),
            exports::exported_at.eq(StoredInstant(self.now())),
        );
        let insert = diesel::insert_into(exports::table).values(row);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        Ok(())
    }
}
