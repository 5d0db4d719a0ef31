//! One run of an import: on whose behalf, within what area, and what is written together with it.

use crate::domain::atlas::Atlas;
use crate::domain::file_import::ImportCounts;
use crate::domain::id::{AccountId, GridId};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Error, Problem, Result};
use crate::service::atlas_edits::{AppliedEdits, PlannedEdits};
use crate::store::{Actor, Db, Revision, Tx};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

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

/// Caller who sent the file, who may import what lies in their area.
pub struct ImportSender {
    scope: Arc<Scope>,
    may: UnitRule,
    touched: Mutex<BTreeSet<Unit>>,
    planned: Mutex<ImportCounts>,
    agreed_by: Option<AccountId>,
    receipt: Box<dyn ImportReceipt>,
}

/// Rule of who may import what belongs to a unit.
pub type UnitRule = fn(&Atlas, &Scope, Unit) -> bool;

/// What is written about an import in the transactions of its rows.
pub trait ImportReceipt: Send + Sync {
    /// Writes that the import is done.
    ///
    /// # Errors
    /// [`Error::Contended`] if another process has done it; those of the database.
    fn settle(&self, tx: &mut Tx<'_>, counts: ImportCounts) -> Result<()>;

    /// Writes how many rows are done.
    ///
    /// # Errors
    /// As [`Self::settle`].
    fn advance(&self, tx: &mut Tx<'_>, rows: usize) -> Result<()>;
}

impl<'a> ImportRun<'a> {
    /// Creates an import on behalf of somebody who may import everything.
    pub const fn new(db: &'a Db, actor: Actor, dry_run: bool) -> Self {
        Self { db, actor, dry_run, sender: None }
    }

    /// Creates an import on behalf of a caller.
    pub fn of(db: &'a Db, sender: &Arc<ImportSender>, dry_run: bool) -> Self {
        let actor = Actor::of(&sender.scope);
        Self { db, actor, dry_run, sender: Some(Arc::clone(sender)) }
    }

    /// Returns the scope of the caller; that of nobody on the command line.
    pub(super) fn scope(&self) -> Scope {
        self.sender.as_ref().map_or_else(Scope::anonymous, |sender| Scope::clone(&sender.scope))
    }

    /// Returns the caller; none on the command line.
    pub(super) fn sender(&self) -> Option<Arc<ImportSender>> {
        self.sender.clone()
    }

    /// Returns the unit, if what belongs to it may be imported.
    ///
    /// # Errors
    /// [`Code::RowOutsideArea`]
    pub(super) fn admit(&self, atlas: &Atlas, unit: Unit) -> Result<Unit, Problem> {
        let Some(sender) = &self.sender else { return Ok(unit) };
        if !(sender.may)(atlas, &sender.scope, unit) {
            let code = atlas.code_of(unit);
            return Err(Problem::new(Code::RowOutsideArea).with("unit", code));
        }
        sender.touched.lock().unwrap_or_else(PoisonError::into_inner).insert(unit);
        Ok(unit)
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
        let agreed_by = sender.as_ref().and_then(|sender| sender.agreed_by);
        if let Some(sender) = &sender {
            *sender.planned.lock().unwrap_or_else(PoisonError::into_inner) = counts;
        }
        let planned = planned.agreed_by(agreed_by);
        let write = move |tx: &mut Revision<'_, '_>| {
            settle(sender.as_deref(), tx, counts)?;
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
                settle(sender.as_deref(), tx, counts)?;
                write(tx, &actor)
            })
            .await
    }
}

/// Checks the area once more, as it is now, and writes the receipt.
fn settle(sender: Option<&ImportSender>, tx: &mut Tx<'_>, counts: ImportCounts) -> Result<()> {
    let Some(sender) = sender else { return Ok(()) };
    sender.check(&*tx.atlas()?, tx)?;
    sender.receipt.settle(tx, counts)
}

impl ImportSender {
    /// Creates the sender of a file. With a second person's agreement it may change as much as it
    /// likes.
    pub fn new(
        scope: Arc<Scope>,
        may: UnitRule,
        agreed_by: Option<AccountId>,
        receipt: Box<dyn ImportReceipt>,
    ) -> Arc<Self> {
        let (touched, planned) = (Mutex::default(), Mutex::default());
        Arc::new(Self { scope, may, touched, planned, agreed_by, receipt })
    }

    /// Writes how many rows are done.
    ///
    /// # Errors
    /// Those of the receipt.
    pub(super) fn advance(&self, tx: &mut Tx<'_>, rows: usize) -> Result<()> {
        self.receipt.advance(tx, rows)
    }

    /// Returns what the file would make, if it could be planned.
    pub fn planned(&self) -> ImportCounts {
        *self.planned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the deepest grid that contains everything that the file is about, so far as it was
    /// read.
    pub fn place(&self, atlas: &Atlas) -> Option<GridId> {
        let touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        atlas.tree().common(touched.iter().filter_map(|&unit| atlas.grid_of(unit)))
    }

    fn check(&self, atlas: &Atlas, tx: &Tx<'_>) -> Result<()> {
        let scope = self.scope.renewed(atlas, tx.now());
        let touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let outside = touched.iter().find(|&&unit| !(self.may)(atlas, &scope, unit));
        let code = outside.map(|&unit| atlas.code_of(unit));
        code.map_or(Ok(()), |code| {
            Err(Error::from(Problem::new(Code::RowOutsideArea).with("unit", code)))
        })
    }
}
