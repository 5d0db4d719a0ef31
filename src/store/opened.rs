//! The opened database: its file, the connections that read it, the atlas published from it, and
//! the known past borders.
//!
//! A file that replaces another is opened again as at a start. Work in progress on the earlier one
//! keeps it, and publishes to nobody.

use super::connection::{Location, Readers};
use super::file::DatabaseFile;
use super::number::Numbers;
use super::past::PastBorders;
use super::pool::pool;
use super::tx::CommitEffects;
use super::vault::Vault;
use super::{atlas, lookup_key, migration};
use crate::domain::atlas::Atlas;
use crate::error::Result;
use arc_swap::ArcSwap;
use diesel::r2d2::Pool;
use std::sync::Arc;

/// State that belongs to one opening.
pub(super) struct OpenedStore {
    pub(super) atlas: ArcSwap<Atlas>,
    pub(super) past: PastBorders,
    pub(super) numbers: Numbers,
    pub(super) readers: Pool<Readers>,
    /// None on PostgreSQL.
    file: Option<DatabaseFile>,
}

impl OpenedStore {
    /// Opens a migrated database with `readers` connections and loads its atlas into `empty`.
    ///
    /// # Errors
    /// [`Code::LookupKeyDiffers`](crate::error::Code::LookupKeyDiffers) when it was filled under
    /// another key file.
    pub(super) fn at(
        location: &Location,
        readers: u32,
        empty: Atlas,
        vault: &Vault,
    ) -> Result<Self> {
        let file = DatabaseFile::of(location)?;
        let atlas = {
            let mut connection = location.open_writer(false)?;
            lookup_key::require(&mut connection, vault)?;
            atlas::current(&mut connection, &Arc::new(empty))?
        };
        let readers = pool(Readers(location.clone()), readers)?;
        let atlas = ArcSwap::new(atlas);
        let past = PastBorders::default();
        let numbers = Numbers::default();
        let opened = Self { atlas, past, numbers, readers, file };
        // The file may have been replaced while these were opened.
        opened.require_file()?;
        Ok(opened)
    }

    /// Checks that the file of the database is still there.
    pub(super) fn require_file(&self) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), DatabaseFile::require)
    }

    /// Returns true if there is room for more where the file of the database is.
    pub(super) fn has_room(&self) -> bool {
        self.file.as_ref().is_none_or(DatabaseFile::has_room)
    }

    /// Returns true if the log beside the file of the database is longer than it should be.
    pub(super) fn has_long_log(&self) -> bool {
        self.file.as_ref().is_some_and(DatabaseFile::has_long_log)
    }

    /// Returns true if another file is where the database was.
    pub(super) fn was_replaced(&self) -> bool {
        self.file.as_ref().is_some_and(DatabaseFile::was_replaced)
    }

    /// Opens the file that is now at the same place.
    ///
    /// # Errors
    /// As at a start; [`Error::Unavailable`](crate::error::Error::Unavailable) while the files that
    /// SQLite keeps beside the old one still exist.
    pub(super) fn anew(&self, location: &Location, vault: &Vault) -> Result<Self> {
        self.file.as_ref().map_or(Ok(()), DatabaseFile::require_nothing_beside)?;
        // Only read before it is written to: it may be another town's, or not yet be copied
        // completely.
        lookup_key::compare(&mut location.open_reader()?, vault)?;
        migration::require_current(location)?;
        let empty = Atlas::empty(self.atlas.load().settings().clone());
        Self::at(location, self.readers.max_size(), empty, vault)
    }

    /// Publishes the effects of a committed transaction.
    pub(super) fn publish(&self, effects: CommitEffects) {
        self.numbers.give_back(effects.blocks);
        if let Some(atlas) = effects.atlas {
            self.publish_atlas(atlas);
        }
    }

    /// Publishes an atlas, unless the published one is as new.
    pub(super) fn publish_atlas(&self, atlas: Arc<Atlas>) {
        self.atlas.rcu(|published| {
            if atlas.revision() > published.revision() {
                Arc::clone(&atlas)
            } else {
                Arc::clone(published)
            }
        });
    }
}
