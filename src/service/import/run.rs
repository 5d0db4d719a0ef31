//! One run of an import: on whose behalf, within what area, and what is written together with it.

use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_organize, may_redraw, may_see_member};
use crate::domain::file_import::ImportCounts;
use crate::domain::geometry::Effort;
use crate::domain::id::{AccountId, GridId, MemberId};
use crate::domain::registration::Registrant;
use crate::domain::role::{Role, RoleSet};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Error, Problem, Result};
use crate::service::atlas_edits::{AppliedEdits, ChangeSet, PlannedEdits, plan_edits, plan_within};
use crate::store::{Actor, Db, Revision, Tx, accounts};
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
    roles: RoleSet,
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
    /// [`Error::Internal`] if another process took it over; those of the database.
    fn settle(&self, tx: &mut Tx<'_>, counts: ImportCounts) -> Result<()>;

    /// Writes that more rows are done, and how many objects they made.
    ///
    /// # Errors
    /// As [`Self::settle`].
    fn advance(&self, tx: &mut Tx<'_>, rows: usize, created: usize) -> Result<()>;
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
        let known = |member: MemberId| {
            let seen = |sender: &Arc<ImportSender>| {
                may_see_member(atlas, &sender.scope, member, self.db.now())
            };
            self.sender.as_ref().is_none_or(seen)
        };
        let member = atlas.people().by_code(code).map(|member| member.id);
        let member = member.filter(|&member| known(member));
        member.ok_or_else(|| Problem::new(Code::UnknownMember).with("member", code))
    }

    /// Checks that the caller may register the member or organisation, as by hand: themselves, and
    /// the organisations of their grids.
    ///
    /// # Errors
    /// [`Code::RegistrantNotYours`]
    pub(super) fn admit_registrant(&self, atlas: &Atlas, who: Registrant) -> Result<(), Problem> {
        let Some(sender) = &self.sender else { return Ok(()) };
        let theirs = match who {
            Registrant::Member(member) => sender.scope.member == Some(member),
            Registrant::Organization(id) => atlas
                .organizations()
                .active(id)
                .is_some_and(|found| may_organize(atlas, &sender.scope, found.profile.grid)),
        };
        if theirs { Ok(()) } else { Err(Code::RegistrantNotYours.into()) }
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
                settle(sender.as_deref(), tx, counts)?;
                write(tx, &actor)
            })
            .await
    }
}

/// Checks the area once more, as it is now, and writes the receipt.
fn settle(sender: Option<&ImportSender>, tx: &mut Tx<'_>, counts: ImportCounts) -> Result<()> {
    let Some(sender) = sender else { return Ok(()) };
    sender.check(tx)?;
    sender.receipt.settle(tx, counts)
}

impl ImportSender {
    /// Creates the sender of a file. With a second person's agreement it may change as much as it
    /// likes.
    pub fn new(
        scope: Arc<Scope>,
        roles: RoleSet,
        may: UnitRule,
        agreed_by: Option<AccountId>,
        receipt: Box<dyn ImportReceipt>,
    ) -> Arc<Self> {
        let (touched, planned) = (Mutex::default(), Mutex::default());
        Arc::new(Self { scope, roles, may, touched, planned, agreed_by, receipt })
    }

    /// Writes that more rows are done, and how many objects they made.
    ///
    /// # Errors
    /// Those of the receipt.
    pub(super) fn advance(&self, tx: &mut Tx<'_>, rows: usize, created: usize) -> Result<()> {
        self.receipt.advance(tx, rows, created)
    }

    /// Returns what the caller may do now.
    ///
    /// # Errors
    /// [`Code::RoleRequired`] if they may not import such files any more.
    pub(super) fn scope_now(&self, tx: &mut Tx<'_>) -> Result<Scope> {
        let scope = scope_of(tx, self.scope.account)?;
        if scope.has(self.roles) {
            return Ok(scope);
        }
        let roles: Vec<Role> = self.roles.iter().collect();
        Err(Problem::new(Code::RoleRequired).with("roles", roles).into())
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

    /// Checks that everything still lies in the area of the caller, and of the second person.
    fn check(&self, tx: &mut Tx<'_>) -> Result<()> {
        let atlas = tx.atlas()?;
        let scope = self.scope_now(tx)?;
        if let Some(second) = self.agreed_by {
            let second = scope_of(tx, Some(second))?;
            let place = self.place(&atlas);
            if !place.is_none_or(|grid| may_redraw(&atlas, &second, grid)) {
                return Err(Code::AgreementLapsed.into());
            }
        }
        let touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        match touched.iter().find(|&&unit| !(self.may)(&atlas, &scope, unit)) {
            Some(&unit) => {
                let code = atlas.code_of(unit);
                Err(Problem::new(Code::RowOutsideArea).with("unit", code).into())
            }
            None => Ok(()),
        }
    }
}

/// Returns what an account may do now; nothing if it is closed.
fn scope_of(tx: &mut Tx<'_>, account: Option<AccountId>) -> Result<Scope> {
    let Some(id) = account else { return Ok(Scope::anonymous()) };
    let found = accounts::find(tx.connection, id)?.filter(|found| found.disabled_at.is_none());
    let member = found.and_then(|found| found.member_id);
    Ok(Scope::of(&*tx.atlas()?, id, member, tx.now()))
}
