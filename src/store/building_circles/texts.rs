//! Texts of exchanges and topics, each sealed under a key of its own.

use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::store::column::AggregateKey;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::circle_texts;
use crate::store::tx::Tx;
use crate::store::vault::{Sealed, Vault, WrappedKey};
use diesel::prelude::*;
use std::collections::HashMap;
use uuid::Uuid;

const TITLE: &str = "circle_texts.title";
const BODY: &str = "circle_texts.body";
const WORDS: &str = "circle_texts.words";

/// Opened text of an exchange or a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircleText {
    /// Title.
    pub title: SecretText,
    /// Body.
    pub body: SecretText,
    /// Conclusion, if there is one.
    pub words: Option<SecretText>,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = circle_texts, treat_none_as_default_value = false, treat_none_as_null = true)]
struct CircleTextRow {
    subject_id: AggregateKey,
    wrapped_key: Option<WrappedKey>,
    title: Sealed,
    body: Sealed,
    words: Option<Sealed>,
}

impl CircleText {
    /// Opens the texts of exchanges or topics. Erased ones are left out.
    pub fn load(
        connection: &mut AnyConnection,
        vault: &Vault,
        subjects: &[Uuid],
    ) -> Result<HashMap<Uuid, Self>> {
        let subjects: Vec<AggregateKey> = subjects.iter().copied().map(AggregateKey).collect();
        let rows: Vec<CircleTextRow> = circle_texts::table
            .filter(circle_texts::subject_id.eq_any(&subjects))
            .load(connection)?;
        rows.into_iter().filter_map(|row| row.open(vault).transpose()).collect()
    }
}

impl CircleTextRow {
    fn open(self, vault: &Vault) -> Result<Option<(Uuid, CircleText)>> {
        let (AggregateKey(id), Some(wrapped)) = (self.subject_id, &self.wrapped_key) else {
            return Ok(None);
        };
        let key = vault.unwrap(id, wrapped)?;
        let title = key.open(TITLE, id, &self.title)?.into();
        let body = key.open(BODY, id, &self.body)?.into();
        let words = self.words.as_ref().map(|words| key.open(WORDS, id, words)).transpose()?;
        Ok(Some((id, CircleText { title, body, words: words.map(Into::into) })))
    }
}

impl Tx<'_> {
    /// Seals and stores a text, under a new key each time.
    pub fn set_circle_text(&mut self, subject: Uuid, text: &CircleText) -> Result<()> {
        let (key, wrapped) = self.vault().new_subject(subject)?;
        let words = text
            .words
            .as_ref()
            .map(|words| key.seal(WORDS, subject, words.expose()))
            .transpose()?;
        let row = CircleTextRow {
            subject_id: AggregateKey(subject),
            wrapped_key: Some(wrapped),
            title: key.seal(TITLE, subject, text.title.expose())?,
            body: key.seal(BODY, subject, text.body.expose())?,
            words,
        };
        each!(&mut *self.connection, |native| diesel::insert_into(circle_texts::table)
            .values(&row)
            .on_conflict(circle_texts::subject_id)
            .do_update()
            .set(&row)
            .execute(native))?;
        Ok(())
    }
}
