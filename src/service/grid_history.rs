//! The history of a grid, each fact with the change set behind it.

use super::preconditions::require_visible;
use crate::domain::authority::may_see_duties;
use crate::domain::grid_history::{FactSource, FactSubject, GridFact};
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::store::origins::{ChangeOrigin, Origins};
use crate::store::row_revisions::RowRevisions;
use crate::store::{Db, grid_history};
use std::collections::HashMap;

/// Facts of a grid with their origins.
#[derive(Debug)]
pub struct GridHistory {
    /// Facts with the change set behind each; `None` for what is older than change sets.
    pub facts: Vec<(GridFact, Option<ChangeOrigin>)>,
    /// Areas of the boundaries among the facts, in square metres.
    pub areas_m2: HashMap<BoundaryId, f64>,
}

/// Returns all facts of a grid until now, in no order.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not know its duties.
pub async fn facts_of(db: &Db, scope: &Scope, id: GridId) -> Result<Vec<GridFact>> {
    let atlas = db.atlas();
    let now = db.now();
    let grid = atlas.tree().get(id).cloned().ok_or(Code::NotFound)?;
    require_visible(may_see_duties(&atlas, scope, Unit::Grid(id)), "")?;
    let mut facts = db.read(move |connection| grid_history::facts(connection, &grid)).await?;
    facts.retain(|fact| fact.at <= now);
    Ok(facts)
}

/// Reads the origins and areas of some facts, which keep their order.
///
/// # Errors
/// Those of the database.
pub async fn with_origins(db: &Db, facts: Vec<GridFact>) -> Result<GridHistory> {
    db.read(move |connection| {
        let origins = Origins::read(connection, facts.iter().filter_map(|fact| made(fact.source)))?;
        let instants: Vec<Instant> = facts
            .iter()
            .filter(|fact| fact.source == FactSource::Instant)
            .map(|fact| fact.at)
            .collect();
        let applied = ChangeOrigin::at(connection, &instants)?;
        let borders: Vec<BoundaryId> =
            facts
                .iter()
                .filter_map(|fact| {
                    if let FactSubject::Border(id, _) = fact.about { Some(id) } else { None }
                })
                .collect();
        let areas_m2 = grid_history::areas_m2(connection, &borders)?;
        let facts = facts
            .into_iter()
            .map(|fact| {
                (
                    fact,
                    match made(fact.source) {
                        Some(made) => origins.begun(made).cloned(),
                        None => applied.get(&fact.at).cloned(),
                    },
                )
            })
            .collect();
        Ok(GridHistory { facts, areas_m2 })
    })
    .await
}

fn made(source: FactSource) -> Option<RowRevisions> {
    match source {
        FactSource::Revision(begun) => Some(RowRevisions { begun, ended: None }),
        FactSource::Instant => None,
    }
}
