//! Write transactions, as the service's operations use them.

use super::connection::AnyConnection;
use super::db::StoreState;
use super::number::Blocks;
use super::opened::OpenedStore;
use super::schema::revision;
use super::vault::Vault;
use super::{atlas, changes};
use crate::domain::atlas::Atlas;
use crate::domain::period::Instant;
use crate::domain::plan::Plan;
use crate::error::{Error, Result};
use diesel::prelude::*;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Write transaction: one connection, one instant, one revision of the atlas.
pub struct Tx<'a> {
    pub(crate) connection: &'a mut AnyConnection,
    pub(super) shared: &'a StoreState,
    pub(super) opened: &'a OpenedStore,
    pub(super) blocks: Blocks,
    now: Instant,
    atlas: Option<Arc<Atlas>>,
}

/// Effects of a transaction after its commit.
pub(super) struct CommitEffects {
    pub(super) atlas: Option<Arc<Atlas>>,
    pub(super) blocks: Blocks,
}

impl<'a> Tx<'a> {
    pub(super) fn new(
        connection: &'a mut AnyConnection,
        shared: &'a StoreState,
        opened: &'a OpenedStore,
        atlas: Option<Arc<Atlas>>,
    ) -> Self {
        let now = shared.clock.now();
        Self { connection, shared, opened, blocks: Blocks::default(), now, atlas }
    }

    pub(super) fn into_effects(self) -> CommitEffects {
        CommitEffects { atlas: self.atlas, blocks: self.blocks }
    }

    /// Returns the instant of the transaction: everything it writes happened then.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// Returns the vault, which opens and seals personal data.
    pub fn vault(&self) -> &'a Vault {
        &self.shared.vault
    }

    /// Returns the atlas of the transaction's own revision: nobody can revise it before the commit.
    pub fn atlas(&mut self) -> Result<Arc<Atlas>> {
        if let Some(atlas) = &self.atlas {
            return Ok(Arc::clone(atlas));
        }
        let atlas = atlas::current(self.connection, &self.opened.atlas.load())?;
        self.atlas = Some(Arc::clone(&atlas));
        Ok(atlas)
    }
}

/// Transaction that changes the atlas: alone among all writers of the database.
pub struct Revision<'t, 'a>(pub(super) &'t mut Tx<'a>);

impl Revision<'_, '_> {
    /// Writes the changed rows of a plan under the next revision and returns the atlas with them.
    pub fn apply(&mut self, plan: Plan) -> Result<Arc<Atlas>> {
        let before = self.atlas()?.revision();
        let tx = &mut *self.0;
        let raised = diesel::update(revision::table.filter(revision::number.eq(before)))
            .set(revision::number.eq(before + 1))
            .execute(tx.connection)?;
        if raised != 1 {
            return Err(Error::Contended(format!(
                "revision {before} was raised by another writer"
            )));
        }
        changes::write(tx.connection, &plan.changes, before + 1)?;
        let after = Arc::new(plan.atlas.as_of(before + 1));
        tx.atlas = Some(Arc::clone(&after));
        Ok(after)
    }
}

impl<'a> Deref for Revision<'_, 'a> {
    type Target = Tx<'a>;
    fn deref(&self) -> &Tx<'a> {
        self.0
    }
}

impl<'a> DerefMut for Revision<'_, 'a> {
    fn deref_mut(&mut self) -> &mut Tx<'a> {
        self.0
    }
}
