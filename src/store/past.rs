//! The atlas of a past instant.
//!
//! The process caches the bounds and periods of past borders, without polygons; they are read at
//! the first question and then updated from newer rows. The few polygons that a question needs are
//! read for it.

use super::atlas;
use super::changes::{self, areas};
use super::column::StoredInstant;
use super::connection::AnyConnection;
use super::opened::OpenedStore;
use super::schema::{grid_boundaries, revision};
use crate::domain::atlas::{Atlas, BorderHistory, BorderVersion, Extent};
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::period::{Instant, Period};
use crate::domain::unit::Boundary;
use crate::error::Result;
use diesel::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Rows read at once: their polygons are in memory only while their bounds are calculated.
const BATCH: i64 = 2048;

/// Past borders known to the process.
#[derive(Default)]
pub(super) struct PastBorders(Mutex<KnownBorders>);

#[derive(Default)]
struct KnownBorders {
    borders: BorderHistory,
    /// Revision up to which everything written is known.
    revision: i64,
    /// Latest revision of which anything is known.
    seen: i64,
}

/// Loads the atlas of a past instant, as far as `extent` requires.
///
/// # Errors
/// Those of the database.
pub(super) fn atlas_at(
    connection: &mut AnyConnection,
    opened: &OpenedStore,
    at: Instant,
    extent: Extent,
) -> Result<Arc<Atlas>> {
    let (present, versions) = versions(connection, opened, at, extent)?;
    let drawn = drawn(connection, &present, &versions)?;
    let ended = extent.addresses.then(|| changes::ended_since(connection, at)).transpose()?;
    Ok(Arc::new(present.as_it_was(at, &drawn, ended.as_deref())))
}

/// Returns the present atlas and the needed versions of borders, both of one revision.
fn versions(
    connection: &mut AnyConnection,
    opened: &OpenedStore,
    at: Instant,
    extent: Extent,
) -> Result<(Arc<Atlas>, Vec<BorderVersion>)> {
    let mut known = opened.past.0.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let present = atlas::current(connection, &opened.atlas.load_full())?;
        opened.publish_atlas(Arc::clone(&present));
        if known.revision == present.revision() && known.seen <= known.revision {
            let versions = present.borders_then(&known.borders, extent.borders, at);
            return Ok((present, versions));
        }
        known.catch_up(connection)?;
    }
}

/// Loads the polygons of some versions: those still in force are shared with the present atlas.
fn drawn(
    connection: &mut AnyConnection,
    present: &Atlas,
    versions: &[BorderVersion],
) -> Result<Vec<Boundary>> {
    let in_force = |version: &BorderVersion| {
        present.tree().boundary(version.grid).filter(|b| b.id == version.id)
    };
    let ended: Vec<BoundaryId> = versions
        .iter()
        .filter(|version| in_force(version).is_none())
        .map(|version| version.id)
        .collect();
    let mut drawn = areas::boundaries(connection, &ended)?;
    drawn.extend(versions.iter().filter_map(in_force).cloned());
    Ok(drawn)
}

/// Identifier, grid, polygon, period and revision.
type BorderRow = (BoundaryId, GridId, Vec<u8>, StoredInstant, Option<StoredInstant>, i64);

impl KnownBorders {
    /// Reads the versions written since the last call.
    fn catch_up(&mut self, connection: &mut AnyConnection) -> Result<()> {
        let number: i64 = revision::table.select(revision::number).get_result(connection)?;
        let mut last = BoundaryId(Uuid::nil());
        loop {
            let rows = newer(connection, self.revision, last)?;
            let Some(read) = rows.last() else { break };
            last = read.0;
            self.seen = rows.iter().map(|row| row.5).fold(self.seen, i64::max);
            self.borders.extend(rows.into_iter().map(version).collect::<Result<Vec<_>>>()?);
        }
        // A revision may have been written between the batches: rows newer than the number are read
        // once more.
        self.revision = number;
        Ok(())
    }
}

/// Reads up to a batch of versions written after a revision, in the order of their identifiers,
/// after `after`.
fn newer(
    connection: &mut AnyConnection,
    revision: i64,
    after: BoundaryId,
) -> Result<Vec<BorderRow>> {
    use grid_boundaries as b;
    let query = b::table.filter(b::id.gt(after)).order(b::id).limit(BATCH).into_boxed();
    // From revision 0 everything is newer: the order of identifiers is that of the table, and
    // nothing is sorted.
    let query = if revision > 0 { query.filter(b::revision.gt(revision)) } else { query };
    let columns = (b::id, b::grid_id, b::shape, b::valid_from, b::valid_to, b::revision);
    Ok(query.select(columns).load(connection)?)
}

fn version((id, grid, shape, from, to, _): BorderRow) -> Result<BorderVersion> {
    let period = Period { from: from.0, to: to.map(|to| to.0) };
    Ok(BorderVersion { id, grid, period, bounds: areas::shape_of(&shape)?.bounds() })
}
