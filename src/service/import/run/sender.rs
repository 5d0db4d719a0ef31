//! The caller behind a file that was sent: what they may import, then and now.

use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_organize, may_redraw, may_see_member};
use crate::domain::file_import::ImportCounts;
use crate::domain::id::{AccountId, GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::registration::Registrant;
use crate::domain::role::{Role, RoleSet};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::store::connection::AnyConnection;
use crate::store::{Tx, accounts};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

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
    /// [`Error::Internal`](crate::error::Error::Internal) if another process took it over; those of the database.
    fn settle(&self, tx: &mut Tx<'_>, counts: ImportCounts) -> Result<()>;

    /// Writes that more rows are done, and how many objects they made.
    ///
    /// # Errors
    /// As [`Self::settle`].
    fn advance(&self, tx: &mut Tx<'_>, rows: usize, created: usize) -> Result<()>;
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

    /// Returns what the caller may do when the import begins.
    pub(super) fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Returns true if the caller may know of the member.
    pub(super) fn sees(&self, atlas: &Atlas, member: MemberId, now: Instant) -> bool {
        may_see_member(atlas, &self.scope, member, now)
    }

    /// Returns true if the caller may register the member or organisation, as by hand: themselves,
    /// and the organisations of their grids.
    pub(super) fn may_register(&self, atlas: &Atlas, who: Registrant) -> bool {
        match who {
            Registrant::Member(member) => self.scope.member == Some(member),
            Registrant::Organization(id) => atlas
                .organizations()
                .active(id)
                .is_some_and(|found| may_organize(atlas, &self.scope, found.profile.grid)),
        }
    }

    /// Checks that what belongs to a unit may be imported, and remembers the unit.
    ///
    /// # Errors
    /// [`Code::RowOutsideArea`]
    pub(super) fn admit(&self, atlas: &Atlas, unit: Unit) -> Result<(), Problem> {
        if !(self.may)(atlas, &self.scope, unit) {
            return Err(outside(atlas, unit));
        }
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).insert(unit);
        Ok(())
    }

    /// Remembers what the file would make. Returns the second person who agreed to it.
    pub(super) fn plan(&self, counts: ImportCounts) -> Option<AccountId> {
        *self.planned.lock().unwrap_or_else(PoisonError::into_inner) = counts;
        self.agreed_by
    }

    /// Checks the area once more, as it is now, and writes the receipt.
    ///
    /// # Errors
    /// [`Code::RowOutsideArea`], [`Code::RoleRequired`], [`Code::AgreementLapsed`]; those of the
    /// receipt.
    pub(super) fn settle(&self, tx: &mut Tx<'_>, counts: ImportCounts) -> Result<()> {
        self.check(tx)?;
        self.receipt.settle(tx, counts)
    }

    /// Writes that more rows are done, and how many objects they made.
    ///
    /// # Errors
    /// Those of the receipt.
    pub(in crate::service::import) fn advance(
        &self,
        tx: &mut Tx<'_>,
        rows: usize,
        created: usize,
    ) -> Result<()> {
        self.receipt.advance(tx, rows, created)
    }

    /// Returns what the caller may do now.
    ///
    /// # Errors
    /// [`Code::RoleRequired`] if they may not import such files any more.
    pub(in crate::service::import) fn scope_now(&self, tx: &mut Tx<'_>) -> Result<Scope> {
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
            Some(&unit) => Err(outside(&atlas, unit).into()),
            None => Ok(()),
        }
    }
}

fn outside(atlas: &Atlas, unit: Unit) -> Problem {
    Problem::new(Code::RowOutsideArea).with("unit", atlas.code_of(unit))
}

/// Returns what an account may do in a transaction.
fn scope_of(tx: &mut Tx<'_>, account: Option<AccountId>) -> Result<Scope> {
    let Some(id) = account else { return Ok(Scope::anonymous()) };
    scope_at(&*tx.atlas()?, tx.connection, id, tx.now())
}

/// Returns what an account may do at an instant; nothing but what residents may if it is closed.
///
/// # Errors
/// Those of the database.
pub fn scope_at(
    atlas: &Atlas,
    connection: &mut AnyConnection,
    account: AccountId,
    at: Instant,
) -> Result<Scope> {
    let found = accounts::find(connection, account)?;
    let member = found.filter(|found| found.disabled_at.is_none()).and_then(|it| it.member_id);
    Ok(Scope::of(atlas, account, member, at))
}
