//! Drafting, previewing, applying and undoing change sets of responsibility, each step by a
//! supervisor.

use super::chronicle;
use super::chronicle::Chronicle;
use super::drafts::{DemoDraft, DraftResult};
use super::identifiers::DemoIdentifiers;
use crate::domain::id::{MemberId, ReassignmentId};
use crate::domain::reassignment::{Operation, ReassignmentOrigin};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};
use crate::service::reassignments::{
    NewReassignment, ReassignmentProfile, apply_reassignment, create, preview, undo,
};
use crate::store::Db;
use crate::store::idempotency::IdempotentCall;
use crate::store::reassignments::Reassignment;
use chrono::TimeDelta;
use std::sync::Arc;

impl Chronicle<'_> {
    /// Drafts a change set and does with it what is due at once.
    pub(super) async fn draft(
        &self,
        draft: &DemoDraft,
        incoming: &[MemberId],
        identifiers: &mut DemoIdentifiers,
    ) -> Result<ReassignmentId> {
        let agrees_later = draft.result == DraftResult::Previewed;
        // The author may not approve it; the other supervisor may.
        let author = if agrees_later { self.cast.second_supervisor } else { self.cast.supervisor };
        let atlas = self.db.atlas();
        let now = self.db.now();
        let action = draft.action(&atlas, self.areas, incoming, now);
        let action = action
            .ok_or_else(|| Error::internal(format!("nothing can be drafted of {draft:?}")))?;
        let operation = Operation::new(identifiers.next(), action);
        let supervised =
            SupervisedDraft::begin(self.db, Arc::new(self.staff(author)?), draft, operation)
                .await?;
        supervised.preview().await?;
        if !agrees_later {
            supervised.apply().await?;
        }
        Ok(supervised.id)
    }

    /// Undoes a change set.
    pub(super) async fn take_back(&self, id: ReassignmentId) -> Result<()> {
        let supervised =
            SupervisedDraft { db: self.db, scope: Arc::new(self.staff(self.cast.supervisor)?), id };
        let undoing = supervised.undo().await?;
        undoing.preview().await?;
        undoing.apply().await
    }
}

/// A change set and the supervisor who works on it.
struct SupervisedDraft<'a> {
    db: &'a Db,
    scope: Arc<Scope>,
    id: ReassignmentId,
}

impl<'a> SupervisedDraft<'a> {
    async fn begin(
        db: &'a Db,
        scope: Arc<Scope>,
        draft: &DemoDraft,
        operation: Operation,
    ) -> Result<Self> {
        let effective_at = match draft.result {
            DraftResult::Scheduled(hours) => Some(db.now() + TimeDelta::hours(hours)),
            DraftResult::Applied | DraftResult::TakenBack(_) | DraftResult::Previewed => None,
        };
        let note = Some(SecretText::from(draft.note.to_owned()));
        let profile = ReassignmentProfile {
            reason: Some(draft.reason),
            effective_at,
            allow_gaps: false,
            note,
        };
        let new = NewReassignment {
            origin: ReassignmentOrigin::Drafted,
            profile,
            operations: vec![operation],
            undoes: None,
        };
        let key = chronicle::key(&scope, "POST /api/v1/reassignments", draft.note);
        let id = create(db, &scope, key, new).await?.made;
        Ok(Self { db, scope, id })
    }

    async fn preview(&self) -> Result<()> {
        let (key, version) = self.next("preview").await?;
        let (_, forecast) = preview(self.db, &self.scope, key, self.id, version).await?;
        let problems = forecast.preview.problems;
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }

    async fn apply(&self) -> Result<()> {
        let (key, version) = self.next("apply").await?;
        let digest = self.row().await?.digest.unwrap_or_default();
        apply_reassignment(self.db, &self.scope, key, self.id, version, digest).await.map(drop)
    }

    async fn undo(&self) -> Result<Self> {
        let (key, version) = self.next("undo").await?;
        let id = undo(self.db, &self.scope, key, self.id, version).await?.made;
        Ok(Self { db: self.db, scope: Arc::clone(&self.scope), id })
    }

    /// Returns the idempotency key of an action on the present version, and that version.
    async fn next(&self, what: &str) -> Result<(IdempotentCall, i64)> {
        let version = self.row().await?.version;
        let route = format!("POST /api/v1/reassignments/{}/{what}", self.id);
        Ok((chronicle::key(&self.scope, &route, &version.to_string()), version))
    }

    async fn row(&self) -> Result<Reassignment> {
        let id = self.id;
        self.db.read(move |connection| Reassignment::load(connection, id)).await
    }
}
