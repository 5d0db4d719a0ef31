//! Loading of the atlas: the changes since a known revision, applied to it. From revision 0, that
//! is everything.

use super::changes;
use super::connection::{AnyConnection, Location};
use super::schema::{grids, revision};
use crate::domain::atlas::Atlas;
use crate::error::Result;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::sync::Arc;

/// Returns the atlas as of the connection's view of the database; the known one itself if nothing
/// was revised since.
pub(super) fn current(connection: &mut AnyConnection, known: &Arc<Atlas>) -> Result<Arc<Atlas>> {
    let number: i64 = revision::table.select(revision::number).get_result(connection)?;
    if number == known.revision() {
        return Ok(Arc::clone(known));
    }
    // Rows and number are read one after the other: a revision between them only makes the atlas
    // newer than its number, and the next refresh applies the same rows again.
    let changed = changes::read(connection, known.revision())?;
    Ok(Arc::new(known.with(&changed, number)))
}

/// Returns true if a migrated database has a root grid.
pub fn has_root(location: &Location) -> Result<bool> {
    let mut connection = location.open_reader()?;
    Ok(diesel::select(exists(grids::table.select(grids::id))).get_result(&mut connection)?)
}
