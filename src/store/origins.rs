//! Origins of rows: the change sets that made and ended them.

use super::changes::areas;
use super::column::StoredInstant;
use super::connection::{AnyConnection, STATEMENT_KEYS};
use super::row_revisions::RowRevisions;
use super::schema::reassignments;
use crate::domain::id::{GridId, ReassignmentId};
use crate::domain::period::Instant;
use crate::domain::reassignment::{ReassignmentOrigin, ReassignmentReason};
use crate::domain::unit::Boundary;
use crate::error::Result;
use diesel::prelude::*;
use std::collections::HashMap;

/// Summary of an applied change set.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = reassignments)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct ChangeOrigin {
    pub id: ReassignmentId,
    pub origin: ReassignmentOrigin,
    pub reason: Option<ReassignmentReason>,
    pub applied_at: Option<StoredInstant>,
    pub revision: Option<i64>,
}

/// Change sets by the revisions they made.
#[derive(Debug, Clone, Default)]
pub struct Origins(HashMap<i64, ChangeOrigin>);

impl Origins {
    /// Loads the origins of some rows.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(
        connection: &mut AnyConnection,
        made: impl IntoIterator<Item = RowRevisions>,
    ) -> Result<Self> {
        let mut revisions: Vec<i64> =
            made.into_iter().flat_map(|made| [Some(made.begun), made.ended]).flatten().collect();
        revisions.sort_unstable();
        revisions.dedup();
        let mut origins = HashMap::with_capacity(revisions.len());
        for revisions in revisions.chunks(STATEMENT_KEYS) {
            let made = reassignments::revision.eq_any(revisions.iter().copied().map(Some));
            let rows: Vec<ChangeOrigin> = reassignments::table
                .filter(made)
                .select(ChangeOrigin::as_select())
                .load(connection)?;
            origins.extend(rows.into_iter().filter_map(|row| Some((row.revision?, row))));
        }
        Ok(Self(origins))
    }

    /// Returns the change set that made a row; none for rows older than change sets.
    pub fn begun(&self, made: RowRevisions) -> Option<&ChangeOrigin> {
        self.0.get(&made.begun)
    }

    /// Returns the change set that gave a row its end.
    pub fn ended(&self, made: RowRevisions) -> Option<&ChangeOrigin> {
        self.0.get(&made.ended?)
    }
}

impl ChangeOrigin {
    /// Loads the change sets applied at some instants; of several at one instant the last.
    ///
    /// # Errors
    /// Those of the database.
    pub fn at(
        connection: &mut AnyConnection,
        instants: &[Instant],
    ) -> Result<HashMap<Instant, Self>> {
        if instants.is_empty() {
            return Ok(HashMap::new());
        }
        let applied =
            reassignments::applied_at.eq_any(instants.iter().map(|&at| Some(StoredInstant(at))));
        let rows: Vec<Self> = reassignments::table
            .filter(applied.and(reassignments::revision.is_not_null()))
            .order(reassignments::revision)
            .select(Self::as_select())
            .load(connection)?;
        Ok(rows.into_iter().filter_map(|row| Some((row.applied_at?.0, row))).collect())
    }
}

/// Finds the border of a grid at an instant, with the revisions by which it was drawn and ended.
///
/// # Errors
/// Those of the database.
pub fn border_at(
    connection: &mut AnyConnection,
    grid: GridId,
    at: Instant,
) -> Result<Option<(Boundary, RowRevisions)>> {
    areas::boundary_at(connection, grid, at)
}
