//! The atlas of an instant that is over.

use super::changes::{self, Wanted};
use super::connection::AnyConnection;
use crate::domain::atlas::Atlas;
use crate::domain::period::Instant;
use crate::error::Result;
use std::sync::Arc;

/// Reads the atlas as it was at an instant. Levels, categories and tolerances are those of the present one.
///
/// # Errors
/// Those of the database.
pub fn atlas_at(connection: &mut AnyConnection, present: &Atlas, at: Instant) -> Result<Arc<Atlas>> {
    let rows = changes::read(connection, Wanted::At(at))?;
    Ok(Arc::new(present.as_it_was(rows, at)))
}
