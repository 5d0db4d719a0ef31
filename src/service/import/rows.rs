//! Edits caused by the rows of a table.

use super::reader::table::blame;
use super::relocated;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::plan::PlanConsent;
use crate::error::{Error, Problem, Result};
use crate::service::atlas_edits::{ChangeSet, plan_edits};
use crate::store::{Actor, Db};

/// Edits, each with the row that caused it, and the problems of rows.
#[derive(Debug, Default)]
pub(super) struct CausedOperations {
    edits: Vec<AtlasEdit>,
    rows: Vec<u64>,
    problems: Vec<Problem>,
}

impl CausedOperations {
    /// Adds the edit of a row, or its problem.
    pub(super) fn add(&mut self, row: u64, edit: Result<AtlasEdit, Problem>) {
        match edit {
            Ok(edit) => {
                self.edits.push(edit);
                self.rows.push(row);
            }
            Err(problem) => self.problems.push(blame(problem, row)),
        }
    }

    /// Applies the edits, all or none; a dry run only plans them. Without edits nothing is written.
    ///
    /// # Errors
    /// Every problem, with its row in the parameter `row`.
    pub(super) async fn apply(
        self,
        db: &Db,
        actor: Actor,
        prepared_at: Instant,
        dry_run: bool,
    ) -> Result<()> {
        let Self { edits, rows, problems } = self;
        if !problems.is_empty() {
            return Err(problems.into());
        }
        if edits.is_empty() {
            return Ok(());
        }
        let place = move |index: usize, problem| rows.get(index).map(|&row| blame(problem, row));
        let relocate = |error: Error| relocated(error, &place);
        let set = ChangeSet { prepared_at, edits, allowances: PlanConsent::default() };
        let planned = plan_edits(db, set).await.map_err(relocate)?;
        if !dry_run {
            db.revise(move |tx| planned.apply(tx, &actor)).await.map_err(relocate)?;
        }
        Ok(())
    }
}
