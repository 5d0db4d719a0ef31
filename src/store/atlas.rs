//! Loading the atlas: what changed since a known revision, on top of it. From nothing, that is
//! everything.

use super::changes;
use super::connection::{AnyConnection, Location};
use super::schema::{grids, revision};
use crate::domain::atlas::Atlas;
use crate::error::Result;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::sync::Arc;

/// The atlas as of the connection's view of the database; the known one itself when nothing was
/// revised since.
pub(super) fn current(connection: &mut AnyConnection, known: &Arc<Atlas>) -> Result<Arc<Atlas>> {
    let number: i64 = revision::table.select(revision::number).get_result(connection)?;
    if number == known.revision() {
        return Ok(Arc::clone(known));
    }
    // Rows and number are read one after the other: a reviser between them only makes the picture
    // newer than its number, and the next refresh applies the same rows again.
    let changed = changes::read(connection, known.revision())?;
    Ok(Arc::new(known.with(&changed, number)))
}

/// Whether a migrated database has a root grid.
pub fn has_root(location: &Location) -> Result<bool> {
    let mut connection = location.open_reader()?;
    Ok(diesel::select(exists(grids::table.select(grids::id))).get_result(&mut connection)?)
}
