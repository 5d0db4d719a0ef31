//! One run of an import: on whose behalf, within what area, and what is written together with it.

mod sender;

pub use sender::{ImportReceipt, ImportSender, UnitRule, scope_at};

use crate::domain::atlas::Atlas;
use crate::domain::file_import::ImportCounts;
use crate::domain::geometry::Effort;
use crate::domain::id::{GridId, MemberId};
use crate::domain::registration::Registrant;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Error, Problem, Result};
use crate::service::atlas_edits::{AppliedEdits, ChangeSet, PlannedEdits, plan_edits, plan_within};
use crate::store::{Actor, Db, Revision, Tx};
use std::sync::Arc;

/// An import of one file.
pub struct ImportRun<'a> {
    /// The database.
    pub db: &'a Db,
    /// Author of the change.
    pub actor: Actor,
    /// True if everything is checked and nothing is written.
    pub dry_run: bool,
    sender: Option<Arc<ImportSender>>,
}

impl<'a> ImportRun<'a> {
    /// Creates an import on behalf of somebody who may import everything.
    pub const fn new(db: &'a Db, actor: Actor, dry_run: bool) -> Self {
        Self { db, actor, dry_run, sender: None }
    }

    /// Creates an import on behalf of a caller.
    pub fn of(db: &'a Db, sender: &Arc<ImportSender>, dry_run: bool) -> Self {
        let actor = Actor::of(sender.scope());
        Self { db, actor, dry_run, sender: Some(Arc::clone(sender)) }
    }

    /// Returns the scope of the caller; that of nobody on the command line.
    pub(super) fn scope(&self) -> Scope {
        self.sender.as_ref().map_or_else(Scope::anonymous, |sender| sender.scope().clone())
    }

    /// Returns the caller; none on the command line.
    pub(super) fn sender(&self) -> Option<Arc<ImportSender>> {
        self.sender.clone()
    }

    /// Returns the effort that its polygons may cost: a file that was sent has an end.
    pub(super) fn effort(&self) -> Effort {
        match self.sender {
            Some(_) => Effort::of_sent_file(),
            None => Effort::unbounded(),
        }
    }

    /// Plans a change set on the present atlas.
    ///
    /// # Errors
    /// Those of [`plan_edits`].
    pub(super) async fn plan(&self, set: ChangeSet) -> Result<PlannedEdits> {
        match self.sender {
            Some(_) => plan_within(self.db, set, Effort::of_sent_file).await,
            None => plan_edits(self.db, set).await,
        }
    }

    /// Returns the member, if the caller may know of them. Others do not exist for them.
    ///
    /// # Errors
    /// [`Code::UnknownMember`]
    pub(super) fn member(&self, atlas: &Atlas, code: &str) -> Result<MemberId, Problem> {
        let member = atlas.people().by_code(code).map(|member| member.id);
        let is_known = |&member: &MemberId| {
            let sees = |sender: &Arc<ImportSender>| sender.sees(atlas, member, self.db.now());
            self.sender.as_ref().is_none_or(sees)
        };
        let unknown = || Problem::new(Code::UnknownMember).with("member", code);
        member.filter(is_known).ok_or_else(unknown)
    }

    /// Checks that the caller may register the member or organisation, as by hand: themselves, and
    /// the organisations of their grids.
    ///
    /// # Errors
    /// [`Code::RegistrantNotYours`]
    pub(super) fn admit_registrant(&self, atlas: &Atlas, who: Registrant) -> Result<(), Problem> {
        match &self.sender {
            Some(sender) if !sender.may_register(atlas, who) => {
                Err(Code::RegistrantNotYours.into())
            }
            _ => Ok(()),
        }
    }

    /// Returns the unit, if what belongs to it may be imported.
    ///
    /// # Errors
    /// [`Code::RowOutsideArea`]
    pub(super) fn admit(&self, atlas: &Atlas, unit: Unit) -> Result<Unit, Problem> {
        self.sender.as_ref().map_or(Ok(()), |sender| sender.admit(atlas, unit)).map(|()| unit)
    }

    /// Returns the grid, if what belongs to it may be imported.
    ///
    /// # Errors
    /// As [`Self::admit`].
    pub(super) fn admit_grid(&self, atlas: &Atlas, grid: GridId) -> Result<GridId, Problem> {
        self.admit(atlas, Unit::Grid(grid)).map(|_| grid)
    }

    /// Applies planned edits in one transaction, with the receipt of what they made.
    ///
    /// # Errors
    /// Those of [`PlannedEdits::apply`] and of [`Self::write`].
    pub(super) async fn apply(
        &self,
        planned: PlannedEdits,
        counts: ImportCounts,
        beside: impl Fn(&mut Tx<'_>, &Actor) -> Result<()> + Send + 'static,
    ) -> Result<AppliedEdits> {
        let (actor, sender) = (self.actor.clone(), self.sender.clone());
        let planned = match &sender {
            Some(sender) => planned.agreed_by(sender.plan(counts)),
            None => planned,
        };
        let write = move |tx: &mut Revision<'_, '_>| {
            if let Some(sender) = &sender {
                sender.settle(tx, counts)?;
            }
            if sender.is_some() && planned.is_outdated(&*tx.atlas()?) {
                // Comparing polygons again here would make every writer wait.
                return Err(Error::Unavailable("borders changed during an import".to_owned()));
            }
            let applied = planned.apply(tx, &actor)?;
            beside(tx, &actor)?;
            Ok(applied)
        };
        self.db.revise(write).await
    }

    /// Writes rows in one transaction, with the receipt of what they made.
    ///
    /// # Errors
    /// [`Code::RowOutsideArea`] if the area of the caller changed meanwhile; those of `write`.
    pub(super) async fn write(
        &self,
        counts: ImportCounts,
        mut write: impl FnMut(&mut Tx<'_>, &Actor) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let (actor, sender) = (self.actor.clone(), self.sender.clone());
        self.db
            .write(move |tx| {
                if let Some(sender) = &sender {
                    sender.settle(tx, counts)?;
                }
                write(tx, &actor)
            })
            .await
    }
}
