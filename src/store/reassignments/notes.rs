//! Notes of authors about change sets, each sealed under a key of its own.

use crate::domain::id::ReassignmentId;
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::reassignment_notes;
use crate::store::tx::Tx;
use crate::store::vault::{Sealed, Vault, WrappedKey};
use diesel::prelude::*;

const BODY: &str = "reassignment_notes.body";

impl super::Reassignment {
    /// Returns the author's note; none if nothing was written or it was erased.
    pub fn note(
        connection: &mut AnyConnection,
        vault: &Vault,
        id: ReassignmentId,
    ) -> Result<Option<SecretText>> {
        let columns = (reassignment_notes::wrapped_key, reassignment_notes::body);
        let row: Option<(Option<WrappedKey>, Sealed)> =
            reassignment_notes::table.find(id).select(columns).get_result(connection).optional()?;
        let Some((Some(wrapped), body)) = row else { return Ok(None) };
        let key = vault.unwrap(id.0, &wrapped)?;
        Ok(Some(key.open(BODY, id.0, &body)?.into()))
    }
}

impl Tx<'_> {
    /// Seals and stores the author's note about a change set, replacing the previous one.
    pub fn put_reassignment_note(&mut self, id: ReassignmentId, text: &SecretText) -> Result<()> {
        diesel::delete(reassignment_notes::table.find(id)).execute(self.connection)?;
        let (key, wrapped) = self.vault().new_subject(id.0)?;
        let row = (
            reassignment_notes::reassignment_id.eq(id),
            reassignment_notes::wrapped_key.eq(Some(wrapped)),
            reassignment_notes::body.eq(key.seal(BODY, id.0, text.expose())?),
        );
        each!(&mut *self.connection, |native| diesel::insert_into(reassignment_notes::table)
            .values(row)
            .execute(native))?;
        Ok(())
    }
}
