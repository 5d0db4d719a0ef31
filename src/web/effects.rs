//! Answers to changes of responsibility: the changed object and the effects of the change.

use super::answer::{Located, Resource};
use super::problem::{ProblemItem, item};
use crate::domain::id::RequestId;
use crate::domain::scope::Scope;
use crate::error::{Language, Result};
use crate::service::effects::ChangeEffects;
use crate::store::Db;
use serde::Serialize;
use std::borrow::Cow;
use utoipa::openapi::{AllOfBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Changed object and effects of the change. A repeated key gets the same effects again.
#[derive(Debug, Serialize)]
pub struct WithEffects<T> {
    /// Object after the change.
    #[serde(flatten)]
    pub object: T,
    /// Effects of the change.
    #[serde(flatten)]
    pub effects: EffectsView,
}

/// Effects of a change of responsibility.
#[derive(Debug, Serialize, ToSchema)]
pub struct EffectsView {
    /// Notices: worth knowing, and no reason to refuse.
    pub notices: Vec<ProblemItem>,
    /// Number of open requests that got another holder.
    pub moved_requests: usize,
    /// Those of them that lie in the caller's grids, newest first; at most 200.
    #[schema(value_type = Vec<Uuid>, max_items = 200)]
    pub moved_request_ids: Vec<RequestId>,
}

impl<T> WithEffects<T> {
    /// Renders the effects as the caller may see them now, in their language.
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
        let effects = EffectsView {
            notices: effects.notices.iter().map(|notice| item(notice, language)).collect(),
            moved_requests: effects.moved,
            moved_request_ids: effects.visible(db, scope).await?,
        };
        Ok(Self { object, effects })
    }
}

impl<T: ToSchema> PartialSchema for WithEffects<T> {
    fn schema() -> RefOr<Schema> {
        AllOfBuilder::new()
            .description(Some("The object after the change, and the effects of the change."))
            .item(Ref::from_schema_name(T::name()))
            .item(EffectsView::schema())
            .into()
    }
}

impl<T: ToSchema> ToSchema for WithEffects<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("Changed{}", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
        EffectsView::schemas(schemas);
    }
}

impl<T: Resource> Resource for WithEffects<T> {
    fn version(&self) -> Option<i64> {
        self.object.version()
    }
}

impl<T: Located> Located for WithEffects<T> {
    fn location(&self) -> String {
        self.object.location()
    }
}
