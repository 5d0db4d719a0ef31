//! Revisions that made and ended a row, by which its change sets are found.

use super::column::StoredInstant;
use super::connection::AnyConnection;
use super::schema::duties;
use crate::domain::id::DutyId;
use crate::error::Result;
use diesel::prelude::*;
use std::collections::HashMap;

/// Revisions by which a row was made and, if it has an end, given that end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowRevisions {
    /// Revision that made the row; 0 for rows older than change sets.
    pub begun: i64,
    /// Revision that ended it; none while it has no end.
    pub ended: Option<i64>,
}

impl RowRevisions {
    /// Derives them from a row's columns: only the end of a period changes after the row was made.
    pub(super) fn of(made_in: i64, revision: i64, valid_to: Option<StoredInstant>) -> Self {
        Self { begun: made_in, ended: valid_to.map(|_| revision) }
    }

    /// Loads the revisions by which some duties were given and ended.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_duties(
        connection: &mut AnyConnection,
        ids: &[DutyId],
    ) -> Result<HashMap<DutyId, Self>> {
        let columns = (duties::id, duties::made_in, duties::revision, duties::valid_to);
        let rows: Vec<(DutyId, i64, i64, Option<StoredInstant>)> =
            duties::table.filter(duties::id.eq_any(ids)).select(columns).load(connection)?;
        Ok(rows
            .into_iter()
            .map(|(id, made_in, revision, to)| (id, Self::of(made_in, revision, to)))
            .collect())
    }
}
