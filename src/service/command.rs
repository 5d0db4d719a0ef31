//! Changes on behalf of a signed-in caller: authorised, based on the version they saw, and
//! idempotent by key.

use super::atlas_edits::{ChangeSet, PlannedEdits, plan_within, planned_until_current};
use super::effects::ChangeEffects;
use super::once;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::geometry::Effort;
use crate::domain::period::{Instant, Period};
use crate::domain::plan::PlanConsent;
use crate::domain::scope::Scope;
use crate::error::{Error, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, Revision};
use chrono::{DurationRound, TimeDelta};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// Edits on behalf of a caller. `M` is their result: the ids that are returned again when the key
/// is sent again.
pub struct EditCommand<M> {
    scope: Arc<Scope>,
    key: IdempotentCall,
    made: M,
    set: ChangeSet,
    guard: CommandGuard,
    beside: WriteBeside,
    place: fn(&str) -> String,
}

/// Checks that a caller may make the change on an atlas, and that the object is unchanged since
/// they read it.
type CommandGuard = Box<dyn Fn(&Atlas, &Scope, Instant) -> Result<(), Problem> + Send + Sync>;

/// Writes further rows in the same transaction as the edits.
type WriteBeside = Box<dyn Fn(&mut Revision<'_, '_>) -> Result<()> + Send + Sync>;

/// Result of a command, now or when its key was first sent.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandDone<M> {
    /// Ids that it created or changed.
    pub made: M,
    /// Side effects.
    pub effects: ChangeEffects,
    /// True if the result is that of an earlier call.
    pub replayed: bool,
}

impl<M: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> EditCommand<M> {
    /// Creates a command of edits prepared at an instant, for callers whom `guard` allows. The
    /// guard runs before planning and once more in the transaction, with the caller's scope as of
    /// then.
    pub fn new(
        scope: &Arc<Scope>,
        key: IdempotentCall,
        made: M,
        prepared_at: Instant,
        edits: Vec<AtlasEdit>,
        guard: impl Fn(&Atlas, &Scope, Instant) -> Result<(), Problem> + Send + Sync + 'static,
    ) -> Self {
        Self {
            scope: Arc::clone(scope),
            key,
            made,
            set: ChangeSet { prepared_at, edits, allowances: PlanConsent::default() },
            guard: Box::new(guard),
            beside: Box::new(|_| Ok(())),
            place: field,
        }
    }

    /// Sets the consents of the caller.
    #[must_use]
    pub fn allowing(mut self, allowances: PlanConsent) -> Self {
        self.set.allowances = allowances;
        self
    }

    /// Sets what is written in the same transaction as the edits.
    #[must_use]
    pub fn beside(
        self,
        write: impl Fn(&mut Revision<'_, '_>) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { beside: Box::new(write), ..self }
    }

    /// Sets `place`, which maps the pointer of a problem of the plan to one of the caller's body.
    #[must_use]
    pub fn placed(self, place: fn(&str) -> String) -> Self {
        Self { place, ..self }
    }

    /// Makes the change, or returns the result of when the key was first sent.
    ///
    /// # Errors
    /// Those of the guard, of the plan and of the database; [`Code::IdempotencyKeyReused`].
    pub async fn carry_out(self, db: &Db) -> Result<CommandDone<M>> {
        let command = Arc::new(self);
        let done = planned_until_current(|| async {
            match command.plan(db).await {
                Ok(planned) => {
                    let applied = Arc::clone(&command);
                    db.revise(move |tx| applied.apply(&planned, tx)).await
                }
                Err(refused) => command.earlier(db).await?.ok_or(refused).map(Some),
            }
        });
        let done = done.await?;
        if done.replayed {
            // Another process may have made it.
            db.refresh().await?;
        }
        Ok(done)
    }

    async fn plan(&self, db: &Db) -> Result<PlannedEdits> {
        db.refresh().await?;
        self.check(&db.atlas(), db.now())?;
        plan_within(db, self.set.clone(), Effort::bounded).await.map_err(|error| self.blame(error))
    }

    /// Applies the planned edits; returns `None` when the plan is outdated.
    fn apply(
        &self,
        planned: &PlannedEdits,
        tx: &mut Revision<'_, '_>,
    ) -> Result<Option<CommandDone<M>>> {
        if planned.is_outdated(&*tx.atlas()?) {
            return Ok(None);
        }
        if let Some(earlier) = tx.replay(&self.key, Value::Null)? {
            return replayed(earlier).map(Some);
        }
        self.check(&*tx.atlas()?, tx.now())?;
        let mut applied = planned.apply(tx, &self.actor()).map_err(|error| self.blame(error))?;
        applied.notices = self.placed_in_body(applied.notices);
        (self.beside)(tx)?;
        let effects = ChangeEffects::of(tx, &self.scope, applied)?;
        tx.complete(
            &self.key,
            serde_json::to_value((&self.made, &effects)).map_err(Error::internal)?,
        )?;
        Ok(Some(CommandDone { made: self.made.clone(), effects, replayed: false }))
    }

    /// Returns the earlier result of the key: when a key is sent again, its plan may fail because
    /// the change is made already.
    async fn earlier(&self, db: &Db) -> Result<Option<CommandDone<M>>> {
        once::earlier(db, &self.key).await?.map(replayed).transpose()
    }

    fn check(&self, atlas: &Atlas, now: Instant) -> Result<()> {
        Ok((self.guard)(atlas, &self.scope.renewed(atlas, now), now)?)
    }

    fn actor(&self) -> Actor {
        Actor::of(&self.scope)
    }

    /// Moves the problems of a plan to their places in the caller's body.
    fn blame(&self, error: Error) -> Error {
        match error {
            Error::Refused(problems) => Error::Refused(self.placed_in_body(problems)),
            other => other,
        }
    }

    fn placed_in_body(&self, problems: Vec<Problem>) -> Vec<Problem> {
        let placed =
            |problem: Problem| Problem { pointer: (self.place)(&problem.pointer), ..problem };
        problems.into_iter().map(placed).collect()
    }
}

fn replayed<M: DeserializeOwned>(earlier: Value) -> Result<CommandDone<M>> {
    let (made, effects) = serde_json::from_value(earlier).map_err(Error::internal)?;
    Ok(CommandDone { made, effects, replayed: true })
}

/// Maps a field of an edit to a field of the body: `/operations/0/code` becomes `/code`.
fn field(pointer: &str) -> String {
    match pointer.splitn(4, '/').nth(3) {
        Some("period") => "/from".to_owned(),
        Some(field) => format!("/{field}"),
        None => String::new(),
    }
}

/// Returns the period of something in force, from now on by default, rounded to microseconds.
pub fn period(now: Instant, from: Option<Instant>, to: Option<Instant>) -> Period {
    Period { from: from.map_or(now, kept), to: to.map(kept) }
}

/// Rounds an instant to the precision of the databases.
pub fn kept(at: Instant) -> Instant {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}
