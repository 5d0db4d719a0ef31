//! A change that somebody signed in asks for: theirs to ask for, on what they saw, and made once
//! however often it is sent.

use super::effects::ChangeEffects;
use super::once;
use super::operations::{ChangeSet, PlannedEdits, plan_within, planned_anew};
use crate::domain::atlas::Atlas;
use crate::domain::geometry::Effort;
use crate::domain::operation::AtlasEdit;
use crate::domain::period::{Instant, Period};
use crate::domain::plan::PlanConsent;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, Revision};
use chrono::{DurationRound, TimeDelta};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// Operations on behalf of a caller. `M` is what they make: the ids that are answered again when
/// the key is sent again.
pub struct OperationCommand<M> {
    scope: Arc<Scope>,
    key: IdempotentCall,
    made: M,
    set: ChangeSet,
    guard: CommandGuard,
    beside: WriteBeside,
    place: fn(&str) -> String,
}

/// Tells whether a caller may make the change on an atlas, and whether it is still as they saw it.
type CommandGuard = Box<dyn Fn(&Atlas, &Scope, Instant) -> Result<(), Problem> + Send + Sync>;

/// What is written in the same transaction beside the operations.
type WriteBeside = Box<dyn Fn(&mut Revision<'_, '_>) -> Result<()> + Send + Sync>;

/// What a command did, now or when its key was first sent.
#[derive(Debug, Clone, PartialEq)]
pub struct CommandDone<M> {
    /// The ids it made or changed.
    pub made: M,
    /// What else came of it.
    pub effects: ChangeEffects,
    /// Whether that was earlier.
    pub replayed: bool,
}

impl<M: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> OperationCommand<M> {
    /// Operations prepared at an instant, by whoever `guard` allows. It is asked before anything is
    /// planned and once more in the transaction, with the caller's sight as of then.
    pub fn new(
        scope: &Arc<Scope>,
        key: IdempotentCall,
        made: M,
        (prepared_at, operations): (Instant, Vec<AtlasEdit>),
        guard: impl Fn(&Atlas, &Scope, Instant) -> Result<(), Problem> + Send + Sync + 'static,
    ) -> Self {
        Self {
            scope: Arc::clone(scope),
            key,
            made,
            set: ChangeSet { prepared_at, operations, allowances: PlanConsent::default() },
            guard: Box::new(guard),
            beside: Box::new(|_| Ok(())),
            place: field,
        }
    }

    /// The same, with what the caller accepts knowingly.
    #[must_use]
    pub fn allowing(mut self, allowances: PlanConsent) -> Self {
        self.set.allowances = allowances;
        self
    }

    /// The same, with something written beside the operations.
    #[must_use]
    pub fn beside(
        self,
        write: impl Fn(&mut Revision<'_, '_>) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { beside: Box::new(write), ..self }
    }

    /// The same; `place` turns the pointer of a problem of the plan into one of what the caller
    /// sent.
    #[must_use]
    pub fn placed(self, place: fn(&str) -> String) -> Self {
        Self { place, ..self }
    }

    /// Makes the change, or answers what it did when the key was first sent.
    ///
    /// # Errors
    /// Those of the guard, of the plan and of the database; [`Code::IdempotencyKeyReused`].
    pub async fn carry_out(self, db: &Db) -> Result<CommandDone<M>> {
        let command = Arc::new(self);
        let done = planned_anew(|| async {
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

    /// Applies what was planned; nothing when it is outdated.
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
        let applied = planned.apply(tx, &self.actor()).map_err(|error| self.blame(error))?;
        (self.beside)(tx)?;
        let effects = ChangeEffects::of(tx, &self.scope, applied)?;
        tx.complete(
            &self.key,
            serde_json::to_value((&self.made, &effects)).map_err(Error::internal)?,
        )?;
        Ok(Some(CommandDone { made: self.made.clone(), effects, replayed: false }))
    }

    /// What was done is not possible a second time: a plan that fails may be that of a key sent
    /// again.
    async fn earlier(&self, db: &Db) -> Result<Option<CommandDone<M>>> {
        once::earlier(db, &self.key).await?.map(replayed).transpose()
    }

    fn check(&self, atlas: &Atlas, now: Instant) -> Result<()> {
        Ok((self.guard)(atlas, &self.scope.renewed(atlas, now), now)?)
    }

    fn actor(&self) -> Actor {
        Actor::of(&self.scope)
    }

    /// The problems of a plan, at their places in what the caller sent.
    fn blame(&self, error: Error) -> Error {
        let placed =
            |problem: Problem| Problem { pointer: (self.place)(&problem.pointer), ..problem };
        match error {
            Error::Refused(problems) => Error::Refused(problems.into_iter().map(placed).collect()),
            other => other,
        }
    }
}

fn replayed<M: DeserializeOwned>(earlier: Value) -> Result<CommandDone<M>> {
    let (made, effects) = serde_json::from_value(earlier).map_err(Error::internal)?;
    Ok(CommandDone { made, effects, replayed: true })
}

/// The field of an operation as a field of the body: `/operations/0/code` is `/code`.
fn field(pointer: &str) -> String {
    match pointer.splitn(4, '/').nth(3) {
        Some("period") => "/from".to_owned(),
        Some(field) => format!("/{field}"),
        None => String::new(),
    }
}

/// Whether an object is still of the version the caller saw.
///
/// # Errors
/// [`Code::StaleVersion`]
pub fn unchanged(current: i64, seen: i64) -> Result<(), Problem> {
    if current == seen {
        Ok(())
    } else {
        Err(Problem::new(Code::StaleVersion).with("current", current))
    }
}

/// What may be seen or changed, or else nothing.
///
/// # Errors
/// [`Code::NotFound`] at a place of the body; empty for the object in the path.
pub fn there(may: bool, pointer: &str) -> Result<(), Problem> {
    if may { Ok(()) } else { Err(Problem::new(Code::NotFound).at(pointer)) }
}

/// When something is in force: from now on unless said otherwise, to the microsecond.
pub fn period(now: Instant, from: Option<Instant>, to: Option<Instant>) -> Period {
    Period { from: from.map_or(now, kept), to: to.map(kept) }
}

/// An instant as the databases keep it.
pub fn kept(at: Instant) -> Instant {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}
