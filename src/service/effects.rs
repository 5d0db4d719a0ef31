//! Side effects of a change of responsibility.

use super::atlas_edits::AppliedEdits;
use super::requests::list::{ListedRequests, find};
use super::requests::reader::reader;
use crate::domain::id::RequestId;
use crate::domain::scope::Scope;
use crate::error::{Problem, Result};
use crate::store::requests::{ListFilter, ListPage, UncountedRequests};
use crate::store::{Db, Tx};
use serde::{Deserialize, Serialize};

/// Maximum number of requests that are named; the others are counted.
pub const NAMED_MAX: usize = 200;

/// Side effects of a change; stored with the caller's key, and returned again with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeEffects {
    /// Notices for the caller.
    pub notices: Vec<Problem>,
    /// Number of open requests that got another holder, as far as the caller's figures count them:
    /// none about the caller, and confidential ones for the desk alone.
    pub moved: usize,
    /// The first [`NAMED_MAX`] of them.
    requests: Vec<RequestId>,
}

impl ChangeEffects {
    /// Returns no side effects.
    pub(super) const fn none() -> Self {
        Self { notices: Vec::new(), moved: 0, requests: Vec::new() }
    }

    /// Returns the effects of an applied change set, as far as its caller may know them.
    pub(super) fn of(tx: &mut Tx<'_>, scope: &Scope, applied: AppliedEdits) -> Result<Self> {
        let AppliedEdits { mut moved, notices, .. } = applied;
        if !moved.is_empty() {
            let reader = reader(&*tx.atlas()?, scope, tx.now());
            moved = UncountedRequests::of_open(tx.connection, reader.as_ref())?
                .counted(tx.connection, moved)?;
        }
        let count = moved.len();
        moved.truncate(NAMED_MAX);
        Ok(Self { notices, moved: count, requests: moved })
    }

    /// Returns those of the named requests whose place lies in the caller's grids, or that a unit
    /// there holds.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn visible(&self, db: &Db, scope: &Scope) -> Result<Vec<RequestId>> {
        if self.requests.is_empty() {
            return Ok(Vec::new());
        }
        let filter = ListFilter { among: self.requests.clone(), ..ListFilter::default() };
        let page = ListPage { after: None, limit: NAMED_MAX as i64 };
        let rows = find(db, scope, ListedRequests::MyGrids, None, filter, page).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}
