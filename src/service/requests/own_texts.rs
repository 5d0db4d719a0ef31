//! What reporters wrote and were answered, for the list of their own requests.

use crate::domain::id::RequestId;
use crate::domain::request::NoteKind;
use crate::error::Result;
use crate::store::Db;
use crate::store::requests::{RequestNote, RequestRow, RequestTexts};
use std::collections::HashMap;

/// Texts of a request that its reporter reads in a list.
#[derive(Debug, Clone, Default)]
pub struct OwnTexts {
    /// Description; none once erased.
    pub description: Option<String>,
    /// Last public reply.
    pub reply: Option<String>,
}

/// Opens the texts of requests that the reader reported.
///
/// # Errors
/// Those of the database.
pub async fn own_texts(db: &Db, own: &[RequestRow]) -> Result<HashMap<RequestId, OwnTexts>> {
    let inside = db.clone();
    let ids: Vec<RequestId> = own.iter().map(|row| row.id).collect();
    let replied = own.iter().filter(|row| row.stands_by(NoteKind::PublicReply));
    let replied: Vec<RequestId> = replied.map(|row| row.id).collect();
    db.read(move |connection| {
        let vault = inside.vault();
        let texts = RequestTexts::of_all(connection, vault, &ids)?;
        let mut replies =
            RequestNote::last_of_each(connection, vault, &replied, NoteKind::PublicReply)?;
        let opened = texts.into_iter().map(|(id, texts)| {
            (id, OwnTexts { description: texts.description, reply: replies.remove(&id) })
        });
        Ok(opened.collect())
    })
    .await
}
