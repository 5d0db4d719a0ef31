//! What a change of responsibility answers: the thing as it is now, and what else came of it.

use super::problem::{ProblemItem, item};
use crate::domain::id::RequestId;
use crate::domain::scope::Scope;
use crate::error::{Language, Result};
use crate::service::effects::ChangeEffects;
use crate::store::Db;
use serde::Serialize;
use utoipa::ToSchema;

/// What was changed, and what came of it. A repeated key answers the same once more.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedBoundaries<T> {
    /// What was changed, as it is now.
    #[serde(flatten)]
    pub object: T,
    /// Worth knowing; nothing that had to be refused.
    pub notices: Vec<ProblemItem>,
    /// How many open requests got another holder.
    pub moved_requests: usize,
    /// Those of them whose place lies in the grids of the caller, the newest first; at most 200.
    #[schema(value_type = Vec<Uuid>)]
    pub moved_request_ids: Vec<RequestId>,
}

impl<T> ChangedBoundaries<T> {
    /// The effects as the caller may see them now, in their language.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn new(
        db: &Db,
        scope: &Scope,
        language: Language,
        effects: &ChangeEffects,
        object: T,
    ) -> Result<Self> {
        Ok(Self {
            object,
            notices: effects.notices.iter().map(|notice| item(notice, language)).collect(),
            moved_requests: effects.moved,
            moved_request_ids: effects.visible(db, scope).await?,
        })
    }
}
